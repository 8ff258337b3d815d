import Kernels

/// A function applied to each element, the same everywhere: what makes a network more than one
/// product.
///
/// Shapes: x [m, n] → [m, n]. Only ``identity`` is linear; the slope of each at 0 is the one of x ≤
/// 0, except where the function has a derivative there.
public enum Activation: String, CaseIterable, Sendable {
  /// x
  case identity
  /// max(x, 0) (Nair & Hinton 2010, "Rectified linear units improve restricted Boltzmann
  /// machines").
  case relu
  /// x for x > 0, else 0.01 x (Maas, Hannun & Ng 2013, "Rectifier nonlinearities improve neural
  /// network acoustic models", section 2).
  case leakyReLU
  /// σ(x) = 1 / (1 + e⁻ˣ), in a form that never overflows.
  case sigmoid
  /// (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)
  case tanh
  /// x for x > 0, else eˣ − 1 (Clevert, Unterthiner & Hochreiter 2016, section 3, with α = 1).
  case elu
  /// x Φ(x), exactly, by the error function (Hendrycks & Gimpel 2016, section 2).
  case gelu
  /// x σ(x) (Elfwing, Uchibe & Doya 2018, section 2; Ramachandran, Zoph & Le 2017 as "swish").
  case silu
  /// log(1 + eˣ), in a form that never overflows (Dugas et al. 2001, section 3).
  case softplus

  /// The function of each element. Kept for the pullback: the input or the output, whichever is
  /// cheaper.
  public func callAsFunction(_ tensor: Tensor) -> Tensor {
    let x = tensor.value
    switch self {
    case .identity:
      return tensor
    case .relu:
      return Tensor(
        x.map(kernel: kernels.relu),
        tensor.pullingBack { x.combined(with: $0, kernel: kernels.relu_gradient) })
    case .leakyReLU:
      let slope: Float = 0.01
      return Tensor(
        x.map { $0 > 0 ? $0 : slope * $0 },
        tensor.pullingBack { $0.combined(with: x) { dy, x in x > 0 ? dy : slope * dy } })
    case .sigmoid:
      let y = x.sigmoid
      return Tensor(
        y, tensor.pullingBack { y.combined(with: $0, kernel: kernels.sigmoid_gradient) })
    case .tanh:
      let y = x.map(kernel: kernels.tanh)
      return Tensor(
        y,
        tensor.pullingBack { $0.combined(with: y) { dy, y in dy * ((1 - y) * (1 + y)) } })
    case .elu:
      let y = x.combined(with: x.map(kernel: kernels.expm1)) { x, tail in x > 0 ? x : tail }
      return Tensor(
        y,
        tensor.pullingBack { $0.combined(with: y) { dy, y in y > 0 ? dy : dy * (y + 1) } })
    case .gelu:
      let Φ = x.map { $0 * Float(0.5).squareRoot() }.map(kernel: kernels.erf).map { 0.5 * (1 + $0) }
      return Tensor(
        x * Φ,
        tensor.pullingBack {
          // The derivative is Φ(x) + x φ(x), with the normal density φ.
          let φ = 0.3989422804 * x.map { -0.5 * $0 * $0 }.exp
          return $0 * (Φ + x * φ)
        })
    case .silu:
      let s = x.sigmoid
      return Tensor(
        x * s,
        tensor.pullingBack {
          // The derivative is σ(x) (1 + x (1 − σ(x))).
          $0 * s.combined(with: x) { s, x in s * (1 + x * (1 - s)) }
        })
    case .softplus:
      return Tensor(
        x.map(kernel: kernels.softplus),
        tensor.pullingBack { $0 * x.sigmoid })
    }
  }
}
