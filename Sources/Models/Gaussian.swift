import Engine

/// A normal distribution of vectors: what is left of a set of examples when only its mean and its
/// covariance are kept.
public struct Gaussian: Sendable {
  /// μ [1, d].
  public let mean: Matrix
  /// Σ [d, d], estimated with n − 1.
  public let covariance: Matrix
  /// Σ^½ = Vᵀ Λ^½ V, with an eigenvector in each row of V.
  private let root: Matrix

  /// The Gaussian with the mean and the covariance of `examples` [n, d].
  public init(of examples: Matrix) {
    mean = examples.columnMeans
    covariance = Models.covariance(of: examples)
    let eigen = eigenDecomposition(ofSymmetric: covariance)
    var scaled = eigen.vectors
    for row in 0..<scaled.rows {
      let deviation = Float(max(eigen.values[row], 0).squareRoot())
      for column in 0..<scaled.columns { scaled[row, column] *= deviation }
    }
    root = symmetric(eigen.vectors.transposeMultiplied(by: scaled))
  }

  /// Independent draws μ + ε Σ^½: [count, d].
  public func draws(_ count: Int, using key: Key) -> Matrix {
    key.normals(rows: count, columns: mean.columns).multiplied(by: root).adding(row: mean)
  }

  /// The Fréchet distance ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2 (Σ₁^½ Σ₂ Σ₁^½)^½), in squared units of the
  /// vectors: 0 for equal Gaussians.
  ///
  /// Dowson & Landau 1982, "The Fréchet distance between multivariate normal distributions".
  public func frechetDistance(to other: Gaussian) -> Double {
    let shift = mean - other.mean
    let product = symmetric(root.multiplied(by: other.covariance).multiplied(by: root))
    let crossTrace = eigenDecomposition(ofSymmetric: product).values
      .reduce(0) { $0 + max($1, 0).squareRoot() }
    return (shift * shift).sum + trace(covariance) + trace(other.covariance) - 2 * crossTrace
  }
}

private func trace(_ matrix: Matrix) -> Double {
  (0..<matrix.rows).reduce(0) { $0 + Double(matrix[$1, $1]) }
}

/// The mean of a matrix and its transpose, which rounding alone has made differ.
private func symmetric(_ matrix: Matrix) -> Matrix { 0.5 * (matrix + matrix.transposed) }
