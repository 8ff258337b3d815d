import Engine
import Testing

@Suite("Permutations and batches")
struct PermutationTests {
  @Test("Every index once", arguments: [0, 1, 2, 3, 10, 997])
  func everyIndexOnce(count: Int) {
    for seed in 1...5 {
      #expect(Key(seed: seed).permutation(of: count).sorted() == Array(0..<count))
    }
  }

  /// χ² with 23 degrees of freedom has mean 23 and exceeds 60 once in 30,000 times.
  @Test("All 24 orders of four things are equally frequent")
  func uniform() {
    var counts: [[Int]: Double] = [:]
    for seed in 0..<24_000 { counts[Key(seed: seed).permutation(of: 4), default: 0] += 1 }
    #expect(counts.count == 24)
    let χ2 = counts.values.reduce(0) { $0 + ($1 - 1000) * ($1 - 1000) / 1000 }
    #expect(χ2 < 60)
  }

  @Test(
    "Batches hold every example once; only the last may be smaller",
    arguments: [(10, 3), (9, 3), (5, 5), (5, 100), (1, 1), (0, 4), (4000, 256)])
  func batches(count: Int, size: Int) {
    let batches = shuffledBatches(of: count, size: size, using: Key(seed: 1))
    #expect(batches.joined().sorted() == Array(0..<count))
    #expect(batches.dropLast().allSatisfy { $0.count == size })
    #expect(batches.allSatisfy { (1...size).contains($0.count) })
  }

  @Test("Another epoch has another order")
  func epochs() {
    let key = Key(seed: 1)
    let orders = (0..<20).map { shuffledBatches(of: 50, size: 10, using: key[$0]).joined() }
    #expect(Set(orders.map(Array.init)).count == 20)
  }
}
