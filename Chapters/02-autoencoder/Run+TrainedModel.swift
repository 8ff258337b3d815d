import Engine
import Models

/// What `--save-model` keeps beside the parameters.
extension Run: TrainedModel {
  var record: History { history }
  init(model: Autoencoder, record: History) { self.init(model: model, history: record) }
}
