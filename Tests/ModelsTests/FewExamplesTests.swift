import Engine
import Models
import Testing

@Suite("Subspaces and covariances of few examples")
struct FewExamplesTests {
  @Test("Rows that span fewer dimensions give a basis of those, and zeros")
  func deficient() {
    let two = Key(seed: 1).normals(rows: 2, columns: 50)
    let mixed = Key(seed: 2).normals(rows: 6, columns: 2).multiplied(by: two)
    let basis = orthonormalRows(of: mixed)
    let products = basis.multiplied(byTransposeOf: basis)
    for i in 0..<6 {
      for j in 0..<6 { #expect(abs(products[i, j] - (i == j && i < 2 ? 1 : 0)) < 1e-4) }
    }
    // They are rebuilt from it.
    let again = mixed.multiplied(byTransposeOf: basis).multiplied(by: basis)
    #expect(again.meanSquaredError(to: mixed) < 1e-8)
  }

  @Test("Rows without a length have no basis")
  func nothing() {
    let zeros = Matrix(rows: 3, columns: 4, repeating: 0)
    #expect(orthonormalRows(of: zeros) == zeros)
  }

  @Test("One example has no covariance, two have one")
  func covariances() {
    let two = Matrix(rows: 2, columns: 2, elements: [1, 5, 3, 9])
    #expect(covariance(of: two) == Matrix(rows: 2, columns: 2, elements: [2, 4, 4, 8]))
    #expect(covariance(of: two.rows(at: [1])) == Matrix(rows: 2, columns: 2, repeating: 0))
  }
}
