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

  /// Does independent work for every result of an experiment, several at a time, with a progress bar.
  ///
  /// - Parameter label: what is being done, for the bar.
  public func runs<C: Case, Result: Sendable, Other: Sendable>(
    _ label: String, over trials: Trials<C, Result>,
    _ body: @escaping @Sendable (Result) throws -> Other
  ) async -> Trials<C, Other> {
    var others = await runs(label, over: trials.results.flatMap(\.self), body)[...]
    return Trials(
      cases: trials.cases, seeds: trials.seeds,
      results: trials.results.map { results in
        defer { others = others.dropFirst(results.count) }
        return Array(others.prefix(results.count))
      })
  }
}
