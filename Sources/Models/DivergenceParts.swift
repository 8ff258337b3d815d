import Engine
import Foundation

// anchor: parts
/// What the divergence of a variational autoencoder pays for. With the aggregate posterior of n images, the mixture
/// q(z) = (1/n) Σ q(z | xᵢ), its mean over the images is a sum (Hoffman and Johnson 2016):
///
///     (1/n) Σ KL(q(z | xᵢ) ‖ p(z)) = I + KL(q(z) ‖ p(z)).
public struct DivergenceParts: Sendable {
  /// I, what a code says about which of the n images it was drawn for, in nats: at most log n.
  public let information: Double
  /// KL(q(z) ‖ p(z)), how far the codes of all images together are from the prior, in nats.
  public let gap: Double

  /// Estimates I with one code for each image, μ + σ ε; the sum is exact.
  ///
  /// - Parameters:
  ///   - posterior: of the n images.
  ///   - noise: ε [n, latents].
  public init(of posterior: Posterior, noise: Matrix) {
    let (mean, logVariance) = (posterior.mean.value, posterior.logVariance.value)
    let codes = posterior.sample(noise).value
    // −2 log q(z | x), but for a constant: Σ log σ² + Σ (z² − 2 z μ + μ²) / σ².
    let precision = (-1 * logVariance).exp
    let (linear, constant) = (mean * precision, (mean * mean * precision + logVariance).rowSums)
    let logMixture = codes.mapBlocks { z in
      let products =
        (z * z).multiplied(byTransposeOf: precision) - 2 * z.multiplied(byTransposeOf: linear)
      return (-0.5 * products.adding(row: constant.transposed)).rowLogMeanExps
    }
    information = (-0.5 * (noise * noise + logVariance).rowSums - logMixture).mean
    gap = posterior.divergences.value.rowSums.mean - information
  }
}
// end anchor: parts
