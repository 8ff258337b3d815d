import Engine
import Testing

@Suite("Training")
struct TrainingTests {
  @Test("Linear regression finds the weights that made the data, the same bits each time")
  func linearRegression() throws {
    let train = { (seed: Int) in
      var model = Dense(3, 1, using: Key(seed: seed)["weights"])
      let history = try fit(
        &model, to: regression.examples, epochs: 40, batchSize: 10,
        optimizer: SGD(rate: 0.1), key: Key(seed: seed)["epochs"], loss: squaredError)
      return (model: model, history: history)
    }
    let (first, again, other) = (try train(1), try train(1), try train(2))
    #expect(difference(first.model.weight.value, [0.5, -2, 3], relative: 1e-4) == nil)
    #expect(difference(first.model.bias.value, [0.25], relative: 1e-4) == nil)
    #expect(first.history.losses.count == 40)
    #expect(first.history.steps == 40 * 7)

    #expect(bits(first.model) == bits(again.model))
    #expect(first.history.losses == again.history.losses)
    #expect(bits(first.model) != bits(other.model))
  }

  @Test(
    "Every optimiser lowers the loss", arguments: OptimizerFixtureTests.optimizers.keys.sorted())
  func everyOptimizer(name: String) throws {
    let optimizer = try #require(OptimizerFixtureTests.optimizers[name])
    try lowersLoss(optimizer)
  }

  private func lowersLoss(_ optimizer: some Optimizer) throws {
    var model = Dense(3, 1, using: Key(seed: 1))
    let losses = try fit(
      &model, to: regression.examples, epochs: 20, batchSize: 64, optimizer: optimizer,
      key: Key(seed: 1), loss: squaredError
    ).losses
    #expect(try #require(losses.last) < losses[0])
  }

  @Test("A full batch makes one update an epoch, whatever the order of the examples")
  func fullBatch() throws {
    var model = Dense(3, 1, using: Key(seed: 1))
    let history = try fit(
      &model, to: regression.examples, epochs: 5, batchSize: 64, optimizer: SGD(rate: 0.1),
      key: Key(seed: 1), loss: squaredError)
    #expect(history.steps == 5)
    #expect(history.losses.count == 5)
  }

  @Test("An epoch's loss is the mean over examples, also when the last batch is smaller")
  func epochLoss() throws {
    // With a rate of zero each batch's loss is its mean, and the epoch's must be the whole mean.
    let column = Matrix(rows: 5, columns: 1, elements: [1, 2, 3, 4, 10])
    var model = Arguments([Matrix(row: [0])])
    let history = try fit(
      &model, to: column.examples, epochs: 1, batchSize: 3, optimizer: SGD(rate: 0),
      key: Key(seed: 1)
    ) { model, batch, _ in
      projection(of: model.tensors[0], on: Matrix(row: [1]))
        .adding(row: Tensor(Matrix(row: [Float(batch.mean)])))
    }
    #expect(difference(history.losses, [4], relative: 1e-6) == nil)
  }

  @Test("Every step has a key of its own, and labels follow their rows")
  func keysAndLabels() throws {
    var model = Arguments([Matrix(row: [0])])
    let column = Matrix(rows: 6, columns: 1, elements: [0, 1, 2, 3, 4, 5])
    var keys: Set<Key> = []
    try fit(
      &model, to: column.labelled(by: [0, 10, 20, 30, 40, 50]), epochs: 2, batchSize: 2,
      optimizer: SGD(rate: 0), key: Key(seed: 1)
    ) { model, batch, key in
      keys.insert(key)
      #expect(batch.labels.map(Float.init) == batch.rows.elements.map { 10 * $0 })
      return model.tensors[0].sum
    }
    #expect(keys.count == 6)
  }

  @Test("No epochs leave the model alone")
  func noEpochs() throws {
    var model = Dense(3, 1, using: Key(seed: 1))
    let before = bits(model)
    let history = try fit(
      &model, to: regression.examples, epochs: 0, batchSize: 8, optimizer: SGD(rate: 1),
      key: Key(seed: 1), loss: squaredError)
    #expect(bits(model) == before)
    #expect(history.steps == 0)
    #expect(history.losses == [])
  }

  @Test("A loss that is not finite stops the run at its step, before its update")
  func divergence() throws {
    for bad: Float in [.nan, .infinity] {
      var model = Arguments([Matrix(row: [0])])
      var step = 0
      let error = #expect(throws: DivergedError.self) {
        try fit(
          &model, to: Matrix(rows: 3, columns: 1, repeating: 0).examples, epochs: 9, batchSize: 1,
          optimizer: SGD(rate: 1), key: Key(seed: 1)
        ) { model, _, _ in
          step += 1
          return step < 5 ? sum(model.tensors[0]) : Tensor(Matrix(row: [bad]))
        }
      }
      #expect(error?.step == 5)
      #expect(error?.description.contains("\(bad) at step 5") == true)
      #expect(model.tensors[0].value == Matrix(row: [-4]))
    }
  }

  @Test("A rate far too large diverges into the error, not into a model of NaN")
  func realDivergence() {
    var model = Dense(3, 1, using: Key(seed: 1))
    #expect(throws: DivergedError.self) {
      try fit(
        &model, to: regression.examples, epochs: 100, batchSize: 8, optimizer: SGD(rate: 50),
        key: Key(seed: 1), loss: squaredError)
    }
    #expect(model.parameters.allSatisfy { !$0.value.elements.contains(where: \.isNaN) })
  }
}

/// 64 examples [x₁, x₂, x₃, y] with y = x · (0.5, −2, 3) + 0.25.
private let regression: Matrix = {
  let x = Key(seed: 1).normals(rows: 64, columns: 3)
  let y = x.multiplied(by: Matrix(rows: 3, columns: 1, elements: [0.5, -2, 3]))
  return Matrix(
    rows: 64, columns: 4, elements: (0..<64).flatMap { x.row($0) + [y[$0, 0] + 0.25] })
}()

private func squaredError(_ model: Dense, _ batch: Matrix, _: Key) -> Tensor {
  let rows = (0..<batch.rows).map(batch.row)
  let x = Matrix(rows: batch.rows, columns: 3, elements: rows.flatMap { $0.prefix(3) })
  let y = Matrix(rows: batch.rows, columns: 1, elements: rows.map { $0[3] })
  return meanSquaredError(model(Tensor(x)), y)
}

/// The parameters of a model bit by bit, which tells −0 from 0.
func bits(_ model: some Module) -> [[UInt32]] {
  model.parameters.map { $0.value.elements.map(\.bitPattern) }
}
