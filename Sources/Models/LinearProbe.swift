import Datasets
import Engine

/// How well straight boundaries tell the classes of codes apart: softmax regression, p = softmax(s
/// W + b), where s is a code standardised by the training codes' means and deviations.
///
/// It has little to learn with, so its accuracy speaks of the code (Alain & Bengio 2017,
/// "Understanding intermediate layers using linear classifier probes"). It lowers the mean
/// cross-entropy plus λ ‖W‖² from W = 0 by Adam, with a rate that falls twice: a short training,
/// always the same.
public struct LinearProbe: Sendable {
  private let means: Matrix
  private let inverseDeviations: Matrix
  private let layer: Dense

  /// A probe of `codes` [n, features], a label each.
  ///
  /// - Parameters:
  ///   - penalty: λ.
  ///   - key: where the order of the codes comes from.
  public init(
    of codes: Matrix, labels: [UInt8], penalty: Float, using key: Key
  ) throws(DivergedError) {
    // Standardise; a feature that never varies stays 0.
    means = codes.columnMeans
    inverseDeviations = Matrix(
      row: codes.columnVariances.row(0).map { $0 > 0 ? 1 / $0.squareRoot() : 0 })
    let standardised = Standardised(
      codes: codes.labelled(by: labels), means: means, inverseDeviations: inverseDeviations)

    var layer = Dense(codes.columns, 10, using: key)
    layer.weight = Tensor(0 * layer.weight.value)
    for (phase, rate) in [Float(1e-1), 1e-2, 1e-3].enumerated() {
      try fit(
        &layer, to: standardised, epochs: 3, batchSize: 100, optimizer: Adam(rate: rate),
        key: key[phase]
      ) { layer, batch, _ in
        meanSoftmaxCrossEntropy(logits: layer(Tensor(batch.rows)), labels: batch.labels)
          + penalty * (layer.weight * layer.weight).sum
      }
    }
    self.layer = layer
  }

  /// The penalty with which a probe of all codes but the last 400 (of few, a tenth) names most labels of
  /// those; of equals, the first.
  public static func penalty(
    for codes: Matrix, labels: [UInt8], among penalties: [Float], using key: Key
  ) throws(DivergedError) -> Float {
    let boundary = codes.rows - heldBack(400, of: codes.rows)
    let fitted = codes.rows(at: 0..<boundary)
    let held = codes.rows(at: boundary..<codes.rows)
    var best = (penalty: Float(0), accuracy: -1.0)
    for penalty in penalties {
      let probe = try LinearProbe(
        of: fitted, labels: Array(labels[..<boundary]), penalty: penalty, using: key)
      let accuracy = probe.accuracy(on: held, labels: Array(labels[boundary...]))
      if accuracy > best.accuracy { best = (penalty, accuracy) }
    }
    return best.penalty
  }

  /// For each code, whether the probe names its label.
  public func hits(_ codes: Matrix, labels: [UInt8]) -> [Bool] {
    let standardised = codes.subtracting(row: means).multiplying(row: inverseDeviations)
    let logits = layer(Tensor(standardised)).value
    return labels.enumerated().map { index, label in
      let row = logits.row(index)
      return row.indices.max { row[$0] < row[$1] } == Int(label)
    }
  }

  /// The share of codes whose label the probe names.
  public func accuracy(on codes: Matrix, labels: [UInt8]) -> Double {
    Double(hits(codes, labels: labels).count(where: \.self)) / Double(labels.count)
  }
}

/// Codes with labels, standardised a batch at a time: a copy of all of them may be large.
private struct Standardised: Examples {
  let codes: Matrix.LabelledRows
  let means, inverseDeviations: Matrix

  var count: Int { codes.count }

  func batch(at indices: ArraySlice<Int>) -> (rows: Matrix, labels: [UInt8]) {
    let (rows, labels) = codes.batch(at: indices)
    return (rows.subtracting(row: means).multiplying(row: inverseDeviations), labels)
  }
}
