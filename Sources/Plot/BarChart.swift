import Basics
import Foundation

/// Horizontal bars from zero, their values printed beside them; the categories stand to the left,
/// where a long label has room.
public struct BarChart: Sketchable, Superposable {
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
      require(
        errors.isEmpty || errors.count == values.count,
        "bars \"\(name)\": \(errors.count) errors for \(values.count) values")
      require(errors.allSatisfy { $0 >= 0 }, "bars \"\(name)\": an error is negative")
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
  /// The bars of another run, one number a bar of this one where it has the same, drawn in grey below everything.
  private(set) var backdrop: [[Double?]] = []
  /// Where its dashed lines lie that lie elsewhere.
  private(set) var backdropReferences: [Double] = []

  /// A chart of at least one bar.
  public init(
    value: String, categories: [String], series: [Bars], references: [Reference] = []
  ) {
    require(!categories.isEmpty && !series.isEmpty, "a bar chart without bars")
    for bars in series {
      require(
        bars.values.count == categories.count,
        "bars \"\(bars.name)\": \(bars.values.count) values for \(categories.count) categories")
    }
    for reference in references {
      require(
        reference.direction == .vertical,
        "reference \"\(reference.label)\": bars are horizontal, and a reference is vertical")
    }
    (self.value, self.categories, self.series) = (value, categories, series)
    self.references = references
  }

  /// A length, an error bar or a reference that is not finite.
  public var fault: String? {
    let lengths = series.flatMap { bars in
      (bars.values + bars.errors).map { (number: $0, owner: "bars \"\(bars.name)\"") }
    }
    let lines = references.map { (number: $0.value, owner: "reference \"\($0.label)\"") }
    return (lengths + lines).lazy.compactMap { Axis(value).fault(of: $0.number, of: $0.owner) }
      .first
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
      let values = told.map { "\(categories[$0]) \(printed(bars, $0))" }
      return (series.count > 1 ? "\(bars.name), from smallest to largest: " : "")
        + values.joined(separator: ", ")
    }
    let order = series.count > 1 ? ". " : ", from smallest to largest: "
    let tail = (references.map(\.spoken) + (backdrop.isEmpty ? [] : [Theme.spokenBackdrop]))
      .joined(separator: "; ")
    return "Bar chart of \(value) for \(spokenCount)\(order)\(kinds.joined(separator: "; "))."
      + (tail.isEmpty ? "" : " " + tail.capitalizedFirst + ".")
  }

  private var spokenCount: String {
    categories.count == 1 ? "1 category" : "\(categories.count) categories"
  }

  /// The chart with the bars of another run's behind those of the same name.
  public func inFront(of data: String) -> BarChart? {
    guard let records = records(ofCSV: data),
      records[0] == ["category", "series", "value", "error"]
    else { return nil }
    var lengths: [[String]: Double] = [:]
    for record in records.dropFirst() {
      guard let length = Double(record[2]), length.isFinite else { return nil }
      lengths[[record[0], record[1]]] = length
    }
    var chart = self
    chart.backdropReferences = records.dropFirst().filter { $0[1].isEmpty }
      .compactMap { Double($0[2]) }.filter { value in !references.contains { $0.value == value } }
    chart.backdrop = series.map { bars in categories.map { lengths[[$0, bars.name]] } }
    return chart
  }

  // MARK: Layout

  /// The length of a category's slot is 1; its bars fill four fifths of it.
  private func centre(_ category: Int, _ kind: Int) -> Double {
    Double(category) + (Double(kind) + 0.5) * thickness - 0.4
  }

  private var thickness: Double { 0.8 / Double(series.count) }

  /// Half a bar's height, in its share of the slot: less where another bar looks out behind it.
  private var halfHeight: Double { backdrop.isEmpty ? 0.45 : 0.32 }

  private var layout: AxisLayout {
    let ends = series.flatMap { bars in
      categories.indices.flatMap { i in
        [bars.values[i] - bars.error(i), bars.values[i] + bars.error(i)]
      }
    }
    let behind = backdrop.flatMap { $0.compactMap(\.self) }
    return AxisLayout(
      .linear, [0] + ends + behind + backdropReferences + references.map(\.value), ends: .round)
  }

  private var table: [[Double]] {
    series.enumerated().flatMap { kind, bars in
      categories.indices.map { i in
        let middle = centre(i, kind)
        return [
          bars.values[i], middle, min(0, bars.values[i]), max(0, bars.values[i]),
          middle - thickness * halfHeight, middle + thickness * halfHeight,
          bars.values[i] - bars.error(i), bars.values[i] + bars.error(i), Double(kind),
        ]
      }
    }
  }

  private var tableBehind: [[Double]] {
    backdrop.enumerated().flatMap { kind, lengths in
      lengths.enumerated().compactMap { i, length in
        length.map { length in
          let middle = centre(i, kind)
          let half = thickness * 0.48
          return [length, middle, min(0, length), max(0, length), middle - half, middle + half]
        }
      }
    }
  }

  /// The numbers as a column of a table: equal decimals, at least three digits for the greatest, and
  /// up to two more where a small error would else be printed as zero.
  func printed(_ bars: Bars, _ i: Int) -> String {
    let greatest = series.flatMap(\.values).map(abs).max() ?? 0
    let three = greatest > 0 ? 2 - Int(log10(greatest).rounded(.down)) : 0
    let least = series.flatMap(\.errors).filter { $0 > 0 }.min() ?? 1
    let decimals = max(0, three, min(three + 2, -Int(log10(least).rounded(.down))))
    let number = String(format: "%.\(decimals)f", bars.values[i])
    guard !bars.errors.isEmpty else { return number }
    return number + " ± " + String(format: "%.\(decimals)f", bars.errors[i])
  }

  // MARK: Scripts

  /// The chart, 760 wide and as high as its bars need.
  public var script: String {
    // Measure what stands around the bars.
    let legend = Legend(
      series.count == 1 ? [] : series.enumerated().map { (5, Self.colour($0), $1.name) }, width: 760
    )
    let slot = series.count == 1 ? 30.0 : 18 * Double(series.count) + 8
    let top = 14 + (series.count == 1 ? 0 : legend.height) + (references.isEmpty ? 0 : 20)
    let bottom = top + slot * Double(categories.count) + 4
    let size = (width: 760, height: Int(bottom) + 60)
    let left = 24 + Theme.margin(for: categories)
    let numbers = series.flatMap { bars in categories.indices.map { printed(bars, $0) } }
    let column = Theme.margin(for: numbers, size: Theme.smallSize)

    var script = Theme.chart(width: size.width, height: size.height)
    Theme.area(
      &script, of: size, left: left, right: 740 - column, top: top, bottom: bottom)
    setAxes(&script)
    script.line("set grid noytics xtics")
    script.label(value, at: "graph 0.5, screen \(fraction(18 / Double(size.height)))", "center")
    legend.draw(in: &script, of: size)

    for value in backdropReferences {
      script.line(
        "set arrow from \(value), graph 0 to \(value), graph 1 nohead front dashtype 2 linewidth 1.2 "
          + "linecolor rgb '\(Theme.backdrop)'")
    }

    // Mark the references. The outer labels point outwards, so that lines may lie close together.
    let ordered = references.sorted { $0.value < $1.value }
    for (index, reference) in ordered.enumerated() {
      let isOuter = ordered.count > 1 && (index == 0 || index == ordered.count - 1)
      let alignment = isOuter ? (index == 0 ? "right" : "left") : "center"
      script.line(
        "set arrow from \(reference.value), graph 0 to \(reference.value), graph 1 nohead front "
          + "dashtype 2 linewidth 1.2 linecolor rgb '\(Theme.ink)'")
      let height = fraction(1 - (top - 12) / Double(size.height))
      script.label(
        reference.label, at: "\(reference.value), screen \(height)", alignment,
        size: Theme.smallSize)
    }

    // Print the numbers in a column, where no line crosses them.
    for (kind, bars) in series.enumerated() {
      for i in categories.indices {
        script.label(
          printed(bars, i), at: "screen \(fraction(748 / 760)), first \(centre(i, kind))", "right",
          size: Theme.smallSize)
      }
    }

    script.table("bars", table)
    if !backdrop.isEmpty { script.table("behind", tableBehind) }
    script.plot(
      (backdrop.isEmpty
        ? []
        : [
          "$behind using 1:2:3:4:5:6 with boxxyerror fillcolor rgb '\(Theme.backdrop)' fillstyle solid noborder"
        ])
        + series.indices.map { kind in
          "$bars using 1:($9 == \(kind) ? $2 : NaN):3:4:5:6 with boxxyerror "
            + "fillcolor rgb '\(Self.colour(kind))' fillstyle solid 0.85 noborder"
        } + [
          "$bars using 1:($7 < $8 ? $2 : NaN):7:8 with xerrorbars pointtype -1 linewidth 1.4 "
            + "linecolor rgb '\(Theme.ink)'"
        ])
    return script.text
  }

  /// The chart in characters, a line a bar, its value and its series beside it.
  public func sketchScript(columns: Int) -> String {
    let lines = categories.count * (series.count + (series.count > 1 ? 1 : 0))
    let names = categories.map(\.count).max() ?? 0
    let texts = series.flatMap { bars in
      categories.indices.map { printed(bars, $0) + (series.count > 1 ? "  " + bars.name : "") }
    }
    var script = Theme.sketch(columns: columns, rows: lines + 4)
    setAxes(&script)
    script.line("unset xtics")
    script.line("set lmargin \(min(names, columns / 3) + 2)")
    script.line("set rmargin \(min(texts.map(\.count).max() ?? 0, columns / 2))")
    script.line("set tmargin 0")
    script.line("set bmargin 3")
    script.line("set xlabel \(quoted(value))")
    script.table("bars", table)
    for (text, row) in zip(texts, table) {
      script.line("set label \(quoted(text)) at \(max(row[0], 0)), \(row[1]) offset 1, 0")
    }
    script.plot(["$bars using (0):2:1:(0) with vectors nohead notitle"])
    return script.text
  }

  private static func colour(_ kind: Int) -> Colour { Theme.series[kind % Theme.series.count] }

  /// Sets the value axis below the bars and the categories beside them.
  private func setAxes(_ script: inout Script) {
    script.axis("x", layout)
    script.line("set border 1")
    script.line("set yrange [\(Double(categories.count) - 0.5):-0.5]")
    script.tics("y", categories.enumerated().map { ($1, Double($0)) })
    script.line("set ytics scale 0")
  }
}
