import Engine
import Models

/// What `--save-model` keeps beside the parameters.
extension Run: TrainedModel {
  var record: History { history }
  init?(model: Autoencoder, record: History) {
    guard !record.losses.isEmpty else { return nil }
    self.init(model: model, history: record)
  }
}
