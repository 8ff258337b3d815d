import Basics

/// The eigenvalues and eigenvectors of a symmetric matrix: A = Σ λᵢ vᵢ vᵢᵀ.
public struct EigenDecomposition: Sendable {
  /// λ, largest first.
  public let values: [Double]
  /// The eigenvectors, one a row, of length 1, in the order of the values: [n, n].
  ///
  /// An eigenvector's sign is arbitrary; here its entry of largest magnitude is positive.
  public let vectors: Matrix
}

/// The eigenvalues and eigenvectors of the symmetric matrix `matrix` [n, n], in double precision.
///
/// Householder reflections bring A to tridiagonal form T = Qᵀ A Q (Golub & Van Loan 2013, "Matrix
/// computations", section 8.3; Martin, Reinsch & Wilkinson 1968, tred2), then implicitly shifted QL
/// rotations bring T to diagonal form (Martin & Wilkinson 1968, Dubrulle 1970, imtql2). About 9 n³
/// operations: no iteration over A itself, unlike Jacobi's method. Only +, −, ×, ÷ and √ are used,
/// each exactly rounded, so that the bits are the same everywhere.
public func eigenDecomposition(ofSymmetric matrix: Matrix) -> EigenDecomposition {
  require(matrix.rows == matrix.columns, "a matrix of \(matrix.shape) has no eigenvalues")
  require(
    matrix == matrix.transposed, "the matrix of \(matrix.shape) is not symmetric, or has a NaN")
  require(matrix.elements.allSatisfy(\.isFinite), "the matrix of \(matrix.shape) has an infinity")
  // anchor: eigen
  let n = matrix.rows
  var basis = matrix.elements.map(Double.init)
  var (diagonal, offDiagonal) = tridiagonalize(&basis, n)
  diagonalize(&diagonal, &offDiagonal, &basis, n)
  // end anchor: eigen

  // Sort by eigenvalue, and give every vector the sign that makes its largest entry positive.
  let order = (0..<n).sorted { (diagonal[$0], $1) > (diagonal[$1], $0) }
  var vectors = Matrix(rows: n, columns: n, repeating: 0)
  for (row, source) in order.enumerated() {
    let vector = basis[source * n..<(source + 1) * n]
    let largest = vector.max { abs($0) < abs($1) } ?? 0
    for (column, entry) in vector.enumerated() {
      vectors[row, column] = Float(largest < 0 ? -entry : entry)
    }
  }
  return EigenDecomposition(values: order.map { diagonal[$0] }, vectors: vectors)
}

/// Replaces the symmetric `a` [n, n] by the rows of Qᵀ, with Qᵀ A Q tridiagonal; returns its
/// diagonal and the entries below it, entry i standing between rows i and i + 1.
private func tridiagonalize(
  _ a: inout [Double], _ n: Int
) -> (diagonal: [Double], below: [Double]) {
  var diagonal = [Double](repeating: 0, count: n)
  var below = [Double](repeating: 0, count: n)
  var reflections: [(first: Int, vector: [Double])] = []

  a.withUnsafeMutableBufferPointer { a in
    for k in 0..<max(n - 1, 0) {
      diagonal[k] = a[k * n + k]
      guard k < n - 2 else {
        below[k] = a[(k + 1) * n + k]
        continue
      }

      // Find the unit vector u whose reflection I − 2uuᵀ sends column k, below the diagonal,
      // to (α, 0, …, 0).
      var u = (k + 1..<n).map { a[$0 * n + k] }
      let alpha = u[0] > 0 ? -norm(u) : norm(u)
      below[k] = alpha
      u[0] -= alpha
      let length = norm(u)
      guard length > 0 else { continue }
      for i in u.indices { u[i] /= length }

      // Reflect the rest from both sides: B ← B − 2uwᵀ − 2wuᵀ with w = Bu − (uᵀBu)u.
      var w = [Double](repeating: 0, count: u.count)
      for i in u.indices {
        let row = (k + 1 + i) * n + k + 1
        for j in u.indices { w[j] += u[i] * a[row + j] }
      }
      var projection = 0.0
      for i in u.indices { projection += u[i] * w[i] }
      for i in u.indices { w[i] -= projection * u[i] }
      for i in u.indices {
        let row = (k + 1 + i) * n + k + 1
        let (ui, wi) = (2 * u[i], 2 * w[i])
        for j in u.indices { a[row + j] -= ui * w[j] + wi * u[j] }
      }
      reflections.append((k + 1, u))
    }
    if n > 0 { diagonal[n - 1] = a[n * n - 1] }

    // Multiply the reflections, last first, so that each acts on the corner it has filled so far.
    for i in 0..<n { for j in 0..<n { a[i * n + j] = i == j ? 1 : 0 } }
    for (first, u) in reflections.reversed() {
      var w = [Double](repeating: 0, count: u.count)
      for i in u.indices {
        let row = (first + i) * n + first
        for j in u.indices { w[j] += u[i] * a[row + j] }
      }
      for i in u.indices {
        let row = (first + i) * n + first
        let ui = 2 * u[i]
        for j in u.indices { a[row + j] -= ui * w[j] }
      }
    }

    // That is Q; the rows of Qᵀ are wanted, so that a rotation of eigenvectors touches two rows.
    for i in 0..<n { for j in 0..<i { a.swapAt(i * n + j, j * n + i) } }
  }
  return (diagonal, below)
}

/// Brings the symmetric tridiagonal matrix to diagonal form by rotations, applied to the rows of
/// `basis` as well.
private func diagonalize(
  _ diagonal: inout [Double], _ below: inout [Double], _ basis: inout [Double], _ n: Int
) {
  for start in 0..<n {
    while true {
      // Find where the block that begins at `start` ends: at the first negligible entry below the
      // diagonal. One whose square is lost is negligible, too: no rotation could make it smaller.
      var end = start
      while end < n - 1 {
        let size = abs(diagonal[end]) + abs(diagonal[end + 1])
        let entry = below[end]
        if abs(entry) <= .ulpOfOne * size || entry * entry < .leastNormalMagnitude { break }
        end += 1
      }
      if end == start { break }

      // Shift by the eigenvalue of the leading 2×2 corner that is nearer to its first entry
      // (Wilkinson).
      let half = (diagonal[start + 1] - diagonal[start]) / (2 * below[start])
      let root = (half * half + 1).squareRoot()
      let shift = diagonal[start] - below[start] / (half + (half < 0 ? -root : root))

      // Chase the bulge from the end of the block to its start.
      var g = diagonal[end] - shift
      var (sine, cosine, p) = (1.0, 1.0, 0.0)
      var finished = true
      for i in stride(from: end - 1, through: start, by: -1) {
        let f = sine * below[i]
        let b = cosine * below[i]
        let r = (f * f + g * g).squareRoot()
        below[i + 1] = r
        if r == 0 {  // the block has split
          diagonal[i + 1] -= p
          below[end] = 0
          finished = false
          break
        }
        (sine, cosine) = (f / r, g / r)
        g = diagonal[i + 1] - p
        let t = (diagonal[i] - g) * sine + 2 * cosine * b
        p = sine * t
        diagonal[i + 1] = g + p
        g = cosine * t - b
        basis.withUnsafeMutableBufferPointer { v in
          for k in 0..<n {
            let (upper, lower) = (v[i * n + k], v[(i + 1) * n + k])
            v[(i + 1) * n + k] = sine * upper + cosine * lower
            v[i * n + k] = cosine * upper - sine * lower
          }
        }
      }
      guard finished else { continue }
      diagonal[start] -= p
      below[start] = g
      below[end] = 0
    }
  }
}

/// √(Σ x²). The squares of entries that began as floats neither overflow nor vanish in double.
private func norm(_ x: [Double]) -> Double {
  x.reduce(0) { $0 + $1 * $1 }.squareRoot()
}
