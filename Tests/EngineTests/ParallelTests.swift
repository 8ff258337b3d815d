import Engine
import Foundation
import Synchronization
import Testing

@Suite("Independent runs in parallel")
struct ParallelTests {
  struct Failure: Error, Equatable { var item: Int }

  @Test("The same bits as one after another, in the items' order", arguments: [1, 2, 5])
  func sameBits(threads: Int) async throws {
    let train = { @Sendable (seed: Int) in
      let x = Key(seed: seed)["data"].uniforms(rows: 40, columns: 6)
      var model = Sequential([
        Dense(6, 3, using: Key(seed: seed)[0]), Activation.tanh,
        Dense(3, 6, using: Key(seed: seed)[1]),
      ])
      try fit(
        &model, to: x.examples, epochs: 5, batchSize: 8, optimizer: Adam(), key: Key(seed: seed)
      ) { model, batch, _ in meanSquaredError(model(Tensor(batch)), batch) }
      return bits(model)
    }
    let seeds = Array(1...7)
    let found = try await parallelMap(seeds, threads: threads, train)
    #expect(found == (try seeds.map(train)))
  }

  @Test("Results stand in the items' order although the first ends last")
  func order() async throws {
    let found = try await parallelMap(Array(0..<6), threads: 3) { item in
      if item == 0 { Thread.sleep(forTimeInterval: 0.05) }
      return item * 10
    }
    #expect(found == [0, 10, 20, 30, 40, 50])
    #expect(try await parallelMap([Int](), threads: 2) { $0 } == [])
  }

  @Test(
    "Of several errors the first item's is thrown, although another happens earlier",
    arguments: [1, 2, 4])
  func firstError(threads: Int) async {
    await #expect(throws: Failure(item: 1)) {
      try await parallelMap(Array(0..<8), threads: threads) { item in
        if item == 1 { Thread.sleep(forTimeInterval: 0.05) }
        if item == 1 || item == 2 { throw Failure(item: item) }
      }
    }
  }

  @Test("After an error nothing more begins")
  func stops() async {
    let begun = Mutex(0)
    await #expect(throws: Failure(item: 3)) {
      try await parallelMap(Array(0..<100), threads: 1) { item in
        begun.withLock { $0 += 1 }
        if item == 3 { throw Failure(item: item) }
      }
    }
    #expect(begun.withLock(\.self) == 4)
  }
}
