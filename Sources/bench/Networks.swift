import Engine

/// A network that can say how badly it does.
protocol Network: Module {
  /// The loss of a batch; what it draws, it draws from `key`.
  func loss(_ images: Matrix, using key: Key) -> Tensor
}

extension Sequential: Network {
  /// Dense layers with ReLU between and a sigmoid at the end, Glorot's weights.
  init(sizes: [Int], using key: Key) {
    self.init(
      zip(sizes, sizes.dropFirst()).enumerated().flatMap { index, size -> [any Layer] in
        let isLast = index == sizes.count - 2
        return [
          Dense(size.0, size.1, using: key[index]), isLast ? Activation.sigmoid : Activation.relu,
        ]
      })
  }

  func loss(_ images: Matrix, using key: Key) -> Tensor {
    meanSquaredError(self(Tensor(images)), images)
  }
}

/// Kingma & Welling's variational autoencoder (2014, appendices B and C), with ReLU.
struct VariationalAutoencoder: Network {
  var hidden: Dense
  var mean: Dense
  var logVariance: Dense
  var decoder: Sequential

  init(inputs: Int, hidden units: Int, latents: Int, using key: Key) {
    hidden = Dense(inputs, units, using: key["hidden"])
    mean = Dense(units, latents, using: key["mean"])
    logVariance = Dense(units, latents, using: key["log variance"])
    decoder = Sequential([
      Dense(latents, units, using: key["decoder"]), Activation.relu,
      Dense(units, inputs, using: key["output"]),
    ])
  }

  mutating func visit(_ body: (String, inout Tensor) throws -> Void) rethrows {
    try hidden.visit { try body("hidden.\($0)", &$1) }
    try mean.visit { try body("mean.\($0)", &$1) }
    try logVariance.visit { try body("logVariance.\($0)", &$1) }
    try decoder.visit { try body("decoder.\($0)", &$1) }
  }

  /// Minus the bound on the log-likelihood, in nats an image.
  func loss(_ images: Matrix, using key: Key) -> Tensor {
    let h = Activation.relu(hidden(Tensor(images)))
    let (m, s) = (mean(h), logVariance(h))
    let noise = Tensor(key.normals(rows: m.value.rows, columns: m.value.columns))
    let logits = decoder(m + (0.5 * s).exp * noise)
    let reconstruction = Float(images.columns) * meanBernoulliCrossEntropy(logits: logits, images)
    let ones = Tensor(Matrix(rows: s.value.rows, columns: s.value.columns, repeating: 1))
    let divergence = (m * m + s.exp - s - ones).sum
    return reconstruction + (0.5 / Float(images.rows)) * divergence
  }
}
