import Basics
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

  /// Columns [m, 1] side by side: [m, columns].
  public init(columns: [Matrix]) {
    let height = columns.first?.rows ?? 0
    for column in columns {
      require(
        column.rows == height && column.columns == 1,
        "\(column.shape) is no column beside one of \(height) rows")
    }
    self =
      Matrix(
        rows: columns.count, columns: height, elements: columns.flatMap(\.elements)
      ).transposed
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
      withElements { kernels.transpose(rows, columns, $0, columns, out, rows) }
    }
  }
}
