import Kernels

// Losses. All three are means over all elements, that is over the pixels of an image and over the
// images of a batch: a scalar [1, 1]. Targets are constants. The sum over an image's pixels is this
// times their number.

/// Σ (x̂ − x)² / (m n): the squared error, in squared grey levels.
public func meanSquaredError(_ prediction: Tensor, _ target: Matrix) -> Tensor {
  let (y, scale) = (prediction.value, 2 / Float(target.count))
  return Tensor(
    Matrix(row: [Float(y.meanSquaredError(to: target))]),
    prediction.pullingBack { upstream in
      y.difference(from: target, scaledBy: scale * upstream[0, 0])
    })
}

/// Σ |x̂ − x| / (m n): the absolute error, in grey levels. Its slope at x̂ = x is 0.
public func meanAbsoluteError(_ prediction: Tensor, _ target: Matrix) -> Tensor {
  let (y, scale) = (prediction.value, 1 / Float(target.count))
  return Tensor(
    Matrix(row: [Float(y.combined(with: target) { abs($0 - $1) }.mean)]),
    prediction.pullingBack { upstream in
      let factor = scale * upstream[0, 0]
      return y.combined(with: target) { $0 > $1 ? factor : ($0 < $1 ? -factor : 0) }
    })
}

/// Σ (softplus(l) − x l) / (m n): the cross-entropy of Bernoulli variables with success probability
/// σ(l) against targets x in [0, 1], in nats a pixel.
///
/// From the logit l and not from σ(l): there −x log σ(l) − (1−x) log(1−σ(l)) loses all digits or
/// overflows once σ(l) rounds to 0 or 1. For x strictly between 0 and 1 the least possible value is
/// the entropy of x, not 0.
public func meanBernoulliCrossEntropy(logits: Tensor, _ target: Matrix) -> Tensor {
  let (l, scale) = (logits.value, 1 / Float(target.count))
  // Both parts of softplus(−|l|) + (max(l, 0) − x l) are ≥ 0, so that no digits cancel. softplus(l)
  // and x l are both large where the logit is.
  let tails = l.map { -abs($0) }.map(kernel: kernel_softplus)
  let terms = tails.adding(l.combined(with: target) { l, x in l > 0 ? l * (1 - x) : -l * x })
  return Tensor(
    Matrix(row: [Float(terms.mean)]),
    logits.pullingBack { upstream in
      l.sigmoid.difference(from: target, scaledBy: scale * upstream[0, 0])
    })
}

/// log(p / (1 − p)) for each element, the inverse of the sigmoid, with p kept `margin` away from 0
/// and 1.
public func logit(_ probabilities: Matrix, margin: Float) -> Matrix {
  let p = probabilities.clipped(to: margin...(1 - margin))
  return p.map(kernel: kernel_log).subtracting(p.map { -$0 }.map(kernel: kernel_log1p))
}
