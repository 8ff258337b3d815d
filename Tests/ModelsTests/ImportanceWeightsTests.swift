import Engine
import Models
import Testing

@Suite("Importance weights")
struct ImportanceWeightsTests {
  private let model = VariationalAutoencoder(inputs: 6, hidden: 5, latents: 2, using: Key(seed: 1))
  private let images = Key(seed: 2).uniforms(rows: 3, columns: 6)
  private let key = Key(seed: 3)

  @Test("The ratio is that of the two densities")
  func ratio() {
    let weights = ImportanceWeights(model, images, draws: 4, key: key)
    let posterior = model.posterior(images)
    for draw in 0..<4 {
      let noise = key[draw].normals(rows: 3, columns: 2)
      let z = posterior.sample(noise).value
      for image in 0..<3 {
        var expected: Float = 0
        for unit in 0..<2 {
          let (z, mu) = (z[image, unit], posterior.mean.value[image, unit])
          let logVariance = posterior.logVariance.value[image, unit]
          let logQ = -0.5 * (logVariance + (z - mu) * (z - mu) / posterior.variance(image, unit))
          expected += -0.5 * z * z - logQ
        }
        #expect(abs(weights.ratios[image, draw] - expected) < 1e-4)
      }
    }
  }

  @Test(
    "A decoder that ignores its code knows log p(x); the bound comes near it with k, from below")
  func ignored() {
    var constant = model
    constant.decoder.visit { name, parameter in
      if name == "0.weight" { parameter = Tensor(0 * parameter.value) }
    }
    let weights = ImportanceWeights(constant, images, draws: 4096, key: key)
    let evidence = weights.likelihoods.mean
    let bounds = [1, 64, 4096].map(weights.bound)
    #expect(bounds[0] < bounds[1] && bounds[1] < bounds[2])
    #expect(abs(bounds[2] - evidence) < 0.02)
    let divergence = constant.posterior(images).divergences.value.rowSums.mean
    #expect(divergence > 0.1)
    #expect(abs(bounds[0] - (evidence - divergence)) < 0.05)
  }
}

extension Posterior {
  /// σ² of an image's unit.
  fileprivate func variance(_ image: Int, _ unit: Int) -> Float {
    let deviation = deviation.value[image, unit]
    return deviation * deviation
  }
}
