import Basics

/// Examples to train on, made into floats one batch at a time.
public protocol Examples<Batch>: Sendable {
  /// What a loss is computed of: a matrix with one example a row, or such a matrix and labels.
  associatedtype Batch
  /// The number of examples.
  var count: Int { get }
  /// The examples at `indices`, in that order.
  func batch(at indices: ArraySlice<Int>) -> Batch
}

extension Matrix {
  /// The rows of a matrix as examples.
  public struct Rows: Examples {
    let matrix: Matrix
    /// The number of rows.
    public var count: Int { matrix.rows }
    /// The rows at `indices`.
    public func batch(at indices: ArraySlice<Int>) -> Matrix { matrix.rows(at: indices) }
  }

  /// This matrix as examples to train on, one a row.
  public var examples: Rows { Rows(matrix: self) }

  /// The rows of a matrix, and a label for each.
  public struct LabelledRows: Examples {
    let matrix: Matrix
    let labels: [UInt8]
    /// The number of rows.
    public var count: Int { matrix.rows }
    /// The rows at `indices` and their labels.
    public func batch(at indices: ArraySlice<Int>) -> (rows: Matrix, labels: [UInt8]) {
      (matrix.rows(at: indices), indices.map { labels[$0] })
    }
  }

  /// This matrix as examples with labels, to train a classifier on.
  public func labelled(by labels: [UInt8]) -> LabelledRows {
    require(labels.count == rows, "\(labels.count) labels don't fit \(rows) rows")
    return LabelledRows(matrix: self, labels: labels)
  }
}

/// The indices 0 ..< count in random order, cut into batches; the last one may be smaller.
public func shuffledBatches(of count: Int, size: Int, using key: Key) -> [ArraySlice<Int>] {
  require(size >= 1, "a batch holds at least one example, not \(size)")
  let order = key.permutation(of: count)
  return stride(from: 0, to: count, by: size).map { order[$0..<min($0 + size, count)] }
}

/// What a training run looked like from outside.
public struct History: Sendable, Codable {
  /// The mean training loss over each epoch's batches, as they were seen.
  public internal(set) var losses: [Double] = []
  /// What was watched after each epoch, the validation error say; empty when nothing was.
  public internal(set) var watched: [Double] = []
  /// The epoch, counted from 0, whose model was kept.
  public internal(set) var bestEpoch = 0
  /// The number of updates made.
  public internal(set) var steps = 0
}

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

/// Trains `model` in place on shuffled batches, and returns how it went.
///
/// Each epoch visits every example once, in an order of its own derived from `key`.
///
/// - Parameters:
///   - watch: measured after every epoch, smaller is better; typically an error on validation
///     examples.
///   - patience: stops after so many epochs without a new least watched value, and goes back to the
///     model that had it
///     (early stopping; Prechelt 1998). Without it all epochs run and the last model stays.
///   - loss: the scalar to lower, for a batch; what it draws, noise say, it draws from the step's
///     own key.
/// - Throws: ``DivergedError`` when a loss is not finite, before the update that it would spoil.
@discardableResult
public func fit<Model: Module, Data: Examples>(
  _ model: inout Model, to examples: Data, epochs: Int, batchSize: Int,
  optimizer: some Optimizer, key: Key,
  watch: ((Model) -> Double)? = nil, patience: Int? = nil,
  loss: (Model, Data.Batch, Key) -> Tensor
) throws(DivergedError) -> History {
  require(examples.count >= 1, "there is nothing to train on: 0 examples")
  require(patience == nil || watch != nil, "early stopping needs something to watch")
  require((patience ?? 1) >= 1, "patience lasts at least one epoch, not \(patience ?? 1)")
  var optimizer = optimizer
  var history = History()
  var (best, least) = (model, Double.infinity)

  // anchor: epochs
  for epoch in 0..<epochs {
    // Make one update a batch.
    var total = 0.0
    for indices in shuffledBatches(of: examples.count, size: batchSize, using: key[epoch]) {
      let batch = examples.batch(at: indices)
      let noise = key["noise"][history.steps]
      let (value, gradient) = valueWithGradient(at: model) { loss($0, batch, noise) }
      history.steps += 1
      guard value.isFinite else { throw DivergedError(step: history.steps, loss: value) }
      optimizer.update(&model, along: gradient)
      total += Double(value) * Double(indices.count)
    }
    history.losses.append(total / Double(examples.count))
    // end anchor: epochs

    // Watch, and keep the best model if it may be wanted back.
    guard let watch else { continue }
    let watched = watch(model)
    history.watched.append(watched)
    guard let patience else { continue }
    if watched < least {
      (best, least, history.bestEpoch) = (model, watched, epoch)
    } else if epoch - history.bestEpoch >= patience {
      break
    }
  }

  if patience == nil { history.bestEpoch = max(epochs - 1, 0) } else { model = best }
  return history
}
