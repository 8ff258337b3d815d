import Datasets
import Engine
import Statistics

// anchor: objective
/// What a variational autoencoder is trained for: unless something is changed, the evidence lower bound
/// with the opposite sign.
public struct Objective: Sendable {
  /// What tables call it: "β = 4".
  public var title: String
  /// What ε is multiplied by: 0 for a plain autoencoder.
  public var noise: Float
  /// The weight β of the divergence.
  public var divergenceWeight: Float
  /// −log p(x | z), its mean over the images, from the logits of their pixels.
  public var reconstruction: @Sendable (_ logits: Tensor, _ images: Matrix) -> Tensor
  /// Whether pixels are drawn, black or white, with their grey level as the probability.
  public var isBinary: Bool

  /// The two terms of the loss, each the mean over `images`.
  public func terms(
    _ model: VariationalAutoencoder, _ images: Matrix, key: Key
  ) -> (reconstruction: Tensor, divergence: Tensor) {
    let images = isBinary ? key["pixels"].bernoullis(images) : images
    let posterior = model.posterior(images)
    let z = posterior.sample(
      noise * key["code"].normals(rows: images.rows, columns: model.latents))
    return (
      reconstruction(model.decoder(z), images),
      1 / Float(images.rows) * posterior.divergences.sum
    )
  }
}
// end anchor: objective

extension Objective {
  /// The bound, unless something is changed.
  public init(
    _ title: String, noise: Float = 1, divergenceWeight: Float = 1,
    reconstruction: @escaping @Sendable (Tensor, Matrix) -> Tensor = sumOfCrossEntropies,
    isBinary: Bool = false
  ) {
    (self.title, self.noise, self.divergenceWeight) = (title, noise, divergenceWeight)
    (self.reconstruction, self.isBinary) = (reconstruction, isBinary)
  }

  /// The bound of the same kind of pixels: what models with different objectives are compared by.
  public var bound: Objective { Objective(title, isBinary: isBinary) }

  /// The two terms as plain numbers.
  public func measure(_ model: VariationalAutoencoder, on images: Matrix, key: Key) -> BoundTerms {
    BoundTerms(terms(model, images, key: key))
  }

  /// The loss as a plain number: the reconstruction term, and the divergence times its weight.
  public func loss(of model: VariationalAutoencoder, on images: Matrix, key: Key) -> Double {
    let terms = terms(model, images, key: key)
    return Double((terms.reconstruction + divergenceWeight * terms.divergence).value[0, 0])
  }

  /// The codes of `images` as the decoder gets them in training, with a draw of the noise each: [n,
  /// inputs] → [n, latents].
  public func codes(
    of images: Matrix, by model: VariationalAutoencoder, using key: Key
  ) -> Matrix {
    model.posterior(images)
      .sample(noise * key.normals(rows: images.rows, columns: model.latents)).value
  }

  // anchor: trained
  /// Trains `untrained` by Adam, and returns the model with the mean of both terms over each epoch's
  /// updates.
  ///
  /// - Parameter afterEpoch: what to do with the model after each epoch.
  public func trained(
    _ untrained: VariationalAutoencoder, on images: ImageSet, epochs: Int, batchSize: Int,
    rate: Double, key: Key, afterEpoch: (VariationalAutoencoder) -> Void = { _ in }
  ) throws(DivergedError) -> VariationalRun {
    var (model, optimizer) = (untrained, Adam(rate: Float(rate)))
    var (history, epoch): ([BoundTerms], [BoundTerms]) = ([], [])
    for step in steps(over: images, epochs: epochs, batchSize: batchSize, key: key) {
      try optimizer.lower(&model, at: step.number) { model in
        let terms = terms(model, step.batch, key: step.key)
        epoch.append(BoundTerms(terms))
        return terms.reconstruction + divergenceWeight * terms.divergence
      }
      if step.endsEpoch {
        history.append(BoundTerms(meanOf: epoch))
        epoch = []
        afterEpoch(model)
      }
    }
    return VariationalRun(trained: model, history)
  }
  // end anchor: trained
}

/// The cross-entropy of the pixels of an image, summed over them; the mean over the images.
public func sumOfCrossEntropies(logits: Tensor, _ images: Matrix) -> Tensor {
  Float(images.columns) * meanBernoulliCrossEntropy(logits: logits, images)
}

/// A trained variational autoencoder, and both terms of its loss in each epoch.
public struct VariationalRun: TrainedModel, Sendable {
  /// What was trained.
  public let model: VariationalAutoencoder
  /// The means over each epoch's updates.
  public let record: [BoundTerms]

  init(trained model: VariationalAutoencoder, _ record: [BoundTerms]) {
    (self.model, self.record) = (model, record)
  }

  /// Puts the two together; nil where the record has no epoch, or a term that is below zero.
  public init?(model: VariationalAutoencoder, record: [BoundTerms]) {
    guard !record.isEmpty, record.allSatisfy({ $0.reconstruction >= 0 && $0.divergence >= 0 })
    else { return nil }
    self.init(trained: model, record)
  }
}

/// The two terms of the bound, in nats per image.
public struct BoundTerms: Sendable, Codable {
  /// −log p(x | z).
  public var reconstruction: Double
  /// KL(q ‖ p).
  public var divergence: Double

  /// Their sum.
  public var negativeBound: Double { reconstruction + divergence }

  /// Terms that were computed in another way.
  public init(reconstruction: Double, divergence: Double) {
    (self.reconstruction, self.divergence) = (reconstruction, divergence)
  }

  init(_ terms: (reconstruction: Tensor, divergence: Tensor)) {
    self.init(
      reconstruction: Double(terms.reconstruction.value[0, 0]),
      divergence: Double(terms.divergence.value[0, 0]))
  }

  init(meanOf terms: [BoundTerms]) {
    self.init(
      reconstruction: terms.map(\.reconstruction).mean, divergence: terms.map(\.divergence).mean)
  }
}
