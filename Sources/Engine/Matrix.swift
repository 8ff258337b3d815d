import Kernels

/// A rectangle of floats, row-major, one example a row.
///
/// A value: copies are independent, equality compares elements. Every operation gives the same bits
/// on every machine (see Kernels.h). Shapes that do not fit are a caller's mistake and trap, naming
/// both.
public struct Matrix: Equatable, Sendable {
  /// The number of examples.
  public let rows: Int
  /// The number of features an example has.
  public let columns: Int
  /// The elements, row after row: element [i, j] is `elements[i * columns + j]`.
  public internal(set) var elements: [Float]

  /// A matrix of the given elements, row after row.
  public init(rows: Int, columns: Int, elements: [Float]) {
    require(
      rows >= 0 && columns >= 0 && elements.count == rows * columns,
      "a matrix of \(rows)×\(columns) can't hold \(elements.count) elements")
    (self.rows, self.columns, self.elements) = (rows, columns, elements)
  }

  /// A matrix with one value everywhere.
  public init(rows: Int, columns: Int, repeating value: Float) {
    let elements = Array(repeating: value, count: rows * columns)
    self.init(rows: rows, columns: columns, elements: elements)
  }

  /// A matrix of one row.
  public init(row: [Float]) {
    self.init(rows: 1, columns: row.count, elements: row)
  }

  /// The rows at `indices` of a matrix of bytes [_, columns], each byte divided by 255.
  public init(rowsAt indices: some Collection<Int>, of bytes: [UInt8], columns: Int) {
    self.init(rows: indices.count, columns: columns) { out in
      bytes.withUnsafeBufferPointer { bytes in
        for (row, index) in indices.enumerated() {
          require(
            index >= 0 && (index + 1) * columns <= bytes.count,
            "row \(index) of a matrix of \(bytes.count / max(columns, 1)) rows, counted from 0")
          guard let start = bytes.baseAddress else { continue }
          kernel_unit_from_bytes(columns, start + index * columns, out + row * columns)
        }
      }
    }
  }

  /// A matrix whose elements `fill` writes, all of them, in place.
  init(rows: Int, columns: Int, filledBy fill: (UnsafeMutablePointer<Float>) -> Void) {
    let count = rows * columns
    self.init(
      rows: rows, columns: columns,
      elements: Array(unsafeUninitializedCapacity: max(count, 1)) { buffer, initialized in
        if let start = buffer.baseAddress { fill(start) }
        initialized = count
      })
  }

  /// The number of elements.
  public var count: Int { elements.count }

  /// Rows and columns, for messages: "256×784".
  public var shape: String { "\(rows)×\(columns)" }

  /// The element in row `row` and column `column`.
  public subscript(row: Int, column: Int) -> Float {
    get { elements[place(row, column)] }
    set { elements[place(row, column)] = newValue }
  }

  /// Where an element stands; a column too far to the right is not the next row's.
  private func place(_ row: Int, _ column: Int) -> Int {
    require(
      0 <= row && row < rows && 0 <= column && column < columns,
      "\(shape) has no element [\(row), \(column)]")
    return row * columns + column
  }

  /// One row, as an array.
  public func row(_ index: Int) -> [Float] {
    Array(elements[index * columns..<(index + 1) * columns])
  }

  /// The rows at `indices`, in that order: [indices, columns].
  public func rows(at indices: some Collection<Int>) -> Matrix {
    Matrix(
      rows: indices.count, columns: columns,
      elements: indices.flatMap { elements[$0 * columns..<($0 + 1) * columns] })
  }

  /// The rows become columns: [rows, columns] → [columns, rows].
  public var transposed: Matrix {
    Matrix(rows: columns, columns: rows) { out in
      for i in 0..<rows { for j in 0..<columns { out[j * rows + i] = elements[i * columns + j] } }
    }
  }
}

// MARK: Products

extension Matrix {
  /// A B: [m, k] · [k, n] → [m, n].
  public func multiplied(by other: Matrix) -> Matrix {
    require(columns == other.rows, "\(shape) can't be multiplied by \(other.shape)")
    return Matrix(rows: rows, columns: other.columns) {
      kernel_product_nn(rows, other.columns, columns, elements, other.elements, $0)
    }
  }

  /// Aᵀ B: [k, m] · [k, n] → [m, n], without forming the transpose.
  public func transposeMultiplied(by other: Matrix) -> Matrix {
    require(
      rows == other.rows, "the transpose of \(shape) can't be multiplied by \(other.shape)")
    return Matrix(rows: columns, columns: other.columns) {
      kernel_product_tn(columns, other.columns, rows, elements, other.elements, $0)
    }
  }

  /// A Bᵀ: [m, k] · [n, k] → [m, n], without forming the transpose.
  public func multiplied(byTransposeOf other: Matrix) -> Matrix {
    require(
      columns == other.columns, "\(shape) can't be multiplied by the transpose of \(other.shape)")
    return Matrix(rows: rows, columns: other.rows) {
      kernel_product_nt(rows, other.rows, columns, elements, other.elements, $0)
    }
  }
}

// MARK: Element by element

extension Matrix {
  /// f(x) for each element.
  @inline(__always)
  func map(_ transform: (Float) -> Float) -> Matrix {
    Matrix(rows: rows, columns: columns) { out in
      elements.withUnsafeBufferPointer { x in
        for i in x.indices { out[i] = transform(x[i]) }
      }
    }
  }

  /// f(x, y) for each pair of elements of two matrices of one shape.
  @inline(__always)
  func combined(with other: Matrix, _ transform: (Float, Float) -> Float) -> Matrix {
    require(
      rows == other.rows && columns == other.columns, "shapes differ: \(shape) and \(other.shape)")
    return Matrix(rows: rows, columns: columns) { out in
      elements.withUnsafeBufferPointer { x in
        other.elements.withUnsafeBufferPointer { y in
          for i in x.indices { out[i] = transform(x[i], y[i]) }
        }
      }
    }
  }

  /// f(x, r) for each element and the element of `row` in its column: [m, n], [1, n] → [m, n].
  @inline(__always)
  func combined(withRow row: Matrix, _ transform: (Float, Float) -> Float) -> Matrix {
    require(
      row.rows == 1 && row.columns == columns, "\(row.shape) is not a row that fits \(shape)")
    return Matrix(rows: rows, columns: columns) { out in
      elements.withUnsafeBufferPointer { x in
        row.elements.withUnsafeBufferPointer { r in
          for i in 0..<rows {
            for j in 0..<columns { out[i * columns + j] = transform(x[i * columns + j], r[j]) }
          }
        }
      }
    }
  }

  /// A function of Kernels for each element.
  func map(kernel: (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void) -> Matrix {
    Matrix(rows: rows, columns: columns) { kernel(count, elements, $0) }
  }

  /// A function of Kernels for each pair of elements of two matrices of one shape.
  func combined(
    with other: Matrix,
    kernel: (Int, UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) -> Matrix {
    require(
      rows == other.rows && columns == other.columns, "shapes differ: \(shape) and \(other.shape)")
    return Matrix(rows: rows, columns: columns) { kernel(count, elements, other.elements, $0) }
  }

  /// A + B.
  public static func + (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b, kernel: kernel_add) }
  /// A − B.
  public static func - (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b) { $0 - $1 } }
  /// A ⊙ B, element by element; for the product of matrices see ``multiplied(by:)``.
  public static func * (a: Matrix, b: Matrix) -> Matrix {
    a.combined(with: b, kernel: kernel_multiply)
  }
  /// s A.
  public static func * (scale: Float, a: Matrix) -> Matrix { a.map { scale * $0 } }
  /// s (A − B).
  func difference(from other: Matrix, scaledBy factor: Float) -> Matrix {
    combined(with: other) { count, a, b, out in
      kernel_scaled_difference(count, factor, a, b, out)
    }
  }
  /// Each row plus `row`.
  public func adding(row: Matrix) -> Matrix {
    require(
      row.rows == 1 && row.columns == columns, "\(row.shape) is not a row that fits \(shape)")
    return Matrix(rows: rows, columns: columns) {
      kernel_add_row(rows, columns, elements, row.elements, $0)
    }
  }
  /// Each row minus `row`.
  public func subtracting(row: Matrix) -> Matrix { combined(withRow: row) { $0 - $1 } }
  /// Each element limited to `range`.
  public func clipped(to range: ClosedRange<Float>) -> Matrix {
    map { min(max($0, range.lowerBound), range.upperBound) }
  }
  /// eˣ for each element.
  public var exp: Matrix { map(kernel: kernel_exp) }
  /// The natural logarithm of each element.
  public var log: Matrix { map(kernel: kernel_log) }
  /// Φ⁻¹(p) for each element, the inverse of the standard normal distribution function: −∞ at 0, ∞
  /// at 1, NaN outside.
  public var normalQuantile: Matrix { map(kernel: kernel_normal_quantile) }
  /// 1 / (1 + e⁻ˣ) for each element.
  public var sigmoid: Matrix { map(kernel: kernel_sigmoid) }
}

// MARK: Sums

extension Matrix {
  /// The sum of all elements, accumulated in double.
  public var sum: Double { kernel_sum(count, elements) }

  /// The mean of all elements, accumulated in double.
  public var mean: Double { sum / Double(count) }

  /// The sum of each column, accumulated in double: [m, n] → [1, n].
  public var columnSums: Matrix {
    Matrix(rows: 1, columns: columns) { kernel_column_sums(rows, columns, elements, $0) }
  }

  /// The sum of each row, accumulated in double: [m, n] → [m, 1].
  public var rowSums: Matrix {
    Matrix(rows: rows, columns: 1) { kernel_row_sums(rows, columns, elements, $0) }
  }

  /// The mean of each column: [m, n] → [1, n]. Of images, the mean image.
  public var columnMeans: Matrix {
    let count = Float(rows)
    return columnSums.map { $0 / count }
  }

  /// ‖A − B‖² / (m n): the mean over all elements of the squared difference.
  public func meanSquaredError(to other: Matrix) -> Double {
    require(
      rows == other.rows && columns == other.columns, "shapes differ: \(shape) and \(other.shape)")
    return kernel_squared_distance(count, elements, other.elements) / Double(count)
  }
}
