import Engine
import Testing

@Suite("A small network against fixtures")
struct NetworkFixtureTests {
  /// The network, and its input as a parameter so that its gradient is found as well.
  struct Model: Module {
    var layers: Sequential
    var x: Tensor

    mutating func visit(_ body: (String, inout Tensor) -> Void) {
      layers.visit(body)
      body("x", &x)
    }
  }

  typealias Loss = @Sendable (Tensor, Matrix) -> Tensor
  static let activations = ActivationFixtureTests.names.map(\.1) + ["prelu"]
  static let losses: [String: Loss] = [
    "mse_linear": { meanSquaredError($0, $1) },
    "mse_sigmoid": { meanSquaredError(Activation.sigmoid($0), $1) },
    "bce_logits": { meanBernoulliCrossEntropy(logits: $0, $1) },
    "l1_linear": { meanAbsoluteError($0, $1) },
    "l1_sigmoid": { meanAbsoluteError(Activation.sigmoid($0), $1) },
  ]

  /// Four layers of a few float operations each: a relative 1e-5, and for sums that nearly cancel
  /// the rounding of terms near 1.
  @Test(
    "Loss, and gradients by weights, biases, slopes and input", arguments: activations,
    losses.keys.sorted())
  func agrees(_ activation: String, _ loss: String) throws {
    let network = try Fixtures.read().mlp
    let given = network.given
    let expected = try #require(network.cases[activation]?.losses[loss])
    let function = try #require(Self.losses[loss])

    // Stack the layers, the hidden ones each with the activation behind.
    var layers: [any Layer] = []
    var expectedGradients: [[Double]] = []
    for index in given.W.indices {
      let weight = Matrix(nearestTo: given.W[index])
      var dense = Dense(weight.rows, weight.columns, using: Key(seed: 1))
      dense.weight = Tensor(weight)
      dense.bias = Tensor(Matrix(nearestTo: [given.b[index]]))
      layers.append(dense)
      expectedGradients += [Array(expected.dW[index].joined()), expected.db[index]]
      guard index < given.W.count - 1 else { continue }
      if let slopes = expected.dalpha {
        var prelu = PReLU(weight.columns)
        prelu.slopes = Tensor(Matrix(nearestTo: [given.prelu_alpha[index]]))
        layers.append(prelu)
        expectedGradients.append(slopes[index])
      } else {
        layers.append(try #require(ActivationFixtureTests.names.first { $0.1 == activation }).0)
      }
    }
    expectedGradients.append(Array(expected.dx.joined()))

    // Compare the loss and all gradients.
    let target = Matrix(nearestTo: given.target)
    let model = Model(layers: Sequential(layers), x: Tensor(Matrix(nearestTo: given.x)))
    let (value, gradient) = valueWithGradient(at: model) { function($0.layers($0.x), target) }
    let found = gradient.parameters
    #expect(difference([Double(value)], [expected.loss], relative: 1e-6) == nil)
    #expect(found.count == expectedGradients.count)
    for (found, expected) in zip(found, expectedGradients) {
      let difference = difference(found.value, expected, relative: 1e-5, absolute: 1e-7)
      #expect(difference == nil, "\(found.name)")
    }
  }
}
