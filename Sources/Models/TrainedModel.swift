import Engine

/// A model, and what was recorded while it was trained.
public protocol TrainedModel: Sendable {
  /// What was trained.
  associatedtype Model: Module
  /// What was recorded.
  associatedtype Record: Codable

  /// The trained model.
  var model: Model { get }
  /// What was recorded on the way.
  var record: Record { get }
  /// Puts the two together again; nil where the record is not that of such a training.
  init?(model: Model, record: Record)
}
