import Engine

// anchor: pca
/// Principal component analysis: the best linear code of each size, in closed form.
///
/// Pearson 1901, "On lines and planes of closest fit to systems of points in space"; Hotelling
/// 1933.
public struct PCA: Sendable {
  /// The mean of the training examples: [1, features].
  public let mean: Matrix
  /// The unit directions of greatest variance, one a row, the greatest first: [features, features].
  public let components: Matrix
  /// The variance along each of them (with n − 1).
  public let variances: [Double]

  /// The components of `examples` [n, features].
  public init(of examples: Matrix) {
    mean = examples.columnMeans
    let eigen = eigenDecomposition(ofSymmetric: covariance(of: examples))
    (components, variances) = (eigen.vectors, eigen.values)
  }

  /// The coordinates along the first `count` components: [n, features] → [n, count].
  public func encode(_ examples: Matrix, to count: Int) -> Matrix {
    examples.subtracting(row: mean).multiplied(byTransposeOf: components.rows(at: 0..<count))
  }

  /// The examples that have these coordinates: [n, count] → [n, features].
  public func decode(_ code: Matrix) -> Matrix {
    code.multiplied(by: components.rows(at: 0..<code.columns)).adding(row: mean)
  }

  /// The examples after encoding to `count` numbers and decoding: [n, features].
  public func reconstruct(_ examples: Matrix, from count: Int) -> Matrix {
    decode(encode(examples, to: count))
  }
}
// end anchor: pca
