import Datasets
import Engine

/// A classifier of digits, 784-256-64-10 with ReLU, whose last hidden layer serves to compare sets of
/// images: what counts in them is what tells digits apart.
public struct Judge: Module {
  private var trunk: Sequential
  private var head: Dense

  /// A judge trained on `images` and their labels, each time shifted by up to two pixels each way: so
  /// many images more than there are make it a better one. Its learning rate falls to a tenth for the
  /// last third of the epochs.
  public init(of images: ImageSet, epochs: Int = 42, key: Key) throws(DivergedError) {
    trunk = Sequential([
      Dense(784, 256, initializer: .he, using: key["weights"][0]), Activation.relu,
      Dense(256, 64, initializer: .he, using: key["weights"][1]), Activation.relu,
    ])
    head = Dense(64, 10, using: key["weights"][2])
    let examples = images.matrix.labelled(by: images.labels)
    for (phase, rate) in [Float(1e-3), 1e-4].enumerated() {
      try fit(
        &self, to: examples, epochs: phase == 0 ? epochs - epochs / 3 : epochs / 3, batchSize: 64,
        optimizer: Adam(rate: rate), key: key["order"][phase]
      ) { judge, batch, key in
        let moved = shifted(batch.rows, byUpTo: 2, using: key)
        return meanSoftmaxCrossEntropy(
          logits: judge.head(judge.trunk(Tensor(moved))), labels: batch.labels)
      }
    }
  }

  /// What the judge sees in images: the last hidden layer, [n, 784] → [n, 64].
  public func features(_ images: Matrix) -> Matrix { trunk(Tensor(images)).value }

  /// The digit that each image looks most like.
  public func labels(_ images: Matrix) -> [UInt8] {
    let logits = head(trunk(Tensor(images))).value
    return (0..<logits.rows).map { row in
      UInt8((0..<10).max { logits[row, $0] < logits[row, $1] } ?? 0)
    }
  }

  /// The share of `images` [n, 784] that the judge classifies as `labels` say.
  public func accuracy(on images: Matrix, labels: [UInt8]) -> Double {
    Double(zip(self.labels(images), labels).count(where: ==)) / Double(labels.count)
  }

  /// The Fréchet distance between two sets of images, as the judge sees them: that of the Gaussians with
  /// the mean and the covariance of each set's features.
  public func frechetDistance(_ images: Matrix, to others: Matrix) -> Double {
    Gaussian(of: features(images)).frechetDistance(to: Gaussian(of: features(others)))
  }

  /// The parameters of the trunk, then of the head.
  public mutating func visit(_ body: (String, inout Tensor) -> Void) {
    trunk.visit { body("trunk.\($0)", &$1) }
    head.visit { body("head.\($0)", &$1) }
  }
}
