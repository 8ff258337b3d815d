import Datasets
import Engine

/// What is said to help against over-fitting.
public enum Remedy: String, CaseIterable, Sendable {
  /// Nothing, at the learning rate that suits few images.
  case none
  /// Nothing, at the learning rate that suits plenty of images.
  case common = "none, common rate"
  /// λ Σ w² in the loss.
  case penalty = "L2 penalty"
  /// The optimiser's λ.
  case decay = "weight decay"
  /// λ Σ |z| in the loss.
  case sparsity = "L1 on the code"
  /// λ ‖∂f/∂x‖² in the loss.
  case contraction
  /// Hidden units set to 0.
  case dropout
  /// Pixels of the input set to 0.
  case masking = "masking noise"
  /// Normal numbers added to the input.
  case noise = "Gaussian noise"
  /// Images moved by whole pixels.
  case shifts
  /// Images turned about their centre.
  case rotations
  /// A smaller network.
  case single = "no hidden layer"
  /// More training images.
  case more = "more images"
}

/// A remedy at a strength, with the learning rate, the network and the number of images that it gets.
public struct Treatment: Sendable {
  /// What is done.
  public var remedy: Remedy
  /// How much: λ, a share q, a standard deviation s, a number of pixels or of degrees.
  public var strength: Double
  /// The learning rate.
  public var rate: Double
  /// The sizes of the encoder, [784, 64, 32]; the decoder has them in reverse.
  public var network: [Int]
  /// The number of training images.
  public var count: Int

  /// - Parameters:
  ///   - strength: λ, a share q, a standard deviation s, a number of pixels or of degrees.
  ///   - network: the sizes of the encoder.
  ///   - count: the number of training images.
  public init(
    _ remedy: Remedy = .none, strength: Double = 0, rate: Double, network: [Int], count: Int
  ) {
    (self.remedy, self.strength, self.rate) = (remedy, strength, rate)
    (self.network, self.count) = (network, count)
  }

  // anchor: loss
  /// What is lowered, for a batch x.
  public func loss(_ model: Autoencoder, _ x: Matrix, _ key: Key) -> Tensor {
    func error(_ input: Matrix, against target: Matrix) -> Tensor {
      meanSquaredError(model(Tensor(input)), target)
    }
    let perImage = Float(strength) / Float(x.rows)
    switch remedy {
    case .none, .common, .decay, .single, .more:
      return error(x, against: x)
    case .penalty:
      return error(x, against: x) + Float(strength) * squaredWeights(of: model)
    case .sparsity:
      let z = model.encoder(Tensor(x))
      return meanSquaredError(model.decoder(z), x) + perImage * z.absolute.sum
    case .contraction:
      let (z, h) = (model.encoder(Tensor(x)), 0.01)
      let nudged = model.encoder(Tensor(noisy(x, deviation: h, using: key)))
      let slope = Float(1 / h) * (nudged - z)
      return meanSquaredError(model.decoder(z), x) + perImage * (slope * slope).sum
    case .dropout:
      let z = model.encoder.dropping(strength, using: key["encoder"])(Tensor(x))
      return meanSquaredError(model.decoder.dropping(strength, using: key["decoder"])(z), x)
    case .masking:
      return error(x * mask(x.rows, x.columns, share: strength, using: key), against: x)
    case .noise:
      return error(noisy(x, deviation: strength, using: key), against: x)
    case .shifts:
      let moved = shifted(x, byUpTo: Int(strength), using: key)
      return error(moved, against: moved)
    case .rotations:
      let turned = rotated(x, byUpTo: Float(strength), using: key)
      return error(turned, against: turned)
    }
  }
  // end anchor: loss
}

// anchor: penalty
/// Σ w² over the weights of all layers, without the biases.
public func squaredWeights(of model: some Module) -> Tensor {
  var (model, sum) = (model, Tensor(Matrix(row: [0])))
  model.visit { name, w in
    if name.hasSuffix("weight") { sum = sum + (w * w).sum }
  }
  return sum
}
// end anchor: penalty
