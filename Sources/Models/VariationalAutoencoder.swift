import Engine

// anchor: variational
/// An autoencoder whose encoder gives a distribution of codes for each image (Kingma & Welling 2014,
/// "Auto-encoding variational Bayes", appendix C, with ReLU for its tanh).
public struct VariationalAutoencoder: Layer {
  /// From images to the hidden units: [n, inputs] → [n, hidden].
  public var encoder: Sequential
  /// From the hidden units to μ [n, latents].
  public var mean: Dense
  /// From the hidden units to log σ² [n, latents].
  public var logVariance: Dense
  /// From codes to logits, images before their sigmoid: [n, latents] → [n, inputs].
  public var decoder: Sequential

  /// The layers inputs-hidden-latents-hidden-inputs, ReLU where they are hidden.
  public init(
    inputs: Int = 784, hidden: Int, latents: Int, outputBias: Matrix? = nil, using key: Key
  ) {
    encoder = Sequential([Dense(inputs, hidden, using: key["encoder"]), Activation.relu])
    mean = Dense(hidden, latents, using: key["mean"])
    logVariance = Dense(hidden, latents, using: key["log variance"])
    decoder = Sequential([
      Dense(latents, hidden, using: key["decoder"]), Activation.relu,
      Dense(hidden, inputs, bias: outputBias, using: key["output"]),
    ])
  }

  /// The code of each image, μ: [n, inputs] → [n, latents].
  public func encode(_ images: Matrix) -> Matrix { mean(encoder(Tensor(images))).value }

  /// The image of each code: [n, latents] → [n, inputs].
  public func decode(_ codes: Matrix) -> Matrix { decoder(Tensor(codes)).value.sigmoid }

  /// The reconstructions, by way of μ and without noise: [n, inputs] → [n, inputs].
  public func callAsFunction(_ x: Tensor) -> Tensor {
    Activation.sigmoid(decoder(mean(encoder(x))))
  }

  /// The parameters of the encoder, of μ and log σ², and of the decoder.
  public mutating func visit(_ body: (String, inout Tensor) -> Void) {
    encoder.visit { body("encoder.\($0)", &$1) }
    mean.visit { body("mean.\($0)", &$1) }
    logVariance.visit { body("logVariance.\($0)", &$1) }
    decoder.visit { body("decoder.\($0)", &$1) }
  }
}
// end anchor: variational

// anchor: posterior
/// The approximate posterior, the codes that the encoder proposes for each image, q(z | x): both tensors
/// are [n, latents].
public struct Posterior {
  /// μ.
  public var mean: Tensor
  /// log σ².
  public var logVariance: Tensor

  /// σ.
  public var deviation: Tensor { (0.5 * logVariance).exp }

  /// z = μ + σ ε.
  public func sample(_ noise: Matrix) -> Tensor { mean + deviation * Tensor(noise) }

  /// KL(q ‖ p) of each unit of each code: ½ (μ² + σ² − 1 − log σ²).
  public var divergences: Tensor { 0.5 * (mean * mean + logVariance.exp - 1 - logVariance) }
}

extension VariationalAutoencoder {
  /// The number of units of the code.
  public var latents: Int { mean.bias.value.columns }

  /// q(z | x) of each image [n, inputs].
  public func posterior(_ images: Matrix) -> Posterior {
    let hidden = encoder(Tensor(images))
    return Posterior(mean: mean(hidden), logVariance: logVariance(hidden))
  }
}
// end anchor: posterior

// anchor: active
extension VariationalAutoencoder {
  /// The standard deviation of each unit of the code, of its μ over `images`, smallest first.
  public func codeDeviations(on images: Matrix) -> [Double] {
    encode(images).columnVariances.elements.map { Double($0).squareRoot() }.sorted()
  }

  /// The number of units whose μ has a variance above a hundredth (Burda, Grosse & Salakhutdinov 2016,
  /// "Importance weighted autoencoders", section 5.2).
  public func activeUnits(on images: Matrix) -> Int {
    codeDeviations(on: images).count { $0 * $0 > 0.01 }
  }
}
// end anchor: active
