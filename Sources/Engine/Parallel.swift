/// Runs `body` for every item, up to `threads` at a time, and returns the results in the items'
/// order.
///
/// For independent runs: seeds, variants. A run shares nothing with the others, so the results are
/// the same bits with any number of threads. The first error stops what has not begun and is
/// thrown.
public func parallelMap<Item: Sendable, Result: Sendable>(
  _ items: [Item], threads: Int, _ body: @escaping @Sendable (Item) throws -> Result
) async throws -> [Result] {
  precondition(threads >= 1, "parallelMap needs a thread, not \(threads)")
  return try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    var waiting = items.enumerated().makeIterator()
    func begin() {
      guard let (index, item) = waiting.next() else { return }
      group.addTask { (index, try body(item)) }
    }

    // Keep `threads` runs under way: each that ends makes room for the next.
    for _ in 0..<threads { begin() }
    var results = [Result?](repeating: nil, count: items.count)
    while let (index, result) = try await group.next() {
      results[index] = result
      begin()
    }
    return results.compactMap(\.self)
  }
}
