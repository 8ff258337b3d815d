import Datasets
import Engine
import Models
import Statistics

// anchor: run
/// A trained model, and what was recorded on the way.
struct Run: Sendable {
  var model: Sequential
  var history: History
  var probes: [Probe] = []
  /// The errors on unseen images and on as many training images, after ever more updates.
  var curve, trainingCurve: LearningCurve

  /// Trains a copy of `model` on the squared error; with a probe, takes it before the first epoch and
  /// after each.
  init(
    _ model: Sequential, on images: ImageSet, epochs: Int, batchSize: Int, by optimizer: Adam,
    probing probe: ((Sequential) -> Probe)? = nil, unseen: Matrix, key: Key
  ) throws {
    let steps = steps(over: images, epochs: epochs, batchSize: batchSize, key: key)
    let some = images.prefix(unseen.rows).matrix
    (self.model, history) = (model, History())
    curve = Self.curve(over: steps.count)
    trainingCurve = curve
    probes += probe.map { [$0(model)] } ?? []
    var optimizer = optimizer
    for step in steps {
      let loss = try optimizer.lower(&self.model, at: step.number) {
        meanSquaredError($0(Tensor(step.batch)), step.batch)
      }
      history.add(loss, of: step)
      if step.endsEpoch { probes += probe.map { [$0(self.model)] } ?? [] }
      curve.record(after: step.number + 1) { self.model.error(on: unseen) }
      trainingCurve.record(after: step.number + 1) { self.model.error(on: some) }
    }
  }
}
// end anchor: run

extension Run {
  /// The curve of a training of so many updates, before it is measured.
  static func curve(over updates: Int) -> LearningCurve { LearningCurve(from: 50, to: updates) }

  /// Whether it was measured as a training of so many updates is.
  func isWhole(over updates: Int) -> Bool {
    [curve, trainingCurve].allSatisfy { $0.isWhole(like: Self.curve(over: updates)) }
  }

  /// How many units of the first hidden layer have a positive input for none of the images.
  func neverActive(on images: Matrix) -> Double {
    Double(deadUnits(in: model.layers[0](Tensor(images)).value))
  }

  /// The share of saturated units in the end.
  var lastSaturated: Double { probes.last?.saturated ?? 0 }

  /// The norm of the gradient with respect to the encoder's weights after three epochs.
  var encoderNorm: Double { probes[min(3, probes.count - 1)].gradientNorms[0] }
}

/// What `--save-model` keeps beside the parameters.
extension Run: TrainedModel {
  struct Record: Codable {
    var history: History
    var curve, trainingCurve: LearningCurve
  }

  var record: Record { Record(history: history, curve: curve, trainingCurve: trainingCurve) }

  init?(model: Sequential, record: Record) {
    let errors = record.history.losses + record.curve.values + record.trainingCurve.values
    guard !record.history.losses.isEmpty, errors.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      return nil
    }
    (self.model, history) = (model, record.history)
    (curve, trainingCurve) = (record.curve, record.trainingCurve)
  }
}
