import Engine
import Foundation
@testable import Models
import Testing

@Suite("What the divergence pays for")
struct DivergencePartsTests {
  private func posterior(_ mean: Matrix, logVariance: Float) -> Posterior {
    Posterior(
      mean: Tensor(mean),
      logVariance: Tensor(
        Matrix(rows: mean.rows, columns: mean.columns, repeating: logVariance)))
  }

  @Test("Codes that are the prior's for every image say nothing and cost nothing")
  func prior() {
    let none = Matrix(rows: 50, columns: 3, repeating: 0)
    let parts = DivergenceParts(
      of: posterior(none, logVariance: 0), noise: Key(seed: 1).normals(rows: 50, columns: 3))
    #expect(abs(parts.information) < 1e-5 && abs(parts.gap) < 1e-5)
  }

  @Test(
    "Codes that never meet name their image: log n nats; the rest is the distance from the prior")
  func apart() {
    let means = Matrix(rows: 10, columns: 1, elements: (0..<10).map { 0.2 * Float($0) })
    let apart = posterior(means, logVariance: -8)
    let parts = DivergenceParts(of: apart, noise: Key(seed: 1).normals(rows: 10, columns: 1))
    #expect(abs(parts.information - log(10.0)) < 1e-3)
    #expect(abs(parts.gap + parts.information - apart.divergences.value.mean) < 1e-9)
  }

  @Test("Normal codes of normal images: the information of a channel with noise, and no gap")
  func normal() {
    // z = x + σ ε with x of variance 1 − σ²: z is the prior's, and I = ½ log(1 / σ²).
    let variance: Float = 0.25
    let key = Key(seed: 1)
    let means = (1 - variance).squareRoot() * key["x"].normals(rows: 4000, columns: 1)
    let parts = DivergenceParts(
      of: posterior(means, logVariance: log(variance)),
      noise: key["noise"].normals(rows: 4000, columns: 1))
    #expect(abs(parts.information - log(4.0) / 2) < 0.03)
    #expect(abs(parts.gap) < 0.03)
  }
}
