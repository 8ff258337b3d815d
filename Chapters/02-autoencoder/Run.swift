import Datasets
import Engine
import Models
import Statistics

// anchor: run
/// A trained model and what was recorded on the way.
struct Run: Sendable {
  var model: Autoencoder
  var history: History
  /// The error on unseen images after ever more updates.
  var curve: LearningCurve

  /// Trains a copy of `model` on the squared error.
  init(
    _ model: Autoencoder, on images: ImageSet, epochs: Int, batchSize: Int,
    by optimizer: any Optimizer, unseen: Matrix, key: Key
  ) throws {
    let steps = steps(over: images, epochs: epochs, batchSize: batchSize, key: key)
    (self.model, history) = (model, History())
    curve = Self.curve(over: steps.count)
    var optimizer = optimizer
    for step in steps {
      let loss = try optimizer.lower(&self.model, at: step.number) {
        meanSquaredError($0(Tensor(step.batch)), step.batch)
      }
      history.add(loss, of: step)
      curve.record(after: step.number + 1) { self.model.error(on: unseen) }
    }
  }
}
// end anchor: run

extension Run {
  /// The curve of a training of so many updates, before it is measured.
  static func curve(over updates: Int) -> LearningCurve { LearningCurve(from: 20, to: updates) }

  /// The error on some images when the reconstructions are clipped to the range of a pixel.
  func clippedError(on images: Matrix) -> Double {
    model.reconstruct(images).clipped(to: 0...1).meanSquaredError(to: images)
  }

  /// How many units of the code are 0 or less for all images.
  func dead(on images: Matrix) -> Double { Double(deadUnits(in: model.encode(images))) }
}

/// What `--save-model` keeps beside the parameters.
extension Run: TrainedModel {
  struct Record: Codable {
    var history: History
    var curve: LearningCurve
  }

  var record: Record { Record(history: history, curve: curve) }

  init?(model: Autoencoder, record: Record) {
    let errors = record.history.losses + record.curve.values
    guard !record.history.losses.isEmpty, errors.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      return nil
    }
    (self.model, history, curve) = (model, record.history, record.curve)
  }
}
