import Engine
import Models

extension Exercise {
  /// 1.3: PCA of the images of one digit, and what it makes of other images.
  ///
  /// - Parameter answer: rebuilds images [n, pixels] → [n, pixels] with PCA fitted to the training
  ///   images of a digit; it is given the images, the digit, the training images [m, pixels], their
  ///   labels, and the number of components.
  public static func oneDigit(
    _ answer:
      @escaping @Sendable (
        _ images: Matrix, _ digit: UInt8, _ train: Matrix, _ labels: [UInt8], _ components: Int
      ) throws -> Matrix
  ) -> Exercise {
    Exercise("1.3", "rebuilding images with PCA of one digit") { findings in
      // Three "digits" of seven pixels, each near a plane of its own, in turns.
      let key = Key(seed: 13)
      let digits: [UInt8] = [3, 5, 8]
      let labels = (0..<75).map { digits[$0 % digits.count] }
      let train = pictures(75, key["train"], classes: digits.count)
      let images = pictures(6, key["images"], classes: digits.count)

      for (digit, components) in [(digits[0], 2), (digits[2], 2), (digits[2], 4)] {
        let own = train.rows(at: labels.indices.filter { labels[$0] == digit })
        let expected = PCA(of: own).reconstruct(images, from: components)
        let found = try answer(images, digit, train, labels, components)
        let asked = "PCA of the digit \(digit), \(components) components"
        guard found.shape == expected.shape else {
          findings.expect(
            false,
            "\(asked): \(images.shape) images must come back as \(expected.shape), found "
              + found.shape
              + (found.columns == components ? ": these are the codes, not yet decoded" : ""))
          return
        }
        guard greatestDifference(found, expected) >= 1e-3 else { continue }
        let (image, pixel) = farthest(found, expected)
        let guess =
          misreadings(images, own: own, train: train, components: components)
          .first { greatestDifference(found, $0.result) < 1e-3 }
        findings.expect(
          false,
          "\(asked): pixel \(pixel) of image \(image), counted from 0, must be "
            + "\(expected[image, pixel]), found \(found[image, pixel])"
            + (guess.map { "; this is what comes out when \($0.what)" } ?? ""))
        return
      }
    }
  }
}

/// What an answer may have done instead, and what that gives.
private func misreadings(
  _ images: Matrix, own: Matrix, train: Matrix, components: Int
) -> [(what: String, result: Matrix)] {
  let (pca, all) = (PCA(of: own), PCA(of: train))
  let basis = pca.components.rows(at: 0..<components)
  func rebuilt(centredBy mean: Matrix, basis: Matrix = basis) -> Matrix {
    images.subtracting(row: mean).multiplied(byTransposeOf: basis).multiplied(by: basis)
      .adding(row: mean)
  }
  let origin = 0 * pca.mean
  let uncentred = eigenDecomposition(ofSymmetric: own.transposeMultiplied(by: own)).vectors
  return [
    ("PCA is fitted to the images of all digits", all.reconstruct(images, from: components)),
    (
      "PCA is fitted to the images that it has to rebuild",
      PCA(of: images).reconstruct(images, from: components)
    ),
    (
      "the mean is not added back",
      pca.reconstruct(images, from: components).subtracting(row: pca.mean)
    ),
    ("the mean is the mean of all digits", rebuilt(centredBy: all.mean)),
    ("the images to rebuild are not centred", rebuilt(centredBy: origin)),
    (
      "nothing is centred",
      rebuilt(centredBy: origin, basis: uncentred.rows(at: 0..<components))
    ),
    ("the number of components is ignored", pca.reconstruct(images, from: images.columns)),
  ]
}

/// Images of seven pixels, class after class in turns: a mean and four directions of its own each,
/// and a little noise.
private func pictures(_ count: Int, _ key: Key, classes: Int) -> Matrix {
  let shapes = Key(seed: 31)
  let means = shapes["means"].uniforms(rows: classes, columns: 7)
  let scales: [Float] = [0.5, 0.35, 0.2, 0.1]
  let rows = (0..<count).map { image in
    let directions = shapes["directions"][image % classes].normals(rows: scales.count, columns: 7)
    let draws = key[image].normals(rows: 1, columns: scales.count)
    let code = draws * Matrix(row: scales)
    return
      (code.multiplied(by: directions) + 0.02 * key["noise"][image].normals(rows: 1, columns: 7))
      .adding(row: means.rows(at: [image % classes]))
  }
  return Matrix(rows: count, columns: 7, elements: rows.flatMap(\.elements))
}
