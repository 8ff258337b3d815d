import Engine
import Testing

@Suite("Activations against fixtures")
struct ActivationFixtureTests {
  static let names: [(Activation, String)] = [
    (.relu, "relu"), (.leakyReLU, "leaky_relu_0.01"), (.sigmoid, "sigmoid"), (.tanh, "tanh"),
    (.elu, "elu"), (.gelu, "gelu_exact"), (.silu, "silu"), (.softplus, "softplus"),
  ]

  /// Piecewise linear functions are exact but for one rounding. The others lose digits only against
  /// 1, where 1 − y or 1 + erf cancels: hence the absolute part, a few roundings of 1.
  @Test("Values and derivatives from −1000 to 1000", arguments: names)
  func agrees(_ activation: Activation, _ name: String) throws {
    let fixtures = try Fixtures.read().activations
    let expected = try #require(fixtures.functions[name])
    let isPiecewiseLinear = activation == .relu || activation == .leakyReLU
    let (relative, absolute) = isPiecewiseLinear ? (2e-7, 0) : (1e-6, 2e-7)

    let x = Matrix(nearestTo: [fixtures.x])
    let y = activation(Tensor(x)).value
    let dy = gradients(at: [x]) { sum(activation($0[0])) }[0]
    #expect(difference(y, expected.y, relative: relative, absolute: absolute) == nil)
    #expect(difference(dy, expected.dy, relative: relative, absolute: absolute) == nil)
  }

  @Test("PReLU: values, derivatives, and derivatives by the slope")
  func prelu() throws {
    let fixtures = try Fixtures.read().activations
    let expected = try #require(fixtures.functions["prelu_0.25"])
    let layer = PReLU(fixtures.x.count, slope: 0.25)
    let x = Matrix(nearestTo: [fixtures.x])
    let found = gradients(at: [x, layer.slopes.value]) {
      var layer = layer
      layer.slopes = $0[1]
      return sum(layer($0[0]))
    }
    #expect(difference(layer(Tensor(x)).value, expected.y, relative: 2e-7) == nil)
    #expect(difference(found[0], expected.dy, relative: 2e-7) == nil)
    #expect(difference(found[1], try #require(expected.dalpha), relative: 2e-7) == nil)
  }

  @Test("No activation is left out but the identity")
  func complete() {
    #expect(Set(Self.names.map(\.0)) == Set(Activation.allCases).subtracting([.identity]))
  }
}
