import Engine

// anchor: weights
/// The logarithms of the weights w = p(x | z) p(z) / q(z | x) of codes that are drawn for images, in two
/// parts: a row for each image, a column for each draw.
public struct ImportanceWeights: Sendable {
  /// log p(x | z).
  public let likelihoods: Matrix
  /// log p(z) − log q(z | x).
  public let ratios: Matrix

  /// The weights of `draws` codes for each of `images`.
  public init(_ model: VariationalAutoencoder, _ images: Matrix, draws: Int, key: Key) {
    let posterior = model.posterior(images)
    let parts = (0..<draws).map { draw in
      let noise = key[draw].normals(rows: images.rows, columns: model.latents)
      let z = posterior.sample(noise).value
      let logits = model.decoder(Tensor(z)).value
      return (
        likelihood: -1 * bernoulliCrossEntropies(logits: logits, images).rowSums,
        ratio: 0.5 * (noise * noise + posterior.logVariance.value - z * z).rowSums
      )
    }
    likelihoods = Matrix(columns: parts.map(\.likelihood))
    ratios = Matrix(columns: parts.map(\.ratio))
  }

  /// The mean over images of the logarithm of the mean of each `k` weights.
  public func bound(k: Int) -> Double {
    let weights = likelihoods + ratios
    return Matrix(rows: weights.count / k, columns: k, elements: weights.elements)
      .rowLogMeanExps.mean
  }
}
// end anchor: weights
