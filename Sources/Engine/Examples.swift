import Basics

/// Examples to train on, made into floats one batch at a time.
public protocol Examples<Batch>: Sendable {
  /// What a loss is computed of: a matrix with one example a row, or such a matrix and labels.
  associatedtype Batch
  /// The number of examples.
  var count: Int { get }
  /// The examples at `indices`, in that order.
  func batch(at indices: ArraySlice<Int>) -> Batch
}

extension Matrix {
  /// The rows of a matrix as examples.
  public struct Rows: Examples {
    let matrix: Matrix
    /// The number of rows.
    public var count: Int { matrix.rows }
    /// The rows at `indices`.
    public func batch(at indices: ArraySlice<Int>) -> Matrix { matrix.rows(at: indices) }
  }

  /// This matrix as examples to train on, one a row.
  public var examples: Rows { Rows(matrix: self) }

  /// The rows of a matrix, and a label for each.
  public struct LabelledRows: Examples {
    let matrix: Matrix
    let labels: [UInt8]
    /// The number of rows.
    public var count: Int { matrix.rows }
    /// The rows at `indices` and their labels.
    public func batch(at indices: ArraySlice<Int>) -> (rows: Matrix, labels: [UInt8]) {
      (matrix.rows(at: indices), indices.map { labels[$0] })
    }
  }

  /// This matrix as examples with labels, to train a classifier on.
  public func labelled(by labels: [UInt8]) -> LabelledRows {
    require(labels.count == rows, "\(labels.count) labels don't fit \(rows) rows")
    return LabelledRows(matrix: self, labels: labels)
  }
}
