import Engine
import Statistics

/// The errors of a model after so many updates.
public struct Evaluation: Sendable, Codable {
  /// The number of updates made.
  public var step: Int
  /// The error on the first 200 training images, or on all where there are fewer.
  public var training: Double
  /// The error on the validation images.
  public var validation: Double
}

// anchor: run
/// A training run, and what was seen of it on its way.
public struct Run<Model: Layer>: Sendable {
  /// The model at the end.
  public var model: Model
  /// Its errors, before the first update, at equal distances on the way, and at the end.
  public var evaluations: [Evaluation] = []
  /// The model of the evaluation with the least validation error.
  public var stopped: Model
}
// end anchor: run

/// How long a run trains, on how many images at once, and how often it is evaluated.
public struct Budget: Sendable {
  /// The number of updates, however many images there are.
  public var updates: Int
  /// The number of images an update learns from.
  public var batchSize: Int
  /// The number of evaluations on the way, the last at the end.
  public var evaluations: Int

  /// - Parameters:
  ///   - updates: the number of updates, however many images there are.
  ///   - batchSize: the number of images an update learns from.
  ///   - evaluations: the number of evaluations on the way, the last at the end.
  public init(updates: Int, batchSize: Int, evaluations: Int) {
    (self.updates, self.batchSize, self.evaluations) = (updates, batchSize, evaluations)
  }
}

extension Run {
  // anchor: training
  /// Trains `untrained` on `images` [n, inputs] for as long as `budget` says.
  ///
  /// - Parameters:
  ///   - validation: the images that the model does not learn from, to evaluate it on.
  ///   - key: where the order of the images comes from, and for each step what its loss draws.
  ///   - loss: the scalar to lower, for a batch; what it draws, it draws from the step's own key.
  /// - Throws: `DivergedError` when a loss is not finite.
  public init(
    _ untrained: Model, on images: Matrix, validation: Matrix, budget: Budget,
    optimizer: some Optimizer, key: Key, loss: (Model, Matrix, Key) -> Tensor
  ) throws(DivergedError) {
    (model, stopped) = (untrained, untrained)
    let some = images.rows(at: 0..<min(images.rows, 200))
    evaluate(after: 0, on: some, validation)
    var (optimizer, batches) = (optimizer, [ArraySlice<Int>]())
    let (updates, evaluations) = (budget.updates, budget.evaluations)
    for step in 1...updates {
      if batches.isEmpty {
        batches = shuffledBatches(
          of: images.rows, size: budget.batchSize, using: key["order"][step])
      }
      let batch = images.rows(at: batches.removeLast())
      try optimizer.lower(&model, at: step - 1) { loss($0, batch, key["noise"][step]) }
      if step * evaluations / updates > (step - 1) * evaluations / updates {
        evaluate(after: step, on: some, validation)
      }
    }
  }
  // end anchor: training

  private mutating func evaluate(after step: Int, on training: Matrix, _ validation: Matrix) {
    let least = evaluations.isEmpty ? .infinity : best.validation
    let found = Evaluation(
      step: step, training: model.error(on: training), validation: model.error(on: validation))
    if found.validation < least { stopped = model }
    evaluations.append(found)
  }

  /// The validation error as a learning curve: at the end, after half of the updates, a quarter and so on,
  /// for as long as there was an evaluation.
  public var curve: LearningCurve {
    let steps = Set(evaluations.map(\.step))
    var first = max(last.step, 1)
    while first > 1, steps.contains((first + 1) / 2) { first = (first + 1) / 2 }
    var curve = LearningCurve(from: first, to: max(last.step, 1))
    for evaluation in evaluations {
      curve.record(after: evaluation.step) { evaluation.validation }
    }
    return curve
  }
  /// The evaluation with the least validation error; of equals, the first.
  public var best: Evaluation { evaluations.min { $0.validation < $1.validation } ?? last }
  /// The training error at the end.
  public var trainingError: Double { last.training }
  /// The validation error at the end.
  public var validationError: Double { last.validation }
  /// How far the validation error ends above the training error.
  public var gap: Double { validationError - trainingError }
  /// How far the validation error ends above its least, as a share of it.
  public var rise: Double { validationError / best.validation - 1 }

  private var last: Evaluation {
    evaluations.last ?? Evaluation(step: 0, training: .infinity, validation: .infinity)
  }
}

/// A run is kept by its model at the end and its evaluations.
extension Run: TrainedModel {
  /// The evaluations.
  public var record: [Evaluation] { evaluations }

  /// A run that ended with `model` and was never better on its way.
  public init?(model: Model, record: [Evaluation]) {
    guard !record.isEmpty, record.allSatisfy({ $0.training >= 0 && $0.validation >= 0 }) else {
      return nil
    }
    self.init(model: model, evaluations: record, stopped: model)
  }
}
