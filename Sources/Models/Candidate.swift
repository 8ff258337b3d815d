import Engine

// anchor: candidate
/// An activation to compare with others, and the initialiser that is usual with it.
public struct Candidate: Sendable {
  /// What tables call it: "leaky ReLU".
  public let title: String
  /// The initialiser that is usual with it.
  public let matched: Initializer
  /// The activation of a number of units.
  public let layer: @Sendable (_ units: Int) -> any Layer

  /// A candidate.
  public init(
    _ title: String, matched: Initializer, layer: @escaping @Sendable (_ units: Int) -> any Layer
  ) {
    (self.title, self.matched, self.layer) = (title, matched, layer)
  }

  /// The activation of every element: [m, n] → [m, n].
  public func callAsFunction(_ x: Matrix) -> Matrix {
    let layer = layer(x.columns)
    return layer(Tensor(x)).value
  }
}
// end anchor: candidate

extension Candidate {
  /// The rectified linear unit.
  public static let relu = Candidate("ReLU", matched: .he) { _ in Activation.relu }
  /// ReLU with a slope of 1/100 on the negative side.
  public static let leakyReLU = Candidate("leaky ReLU", matched: .he) { _ in
    Activation.leakyReLU
  }
  /// ReLU with a learned slope on the negative side, one per unit.
  public static let prelu = Candidate("PReLU", matched: .he) { PReLU($0) }
  /// The logistic function.
  public static let sigmoid = Candidate("sigmoid", matched: .glorot) { _ in Activation.sigmoid }
  /// The hyperbolic tangent.
  public static let tanh = Candidate("tanh", matched: .glorot) { _ in Activation.tanh }
  /// No activation.
  public static let identity = Candidate("identity", matched: .lecun) { _ in Activation.identity }
  /// The exponential linear unit.
  public static let elu = Candidate("ELU", matched: .he) { _ in Activation.elu }
  /// The Gaussian error linear unit.
  public static let gelu = Candidate("GELU", matched: .he) { _ in Activation.gelu }
  /// The sigmoid linear unit.
  public static let silu = Candidate("SiLU", matched: .he) { _ in Activation.silu }
  /// The smooth rectifier.
  public static let softplus = Candidate("softplus", matched: .he) { _ in Activation.softplus }

  /// All of them.
  public static let all = [
    relu, leakyReLU, prelu, sigmoid, tanh, identity, elu, gelu, silu, softplus,
  ]
}

// anchor: network
extension Sequential {
  /// Dense layers of the given sizes, the activation after each but the last, then a sigmoid.
  ///
  /// - Parameters:
  ///   - code: the activation of the layer in the middle; like the others, when nil.
  ///   - initializer: of every layer but the last.
  public init(
    _ sizes: [Int], _ activation: Candidate, code: Candidate? = nil,
    initializer: Initializer = .glorot, outputInitializer: Initializer = .glorot,
    outputBias: Matrix? = nil, using key: Key
  ) {
    let last = sizes.count - 1
    let hidden = (1..<last).flatMap { i -> [any Layer] in
      let shape = i == last / 2 ? code ?? activation : activation
      return [
        Dense(sizes[i - 1], sizes[i], initializer: initializer, using: key[i]),
        shape.layer(sizes[i]),
      ]
    }
    let output = Dense(
      sizes[last - 1], sizes[last], initializer: outputInitializer, bias: outputBias,
      using: key[last])
    self.init(hidden + [output, Activation.sigmoid])
  }
}
// end anchor: network
