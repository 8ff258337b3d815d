/// How weights are drawn before training: uniformly from ±limit, with the variance that keeps
/// signals (and gradients) from growing or fading from layer to layer.
public enum Initializer: String, CaseIterable, Sendable {
  /// limit = √(6 / (inputs + outputs)): variance 2 / (inputs + outputs), for tanh-like activations
  /// (Glorot & Bengio 2010, "Understanding the difficulty of training deep feedforward neural
  /// networks", eq. 16).
  case glorot
  /// limit = √(6 / inputs): variance 2 / inputs, for ReLU-like activations (He, Zhang, Ren & Sun
  /// 2015, "Delving deep into rectifiers", section 2.2).
  case he
  /// limit = √(3 / inputs): variance 1 / inputs (LeCun, Bottou, Orr & Müller 1998, "Efficient
  /// BackProp", section 4.6).
  case lecun

  /// Weights for a layer: [inputs, outputs].
  public func weights(_ inputs: Int, _ outputs: Int, using key: Key) -> Matrix {
    let variance: Float =
      switch self {
      case .glorot: 2 / Float(inputs + outputs)
      case .he: 2 / Float(inputs)
      case .lecun: 1 / Float(inputs)
      }
    let limit = (3 * variance).squareRoot()
    return key.uniforms(rows: inputs, columns: outputs, in: -limit..<limit)
  }
}
