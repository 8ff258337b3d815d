/// Why a figure could not be drawn.
public enum PlotError: Error, Equatable, CustomStringConvertible {
  /// The figure has a number that can't be drawn.
  case undrawable(figure: String, fault: String)
  /// gnuplot is not there, or the system did not start it.
  case notStarted(program: String, reason: String)
  /// gnuplot ran and rejected its script, or wrote no picture.
  case failed(status: Int32, messages: String)

  /// What was expected, what was found and what to do.
  public var description: String {
    switch self {
    case .undrawable(let figure, let fault):
      "\(figure): \(fault). Other settings, or other data, give a figure that can be drawn"
    case .notStarted(let program, let reason):
      """
      \(program): expected to find it on PATH and start it, found: \(reason). \
      Charts are drawn by gnuplot 5.4 or newer: apt-get install gnuplot-nox
      """
    case .failed(let status, let messages):
      """
      gnuplot: expected exit status 0 and a picture, found status \(status)\
      \(messages.isEmpty ? " and no message" : ":\n" + messages)
      Charts need gnuplot 5.4 or newer; `gnuplot --version` shows yours: apt-get install gnuplot-nox
      """
    }
  }
}
