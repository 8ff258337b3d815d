import Engine

// anchor: autoencoder
/// An encoder f from examples to codes of a few numbers, and a decoder g back: x̂ = g(f(x)).
public struct Autoencoder: Layer {
  /// f: [n, inputs] → [n, code].
  public var encoder: Sequential
  /// g: [n, code] → [n, inputs].
  public var decoder: Sequential

  /// Dense layers of the given sizes: [784, 64, 32] encodes by way of 64 units to a code of 32.
  public init(
    encoder: [Int], decoder: [Int], hidden: Activation = .relu, code: Activation = .identity,
    output: Activation = .sigmoid, outputBias: Matrix? = nil, using key: Key
  ) {
    self.encoder = Sequential(encoder, hidden: hidden, last: code, using: key["encoder"])
    self.decoder = Sequential(
      decoder, hidden: hidden, last: output, bias: outputBias, using: key["decoder"])
  }

  /// g(f(x)).
  public func callAsFunction(_ x: Tensor) -> Tensor { decoder(encoder(x)) }

  /// The encoder's parameters, then the decoder's.
  public mutating func visit(_ body: (String, inout Tensor) -> Void) {
    encoder.visit { body("encoder.\($0)", &$1) }
    decoder.visit { body("decoder.\($0)", &$1) }
  }
}
// end anchor: autoencoder

extension Autoencoder {
  /// An autoencoder whose decoder has the encoder's sizes in reverse: [784, 64, 32] is 784-64-32-64-784.
  public init(
    _ encoder: [Int], hidden: Activation = .relu, code: Activation = .identity,
    output: Activation = .sigmoid, outputBias: Matrix? = nil, using key: Key
  ) {
    self.init(
      encoder: encoder, decoder: encoder.reversed(), hidden: hidden, code: code, output: output,
      outputBias: outputBias, using: key)
  }

  /// The code of each image: [n, inputs] → [n, code].
  public func encode(_ images: Matrix) -> Matrix { encoder(Tensor(images)).value }

  /// The image of each code: [n, code] → [n, inputs].
  public func decode(_ codes: Matrix) -> Matrix { decoder(Tensor(codes)).value }
}

extension Layer {
  /// The layer's outputs as plain numbers, reconstructions where the layer is an autoencoder: [n,
  /// inputs] → [n, outputs].
  public func reconstruct(_ images: Matrix) -> Matrix { self(Tensor(images)).value }

  /// The mean squared error of the reconstructions of `images`.
  public func error(on images: Matrix) -> Double {
    images.meanOverBlocks { reconstruct($0).meanSquaredError(to: $0) }
  }
}
