import Engine
import Testing

@Suite("Optimisers against fixtures")
struct OptimizerFixtureTests {
  static let optimizers: [String: any Optimizer] = [
    "sgd": SGD(rate: 0.1),
    "sgd_momentum": SGD(rate: 0.1, momentum: 0.9),
    "adam_torch": Adam(rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
    "adam_torch_eps1e-7": Adam(rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7),
    "adamw_torch": Adam(rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01),
  ]

  /// Three steps round each parameter a few times. The smallest step that tells one place of ε from
  /// another is 1e-5, a hundred times the absolute part.
  @Test("The parameters after each of three steps", arguments: optimizers.keys.sorted())
  func agrees(_ name: String) throws {
    let fixtures = try Fixtures.read().optimizers
    let expected = try #require(fixtures.cases[name]).params_after_step
    var optimizer = try #require(Self.optimizers[name])
    var model = Arguments([Matrix(nearestTo: [fixtures.p0])])

    #expect(expected.count == fixtures.gradients.count)
    for (gradient, expected) in zip(fixtures.gradients, expected) {
      optimizer.update(&model, along: Arguments([Matrix(nearestTo: [gradient])]))
      let found = model.tensors[0].value
      #expect(difference(found, expected, relative: 3e-7, absolute: 1e-7) == nil)
    }
  }

  @Test(
    "Decoupled decay shrinks a parameter that has no gradient; a penalty's gradient Adam rescales")
  func decay() {
    let zero = Arguments([Matrix(row: [0, 0])])
    var decayed = Arguments([Matrix(row: [2, -4])])
    var adamW = Adam(rate: 0.5, weightDecay: 0.1)
    adamW.update(&decayed, along: zero)
    #expect(difference(decayed.tensors[0].value, [1.9, -3.8], relative: 3e-7) == nil)

    // λ p as a gradient moves every parameter by the rate, whatever its size.
    var penalised = Arguments([Matrix(row: [2, -4])])
    var adam = Adam(rate: 0.5)
    adam.update(&penalised, along: Arguments([Matrix(row: [0.2, -0.4])]))
    #expect(difference(penalised.tensors[0].value, [1.5, -3.5], relative: 3e-7) == nil)
  }
}
