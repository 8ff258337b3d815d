import Testing

@testable import Engine

/// A copy that nobody asked for costs a training step as much as its arithmetic. A matrix that is
/// changed while another holds its storage moves to new storage: these tests look where it is.
@Suite("Training changes parameters in place")
struct StorageTests {
  @Test("A copy made by accident is seen")
  func copies() {
    var model = network()
    let before = addresses(model)
    model.visit { _, parameter in parameter.value[0, 0] = 1 }
    #expect(addresses(model) == before)
    let other = model
    model.visit { _, parameter in parameter.value[0, 0] = 2 }
    #expect(zip(addresses(model), before).allSatisfy { $0 != $1 })
    #expect(addresses(other) == before)
  }

  @Test("Adam's parameters, first and second moments stay where they are")
  func adam() {
    var model = network()
    var optimizer = Adam()
    let parameters = addresses(model)
    var moments: [UInt] = []
    // Memory that a copy left is used by the next but one: an even number of steps may hide copies.
    for step in 0..<5 {
      let (_, gradient) = valueWithGradient(at: model) { loss($0, images) }
      optimizer.update(&model, along: gradient)
      if step == 0 { moments = addresses(optimizer) }
      #expect(addresses(model) == parameters, "parameters at step \(step)")
      #expect(addresses(optimizer) == moments, "moments at step \(step)")
    }
  }

  @Test("Parameters stay where they are while a model is fitted")
  func fitting() throws {
    var model = network()
    var places: [[UInt]] = []
    try fit(
      &model, to: images.examples, epochs: 3, batchSize: 40, optimizer: Adam(), key: Key(seed: 1)
    ) { model, batch, _ in
      places.append(addresses(model))
      return loss(model, batch)
    }
    #expect(places.count == 12)
    #expect(Set(places).count == 1)
  }

  @Test("Elements begin where a cache line begins", arguments: [0, 1, 2, 3, 5, 8, 100, 1001])
  func alignment(count: Int) {
    let matrices = (0..<20).map { Matrix(rows: 1, columns: count, repeating: Float($0)) }
    #expect(matrices.allSatisfy { address($0) % UInt(Storage.line) == 0 })
    for (index, matrix) in matrices.enumerated() {
      #expect(matrix.elements == Array(repeating: Float(index), count: count))
    }
  }

  private let images = Key(seed: 1)["images"].uniforms(rows: 130, columns: 200)

  private func network() -> Sequential {
    Sequential([
      Dense(200, 150, using: Key(seed: 1)[0]), Activation.relu,
      Dense(150, 200, using: Key(seed: 1)[1]),
    ])
  }

  private func loss(_ model: Sequential, _ batch: Matrix) -> Tensor {
    meanSquaredError(model(Tensor(batch)), batch)
  }
}

/// Where elements are stored.
private func address(_ matrix: Matrix) -> UInt {
  matrix.withElements { UInt(bitPattern: $0) }
}

private func addresses(_ model: some Module) -> [UInt] {
  model.parameters.map { address($0.value) }
}

private func addresses(_ optimizer: Adam) -> [UInt] {
  (optimizer.first + optimizer.second).map(address)
}
