@testable import Engine
import Foundation
import Testing

@Suite("Eigenvalues and eigenvectors")
struct EigenTests {
  @Test("A v = λ v, VᵀV = I, the trace, the order and the signs", arguments: matrices)
  func isDecomposition(name: String, matrix: Matrix) {
    #expect(problem(eigenDecomposition(ofSymmetric: matrix), of: matrix) == nil, "\(name)")
  }

  @Test("The check itself finds a swapped pair, a flipped sign, a value or a vector that is off")
  func canFail() {
    let matrix = secondDifferences(5)
    let right = eigenDecomposition(ofSymmetric: matrix)
    let (values, vectors) = (right.values, right.vectors)
    let swapped = [1, 0, 2, 3, 4]
    var flipped = vectors
    for column in 0..<5 { flipped[0, column] *= -1 }
    var tilted = vectors
    tilted[3, 0] += 1e-5
    let wrong = [
      EigenDecomposition(values: swapped.map { values[$0] }, vectors: vectors.rows(at: swapped)),
      EigenDecomposition(values: values, vectors: vectors.rows(at: swapped)),
      EigenDecomposition(values: values, vectors: flipped),
      EigenDecomposition(values: values, vectors: tilted),
      EigenDecomposition(values: [values[0] + 1e-4] + values.dropFirst(), vectors: vectors),
      EigenDecomposition(values: values.dropLast(), vectors: vectors),
    ]
    #expect(problem(right, of: matrix) == nil)
    for wrong in wrong { #expect(problem(wrong, of: matrix) != nil) }
  }

  @Test("Second differences: 2 − 2 cos(kπ / (n + 1))", arguments: [1, 2, 3, 10, 57])
  func knownToeplitz(n: Int) {
    let values = eigenDecomposition(ofSymmetric: secondDifferences(n)).values
    let expected = (1...n).map { 2 - 2 * cos(Double($0) * .pi / Double(n + 1)) }
    #expect(difference(values, expected.sorted(by: >), relative: 0, absolute: 2e-14) == nil)
  }

  @Test("A diagonal matrix gives its entries and the unit vectors")
  func knownDiagonal() {
    let found = eigenDecomposition(ofSymmetric: diagonal([2, -7, 5, 0]))
    #expect(found.values == [5, 2, 0, -7])
    #expect(
      found.vectors.elements == [
        0, 0, 1, 0,
        1, 0, 0, 0,
        0, 0, 0, 1,
        0, 1, 0, 0,
      ])
  }

  @Test("Vectors of one value stay in the order in which they were found")
  func repeatedValues() {
    let found = eigenDecomposition(ofSymmetric: identity(6))
    #expect(found.values == [1, 1, 1, 1, 1, 1])
    #expect(found.vectors == identity(6))
  }

  @Test("Wilkinson's matrix: the two largest agree to 13 digits")
  func wilkinson() {
    let values = eigenDecomposition(ofSymmetric: wilkinsonMatrix).values
    let expected = [10.746194182903393, 10.746194182903322]
    #expect(difference(Array(values.prefix(2)), expected, relative: 4e-15) == nil)
  }

  @Test("Rank one: ‖u‖² and zeros, and u itself")
  func rankOne() {
    let u = Matrix(row: [3, -4, 12])
    let found = eigenDecomposition(ofSymmetric: u.transposeMultiplied(by: u))
    #expect(difference(found.values, [169, 0, 0], relative: 1e-15, absolute: 1e-13) == nil)
    let unit = Matrix(row: [3.0 / 13, -4.0 / 13, 12.0 / 13])
    #expect(difference(Matrix(row: found.vectors.row(0)), unit, relative: 2e-7) == nil)
  }

  @Test("A matrix times a power of two has the same vectors, its values times that power")
  func scales() {
    let matrix = random(20)
    let found = eigenDecomposition(ofSymmetric: matrix)
    for power: Float in [0x1p50, 0x1p-50, 0x1p100, 0x1p-100] {
      let scaled = eigenDecomposition(ofSymmetric: power * matrix)
      #expect(scaled.values == found.values.map { $0 * Double(power) })
      #expect(scaled.vectors == found.vectors)
    }
  }

  static let matrices: [(String, Matrix)] = [
    ("0×0", Matrix(rows: 0, columns: 0, elements: [])),
    ("1×1", Matrix(row: [-3])),
    ("2×2", Matrix(rows: 2, columns: 2, elements: [1, 2, 2, 1])),
    ("exchange", Matrix(rows: 2, columns: 2, elements: [0, 1, 1, 0])),
    ("zero", Matrix(rows: 5, columns: 5, repeating: 0)),
    ("identity", identity(6)),
    ("ones", Matrix(rows: 7, columns: 7, repeating: 1)),
    ("diagonal", diagonal([1, 3, 2, 3, -1])),
    ("second differences", secondDifferences(30)),
    ("Wilkinson", wilkinsonMatrix),
    (
      "blocks",
      diagonal([4, 4, 4])
        + Matrix(rows: 3, columns: 3, elements: [0, 1, 0, 1, 0, 0, 0, 0, 0])
    ),
    (
      "graded",
      Matrix(
        rows: 6, columns: 6,
        elements: (0..<36).map { Float(exp(-3 * Double($0 / 6 + $0 % 6))) })
    ),
    ("1e15", 1e15 * random(12)),
    ("1e-15", 1e-15 * random(12)),
    ("1e30", 1e30 * random(12)),
    ("1e-30", 1e-30 * random(12)),
    ("random", random(100)),
    ("rank 10 of 60", covariance(rank: 10, of: 60)),
    // Reflections leave numbers there whose squares are lost.
    ("five vectors, twenty times each", repeatedProducts(of: 5, times: 20)),
  ]
}

/// Why these are not the eigenvalues and eigenvectors of `matrix`; nil when they are.
///
/// The values are good to about 1e-15 ‖A‖; the vectors are rounded to float, which moves A v by
/// 6e-8 ‖A‖ in each of a few roundings.
private func problem(_ found: EigenDecomposition, of matrix: Matrix) -> String? {
  let (n, v) = (matrix.rows, found.vectors)
  guard found.values.count == n, v.shape == matrix.shape else {
    return "\(found.values.count) values and \(v.shape) vectors of \(matrix.shape)"
  }
  let a = matrix.elements.map(Double.init)
  let size = a.reduce(0) { $0 + $1 * $1 }.squareRoot()

  for i in 0..<n {
    for row in 0..<n {
      let product = (0..<n).reduce(0) { $0 + a[row * n + $1] * Double(v[i, $1]) }
      let error = abs(product - found.values[i] * Double(v[i, row]))
      if error > 4e-7 * size { return "A v − λ v of vector \(i) has \(error)" }
    }
    for j in 0...i {
      let product = (0..<n).reduce(0) { $0 + Double(v[i, $1]) * Double(v[j, $1]) }
      if abs(product - (i == j ? 1 : 0)) > 4e-7 { return "vectors \(i) and \(j): \(product)" }
    }
    if i > 0, found.values[i] > found.values[i - 1] { return "value \(i) is out of order" }
    let largest = v.row(i).map(abs).max() ?? 0
    // Of two entries of one magnitude either may count as the largest.
    if !v.row(i).contains(where: { $0 >= largest * 0.999999 }) {
      return "vector \(i) is upside down"
    }
  }

  let trace = (0..<n).reduce(0) { $0 + a[$1 * n + $1] }
  let sum = found.values.reduce(0, +)
  if abs(trace - sum) > 1e-14 * size * Double(n) { return "a trace of \(trace), a sum of \(sum)" }
  return nil
}

private func diagonal(_ entries: [Float]) -> Matrix {
  var matrix = Matrix(rows: entries.count, columns: entries.count, repeating: 0)
  for (i, entry) in entries.enumerated() { matrix[i, i] = entry }
  return matrix
}

private func tridiagonal(_ diagonal: [Float], beside: Float) -> Matrix {
  var matrix = Matrix(rows: diagonal.count, columns: diagonal.count, repeating: 0)
  for i in diagonal.indices {
    matrix[i, i] = diagonal[i]
    if i > 0 { (matrix[i - 1, i], matrix[i, i - 1]) = (beside, beside) }
  }
  return matrix
}

private func secondDifferences(_ n: Int) -> Matrix {
  tridiagonal(Array(repeating: 2, count: n), beside: -1)
}

/// W₂₁⁺ (Wilkinson 1965, "The algebraic eigenvalue problem", section 5.45).
private let wilkinsonMatrix = tridiagonal((-10...10).map { Float(abs($0)) }, beside: 1)

private func random(_ n: Int) -> Matrix {
  let x = Key(seed: n).normals(rows: n, columns: n)
  return x + x.transposed
}

/// The inner products of vectors that occur so often each.
private func repeatedProducts(of count: Int, times: Int) -> Matrix {
  let x = Key(seed: count).normals(rows: count, columns: 30)
    .rows(at: (0..<(count * times)).map { $0 % count })
  return x.multiplied(byTransposeOf: x)
}

private func covariance(rank: Int, of n: Int) -> Matrix {
  let x = Key(seed: n).normals(rows: rank, columns: n)
  return x.transposeMultiplied(by: x)
}
