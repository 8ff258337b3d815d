import Datasets
import Engine
import Notebook

extension Notebook {
  /// The digits of this run: the book's 5,000, or those of `--data`. What is computed of them takes
  /// `--threads`, no more.
  ///
  /// - Parameter needs: what the chapter can't do without; other digits end the run here, with a
  ///   sentence, so that no later step needs to ask.
  public func digits(needing needs: Needs = Needs()) -> Dataset {
    Threads.limit = threads
    return attempt {
      let digits = try Dataset.load(from: data)
      try digits.meet(needs)
      if let remark = digits.remark { tell(remark) }
      return digits
    }
  }

  /// Does independent work for every item, several at a time, with a progress bar; results in the
  /// items' order.
  ///
  /// - Parameter label: what is being done, for the bar: "784-64-784".
  public func runs<Item: Sendable, Result: Sendable>(
    _ label: String, over items: [Item], _ body: @escaping @Sendable (Item) throws -> Result
  ) async -> [Result] {
    let advance = progress(label, total: items.count)
    do {
      return try await parallelMap(items, threads: threads) { item in
        let result = try body(item)
        advance()
        return result
      }
    } catch {
      fail(error)
    }
  }
}
