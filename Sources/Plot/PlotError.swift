/// Why a figure could not be drawn.
public enum PlotError: Error, Equatable, CustomStringConvertible {
  /// The figure has a number that can't be drawn.
  case undrawable(figure: String, fault: String)
  /// gnuplot is not there, or the system did not start it.
  case notStarted(program: String, reason: String)
  /// gnuplot ran and rejected its script, or wrote nothing.
  case failed(status: Int32, messages: String)
  /// gnuplot took too long, or wrote without an end, and was ended.
  case endless(seconds: Int, bytes: Int)
  /// gnuplot said that all was well, and what it wrote is no picture or a part of one.
  case incomplete(format: PictureFormat, bytes: Int, messages: String)

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
    case .endless(let seconds, let bytes):
      """
      gnuplot: expected a picture within \(seconds) seconds and \(bytes >> 20) MB, found a program \
      that goes on, and ended it. `gnuplot --version` shows which gnuplot it is that PATH leads to
      """
    case .incomplete(let format, let bytes, let messages):
      """
      gnuplot: expected a whole \(format.rawValue.uppercased()) picture, found exit status 0 and \
      \(bytes) bytes that are none\(messages.isEmpty ? "" : ":\n" + messages)
      Charts need gnuplot 5.4 or newer; `gnuplot --version` shows yours: apt-get install gnuplot-nox
      """
    }
  }
}
