import Datasets
import Engine

// anchor: experiment
/// Small variational autoencoders, trained alike for different objectives: by Adam, from the mean image
/// on.
public struct VariationalExperiment: Sendable {
  /// The hidden units of the encoder and of the decoder.
  public var hidden: Int
  /// The logits of the mean image.
  public var meanLogits: Matrix
  /// How often a run visits each image, and from how many it learns at once.
  public var epochs, batchSize: Int
  /// Where all randomness comes from.
  public var key: Key

  /// A model with a code of `latents` units that is trained for `objective` on `images`.
  public func run(
    _ objective: Objective, latents: Int, rate: Double, on images: ImageSet, seed: Int,
    afterEpoch: (VariationalAutoencoder) -> Void = { _ in }
  ) throws(DivergedError) -> VariationalAutoencoder {
    let key = key[latents][seed]
    let untrained = VariationalAutoencoder(
      hidden: hidden, latents: latents, outputBias: meanLogits, using: key["weights"])
    return try objective.trained(
      untrained, on: images, epochs: epochs, batchSize: batchSize, rate: rate, key: key["order"],
      afterEpoch: afterEpoch
    ).model
  }
}
// end anchor: experiment

extension VariationalExperiment {
  /// An experiment whose models start at the mean of `images`.
  public init(on images: Matrix, hidden: Int, epochs: Int, batchSize: Int, key: Key) {
    meanLogits = logit(images.columnMeans, margin: 1e-3)
    (self.hidden, self.epochs, self.batchSize, self.key) = (hidden, epochs, batchSize, key)
  }
}
