import Engine
import Testing

@Suite("Steps of a training run")
struct StepsTests {
  private let examples = Matrix(rows: 7, columns: 1, elements: (0..<7).map(Float.init)).examples

  @Test(
    "Each epoch visits every example once, in an order of its own, and the last batch is smaller")
  func epochs() {
    let steps = steps(over: examples, epochs: 3, batchSize: 3, key: Key(seed: 1))
    let all = Array(steps)
    #expect(steps.count == 9)
    #expect(all.map(\.number) == Array(0..<9))
    #expect(all.map(\.epoch) == [0, 0, 0, 1, 1, 1, 2, 2, 2])
    #expect(all.map(\.count) == [3, 3, 1, 3, 3, 1, 3, 3, 1])
    #expect(all.map(\.endsEpoch) == [false, false, true, false, false, true, false, false, true])
    let orders = (0..<3).map { epoch in
      all.filter { $0.epoch == epoch }.flatMap(\.batch.elements)
    }
    #expect(orders.map { $0.sorted() } == Array(repeating: [0, 1, 2, 3, 4, 5, 6], count: 3))
    #expect(Set(orders).count == 3)
    #expect(Set(all.map(\.key)).count == 9)
  }

  @Test("No epochs have no steps, and a batch may be larger than the set")
  func edges() {
    #expect(Array(steps(over: examples, epochs: 0, batchSize: 3, key: Key(seed: 1))).isEmpty)
    let all = Array(steps(over: examples, epochs: 2, batchSize: 100, key: Key(seed: 1)))
    #expect(all.map(\.count) == [7, 7])
    #expect(all.map(\.endsEpoch) == [true, true])
  }

  @Test("Two models and two optimisers take turns in one loop")
  func turns() throws {
    // Each pulls its number towards the other's: they meet between their starts.
    var (a, b) = (Tensor(Matrix(row: [0])), Tensor(Matrix(row: [1])))
    var (first, second) = (SGD(rate: 0.1), SGD(rate: 0.1))
    for step in steps(over: examples, epochs: 20, batchSize: 3, key: Key(seed: 1)) {
      let (other, one) = (b.value, a.value)
      try first.lower(&a, at: step.number) { meanSquaredError($0, other) }
      try second.lower(&b, at: step.number) { meanSquaredError($0, one) }
    }
    #expect(abs(a.value[0, 0] - b.value[0, 0]) < 1e-3)
    #expect(a.value[0, 0] > 0.4 && b.value[0, 0] < 0.6)
  }
}
