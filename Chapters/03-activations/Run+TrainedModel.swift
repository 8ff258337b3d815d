import Engine
import Models
import Statistics

/// What `--save-model` keeps beside the parameters.
extension Run: TrainedModel {
  struct Record: Codable {
    var history: History
    var curve, trainingCurve: LearningCurve
  }

  var record: Record { Record(history: history, curve: curve, trainingCurve: trainingCurve) }
  init?(model: Sequential, record: Record) {
    guard !record.history.losses.isEmpty else { return nil }
    self.init(
      model: model, history: record.history, probes: [], curve: record.curve,
      trainingCurve: record.trainingCurve)
  }
}
