/// A training run that can't go on.
public struct DivergedError: Error, CustomStringConvertible {
  /// The number of the update, counted from 1, whose loss was not finite.
  public let step: Int
  /// That loss.
  public let loss: Float

  /// The step, what was expected and what to try.
  public var description: String {
    "the loss is \(loss) at step \(step): expected a finite number; try a smaller learning rate"
  }
}

// anchor: lower
extension Optimizer {
  /// Lowers a loss by one update of `model` along its gradient, and returns what the loss was before.
  ///
  /// - Parameters:
  ///   - step: the number of the step, counted from 0.
  ///   - loss: the scalar to lower, as a function of the model.
  /// - Throws: ``DivergedError`` when the loss is not finite, before the update that it would spoil.
  @discardableResult
  public mutating func lower<Model: Module>(
    _ model: inout Model, at step: Int, loss: (Model) -> Tensor
  ) throws(DivergedError) -> Double {
    let (value, gradient) = valueWithGradient(at: model, of: loss)
    guard value.isFinite else { throw DivergedError(step: step + 1, loss: value) }
    update(&model, along: gradient)
    return Double(value)
  }
}
// end anchor: lower

/// What a training run looked like from outside.
public struct History: Sendable, Codable {
  /// The mean training loss over each epoch's examples, as they were seen.
  public private(set) var losses: [Double] = []
  /// The number of updates made.
  public private(set) var steps = 0
  private var total = 0.0
  private var seen = 0

  /// The history of a run that has not begun.
  public init() {}

  private enum CodingKeys: CodingKey { case losses, steps }

  /// Adds the mean loss of a step's batch.
  public mutating func add(_ loss: Double, of step: Step<some Any>) {
    steps += 1
    (total, seen) = (total + loss * Double(step.count), seen + step.count)
    guard step.endsEpoch else { return }
    losses.append(total / Double(seen))
    (total, seen) = (0, 0)
  }
}

// anchor: fit
/// Trains `model` in place on shuffled batches, and returns how it went.
///
/// - Parameter loss: the scalar to lower, for a batch; what it draws, noise say, it draws from the
///   step's own key.
/// - Throws: ``DivergedError`` when a loss is not finite, before the update that it would spoil.
@discardableResult
public func fit<Model: Module, Data: Examples>(
  _ model: inout Model, to examples: Data, epochs: Int, batchSize: Int,
  optimizer: some Optimizer, key: Key, loss: (Model, Data.Batch, Key) -> Tensor
) throws(DivergedError) -> History {
  var (optimizer, history) = (optimizer, History())
  for step in steps(over: examples, epochs: epochs, batchSize: batchSize, key: key) {
    let value = try optimizer.lower(&model, at: step.number) { loss($0, step.batch, step.key) }
    history.add(value, of: step)
  }
  return history
}
// end anchor: fit
