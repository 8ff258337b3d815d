import Engine
import Models

extension VariationalAutoencoder {
  /// The root of the mean square of all units of the codes: of μ, or with noise of z, whose mean square is
  /// that of μ and the mean of (noise · σ)².
  func codeSize(on images: Matrix, noise: Float = 0) -> Double {
    let posterior = posterior(images)
    let (mean, variance) = (posterior.mean.value, posterior.logVariance.value.exp)
    return ((mean * mean).mean + Double(noise * noise) * variance.mean).squareRoot()
  }

  /// The length of the weights of the decoder's first layer, as of one long vector.
  var decoderSize: Double {
    let weight = self["decoder.0.weight"]
    return (weight * weight).sum.squareRoot()
  }
}
