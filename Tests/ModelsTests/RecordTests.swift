import Engine
@testable import Models
import Testing

@Suite("Records of trainings that models are kept with")
struct RecordTests {
  @Test("The variances of PCA are there for each component, and fall from one to the next")
  func variances() {
    let pca = PCA(of: Key(seed: 1).normals(rows: 50, columns: 4))
    #expect(PCA(model: pca, record: pca.record)?.variances == pca.variances)
    for record in [
      [], [3, 2, 1], [3, 2, 1, 1.5], [3, 2, 1, -1], [0, 0, 0, 0], [.infinity, 2, 1, 0],
    ] {
      #expect(PCA(model: pca, record: record) == nil, "\(record)")
    }
  }

  @Test("Errors and terms of a bound are not below zero")
  func errors() {
    let model = Sequential([3, 2, 3], .relu, using: Key(seed: 1))
    for error in [-1.0, -.infinity] {
      let evaluation = Evaluation(step: 1, training: 0, validation: error)
      #expect(Run(model: model, record: [evaluation]) == nil)
    }
    let variational = VariationalAutoencoder(inputs: 3, hidden: 2, latents: 1, using: Key(seed: 1))
    let terms = BoundTerms(reconstruction: 2, divergence: -1)
    #expect(VariationalRun(model: variational, record: [terms]) == nil)
  }
}
