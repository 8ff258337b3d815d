import Datasets
import Engine
import Statistics

/// How many images `reconstruction` rebuilds exactly, once its pixels are rounded to bytes: [n,
/// 784] against n images.
public func exactlyRebuilt(_ images: ImageSet, by reconstruction: Matrix) -> Int {
  (0..<images.count).count { image in
    let pixels = images.pixels[(image * ImageSet.pixelsPerImage)...].prefix(ImageSet.pixelsPerImage)
    return zip(pixels, reconstruction.row(image)).allSatisfy {
      Float($0) == min(max((255 * $1).rounded(), 0), 255)
    }
  }
}

/// For each image, whether that of `others` whose code is nearest (Euclidean) carries the same label: how well
/// a code tells the classes apart, without training a classifier (Cover & Hart 1967).
public func nearestNeighbourHits(
  of images: ImageSet, among others: ImageSet, by encode: (Matrix) -> Matrix
) -> [Bool] {
  zip(encode(images.matrix).nearestRows(of: encode(others.matrix)), images.labels).map {
    others.labels[$0.row] == $1
  }
}

/// The error of a guess that knows no image: the mean of the training images for each of `images`.
public func meanImageError(of training: Matrix, on images: Matrix) -> Double {
  let mean = training.columnMeans
  return images.meanOverBlocks { (0 * $0).adding(row: mean).meanSquaredError(to: $0) }
}

/// The mean squared error of each row of `images` [n, d] to the same row of `others`: n numbers.
public func errorsByImage(_ images: Matrix, to others: Matrix) -> [Double] {
  let difference = images - others
  return (1 / Float(images.columns) * (difference * difference).rowSums).elements.map(Double.init)
}

/// The covariance of the columns of `examples` [n, d], with n − 1: [d, d]. One example has none: zeros.
public func covariance(of examples: Matrix) -> Matrix {
  let centred = examples.subtracting(row: examples.columnMeans)
  return 1 / Float(max(examples.rows - 1, 1)) * centred.transposeMultiplied(by: centred)
}

/// The cosines of the principal angles between two subspaces, each spanned by the rows of a matrix
/// with orthonormal rows: the singular values of A Bᵀ, largest first (Björck & Golub 1973, theorem
/// 1).
public func principalCosines(_ a: Matrix, _ b: Matrix) -> [Double] {
  let overlap = a.multiplied(byTransposeOf: b)
  let eigen = eigenDecomposition(ofSymmetric: overlap.transposeMultiplied(by: overlap))
  return eigen.values.map { max($0, 0).squareRoot() }
}

/// An orthonormal basis of the space that the rows of `matrix` [m, n] span, m ≤ n: Λ^(−1/2) Uᵀ A,
/// where A Aᵀ = U Λ Uᵀ. Where the space has fewer dimensions, to single precision, the last rows are
/// zero.
public func orthonormalRows(of matrix: Matrix) -> Matrix {
  let eigen = eigenDecomposition(ofSymmetric: matrix.multiplied(byTransposeOf: matrix))
  // In the eigenvectors' coordinates the rows are orthogonal already, of length √λ.
  var rows = eigen.vectors.multiplied(by: matrix)
  let least = 1e-7 * (eigen.values.first ?? 0)
  for row in 0..<rows.rows {
    let length = Float(eigen.values[row] > least ? eigen.values[row].squareRoot() : .infinity)
    for column in 0..<rows.columns { rows[row, column] /= length }
  }
  return rows
}

/// How many units of a code [n, units] are never positive: behind a ReLU they are dead, because their
/// gradient is zero for every example.
public func deadUnits(in code: Matrix) -> Int {
  (0..<code.columns).count { unit in (0..<code.rows).allSatisfy { code[$0, unit] <= 0 } }
}

/// For each image [n, 784], the mean squared error to the nearest of `others` [m, 784]: a copy has
/// none.
public func nearestErrors(_ images: Matrix, among others: Matrix) -> [Double] {
  images.nearestRows(of: others).map { Double($0.squaredDistance) / Double(images.columns) }
}

/// For each image [n, 784], how far the nearest of `others` [m, 784] is, divided by how far the second
/// nearest is: ‖x − y₁‖ / ‖x − y₂‖. An image is at about the same distance from many others; a copy is near
/// one of them alone. Below ⅓ an image counts as a copy (Yoon, Choi, Kwon and Ryu 2023, section 2). An image
/// that equals some of the others has the ratio 0, however many these are.
public func copyRatios(_ images: Matrix, among others: Matrix) -> [Double] {
  let lengths = (images * images).rowSums.elements
  return zip(images.nearestRows(of: others), lengths).map { neighbour, length in
    // Equal rows are apart by what the sums were rounded by.
    guard neighbour.squaredDistance > 1e-5 * length else { return 0 }
    let ratio = Double(neighbour.squaredDistance) / Double(neighbour.secondSquaredDistance)
    return ratio.squareRoot()
  }
}

/// The mean sparseness of codes [n, k], (√k − ‖z‖₁ / ‖z‖₂) / (√k − 1): 0 for a code whose numbers are all
/// of one size, 1 for a code with one number that is not zero (Hoyer 2004, section 3.1).
public func hoyerSparseness(of codes: Matrix) -> Double {
  let root = Double(codes.columns).squareRoot()
  return (0..<codes.rows).map { row in
    let z = codes.row(row).map(Double.init)
    let (one, two) = (z.reduce(0) { $0 + abs($1) }, z.reduce(0) { $0 + $1 * $1 }.squareRoot())
    return (root - one / two) / (root - 1)
  }.mean
}

extension Matrix {
  /// The root of the mean of the squares of all elements.
  public var rootMeanSquare: Double { (self * self).mean.squareRoot() }

  /// The mean squared deviation of each column from its mean: [m, n] → [1, n].
  public var columnVariances: Matrix {
    let (mean, count) = (columnMeans, Float(rows))
    let sums = blocks().map { block in
      let centred = block.subtracting(row: mean)
      return (centred * centred).columnSums
    }
    return sums.dropFirst().reduce(sums[0], +).map { $0 / count }
  }

  /// The logarithm of the mean of eˣ over each row: [m, n] → [m, 1]. The greatest x of a row is taken out
  /// of the sum first, so that nothing overflows and not everything underflows.
  public var rowLogMeanExps: Matrix {
    let greatest = Matrix(
      rows: rows, columns: 1, elements: (0..<rows).map { row($0).max() ?? 0 })
    let ones = Matrix(rows: 1, columns: columns, repeating: 1)
    let shifted = self - greatest.multiplied(by: ones)
    return greatest + (1 / Float(columns) * shifted.exp.rowSums).log
  }
}
