import Engine

/// A model, and what was recorded while it was trained.
public protocol TrainedModel {
  /// What was trained.
  associatedtype Model: Module
  /// What was recorded.
  associatedtype Record: Codable

  /// The trained model.
  var model: Model { get }
  /// What was recorded on the way.
  var record: Record { get }
  /// Puts the two together again.
  init(model: Model, record: Record)
}
