import Engine
import Testing

@Suite("Watching and early stopping")
struct EarlyStoppingTests {
  @Test("Stops after `patience` epochs without a new least value, and returns to the best model")
  func stops() throws {
    let (p, history) = try run(watched: [5, 3, 4, 3.5, 1], patience: 2)
    #expect(history.watched == [5, 3, 4, 3.5])
    #expect(history.losses.count == 4)
    #expect(history.steps == 4)
    #expect(history.bestEpoch == 1)
    #expect(p == -2)
  }

  @Test("An equal value is no progress, a new least one starts the count again")
  func countsAgain() throws {
    let (p, history) = try run(watched: [5, 5, 4, 4, 3, 3, 3, 1], patience: 2)
    #expect(history.watched == [5, 5, 4, 4, 3, 3, 3])
    #expect(history.bestEpoch == 4)
    #expect(p == -5)
  }

  @Test("With patience left all epochs run, and the best model is kept all the same")
  func runsOut() throws {
    let (p, history) = try run(watched: [2, 1, 3], patience: 5)
    #expect(history.watched.count == 3)
    #expect(history.bestEpoch == 1)
    #expect(p == -2)
  }

  @Test("Without patience all epochs run and the last model stays")
  func withoutPatience() throws {
    let (p, history) = try run(watched: [1, 2, 3, 4], patience: nil)
    #expect(history.watched == [1, 2, 3, 4])
    #expect(history.bestEpoch == 3)
    #expect(p == -4)
  }

  @Test("A watched value that is not a number is never the best")
  func notANumber() throws {
    let (p, history) = try run(watched: [.nan, 3, .nan, 4, 1], patience: 2)
    #expect(history.watched.count == 4)
    #expect(history.bestEpoch == 1)
    #expect(p == -2)
  }

  /// A run with the given watched values, of a model whose parameter is minus the epochs it has seen.
  private func run(watched: [Double], patience: Int?) throws -> (p: Float, history: History) {
    var model = Arguments([Matrix(row: [0])])
    var values = watched.makeIterator()
    let history = try fit(
      &model, to: Matrix(row: [0]).examples, epochs: watched.count, batchSize: 1,
      optimizer: SGD(rate: 1), key: Key(seed: 1),
      watch: { _ in values.next() ?? .nan }, patience: patience
    ) { model, _, _ in sum(model.tensors[0]) }
    return (model.tensors[0].value[0, 0], history)
  }
}
