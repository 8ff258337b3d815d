import Engine
import Models

/// A network that can say how badly it does.
protocol Network: Module {
  /// The loss of a batch; what it draws, it draws from `key`.
  func loss(_ images: Matrix, using key: Key) -> Tensor
}

extension Sequential: Network {
  func loss(_ images: Matrix, using key: Key) -> Tensor {
    meanSquaredError(self(Tensor(images)), images)
  }
}

extension VariationalAutoencoder: Network {
  /// Minus the bound on the log-likelihood, in nats an image.
  func loss(_ images: Matrix, using key: Key) -> Tensor {
    let posterior = posterior(images)
    let (rows, columns) = (images.rows, posterior.mean.value.columns)
    let z = posterior.sample(key.normals(rows: rows, columns: columns))
    return Float(images.columns) * meanBernoulliCrossEntropy(logits: decoder(z), images)
      + 1 / Float(rows) * posterior.divergences.sum
  }
}
