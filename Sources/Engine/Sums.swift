import Kernels

extension Matrix {
  /// The sum of all elements, accumulated in double.
  public var sum: Double { withElements { kernels.sum(count, $0) } }

  /// The mean of all elements, accumulated in double.
  public var mean: Double { sum / Double(count) }

  /// The sum of each column, accumulated in double: [m, n] → [1, n].
  public var columnSums: Matrix {
    Matrix(rows: 1, columns: columns) { out in
      withElements { x in
        Threads.split(columns, unit: 16, least: Threads.elements / max(rows, 1)) {
          kernels.column_sums(
            rows, $0.count, x + $0.lowerBound, columns, out + $0.lowerBound)
        }
      }
    }
  }

  /// The sum of each row, accumulated in double: [m, n] → [m, 1].
  public var rowSums: Matrix {
    Matrix(rows: rows, columns: 1) { out in
      withElements { x in
        for row in 0..<rows { out[row] = Float(kernels.sum(columns, x + row * columns)) }
      }
    }
  }

  /// The mean of each column: [m, n] → [1, n]. Of images, the mean image.
  public var columnMeans: Matrix {
    let count = Float(rows)
    return columnSums.map { $0 / count }
  }

  /// ‖A − B‖² / (m n): the mean over all elements of the squared difference.
  public func meanSquaredError(to other: Matrix) -> Double {
    requireShape(of: other)
    return withElements(and: other) { kernels.squared_distance(count, $0, $1) } / Double(count)
  }
}
