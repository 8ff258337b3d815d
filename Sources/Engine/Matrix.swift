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
  private var storage: Storage

  /// A matrix of the given elements, row after row.
  public init(rows: Int, columns: Int, elements: [Float]) {
    require(
      rows >= 0 && columns >= 0 && elements.count == rows * columns,
      "a matrix of \(rows)×\(columns) can't hold \(elements.count) elements")
    self.init(rows: rows, columns: columns) { $0.update(from: elements, count: elements.count) }
  }

  /// A matrix with one value everywhere.
  public init(rows: Int, columns: Int, repeating value: Float) {
    let count = rows * columns
    self.init(rows: rows, columns: columns) { $0.update(repeating: value, count: count) }
  }

  /// A matrix of one row.
  public init(row: [Float]) {
    self.init(rows: 1, columns: row.count, elements: row)
  }

  /// The rows at `indices` of a matrix of bytes [_, columns], each byte divided by 255.
  public init(rowsAt indices: some Collection<Int>, of bytes: [UInt8], columns: Int) {
    self.init(gathering: indices, of: bytes.count / max(columns, 1), columns: columns) {
      kernels.unit_rows($0, columns, $1, bytes, $2)
    }
  }

  /// The rows at `indices` of a matrix [rows, columns], as `gather` writes them, given how many and
  /// which.
  private init(
    gathering indices: some Collection<Int>, of rows: Int, columns: Int,
    with gather: (Int, UnsafePointer<Int>, UnsafeMutablePointer<Float>) -> Void
  ) {
    let indices = Array(indices)
    for index in indices {
      require(0..<rows ~= index, "row \(index) of a matrix of \(rows) rows, counted from 0")
    }
    self.init(rows: indices.count, columns: columns) { out in
      Threads.split(indices.count, least: Threads.elements / max(columns, 1)) { part in
        indices[part].withUnsafeBufferPointer {
          if let at = $0.baseAddress { gather(part.count, at, out + part.lowerBound * columns) }
        }
      }
    }
  }

  /// A matrix whose elements `fill` writes, all of them, in place.
  init(rows: Int, columns: Int, filledBy fill: (UnsafeMutablePointer<Float>) -> Void) {
    (self.rows, self.columns, storage) = (rows, columns, Storage(count: rows * columns))
    fill(storage.start)
  }

  /// Calls `body` with where the elements are; for the call only.
  func withElements<Result>(_ body: (UnsafePointer<Float>) -> Result) -> Result {
    withExtendedLifetime(storage) { body(storage.start) }
  }

  /// Calls `body` with where the elements of two matrices are; for the call only.
  func withElements<Result>(
    and other: Matrix, _ body: (UnsafePointer<Float>, UnsafePointer<Float>) -> Result
  ) -> Result {
    withElements { x in other.withElements { y in body(x, y) } }
  }

  /// Calls `body` with where the elements of this matrix alone are; for the call only.
  mutating func withMutableElements<Result>(
    _ body: (UnsafeMutablePointer<Float>) -> Result
  ) -> Result {
    if !isKnownUniquelyReferenced(&storage) {
      let copy = Storage(count: count)
      copy.start.update(from: storage.start, count: count)
      storage = copy
    }
    return withExtendedLifetime(storage) { body(storage.start) }
  }

  /// Whether two matrices have one shape and equal elements.
  public static func == (a: Matrix, b: Matrix) -> Bool {
    a.rows == b.rows && a.columns == b.columns
      && a.withElements(and: b) { x, y in (0..<a.count).allSatisfy { x[$0] == y[$0] } }
  }

  /// A copy of the elements, row after row: element [i, j] is `elements[i * columns + j]`.
  public var elements: [Float] {
    withElements { Array(UnsafeBufferPointer(start: $0, count: count)) }
  }

  /// The number of elements.
  public var count: Int { rows * columns }

  /// Rows and columns, for messages: "256×784".
  public var shape: String { "\(rows)×\(columns)" }

  /// The element in row `row` and column `column`.
  public subscript(row: Int, column: Int) -> Float {
    get {
      let place = place(row, column)
      return withElements { $0[place] }
    }
    set {
      let place = place(row, column)
      withMutableElements { $0[place] = newValue }
    }
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
    require(0..<rows ~= index, "\(shape) has no row \(index)")
    return withElements {
      Array(UnsafeBufferPointer(start: $0 + index * columns, count: columns))
    }
  }

  /// The rows at `indices`, in that order: [indices, columns].
  public func rows(at indices: some Collection<Int>) -> Matrix {
    Matrix(gathering: indices, of: rows, columns: columns) { count, at, out in
      withElements { x in
        for i in 0..<count {
          (out + i * columns).update(from: x + at[i] * columns, count: columns)
        }
      }
    }
  }

  /// The rows become columns: [rows, columns] → [columns, rows].
  public var transposed: Matrix {
    Matrix(rows: columns, columns: rows) { out in
      withElements { x in
        for i in 0..<rows { for j in 0..<columns { out[j * rows + i] = x[i * columns + j] } }
      }
    }
  }
}

// MARK: Products

extension Matrix {
  /// A B: [m, k] · [k, n] → [m, n].
  public func multiplied(by other: Matrix) -> Matrix {
    product(Factor(self), Factor(other))
  }

  /// Aᵀ B: [k, m] · [k, n] → [m, n], without forming the transpose.
  public func transposeMultiplied(by other: Matrix) -> Matrix {
    product(Factor(self, isTransposed: true), Factor(other))
  }

  /// A Bᵀ: [m, k] · [n, k] → [m, n], without forming the transpose.
  public func multiplied(byTransposeOf other: Matrix) -> Matrix {
    product(Factor(self), Factor(other, isTransposed: true))
  }
}

/// A matrix as a product reads it: as it is, or transposed.
private struct Factor {
  let matrix: Matrix
  let isTransposed: Bool

  init(_ matrix: Matrix, isTransposed: Bool = false) {
    (self.matrix, self.isTransposed) = (matrix, isTransposed)
  }

  var rows: Int { isTransposed ? matrix.columns : matrix.rows }
  var columns: Int { isTransposed ? matrix.rows : matrix.columns }
  var description: String { (isTransposed ? "the transpose of " : "") + matrix.shape }

  /// This factor from row `row` and column `column` on, its elements being at `start`.
  func view(_ start: UnsafePointer<Float>, row: Int = 0, column: Int = 0) -> KernelView {
    let (down, across) = isTransposed ? (1, matrix.columns) : (matrix.columns, 1)
    return KernelView(at: start + row * down + column * across, row: down, column: across)
  }
}

/// A B. Of the result each thread makes some rows or some columns, whichever are more; columns where B
/// is transposed, so that each thread packs a part of it.
private func product(_ a: Factor, _ b: Factor) -> Matrix {
  require(a.columns == b.rows, "\(a.description) can't be multiplied by \(b.description)")
  let (m, n, k) = (a.rows, b.columns, a.columns)
  return Matrix(rows: m, columns: n) { c in
    a.matrix.withElements(and: b.matrix) { aStart, bStart in
      if m < n || b.isTransposed && n > KERNEL_COLUMNS {
        Threads.split(n, unit: Int(KERNEL_COLUMNS), least: Threads.steps / max(m * k, 1)) { part in
          kernels.product(
            m, part.count, k, a.view(aStart), b.view(bStart, column: part.lowerBound),
            c + part.lowerBound, n)
        }
      } else {
        Threads.split(m, unit: Int(KERNEL_ROWS), least: Threads.steps / max(n * k, 1)) { part in
          kernels.product(
            part.count, n, k, a.view(aStart, row: part.lowerBound), b.view(bStart),
            c + part.lowerBound * n, n)
        }
      }
    }
  }
}

// MARK: Element by element

extension Matrix {
  /// f(x) for each element.
  @inline(__always)
  func map(_ transform: (Float) -> Float) -> Matrix {
    Matrix(rows: rows, columns: columns) { out in
      withElements { x in
        for i in 0..<count { out[i] = transform(x[i]) }
      }
    }
  }

  /// f(x, y) for each pair of elements of two matrices of one shape.
  @inline(__always)
  func combined(with other: Matrix, _ transform: (Float, Float) -> Float) -> Matrix {
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

  private func requireShape(of other: Matrix) {
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

// MARK: Sums

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
