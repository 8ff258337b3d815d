import Basics
import Kernels

extension Matrix {
  /// f(x) for each element.
  @inline(__always)
  public func map(_ transform: (Float) -> Float) -> Matrix {
    Matrix(rows: rows, columns: columns) { out in
      withElements { x in
        for i in 0..<count { out[i] = transform(x[i]) }
      }
    }
  }

  /// f(x, y) for each pair of elements of two matrices of one shape.
  @inline(__always)
  public func combined(with other: Matrix, _ transform: (Float, Float) -> Float) -> Matrix {
    requireShape(of: other)
    return Matrix(rows: rows, columns: columns) { out in
      withElements(and: other) { x, y in
        for i in 0..<count { out[i] = transform(x[i], y[i]) }
      }
    }
  }

  /// f(x, r) for each element and the element of `row` in its column: [m, n], [1, n] → [m, n].
  @inline(__always)
  func combined(withRow row: Matrix, _ transform: (Float, Float) -> Float) -> Matrix {
    requireFit(of: row)
    return Matrix(rows: rows, columns: columns) { out in
      withElements(and: row) { x, r in
        for start in stride(from: 0, to: count, by: max(columns, 1)) {
          let (x, out) = (x + start, out + start)
          for j in 0..<columns { out[j] = transform(x[j], r[j]) }
        }
      }
    }
  }

  func requireShape(of other: Matrix) {
    require(
      rows == other.rows && columns == other.columns, "shapes differ: \(shape) and \(other.shape)")
  }

  private func requireFit(of row: Matrix) {
    require(
      row.rows == 1 && row.columns == columns, "\(row.shape) is not a row that fits \(shape)")
  }

  /// A function of Kernels for each element, on all free threads.
  func map(kernel: (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void) -> Matrix {
    Matrix(rows: rows, columns: columns) { out in
      withElements { x in
        Threads.split(count, unit: 16, least: Threads.elements) { part in
          let i = part.lowerBound
          kernel(part.count, x + i, out + i)
        }
      }
    }
  }

  /// A function of Kernels for each pair of elements of two matrices of one shape, on all free
  /// threads.
  func combined(
    with other: Matrix,
    kernel: (Int, UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) -> Matrix {
    requireShape(of: other)
    return Matrix(rows: rows, columns: columns) { out in
      withElements(and: other) { x, y in
        Threads.split(count, unit: 16, least: Threads.elements) { part in
          let i = part.lowerBound
          kernel(part.count, x + i, y + i, out + i)
        }
      }
    }
  }

  /// A + B.
  public static func + (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b, kernel: kernels.add) }
  /// A − B.
  public static func - (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b) { $0 - $1 } }
  /// A ⊙ B, element by element; for the product of matrices see ``multiplied(by:)``.
  public static func * (a: Matrix, b: Matrix) -> Matrix {
    a.combined(with: b, kernel: kernels.multiply)
  }
  /// s A.
  public static func * (scale: Float, a: Matrix) -> Matrix { a.map { scale * $0 } }
  /// s (A − B).
  func difference(from other: Matrix, scaledBy factor: Float) -> Matrix {
    combined(
      with: other,
      kernel: { count, a, b, out in kernels.scaled_difference(count, factor, a, b, out) })
  }
  /// Each row plus `row`.
  public func adding(row: Matrix) -> Matrix {
    requireFit(of: row)
    return Matrix(rows: rows, columns: columns) { out in
      withElements(and: row) { x, r in
        Threads.split(rows, least: Threads.elements / max(columns, 1)) { part in
          let i = part.lowerBound * columns
          kernels.add_row(part.count, columns, x + i, r, out + i)
        }
      }
    }
  }
  /// Each row minus `row`.
  public func subtracting(row: Matrix) -> Matrix { combined(withRow: row) { $0 - $1 } }
  /// Each row times `row`, element by element.
  public func multiplying(row: Matrix) -> Matrix { combined(withRow: row) { $0 * $1 } }
  /// Each element limited to `range`.
  public func clipped(to range: ClosedRange<Float>) -> Matrix {
    map { min(max($0, range.lowerBound), range.upperBound) }
  }
  /// eˣ for each element.
  public var exp: Matrix { map(kernel: kernels.exp) }
  /// The natural logarithm of each element.
  public var log: Matrix { map(kernel: kernels.log) }
  /// Φ⁻¹(p) for each element, the inverse of the standard normal distribution function: −∞ at 0, ∞
  /// at 1, NaN outside.
  public var normalQuantile: Matrix { map(kernel: kernels.normal_quantile) }
  /// 1 / (1 + e⁻ˣ) for each element.
  public var sigmoid: Matrix { map(kernel: kernels.sigmoid) }
}
