import Basics

/// Which of some options to take, judged by a few runs of each.
///
/// One rule for all choices of the book: the option whose worst run is the best. One that does well
/// with luck only is not a good one. A run that diverged has an infinite error.
public struct Choice<Option: Sendable>: Sendable {
  /// The options that there were, in the order of their grid.
  public let options: [Option]
  /// The errors of the runs of each option.
  public let trials: [[Double]]
  private let place: Int

  /// The option to take.
  public var option: Option { options[place] }
  /// The errors of its runs.
  public var errors: [Double] { trials[place] }
  /// Whether it is the first or the last of its grid, so that a better one may lie outside.
  public var isAtEdge: Bool { place == 0 || place == options.count - 1 }

  /// The choice among `options`, whose runs have these errors: [option][run].
  public init(among options: [Option], errors: [[Double]]) {
    let worst = errors.map { $0.max() ?? .infinity }
    guard let best = worst.indices.min(by: { worst[$0] < worst[$1] }), options.count == errors.count
    else { stop("a choice among \(options.count) options by \(errors.count) errors") }
    (self.options, trials, place) = (options, errors, best)
  }
}
