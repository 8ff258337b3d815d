import Basics

// anchor: step
/// One step of a training run: the batch to learn from, and what the step knows of its place.
public struct Step<Batch> {
  /// The examples to learn from.
  public let batch: Batch
  /// The number of examples in the batch.
  public let count: Int
  /// The number of the step, counted from 0 over all epochs.
  public let number: Int
  /// The number of the epoch, counted from 0.
  public let epoch: Int
  /// Whether every example has been visited once more when this step is done.
  public let endsEpoch: Bool
  /// What the step draws, noise say, it draws from this key, which no other step has.
  public let key: Key
}
// end anchor: step

/// The steps of a training run: each epoch visits every example once, in an order of its own.
///
///     for step in steps(over: digits.train, epochs: 2, batchSize: 32, key: key["steps"]) {
///       try optimizer.lower(&model, at: step.number) { meanSquaredError($0(Tensor(step.batch)), step.batch) }
///     }
///
/// - Parameters:
///   - batchSize: how many examples a step learns from; the last step of an epoch may have fewer.
///   - key: where the orders and the keys of the steps come from.
public func steps<Data: Examples>(
  over examples: Data, epochs: Int, batchSize: Int, key: Key
) -> Steps<Data> {
  require(examples.count >= 1, "there is nothing to train on: 0 examples")
  require(batchSize >= 1, "a batch holds at least one example, not \(batchSize)")
  return Steps(examples: examples, epochs: epochs, batchSize: batchSize, key: key)
}

/// The steps of a training run, made one at a time; ``steps(over:epochs:batchSize:key:)`` makes it.
public struct Steps<Data: Examples>: Sequence, IteratorProtocol {
  private let examples: Data
  private let epochs: Int
  private let batchSize: Int
  private let key: Key
  private var number = 0
  private var epoch = -1
  private var batches: ArraySlice<ArraySlice<Int>> = []

  /// How many steps there are in all: an epoch has ⌈n / B⌉.
  public var count: Int { epochs * ((examples.count + batchSize - 1) / batchSize) }

  init(examples: Data, epochs: Int, batchSize: Int, key: Key) {
    (self.examples, self.epochs, self.batchSize, self.key) = (examples, epochs, batchSize, key)
  }

  /// The next step; nil after the last epoch.
  public mutating func next() -> Step<Data.Batch>? {
    if batches.isEmpty {
      guard epoch + 1 < epochs else { return nil }
      epoch += 1
      batches = shuffledBatches(of: examples.count, size: batchSize, using: key[epoch])[...]
    }
    let indices = batches.removeFirst()
    defer { number += 1 }
    return Step(
      batch: examples.batch(at: indices), count: indices.count, number: number, epoch: epoch,
      endsEpoch: batches.isEmpty, key: key["noise"][number])
  }
}

/// The indices 0 ..< count in random order, cut into batches; the last one may be smaller.
public func shuffledBatches(of count: Int, size: Int, using key: Key) -> [ArraySlice<Int>] {
  require(size >= 1, "a batch holds at least one example, not \(size)")
  let order = key.permutation(of: count)
  return stride(from: 0, to: count, by: size).map { order[$0..<min($0 + size, count)] }
}
