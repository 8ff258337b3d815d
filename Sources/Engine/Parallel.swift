import Basics

/// Runs `body` for every item, up to `threads` at a time, and returns the results in the items'
/// order.
///
/// For independent runs: seeds, variants. A run shares nothing with the others, so the results are
/// the same bits with any number of threads. An error stops what has not begun; of several, the
/// one of the first item is thrown, as one after another would.
public func parallelMap<Item: Sendable, Output: Sendable>(
  _ items: [Item], threads: Int, _ body: @escaping @Sendable (Item) throws -> Output
) async throws -> [Output] {
  require(threads >= 1, "parallelMap needs a thread, not \(threads)")
  let results = await withTaskGroup(of: (Int, Result<Output, any Error>).self) { group in
    var waiting = items.enumerated().makeIterator()
    func begin() {
      guard let (index, item) = waiting.next() else { return }
      group.addTask { (index, Threads.run { Result { try body(item) } }) }
    }

    // Keep `threads` runs under way: each that ends makes room for the next.
    for _ in 0..<threads { begin() }
    var results = [Result<Output, any Error>?](repeating: nil, count: items.count)
    var failed = false
    while let (index, result) = await group.next() {
      results[index] = result
      if case .failure = result { failed = true }
      if !failed { begin() }
    }
    return results
  }
  // Items begin in order, so that before the first failure none is missing.
  return try results.compactMap { try $0?.get() }
}
