import Basics
import Kernels

/// A rule that moves a model's parameters along a gradient.
///
/// The state of a rule belongs to one model: give each training run an optimiser of its own.
public protocol Optimizer: Sendable {
  /// Moves the parameters of `model` one step against `gradient`.
  mutating func update<Model: Module>(_ model: inout Model, along gradient: Model)
}

/// Gradient descent, with momentum if wanted: v ← μ v + g, p ← p − η v (Polyak 1964; Sutskever,
/// Martens, Dahl & Hinton 2013, section 2). With all examples in a batch it is full-batch, else
/// stochastic gradient descent.
public struct SGD: Optimizer {
  let rate: Float
  let momentum: Float
  private var velocities: [Matrix] = []

  /// - Parameters:
  ///   - rate: the learning rate η.
  ///   - momentum: μ, from 0 (none) to below 1.
  public init(rate: Float, momentum: Float = 0) {
    (self.rate, self.momentum) = (rate, momentum)
  }

  // anchor: descent
  /// One step of the rule above, for every parameter.
  public mutating func update<Model: Module>(_ model: inout Model, along gradient: Model) {
    let (rate, momentum) = (rate, momentum)
    model.update(along: gradient) { index, p, g in
      if momentum == 0 {
        p = p.combined(with: g) { p, g in p - rate * g }
        return
      }
      if index == velocities.count { velocities.append(0 * g) }
      velocities[index] = velocities[index].combined(with: g) { v, g in momentum * v + g }
      p = p.combined(with: velocities[index]) { p, v in p - rate * v }
    }
  }
  // end anchor: descent
}

/// Adaptive moments (Kingma & Ba 2015, "Adam: a method for stochastic optimization", Algorithm 1):
/// m ← β₁ m + (1−β₁) g, v ← β₂ v + (1−β₂) g², p ← p − η m̂ / (√v̂ + ε), with m̂ = m / (1−β₁ᵗ), v̂ =
/// v / (1−β₂ᵗ).
///
/// With a weight decay λ it is AdamW: the parameters also shrink by the factor 1 − η λ at each
/// step, decoupled from the gradient (Loshchilov & Hutter 2019, Algorithm 2). That is not the L2
/// penalty, which Adam rescales.
public struct Adam: Optimizer {
  let rate: Float
  let beta1: Float
  let beta2: Float
  let epsilon: Float
  let weightDecay: Float
  private var step = 0
  private(set) var first: [Matrix] = []
  private(set) var second: [Matrix] = []

  /// - Parameters:
  ///   - rate: the learning rate η.
  ///   - beta1: β₁, the decay of the running mean of gradients.
  ///   - beta2: β₂, the decay of the running mean of their squares.
  ///   - epsilon: ε, added outside the root, after the correction for the start from zero.
  ///   - weightDecay: AdamW's λ.
  public init(
    rate: Float = 1e-3, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8,
    weightDecay: Float = 0
  ) {
    (self.rate, self.beta1, self.beta2) = (rate, beta1, beta2)
    (self.epsilon, self.weightDecay) = (epsilon, weightDecay)
  }

  /// One step of the rule above, for every parameter.
  public mutating func update<Model: Module>(_ model: inout Model, along gradient: Model) {
    step += 1
    let mScale = Float(1 / (1 - power(beta1, step)))
    let vScale = Float(1 / (1 - power(beta2, step)))
    let (rate, beta1, beta2, epsilon) = (rate, beta1, beta2, epsilon)
    let keep = 1 - rate * weightDecay
    model.update(along: gradient) { index, p, g in
      if index == first.count {
        first.append(0 * g)
        second.append(0 * g)
      }
      require(
        first[index].shape == p.shape,
        "the optimiser's state is of \(first[index].shape), the parameter of \(p.shape)")
      let count = p.count
      p.withMutableElements { p in
        g.withElements { g in
          first[index].withMutableElements { m in
            second[index].withMutableElements { v in
              Threads.split(count, unit: 16, least: Threads.elements) { part in
                let i = part.lowerBound
                kernels.adam(
                  part.count, p + i, g + i, m + i, v + i, rate, beta1, beta2, epsilon, mScale,
                  vScale, keep)
              }
            }
          }
        }
      }
    }
  }

  /// βᵗ in double, by repeated multiplication: the system's `pow` differs from machine to machine.
  private func power(_ base: Float, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, Double(base), exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}
