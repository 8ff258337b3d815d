import Foundation
import GnuplotShim

/// Draws `figure`: the bytes of a file in its format. The same figure gives the same bytes with the
/// same gnuplot.
///
/// - Parameter name: what to call it in an error.
/// - Throws: `PlotError` when the figure has a ``Figure/fault``, or gnuplot is missing or fails.
public func render(_ figure: some Figure, as name: String) throws(PlotError) -> Data {
  if let fault = figure.fault { throw .undrawable(figure: name, fault: fault) }
  return try runGnuplot(figure.script, for: figure.format)
}

/// Draws `figure` with characters, for a terminal.
///
/// - Throws: `PlotError` when gnuplot is missing or fails.
public func sketch(_ figure: some Sketchable, columns: Int = 78) throws(PlotError) -> String {
  let text = try runGnuplot(figure.sketchScript(columns: columns))
  // The terminal pads every line to its width and frames the picture in empty lines.
  let lines = String(decoding: text, as: UTF8.self)
    .split(separator: "\n", omittingEmptySubsequences: false)
    .map { line in String(line.reversed().drop { $0 == " " || $0 == "\u{0C}" }.reversed()) }
  let first = lines.firstIndex { !$0.isEmpty } ?? 0
  let last = lines.lastIndex { !$0.isEmpty } ?? -1
  return lines[first..<(last + 1)].map { $0 + "\n" }.joined()
}

/// Finds out, before there is anything to draw, whether gnuplot is there and works.
///
/// - Throws: `PlotError` when it is missing or fails.
public func checkGnuplot() throws(PlotError) {
  _ = try runGnuplot("set print '-'\nprint GPVAL_VERSION\n")
}

/// How long gnuplot may take for one figure, which it draws in less than a second, and how much it
/// may write.
let patience = GnuplotLimits(seconds: 60, bytes: 1 << 28)

/// Runs `script` and returns what gnuplot wrote on standard output.
///
/// - Parameter format: the format of the picture that the script draws; nil when it draws with
///   characters, of which any number may be all.
func runGnuplot(
  _ script: String, for format: PictureFormat? = nil, program: String = "gnuplot",
  limits: GnuplotLimits = patience
) throws(PlotError) -> Data {
  var result = gnuplot_run(program, script, script.utf8.count, limits)
  defer { gnuplot_result_free(&result) }
  guard result.error == 0 else {
    throw .notStarted(program: program, reason: String(cString: strerror(result.error)))
  }
  guard result.was_ended == 0 else {
    throw .endless(seconds: Int(limits.seconds), bytes: limits.bytes)
  }
  let output = bytes(result.output, result.output_size)
  let messages = String(decoding: bytes(result.messages, result.messages_size), as: UTF8.self)
  guard result.status == 0, !output.isEmpty else {
    throw .failed(status: result.status, messages: messages)
  }
  if let format, !format.isWhole(output) {
    throw .incomplete(format: format, bytes: output.count, messages: messages)
  }
  return output
}

private func bytes(_ start: UnsafeMutablePointer<CChar>?, _ count: Int) -> Data {
  start.map { Data(bytes: $0, count: count) } ?? Data()
}
