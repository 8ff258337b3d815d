import Basics

/// A matrix as coloured cells, with its numbers printed in them or a colour scale beside it.
public struct HeatMap: Figure {
  /// The numbers, `values[row][column]`.
  public let values: [[Double]]
  /// The rows and what they are, from top to bottom; few labels are wanted when the rows are many.
  public let rows: Side
  /// The columns and what they are, from left to right.
  public let columns: Side
  /// What the numbers count or measure.
  public let quantity: String
  /// How a number becomes a shade.
  public let shading: Shading
  /// Whether each cell shows its number.
  public let printsValues: Bool

  /// The labels along one side of the matrix.
  public struct Side: Sendable {
    /// What the side enumerates: `true digit`.
    public let title: String
    /// One label for each row or column, or none.
    public let labels: [String]

    /// A side with one label for each row or column, or none.
    public init(_ title: String, _ labels: [String] = []) {
      (self.title, self.labels) = (title, labels)
    }

    fileprivate func name(_ i: Int) -> String { labels.isEmpty ? "\(i + 1)" : labels[i] }
  }

  /// A map of a matrix of at least two rows and two columns.
  public init(
    _ values: [[Double]], rows: Side, columns: Side, quantity: String,
    shading: Shading = .sequential, printsValues: Bool = false
  ) {
    let width = values.first?.count ?? 0
    require(
      values.count >= 2 && width >= 2, "a heat map of \(values.count) × \(width) cells, not 2 × 2")
    for (i, row) in values.enumerated() {
      require(row.count == width, "heat map: row \(i) has \(row.count) of \(width) columns")
    }
    for (side, count) in [(rows, values.count), (columns, width)] {
      require(
        side.labels.isEmpty || side.labels.count == count,
        "heat map: \(side.labels.count) labels for \(count) places along \"\(side.title)\"")
    }
    (self.values, self.rows, self.columns) = (values, rows, columns)
    (self.quantity, self.shading, self.printsValues) = (quantity, shading, printsValues)
  }

  /// A cell that is not finite.
  public var fault: String? {
    values.indices.lazy.flatMap { i in
      values[i].lazy.compactMap { Axis(quantity).fault(of: $0, of: "row \"\(rows.name(i))\"") }
    }.first
  }

  /// SVG.
  public var format: PictureFormat { .svg }

  /// One line for each cell, `row, column, value`.
  public var data: String {
    csv(
      ["row", "column", "value"],
      values.enumerated().flatMap { i, row in
        row.enumerated().map { j, value in [rows.name(i), columns.name(j), value.description] }
      })
  }

  /// The size, and where the greatest and the least number stand.
  public var altText: String {
    let cells = values.enumerated().flatMap { i, row in
      row.enumerated().map { j, value in (value: value, i: i, j: j) }
    }
    let ends = [
      ("greatest", cells.max { $0.value < $1.value }), ("least", cells.min { $0.value < $1.value }),
    ].compactMap { word, cell in
      cell.map {
        "\(word) \(brief($0.value)) at \(rows.title) \(rows.name($0.i)), "
          + "\(columns.title) \(columns.name($0.j))"
      }
    }
    return "Heat map of \(quantity), \(values.count) rows (\(rows.title)) by \(values[0].count) "
      + "columns (\(columns.title)): \(ends.joined(separator: "; "))."
  }

  // MARK: Script

  /// The map, its cells square and the whole at most 760 wide.
  public var script: String {
    let (height, width) = (values.count, values[0].count)
    let left = 44 + Theme.margin(for: rows.labels)
    let right = printsValues ? 24.0 : 96
    let cell = min(printsValues ? 46 : 32, ((760 - left - right) / Double(width)))
    let (across, down) = (cell * Double(width), cell * Double(height))
    let below = columns.labels.isEmpty ? 38.0 : 62
    let size = (width: Int(left + across + right), height: Int(16 + down + below))
    var script = Theme.chart(width: size.width, height: size.height)
    Theme.area(&script, of: size, left: left, right: left + across, top: 16, bottom: 16 + down)

    // Turn the matrix as it is printed: row 0 at the top.
    script.line("set xrange [-0.5:\(Double(width) - 0.5)]")
    script.line("set yrange [\(Double(height) - 0.5):-0.5]")
    script.line("unset border")
    script.line("unset grid")
    for (axis, side) in [("x", columns), ("y", rows)] {
      script.line("set \(axis)tics scale 0")
      script.tics(axis, side.labels.enumerated().map { ($1, Double($0)) })
    }
    let (edge, base) = (fraction(18 / Double(size.width)), fraction(18 / Double(size.height)))
    script.label(columns.title, at: "graph 0.5, screen \(base)", "center")
    script.label(rows.title, at: "screen \(edge), graph 0.5", "center rotate by 90")

    // Shade the cells.
    let numbers = values.flatMap { $0 }
    let range = shading.range(of: numbers)
    let stops = shading.colours.enumerated().map { "\($0) '\($1)'" }
    script.line("set palette defined (\(stops.joined(separator: ", ")))")
    script.line("set cbrange [\(range.lowerBound):\(range.upperBound)]")
    if printsValues {
      script.line("unset colorbox")
      printValues(&script, range)
    } else {
      let scale = AxisLayout(.linear, [range.lowerBound, range.upperBound], ends: .tight, count: 4)
      let start = left + across + 16
      script.line(
        "set colorbox user origin \(fraction(start / Double(size.width))), "
          + "\(fraction(1 - (16 + down) / Double(size.height))) "
          + "size \(fraction(14 / Double(size.width))), \(fraction(down / Double(size.height))) "
          + "noborder")
      script.tics("cb", scale.ticks.map { ($0.text, $0.value) })
      script.line("set cbtics scale 0")
    }
    script.table("cells", values)
    script.plot(["$cells matrix with image pixels"])
    return script.text
  }

  /// Prints each number, white where its cell is dark.
  private func printValues(_ script: inout Script, _ range: ClosedRange<Double>) {
    for (i, row) in values.enumerated() {
      for (j, value) in row.enumerated() {
        let place = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        let dark = shading == .sequential ? place > 0.55 : abs(place - 0.5) > 0.38
        script.label(
          brief(value, digits: 3), at: "first \(j), first \(i)", "center",
          colour: dark ? Theme.card : Theme.ink, size: Theme.smallSize)
      }
    }
  }
}
