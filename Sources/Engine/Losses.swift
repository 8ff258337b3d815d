import Basics
import Kernels

// Losses: scalars [1, 1]; targets are constants. Those of images are means over all elements, that
// is over the pixels of an image and over the images of a batch; the sum over an image's pixels is
// this times their number.

// anchor: loss
/// Σ (x̂ − x)² / (m n): the squared error, in squared grey levels.
public func meanSquaredError(_ prediction: Tensor, _ target: Matrix) -> Tensor {
  let (y, scale) = (prediction.value, 2 / Float(target.count))
  return Tensor(
    Matrix(row: [Float(y.meanSquaredError(to: target))]),
    prediction.pullingBack { upstream in
      y.difference(from: target, scaledBy: scale * upstream[0, 0])
    })
}

// end anchor: loss

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
  return Tensor(
    Matrix(row: [Float(bernoulliCrossEntropies(logits: l, target).mean)]),
    logits.pullingBack { upstream in
      l.sigmoid.difference(from: target, scaledBy: scale * upstream[0, 0])
    })
}

/// softplus(l) − x l for each element: the terms of ``meanBernoulliCrossEntropy(logits:_:)``.
public func bernoulliCrossEntropies(logits: Matrix, _ target: Matrix) -> Matrix {
  logits.combined(with: target, kernel: kernels.bernoulli_cross_entropy)
}

/// −Σ log softmax(l)[label] / m: the cross-entropy of the classes that `labels` name, in nats an
/// example.
///
/// Shapes: logits l [m, classes], one label an example. The softmax of a row is eˡ / Σ eˡ; the
/// greatest logit of the row is subtracted first, so that nothing overflows.
public func meanSoftmaxCrossEntropy(logits: Tensor, labels: [UInt8]) -> Tensor {
  let l = logits.value
  require(
    labels.count == l.rows && labels.allSatisfy { $0 < l.columns },
    "\(labels.count) labels up to \(labels.max() ?? 0) don't fit logits of \(l.shape)")
  let greatest = (0..<l.rows).map { l.row($0).max() ?? 0 }
  let shifted =
    l
    - Matrix(
      rows: l.rows, columns: l.columns,
      elements: greatest.flatMap { Array(repeating: $0, count: l.columns) })
  let exponentials = shifted.exp
  let sums = exponentials.rowSums
  let chosen = labels.enumerated().reduce(0) { $0 + Double(shifted[$1.offset, Int($1.element)]) }
  let scale = 1 / Float(l.rows)
  return Tensor(
    Matrix(row: [Float((sums.log.sum - chosen) / Double(l.rows))]),
    logits.pullingBack { upstream in
      // The gradient is softmax(l) − onehot(label), over m.
      var gradient = exponentials
      for (row, label) in labels.enumerated() {
        for column in 0..<l.columns { gradient[row, column] /= sums[row, 0] }
        gradient[row, Int(label)] -= 1
      }
      return scale * upstream[0, 0] * gradient
    })
}

/// log(p / (1 − p)) for each element, the inverse of the sigmoid, with p kept `margin` away from 0
/// and 1.
public func logit(_ probabilities: Matrix, margin: Float) -> Matrix {
  let p = probabilities.clipped(to: margin...(1 - margin))
  return p.log - p.map { -$0 }.map(kernel: kernels.log1p)
}
