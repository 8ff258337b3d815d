import Engine
import Notebook

extension Notebook {
  /// Chooses one option of a grid by a few runs of each, several at a time, with a progress bar.
  ///
  /// - Parameters:
  ///   - label: what is being done, for the bar.
  ///   - seeds: a run of each option for each of them. Two will do, unless an option is such that
  ///     some runs survive it and others do not.
  ///   - error: what a run is judged by, on images that it has not seen; smaller is better. A run
  ///     that diverges counts as the worst.
  public func choice<Option: Sendable>(
    _ label: String, among options: [Option], seeds: [Int],
    error: @escaping @Sendable (Option, _ seed: Int) throws -> Double
  ) async -> Choice<Option> {
    await choices(label, among: [options], seeds: seeds, error: error)[0]
  }

  /// Chooses one option of each grid: ``choice(_:among:seeds:error:)`` for many grids at once.
  public func choices<Option: Sendable>(
    _ label: String, among grids: [[Option]], seeds: [Int],
    error: @escaping @Sendable (Option, _ seed: Int) throws -> Double
  ) async -> [Choice<Option>] {
    let jobs = grids.joined().flatMap { option in seeds.map { (option, $0) } }
    var errors = await runs(label, over: jobs) { option, seed in
      do {
        return try error(option, seed)
      } catch is DivergedError {
        return Double.infinity
      }
    }[...]
    return grids.map { options in
      Choice(
        among: options,
        errors: options.map { _ in
          defer { errors = errors.dropFirst(seeds.count) }
          return Array(errors.prefix(seeds.count))
        })
    }
  }
}
