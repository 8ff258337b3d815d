@testable import Engine
import TestSupport
import Testing

@Suite("A caller's mistake stops the program and says why")
struct MistakeTests {
  struct Mistake: Sendable {
    var message: String
    var make: @Sendable () async throws -> Void
  }

  static let mistakes: [Mistake] = [
    Mistake(message: "a matrix of 2×3 can't hold 5 elements") {
      _ = Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5])
    },
    Mistake(message: "3×4 has no element [0, 4]") { _ = matrix(3, 4)[0, 4] },
    Mistake(message: "3×4 has no element [-1, 0]") { _ = matrix(3, 4)[-1, 0] },
    Mistake(message: "3×4 can't be multiplied by 5×2") {
      _ = matrix(3, 4).multiplied(by: matrix(5, 2))
    },
    Mistake(message: "the transpose of 3×4 can't be multiplied by 5×2") {
      _ = matrix(3, 4).transposeMultiplied(by: matrix(5, 2))
    },
    Mistake(message: "3×4 can't be multiplied by the transpose of 5×2") {
      _ = matrix(3, 4).multiplied(byTransposeOf: matrix(5, 2))
    },
    Mistake(message: "shapes differ: 3×4 and 4×3") { _ = matrix(3, 4) + matrix(4, 3) },
    Mistake(message: "1×3 is not a row that fits 3×4") {
      _ = Tensor(matrix(3, 4)).adding(row: Tensor(matrix(1, 3)))
    },
    Mistake(message: "shapes differ: 3×4 and 3×5") {
      _ = meanSquaredError(Tensor(matrix(3, 4)), matrix(3, 5))
    },
    Mistake(message: "shapes differ: 3×4 and 3×5") {
      _ = meanBernoulliCrossEntropy(logits: Tensor(matrix(3, 4)), matrix(3, 5))
    },
    Mistake(message: "shapes differ: 3×4 and 3×5") {
      _ = meanAbsoluteError(Tensor(matrix(3, 4)), matrix(3, 5))
    },
    Mistake(message: "only a scalar has a gradient, not a tensor of 2×2") {
      _ = valueWithGradient(at: Arguments([matrix(2, 2)])) { $0.tensors[0] }
    },
    Mistake(message: "the gradient has no 0 of 2×2") {
      var model = Arguments([matrix(2, 2)])
      var optimizer = SGD(rate: 1)
      optimizer.update(&model, along: Arguments([matrix(2, 3)]))
    },
    Mistake(message: "the optimiser's state is of 1×2, the parameter of 9×9") {
      var (small, large) = (Arguments([matrix(1, 2)]), Arguments([matrix(9, 9)]))
      var optimizer = Adam()
      optimizer.update(&small, along: small)
      optimizer.update(&large, along: large)
    },
    Mistake(message: "a matrix of 2×3 has no eigenvalues") {
      _ = eigenDecomposition(ofSymmetric: matrix(2, 3))
    },
    Mistake(message: "the matrix of 2×2 is not symmetric, or has a NaN") {
      _ = eigenDecomposition(ofSymmetric: Matrix(rows: 2, columns: 2, elements: [1, 2, 3, 1]))
    },
    Mistake(message: "the matrix of 1×1 is not symmetric, or has a NaN") {
      _ = eigenDecomposition(ofSymmetric: Matrix(row: [.nan]))
    },
    Mistake(message: "the matrix of 1×1 has an infinity") {
      _ = eigenDecomposition(ofSymmetric: Matrix(row: [.infinity]))
    },
    Mistake(message: "a batch holds at least one example, not 0") {
      _ = shuffledBatches(of: 3, size: 0, using: Key(seed: 1))
    },
    Mistake(message: "there is nothing to train on: 0 examples") {
      var model = Arguments([])
      try fit(
        &model, to: matrix(0, 3).examples, epochs: 1, batchSize: 1, optimizer: Adam(),
        key: Key(seed: 1)
      ) { _, _, _ in Tensor(matrix(1, 1)) }
    },
    Mistake(message: "no parameter is named bias.0; there are weight, bias") {
      _ = Dense(1, 1, using: Key(seed: 1))["bias.0"]
    },
    Mistake(message: "parallelMap needs a thread, not 0") {
      _ = try await parallelMap([1], threads: 0) { $0 }
    },
    Mistake(message: "computing needs a thread, not 0") { Threads.limit = 0 },
    Mistake(message: #"two parameters have one name: ["slopes", "slopes"]"#) {
      _ = Twins().safetensors()
    },
  ]

  @Test("The message names what was given and what was expected", arguments: mistakes.indices)
  func says(index: Int) async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index] in
      try await Self.mistakes[index].make()
    }
    expect(Self.mistakes[index].message, isPrintedBy: result)
  }

  /// A model that forgot to prefix its modules' names.
  private struct Twins: Module {
    var (first, second) = (PReLU(2), PReLU(2))

    mutating func visit(_ body: (String, inout Tensor) -> Void) {
      first.visit(body)
      second.visit(body)
    }
  }
}

private func matrix(_ rows: Int, _ columns: Int) -> Matrix {
  Matrix(rows: rows, columns: columns, repeating: 1)
}
