/// A gnuplot program under construction, and the only place that writes text into one.
///
/// gnuplot runs `system()` and back-quotes inside double-quoted strings. Nothing here writes one:
/// text goes in single quotes, where gnuplot interprets only a doubled quote.
struct Script {
  private(set) var text = ""

  mutating func line(_ line: String) {
    text += line + "\n"
  }

  /// Adds an inline table that the program calls `$name`.
  mutating func table(_ name: String, _ rows: [[Double]]) {
    line("$\(name) << EOD")
    for row in rows { line(row.map(\.description).joined(separator: " ")) }
    line("EOD")
  }

  /// Adds one `plot` of several parts.
  mutating func plot(_ parts: [String]) {
    line("plot \\\n  " + parts.joined(separator: ", \\\n  "))
  }

  /// Adds a text at a position in gnuplot's terms, such as `graph 1, first 0`.
  mutating func label(
    _ text: String, at position: String, _ alignment: String = "left", colour: Colour = Theme.ink,
    size: Int = Theme.textSize
  ) {
    line(
      "set label \(quoted(text)) at \(position) \(alignment) front "
        + "font ',\(size)' textcolor rgb '\(colour)'")
  }

  /// Sets the range and the tics of `x` or `y`; several panels of a figure set them in turn.
  mutating func axis(_ name: String, _ layout: AxisLayout) {
    line(layout.scale == .log ? "set logscale \(name)" : "unset logscale \(name)")
    line("set \(name)range [\(layout.range.lowerBound):\(layout.range.upperBound)]")
    tics(name, layout.ticks.map { ($0.text, $0.value) })
  }

  /// Sets the tics of `x`, `y` or `cb`; for an empty list gnuplot would choose its own.
  mutating func tics(_ name: String, _ tics: [(text: String, value: Double)]) {
    guard !tics.isEmpty else { return line("unset \(name)tics") }
    let list = tics.map { "\(ticLabel($0.text)) \($0.value)" }.joined(separator: ", ")
    line("set \(name)tics (\(list))")
  }
}

/// `text` as a gnuplot string that stands for exactly this text.
///
/// A control character has no place in a label and a line break would end the command: each becomes
/// a space.
func quoted(_ text: String) -> String {
  let printable = String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { scalar in
        scalar.properties.generalCategory == .control ? " " : scalar
      }))
  return "'" + printable.replacing("'", with: "''") + "'"
}

/// `text` as the label of a tic, where gnuplot also interprets `%`.
func ticLabel(_ text: String) -> String {
  quoted(text.replacing("%", with: "%%"))
}
