/// Horizontal bars from zero, their values printed beside them; the categories stand to the left,
/// where a long label has room.
public struct BarChart: Sketchable {
  /// Bars of one kind, one for each category.
  public struct Bars: Sendable {
    /// What the legend says when there are several kinds.
    public let name: String
    /// The lengths, in the order of the categories.
    public let values: [Double]
    /// How far an error bar reaches to either side, one a value, or nothing.
    public let errors: [Double]

    /// Bars with those lengths; `errors` has one number a value, or is empty.
    public init(_ name: String, values: [Double], errors: [Double] = []) {
      precondition(
        errors.isEmpty || errors.count == values.count,
        "bars \"\(name)\": \(errors.count) errors for \(values.count) values")
      precondition(
        (values + errors).allSatisfy(\.isFinite), "bars \"\(name)\": a number is not finite")
      precondition(errors.allSatisfy { $0 >= 0 }, "bars \"\(name)\": an error is negative")
      (self.name, self.values, self.errors) = (name, values, errors)
    }

    fileprivate func error(_ i: Int) -> Double { errors.isEmpty ? 0 : errors[i] }
  }

  /// The quantity that the lengths show.
  public let value: String
  /// The labels, from top to bottom.
  public let categories: [String]
  /// The kinds of bars in each category, from top to bottom.
  public let series: [Bars]
  /// Dashed lines to compare with, `.vertical` ones.
  public let references: [Reference]

  /// A chart of at least one bar.
  public init(
    value: String, categories: [String], series: [Bars], references: [Reference] = []
  ) {
    precondition(!categories.isEmpty && !series.isEmpty, "a bar chart without bars")
    for bars in series {
      precondition(
        bars.values.count == categories.count,
        "bars \"\(bars.name)\": \(bars.values.count) values for \(categories.count) categories")
    }
    for reference in references {
      precondition(
        reference.direction == .vertical,
        "reference \"\(reference.label)\": bars are horizontal, and a reference is vertical")
      precondition(
        reference.value.isFinite, "reference \"\(reference.label)\": \(reference.value) is not finite")
    }
    (self.value, self.categories, self.series) = (value, categories, series)
    self.references = references
  }

  /// SVG.
  public var format: PictureFormat { .svg }

  /// One line for each bar, `category, series, value, error`; the references at the end.
  public var data: String {
    let bars = categories.indices.flatMap { i in
      series.map { bars in
        [
          categories[i], bars.name, bars.values[i].description,
          bars.errors.isEmpty ? "" : bars.errors[i].description,
        ]
      }
    }
    return csv(
      ["category", "series", "value", "error"],
      bars + references.map { [$0.label, "", $0.value.description, ""] })
  }

  /// All bars when they are few, else the shortest and the longest, for each series.
  public var altText: String {
    let kinds = series.map { bars in
      let order = categories.indices.sorted { bars.values[$0] < bars.values[$1] }
      let told = order.count <= 12 ? order : [order[0], order[order.count - 1]]
      let values = told.map { i in
        "\(categories[i]) \(brief(bars.values[i]))"
          + (bars.errors.isEmpty ? "" : " ± \(brief(bars.errors[i], digits: 2))")
      }
      return (series.count > 1 ? "\(bars.name), from smallest to largest: " : "")
        + values.joined(separator: ", ")
    }
    let order = series.count > 1 ? ". " : ", from smallest to largest: "
    let tail = references.map(\.spoken).joined(separator: "; ")
    return "Bar chart of \(value) for \(spokenCount)\(order)\(kinds.joined(separator: "; "))."
      + (tail.isEmpty ? "" : " " + tail.capitalizedFirst + ".")
  }

  private var spokenCount: String {
    categories.count == 1 ? "1 category" : "\(categories.count) categories"
  }

  // MARK: Layout

  /// The length of a category's slot is 1; its bars fill four fifths of it.
  private func centre(_ category: Int, _ kind: Int) -> Double {
    Double(category) + (Double(kind) + 0.5) * thickness - 0.4
  }

  private var thickness: Double { 0.8 / Double(series.count) }

  private var layout: AxisLayout {
    let ends = series.flatMap { bars in
      categories.indices.flatMap { i in
        [bars.values[i] - bars.error(i), bars.values[i] + bars.error(i)]
      }
    }
    return AxisLayout(.linear, [0] + ends + references.map(\.value), ends: .round)
  }

  private var table: [[Double]] {
    series.enumerated().flatMap { kind, bars in
      categories.indices.map { i in
        let middle = centre(i, kind)
        return [
          bars.values[i], middle, min(0, bars.values[i]), max(0, bars.values[i]),
          middle - thickness * 0.45, middle + thickness * 0.45,
          bars.values[i] - bars.error(i), bars.values[i] + bars.error(i), Double(kind),
        ]
      }
    }
  }

  // MARK: Scripts

  /// The chart, 760 wide and as high as its bars need.
  public var script: String {
    let slot = series.count == 1 ? 30.0 : 18 * Double(series.count) + 8
    let top = 16 + (series.count > 1 ? 28.0 : 0) + (references.isEmpty ? 0 : 18)
    let bottom = top + slot * Double(categories.count) + 6
    let size = (width: 760, height: Int(bottom) + 58)
    var script = Theme.chart(width: size.width, height: size.height)

    let left = 24 + (categories.map { Theme.width(of: $0) }.max() ?? 0)
    Theme.area(&script, of: size, left: left, right: 680, top: top, bottom: bottom)
    setAxes(&script)
    script.line("set grid noytics xtics")
    if series.count > 1 {
      script.line(
        "set key at graph 0, screen \(fraction(1 - 18 / Double(size.height))) left center "
          + "horizontal Left reverse samplen 1.5 textcolor rgb '\(Theme.ink)'")
    }
    for reference in references {
      script.line(
        "set arrow from \(reference.value), graph 0 to \(reference.value), graph 1 nohead front "
          + "dashtype 2 linewidth 1.2 linecolor rgb '\(Theme.axis)'")
      script.label(
        reference.label, at: "\(reference.value), screen \(fraction(1 - (top - 10) / Double(size.height)))",
        "center", size: Theme.smallSize)
    }

    // Print each value beyond its bar and error bar.
    for row in table {
      script.label(
        brief(row[0]), at: "\(max(row[7], 0)), \(row[1]) offset character 0.6, 0",
        size: Theme.smallSize)
    }

    script.table("bars", table)
    script.plot(
      series.indices.map { kind in
        "$bars using 1:($9 == \(kind) ? $2 : NaN):3:4:5:6 with boxxyerror "
          + "fillcolor rgb '\(Theme.series[kind % Theme.series.count])' fillstyle solid 0.85 noborder "
          + "title \(quoted(series[kind].name))"
      } + [
        "$bars using 1:($7 < $8 ? $2 : NaN):7:8 with xerrorbars pointtype -1 linewidth 1.4 "
          + "linecolor rgb '\(Theme.ink)' notitle"
      ])
    return script.text
  }

  /// The chart in characters: bars without error bars, their values beside them.
  public func sketchScript(columns: Int, rows: Int) -> String {
    var script = Theme.sketch(columns: columns, rows: rows)
    setAxes(&script)
    script.line("set xrange [*:\(layout.range.upperBound * 1.2)]")
    script.table("bars", table)
    for row in table {
      script.line("set label '\(brief(row[0]))' at \(max(row[0], 0)), \(row[1]) offset 1, 0")
    }
    script.plot(
      series.indices.map { kind in
        "$bars using (0):($9 == \(kind) ? $2 : NaN):1:(0) with vectors nohead "
          + "title \(series.count > 1 ? quoted(series[kind].name) : "''")"
      })
    return script.text
  }

  /// Sets the value axis below the bars and the categories beside them.
  private func setAxes(_ script: inout Script) {
    script.axis("x", layout, label: value)
    script.line("set border 1")
    script.line("set yrange [\(Double(categories.count) - 0.5):-0.5]")
    let names = categories.enumerated().map { "\(ticLabel($1)) \($0)" }
    script.line("set ytics (\(names.joined(separator: ", "))) scale 0")
  }
}
