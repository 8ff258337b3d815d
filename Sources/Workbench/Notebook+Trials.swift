import Notebook

extension Notebook {
  /// Does the work of an experiment for every case and seed, several at a time, with a progress bar.
  ///
  /// - Parameter label: what is being done, for the bar.
  public func trials<C: Case, Result: Sendable>(
    _ label: String, _ cases: [C], seeds: [Int],
    _ body: @escaping @Sendable (C, _ seed: Int) throws -> Result
  ) async -> Trials<C, Result> {
    let jobs = cases.flatMap { entry in seeds.map { (entry, $0) } }
    let results = await runs(label, over: jobs) { try body($0, $1) }
    return Trials(
      cases: cases, seeds: seeds,
      results: cases.indices.map { Array(results[($0 * seeds.count)...].prefix(seeds.count)) })
  }
}
