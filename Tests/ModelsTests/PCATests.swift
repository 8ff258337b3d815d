import Engine
import Models
import Testing

@Suite("PCA of few examples, and the mean image")
struct PCATests {
  private let examples = Key(seed: 1).normals(rows: 12, columns: 20)

  @Test("The inner products of few examples give the components of their covariance")
  func few() {
    let (all, few) = (PCA(of: examples), PCA(ofFew: examples, components: 5))
    #expect(few.components.shape == "5×20")
    let cosines = principalCosines(few.components, all.components.rows(at: 0..<5))
    #expect(cosines.allSatisfy { abs($0 - 1) < 1e-4 })
    for (a, b) in zip(few.variances, all.variances) { #expect(abs(a / b - 1) < 1e-4) }
    let others = Key(seed: 2).normals(rows: 7, columns: 20)
    let difference = few.reconstruct(others, from: 3)
      .meanSquaredError(to: all.reconstruct(others, from: 3))
    #expect(difference < 1e-9)
  }

  @Test("A guess turns towards the first components of many examples")
  func many() {
    // Variances of 16, 8, 4 and so on, so that each direction stands out from the next.
    let scales = (0..<20).map { Float(4 / Double(1 << $0).squareRoot()) }
    var many = Key(seed: 3).normals(rows: 300, columns: 20)
    for row in 0..<300 { for column in 0..<20 { many[row, column] *= scales[column] } }
    let (all, few) = (PCA(of: many), PCA(ofMany: many, components: 4, using: Key(seed: 4)))
    #expect(few.components.shape == "4×20")
    for (a, b) in zip(few.variances, all.variances) { #expect(abs(a / b - 1) < 1e-4) }
    #expect(abs(few.error(on: many, from: 4) / all.error(on: many, from: 4) - 1) < 1e-4)
  }

  @Test("All n − 1 components of n examples rebuild them")
  func rebuilt() {
    let pca = PCA(ofFew: examples, components: 11)
    #expect(pca.error(on: examples, from: 11) < 1e-10)
    #expect(pca.error(on: examples, from: 10) > 1e-4)
  }

  @Test("The mean image's error is the variance about the training images' mean")
  func meanImage() {
    let training = Matrix(rows: 2, columns: 2, elements: [0, 1, 1, 3])
    let images = Matrix(rows: 1, columns: 2, elements: [1.5, 2])
    #expect(meanImageError(of: training, on: images) == 0.5)
  }

  @Test(
    "Shrinking restores better than any number of components, and without noise changes nothing")
  func shrunk() {
    let key = Key(seed: 9)
    // Independent features of very different variances.
    let scales = (0..<6).map { Float(1 << (6 - $0)) / 16 }
    func examples(_ key: Key) -> Matrix {
      let normals = key.normals(rows: 2000, columns: 6)
      return Matrix(
        rows: 2000, columns: 6,
        elements: (0..<2000).flatMap { row in zip(normals.row(row), scales).map(*) })
    }
    let pca = PCA(of: examples(key["training"]))
    let clean = examples(key["test"])
    let noisy = clean + key["noise"].normals(rows: 2000, columns: 6)
    let restored = pca.shrunk(noisy, noise: 1).meanSquaredError(to: clean)
    for count in 1...6 {
      #expect(restored < pca.reconstruct(noisy, from: count).meanSquaredError(to: clean))
    }
    #expect(pca.shrunk(clean, noise: 0).meanSquaredError(to: clean) < 1e-9)
  }
}
