/// Marks and names in centred rows above a chart.
///
/// gnuplot's own legend takes its width from the plotting area and grows over the data.
struct Legend {
  /// A kind of mark, as gnuplot numbers them, its colour and what it stands for.
  typealias Entry = (shape: Int, colour: Colour, name: String)

  private static let rowHeight = 24.0
  private static let markWidth = 20.0
  private static let space = 16.0

  private let rows: [[Entry]]

  /// Fills row after row of a picture of that width.
  init(_ entries: [Entry], width: Double) {
    var rows: [[Entry]] = [[]]
    for entry in entries {
      if Self.width(rows[rows.count - 1] + [entry]) > width - 20, rows[rows.count - 1].count > 0 {
        rows.append([])
      }
      rows[rows.count - 1].append(entry)
    }
    self.rows = rows
  }

  /// How much of the picture's height it takes.
  var height: Double { Double(rows.count) * Self.rowHeight }

  private static func width(_ row: [Entry]) -> Double {
    row.map { markWidth + Theme.width(of: $0.name) + space }.reduce(-space, +)
  }

  /// Draws the legend below the upper edge of a picture of that size.
  func draw(in script: inout Script, of size: (width: Int, height: Int)) {
    for (i, row) in rows.enumerated() {
      let y = 1 - (6 + (Double(i) + 0.5) * Self.rowHeight) / Double(size.height)
      var x = (Double(size.width) - Self.width(row)) / 2
      for entry in row {
        let place = fraction((x + Self.markWidth / 2) / Double(size.width))
        let text = fraction((x + Self.markWidth) / Double(size.width))
        script.line(
          "set label '' at screen \(place), screen \(fraction(y)) front "
            + "point pointtype \(entry.shape) pointsize 1 linecolor rgb '\(entry.colour)'")
        script.label(entry.name, at: "screen \(text), screen \(fraction(y))")
        x += Self.markWidth + Theme.width(of: entry.name) + Self.space
      }
    }
  }
}
