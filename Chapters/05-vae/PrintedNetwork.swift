import Engine

/// The variational autoencoder as one introduction prints it, with its syntax repaired and nothing else.
struct PrintedNetwork: Layer {
  var mean: Dense
  var logVariance: Dense
  var decoder: Dense

  init(using key: Key) {
    mean = Dense(784, 256, using: key["mean"])
    logVariance = Dense(784, 256, using: key["log variance"])
    decoder = Dense(256, 784, using: key["decoder"])
  }

  // anchor: encode
  func encode(_ images: Tensor) -> Tensor {
    func stretched(_ a: Tensor) -> Tensor { a * (0.5 * a).exp }
    var z = stretched(mean(images))
    z = stretched(Activation.tanh(logVariance(images)))
    return z
  }
  // end anchor: encode

  func decode(_ codes: Matrix) -> Matrix { decoder(Tensor(codes)).value.sigmoid }

  func callAsFunction(_ images: Tensor) -> Tensor { Activation.sigmoid(decoder(encode(images))) }

  /// Whether all parameters of a layer, of a gradient say, are zero.
  static func isZero(_ layer: Dense) -> Bool {
    layer.parameters.allSatisfy { $0.value.elements.allSatisfy { $0 == 0 } }
  }

  mutating func visit(_ body: (String, inout Tensor) -> Void) {
    mean.visit { body("mean.\($0)", &$1) }
    logVariance.visit { body("logVariance.\($0)", &$1) }
    decoder.visit { body("decoder.\($0)", &$1) }
  }
}
