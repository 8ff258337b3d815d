import Engine
import Models
import Statistics

/// What `--save-model` keeps beside the parameters.
extension Run: TrainedModel {
  struct Record: Codable {
    var history: History
    var curve: LearningCurve
  }

  var record: Record { Record(history: history, curve: curve) }
  init?(model: Autoencoder, record: Record) {
    guard !record.history.losses.isEmpty else { return nil }
    self.init(model: model, history: record.history, curve: record.curve)
  }
}
