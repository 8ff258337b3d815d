import Engine
import Models
import Testing

@Suite("A training run that is evaluated on its way")
struct RunTests {
  private let key = Key(seed: 1)
  private var images: Matrix { key["images"].uniforms(rows: 30, columns: 6) }
  private var validation: Matrix { key["validation"].uniforms(rows: 9, columns: 6) }

  private func run(
    updates: Int, evaluations: Int, rate: Float = 1e-2, keyed key: Key = Key(seed: 2)
  ) throws -> Run<Autoencoder> {
    try Run(
      Autoencoder([6, 5, 3], using: Key(seed: 3)), on: images, validation: validation,
      budget: Budget(updates: updates, batchSize: 4, evaluations: evaluations),
      optimizer: Adam(rate: rate), key: key
    ) { model, x, _ in meanSquaredError(model(Tensor(x)), x) }
  }

  @Test("It is evaluated before the first update, on the way and at the end, whatever divides what")
  func evaluations() throws {
    #expect(try run(updates: 12, evaluations: 3).evaluations.map(\.step) == [0, 4, 8, 12])
    #expect(try run(updates: 10, evaluations: 3).evaluations.map(\.step) == [0, 4, 7, 10])
    #expect(try run(updates: 2, evaluations: 5).evaluations.map(\.step) == [0, 1, 2])
    #expect(try run(updates: 12, evaluations: 4).curve.budgets == [3, 6, 12])
    #expect(try run(updates: 12, evaluations: 3).curve.budgets == [12])
    let run = try run(updates: 12, evaluations: 3)
    #expect(run.trainingError == run.model.error(on: images))
    #expect(run.validationError == run.model.error(on: validation))
  }

  @Test("Evaluations change nothing; the key decides the order")
  func order() throws {
    let model = try run(updates: 20, evaluations: 1).model["encoder.0.weight"]
    #expect(try run(updates: 20, evaluations: 20).model["encoder.0.weight"] == model)
    #expect(try run(updates: 20, evaluations: 1, keyed: key).model["encoder.0.weight"] != model)
  }

  @Test("Early stopping goes back to the model with the least validation error")
  func stopped() throws {
    let run = try run(updates: 600, evaluations: 30, rate: 3e-2)
    #expect(run.rise > 0.01)
    #expect(run.stopped.error(on: validation) == run.best.validation)
    #expect(run.evaluations.allSatisfy { $0.validation >= run.best.validation })
    #expect(run.gap == run.validationError - run.trainingError)
    let kept = try #require(Run(model: run.model, record: run.record))
    #expect(kept.rise == run.rise && kept.trainingError == run.trainingError)
  }

  @Test("A run whose loss is not finite says at which step")
  func diverged() {
    let error = #expect(throws: DivergedError.self) {
      try Run(
        Dense(6, 6, using: key), on: images, validation: validation,
        budget: Budget(updates: 50, batchSize: 4, evaluations: 1),
        optimizer: SGD(rate: 1e20), key: key
      ) { model, x, _ in meanSquaredError(model(Tensor(x)), x) }
    }
    #expect((2...6).contains(error?.step ?? 0))
  }
}
