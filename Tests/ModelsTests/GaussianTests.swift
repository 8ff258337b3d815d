import Engine
import Testing
import Models

@Suite("Gaussians and nearest images")
struct GaussianTests {
  private let features = Key(seed: 1).normals(rows: 400, columns: 5)

  private func distance(_ a: Matrix, _ b: Matrix) -> Double {
    Gaussian(of: a).frechetDistance(to: Gaussian(of: b))
  }

  @Test("Draws have the mean and the covariance they are drawn for")
  func draws() {
    let wanted = Gaussian(of: features.multiplied(by: Key(seed: 3).normals(rows: 5, columns: 5)))
    let found = Gaussian(of: wanted.draws(40_000, using: Key(seed: 4)))
    #expect(wanted.frechetDistance(to: found) < 0.01)
    #expect(found.frechetDistance(to: Gaussian(of: features)) > 1)
  }

  @Test("Nothing between a set and itself, the shift's squared length between it and its shift")
  func shift() {
    let shift = Matrix(row: [3, 0, -4, 0, 0])
    #expect(abs(distance(features, features)) < 1e-4)
    #expect(abs(distance(features, features.adding(row: shift)) - 25) < 1e-3)
  }

  @Test("A set twice as wide: Σ (2σ − σ)² over the axes, which is the trace of its covariance")
  func scale() {
    let centred = features.subtracting(row: features.columnMeans)
    let expected = (centred * centred).sum / Double(features.rows - 1)
    #expect(abs(distance(centred, 2 * centred) - expected) < 1e-3)
  }

  @Test("It has no direction")
  func symmetry() {
    let other = Key(seed: 2).uniforms(rows: 300, columns: 5)
    let (there, back) = (distance(features, other), distance(other, features))
    #expect(abs(there - back) < 1e-3)
    #expect(there > 1)
  }

  @Test("The nearest of others: none for a copy, the mean squared difference for the rest")
  func nearest() {
    let others = Matrix(rows: 3, columns: 2, elements: [0, 0, 1, 1, 5, 5])
    let images = Matrix(rows: 2, columns: 2, elements: [1, 1, 3, 5])
    #expect(nearestErrors(images, among: others) == [0, 2])
  }

  @Test("A copy is near one of the others alone, an image between two is as near to both")
  func copies() {
    let others = Matrix(rows: 3, columns: 2, elements: [0, 0, 4, 4, 100, 0])
    let images = Matrix(rows: 3, columns: 2, elements: [4, 4, 2, 2, 1, 1])
    let ratios = copyRatios(images, among: others)
    #expect(ratios[0] == 0)
    #expect(ratios[1] == 1)
    #expect(abs(ratios[2] - 1.0 / 3) < 1e-6)
  }

  @Test("An image that is twice among the others is a copy")
  func copiesOfTwins() {
    let images = Key(seed: 1).normals(rows: 20, columns: 784)
    let twins = Matrix(stacking: [images, images])
    #expect(copyRatios(images, among: twins).allSatisfy { $0 == 0 })
    #expect(copyRatios(images, among: Key(seed: 2).normals(rows: 9, columns: 784)).min()! > 0.5)
  }
}
