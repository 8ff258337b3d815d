import Engine
import Foundation
import Testing

@testable import Checker

@Suite("Exercises of appendix B")
struct AppendixBTests {
  // MARK: B.3

  @Test("A logarithm with its pullback is right")
  func logarithm() throws {
    let exercise = Exercise.logarithm { x in
      let value = x.value
      return Tensor(value.log, x.pullingBack { $0.combined(with: value) { dy, x in dy / x } })
    }
    #expect(try exercise.faults() == [])
  }

  @Test("A logarithm to base ten or two is not the natural one")
  func otherBases() throws {
    for base in [Foundation.log10, Foundation.log2] as [@Sendable (Float) -> Float] {
      let faults = try Exercise.logarithm { x in
        let value = x.value
        return Tensor(
          value.map(base), x.pullingBack { $0.combined(with: value) { dy, x in dy / x } })
      }.faults()
      #expect(faults.contains { $0.hasPrefix("the logarithm of 10.0 is 2.3025851; ") })
    }
  }

  @Test("A pullback that ignores the incoming gradient is found out")
  func forgetfulPullback() throws {
    let faults = try Exercise.logarithm { x in
      let value = x.value
      return Tensor(value.log, x.pullingBack { _ in value.map { 1 / $0 } })
    }.faults()
    // At 0.25 the weight is 1, so nothing is missing there.
    #expect(faults.count == 3)
    #expect(
      faults.first
        == "at 1.0, with -2.0 as the incoming gradient, the gradient is -2.0; the answer's pullback says 1.0"
    )
  }

  @Test("A pullback to the value instead of the argument is found out")
  func pullbackOfValue() throws {
    let faults = try Exercise.logarithm { x in
      let value = x.value.log
      return Tensor(value, x.pullingBack { $0.combined(with: value) { dy, y in dy / y } })
    }.faults()
    #expect(
      faults.contains { $0.contains("with 3.0 as the incoming gradient, the gradient is 1.5; ") })
  }

  @Test("A logarithm without a pullback has no gradient")
  func noPullback() throws {
    let faults = try Exercise.logarithm { Tensor($0.value.log) }.faults()
    #expect(faults.count == 4)
    #expect(faults.allSatisfy { $0.hasSuffix("the answer's pullback says 0.0") })
  }

  @Test("A result of another shape is found out")
  func otherShape() throws {
    let faults = try Exercise.logarithm { $0.sum }.faults()
    #expect(faults == ["a matrix of 2×2 became one of 1×1"])
  }

  // MARK: B.4

  @Test("Nesterov's momentum is right, in both usual forms")
  func nesterov() throws {
    // v is the velocity, and v the step −η v, as some libraries keep it.
    #expect(try rule { _, g, v, momentum in g + momentum * v }.faults() == [])
    #expect(try Exercise.nesterov { Stepping(rate: $0, momentum: $1) }.faults() == [])
  }

  @Test("Plain momentum is found out, and named")
  func plainMomentum() throws {
    let faults = try Exercise.nesterov { SGD(rate: $0, momentum: $1) }.faults()
    // Without momentum the two are the same.
    #expect(
      faults == [
        "with η = 0.5 and μ = 0.75, after step 1 along given gradients, the first parameter is at "
          + "[0.5625, -1.125], the answer puts it at [0.75, -1.5]; it does p ← p − η v, plain momentum; "
          + "so does g + μ v with the v from before the step"
      ])
  }

  @Test("Other rules are found out, and named")
  func otherRules() throws {
    let descent = try Exercise.nesterov { rate, _ in SGD(rate: rate) }.faults()
    #expect(descent.count == 1)
    #expect(descent.first?.hasSuffix("; it does p ← p − η g, descent without momentum") == true)

    let late = try rule { before, g, _, momentum in g + momentum * before }.faults()
    #expect(late.count == 1)
    #expect(late.first?.contains("it does p ← p − η v, plain momentum; ") == true)

    let uphill = try rule { _, g, v, momentum in -(g + momentum * v) }.faults()
    #expect(uphill.count == 2)
    #expect(uphill.allSatisfy { $0.hasSuffix("uphill") })
  }

  @Test("A velocity that is a mean, arguments that changed places and no step at all are found out")
  func unknownRules() throws {
    let mean = try rule { _, g, v, momentum in (1 - momentum) * (g + momentum * v) }.faults()
    #expect(mean.first?.hasSuffix("the answer puts it at [0.890625, -1.78125]") == true)

    let swapped = try Exercise.nesterov { Rule(rate: $1, momentum: $0) { $1 + $3 * $2 } }.faults()
    #expect(swapped.count == 2)

    let still = try rule { _, _, _, _ in 0 }.faults()
    #expect(still.first?.hasSuffix("the answer puts it at [1.0, -2.0]") == true)
  }

  @Test("One velocity for all parameters is found out")
  func sharedVelocity() throws {
    let faults = try Exercise.nesterov { Shared(rate: $0, momentum: $1) }.faults()
    #expect(faults.count == 1)
    #expect(faults.first?.contains("after step 1 along given gradients, the second") == true)
  }

  @Test("A parameter of another shape is found out")
  func otherParameterShape() throws {
    let faults = try Exercise.nesterov { _, _ in Reshaping() }.faults()
    #expect(
      faults.first?.hasSuffix(
        "the first parameter is of 1×2, the answer makes it one of 1×1") == true)
  }

  /// The exercise with an answer that moves by `step` of the velocity before, the gradient, the
  /// velocity after and μ.
  private func rule(_ step: @escaping Rule.Step) -> Exercise {
    Exercise.nesterov { Rule(rate: $0, momentum: $1, step: step) }
  }
}

/// v ← μ v + g, p ← p − η × what a test makes of them.
private struct Rule: Optimizer {
  typealias Step = @Sendable (_ before: Float, _ g: Float, _ v: Float, _ momentum: Float) -> Float

  let rate: Float
  let momentum: Float
  let step: Step
  var velocities: [Matrix] = []

  init(rate: Float, momentum: Float, step: @escaping Step) {
    (self.rate, self.momentum, self.step) = (rate, momentum, step)
  }

  mutating func update<Model: Module>(_ model: inout Model, along gradient: Model) {
    model.update(along: gradient) { index, p, g in
      if index == velocities.count { velocities.append(0 * g) }
      let before = velocities[index]
      velocities[index] = momentum * before + g
      for j in 0..<p.columns {
        p[0, j] -= rate * step(before[0, j], g[0, j], velocities[index][0, j], momentum)
      }
    }
  }
}

/// Nesterov's momentum with the step u = −η v in place of the velocity: u ← μ u − η g,
/// p ← p + μ u − η g.
private struct Stepping: Optimizer {
  let rate: Float
  let momentum: Float
  var steps: [Matrix] = []

  init(rate: Float, momentum: Float) { (self.rate, self.momentum) = (rate, momentum) }

  mutating func update<Model: Module>(_ model: inout Model, along gradient: Model) {
    model.update(along: gradient) { index, p, g in
      if index == steps.count { steps.append(0 * g) }
      steps[index] = momentum * steps[index] - rate * g
      p = p + momentum * steps[index] - rate * g
    }
  }
}

/// Nesterov's momentum with one velocity for all parameters, which is wrong.
private struct Shared: Optimizer {
  let rate: Float
  let momentum: Float
  var velocity: Matrix?

  init(rate: Float, momentum: Float) { (self.rate, self.momentum) = (rate, momentum) }

  mutating func update<Model: Module>(_ model: inout Model, along gradient: Model) {
    model.update(along: gradient) { _, p, g in
      let v = velocity.map { momentum * $0 + g } ?? g
      velocity = v
      p = p - rate * (g + momentum * v)
    }
  }
}

/// Forgets the parameters' shape.
private struct Reshaping: Optimizer {
  mutating func update<Model: Module>(_ model: inout Model, along gradient: Model) {
    model.visit { _, parameter in parameter = Tensor(Matrix(row: [0])) }
  }
}
