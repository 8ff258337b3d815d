@testable import Engine
import Testing

@Suite("The graph that pullbacks make")
struct GraphTests {
  @Test("A chain of a million operations is differentiated and released")
  func longChain() {
    let length = 1_000_000
    let model = Arguments([Matrix(row: [0.5]), Matrix(row: [0])])
    let (value, gradient) = valueWithGradient(at: model) { model in
      (0..<length).reduce(model.tensors[0]) { tensor, _ in tensor.adding(row: model.tensors[1]) }
    }
    #expect(value == 0.5)
    #expect(gradient.tensors.map(\.value[0, 0]) == [1, Float(length)])
  }

  @Test("A chain that is never differentiated is released as well, and so is what it shares")
  func releases() {
    weak var shared: Node?
    weak var last: Node?
    do {
      let x = Tensor(parameter: Matrix(row: [1]))
      var tensor = Activation.tanh(x)
      shared = tensor.node
      for _ in 0..<100_000 { tensor = tensor.adding(row: tensor) }
      last = tensor.node
      #expect(shared != nil && last != nil)
    }
    #expect(last == nil)
    #expect(shared == nil)
  }

  @Test("Constants keep no graph, nor does what is made from them", arguments: gradientTable)
  func constants(_ operation: GradientCase) {
    let tensor = operation.function(operation.arguments.map { Tensor($0) })
    #expect(tensor.node == nil)
  }

  @Test("A pullback to a constant never runs")
  func noWorkForConstants() {
    let model = Arguments([Matrix(row: [2])])
    let constant = Tensor(Matrix(row: [3]))
    let (_, gradient) = valueWithGradient(at: model) {
      Tensor(
        Matrix(row: [5]),
        $0.tensors[0].pullingBack { $0 },
        constant.pullingBack { _ in fatalError("pulled back to a constant") })
    }
    #expect(gradient.tensors[0].value == Matrix(row: [1]))
  }

  @Test("A tensor used several times, at several depths, gets the sum of its gradients")
  func reuse() {
    let p = Matrix(rows: 2, columns: 2, elements: [1, 2, -3, 0.5])
    let found = gradients(at: [p]) { sum($0[0].multiplied(by: $0[0]).multiplied(by: $0[0])) }[0]

    // The gradient of 1ᵀ P P P 1 is R (PP)ᵀ + Pᵀ R Pᵀ + (PP)ᵀ R, with R all ones.
    let (r, pp) = (Matrix(rows: 2, columns: 2, repeating: 1), p.multiplied(by: p))
    let expected =
      r.multiplied(byTransposeOf: pp)
      + p.transposeMultiplied(by: r).multiplied(byTransposeOf: p)
      + pp.transposeMultiplied(by: r)
    #expect(difference(found, expected, relative: 1e-6) == nil)
  }

  @Test("A parameter that the loss does not use has a gradient of zeros, in its shape")
  func unused() {
    let model = Arguments([Matrix(row: [2]), Matrix(rows: 2, columns: 3, repeating: 4)])
    let (value, gradient) = valueWithGradient(at: model) { $0.tensors[0] }
    #expect(value == 2)
    #expect(gradient.tensors[0].value == Matrix(row: [1]))
    #expect(gradient.tensors[1].value == Matrix(rows: 2, columns: 3, repeating: 0))

    let (_, zero) = valueWithGradient(at: model) { _ in Tensor(Matrix(row: [7])) }
    #expect(zero.parameters.allSatisfy { $0.value.elements.allSatisfy { $0 == 0 } })
  }
}
