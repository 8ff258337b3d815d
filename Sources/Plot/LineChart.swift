import Basics

/// Lines over a common axis, each with its name at its end instead of a legend.
///
/// On a log axis the low end of a band may be zero or less, as a mean minus a standard deviation may
/// be: the band then reaches the lower edge of the chart.
public struct LineChart: Sketchable, Superposable {
  /// Horizontal axis.
  public let x: Axis
  /// Vertical axis.
  public let y: Axis
  /// The lines, drawn in this order.
  public let series: [Series]
  /// Dashed lines to compare with.
  public let references: [Reference]
  /// The lines of another run, drawn in grey below everything.
  private(set) var backdrop: [Series] = []
  /// Its dashed lines that lie elsewhere.
  private(set) var backdropReferences: [Reference] = []

  /// A chart of at least one line.
  public init(x: Axis, y: Axis, series: [Series], references: [Reference] = []) {
    require(!series.isEmpty, "a line chart without a series")
    (self.x, self.y, self.series, self.references) = (x, y, series, references)
  }

  /// A point, an end of a band or a reference without a place on its axis. A height of zero or less is none: on
  /// a logarithmic axis it is drawn at the lower edge, as far down as there is room.
  public var fault: String? {
    let height = Axis(y.label)
    for line in series {
      let name = "series \"\(line.name)\""
      for point in line.points {
        if let fault = x.fault(of: point.x, of: name) ?? height.fault(of: point.y, of: name) {
          return fault
        }
      }
      for end in line.spread.flatMap({ [$0.low, $0.high] }) {
        if let fault = height.fault(of: end, of: "band of " + name) { return fault }
      }
    }
    return references.lazy.compactMap {
      ($0.direction == .horizontal ? height : x)
        .fault(of: $0.value, of: "reference \"\($0.label)\"")
    }.first
  }

  /// SVG.
  public var format: PictureFormat { .svg }

  /// One line for each point, `series, x, y, low, high`; the references at the end.
  public var data: String {
    let points = series.flatMap { line in
      line.points.indices.map { i in
        [line.name, line.points[i].x.description, line.points[i].y.description]
          + (line.spread.isEmpty
            ? ["", ""] : [line.spread[i].low.description, line.spread[i].high.description])
      }
    }
    let lines = references.map { reference in
      reference.direction == .horizontal
        ? [reference.label, "", reference.value.description, "", ""]
        : [reference.label, reference.value.description, "", "", ""]
    }
    return csv(["series", "x", "y", "low", "high"], points + lines)
  }

  /// The chart with the lines of another run's behind it.
  public func inFront(of data: String) -> LineChart? {
    guard let records = records(ofCSV: data),
      records[0] == ["series", "x", "y", "low", "high"]
    else { return nil }
    var names: [String] = []
    var lines: [String: [Series.Point]] = [:]
    var dashed: [Reference] = []
    for record in records.dropFirst() {
      // A reference has one of the two numbers, a point has both.
      if record[1].isEmpty || record[2].isEmpty {
        guard let value = Double(record[1] + record[2]) else { return nil }
        let line: Reference =
          record[1].isEmpty ? .horizontal(value, record[0]) : .vertical(value, record[0])
        guard record[1].isEmpty ? value.isFinite : x.admits(value) else { return nil }
        dashed.append(line)
        continue
      }
      guard let across = Double(record[1]), let up = Double(record[2]),
        x.admits(across), up.isFinite, lines[record[0]]?.last.map({ $0.x < across }) ?? true
      else { return nil }
      if lines[record[0]] == nil { names.append(record[0]) }
      lines[record[0], default: []].append((across, up))
    }
    var chart = self
    chart.backdrop = names.map { Series($0, points: lines[$0] ?? []) }
    chart.backdropReferences = dashed.filter { line in
      !references.contains { $0.direction == line.direction && $0.value == line.value }
    }
    return chart
  }

  // MARK: Layout

  private static let size = (width: 760, height: 420)

  private func references(_ direction: Reference.Direction) -> [Reference] {
    references.filter { $0.direction == direction }
  }

  /// Where dashed lines lie, this run's and the other's.
  private func dashes(_ direction: Reference.Direction) -> [Double] {
    (references + backdropReferences).filter { $0.direction == direction }.map(\.value)
  }

  private var xLayout: AxisLayout {
    let values = Set((series + backdrop).flatMap { $0.points.map(\.x) }).sorted()
    let layout = AxisLayout(x.scale, values + dashes(.vertical), ends: .tight)
    let places = values.map(layout.position)
    // Labels that stand below their values must not touch.
    let widest = values.map { Theme.width(of: $0.plain) }.max() ?? 0
    let least = max(0.05, (widest + 6) / Double(Self.size.width - 200))
    let apart = zip(places, places.dropFirst()).allSatisfy { $1 - $0 > least }
    return apart ? layout.ticks(at: values) : layout
  }

  private var yLayout: AxisLayout {
    let points = (series + backdrop).flatMap { $0.points.map(\.y) }
    let bands = series.flatMap { $0.spread.flatMap { [$0.low, $0.high] } }
    let visible = (points + bands + dashes(.horizontal)).filter { y.admits($0) }
    return AxisLayout(y.scale, visible.isEmpty ? [1] : visible, ends: .round)
  }

  /// The colour and the dashes of line `index`; after the last colour the next dashes begin.
  private static func style(_ index: Int) -> (colour: Colour, dashes: Int) {
    (Theme.series[index % Theme.series.count], 1 + index / Theme.series.count)
  }

  /// Heights between 0 and 1, near `wanted` and at least `distance` apart, in the same order.
  static func spreadOut(_ wanted: [Double], distance: Double) -> [Double] {
    let order = wanted.indices.sorted { wanted[$0] > wanted[$1] }
    var heights = wanted
    // Downwards, each label gives way to the one above it.
    var ceiling = 1.0
    for i in order {
      heights[i] = min(wanted[i], ceiling)
      ceiling = heights[i] - distance
    }
    // Upwards, those that were pushed out at the bottom push back.
    var floor = 0.0
    for i in order.reversed() {
      heights[i] = max(heights[i], floor)
      floor = heights[i] + distance
    }
    return heights
  }

  // MARK: Scripts

  /// The chart at 760 × 420.
  public var script: String {
    let (across, up) = (xLayout, yLayout)
    let size = Self.size
    var script = Theme.chart(width: size.width, height: size.height)
    let level = references(.horizontal)
    let names = series.map(\.name) + level.map(\.label)
    let margin = Theme.margin(for: names)
    let numbers = Theme.margin(for: up.ticks.map(\.text))
    Theme.area(
      &script, of: size, left: numbers + 26, right: Double(size.width) - margin - 22,
      top: references(.vertical).isEmpty ? 40 : 58, bottom: 360)
    script.axis("x", across)
    script.axis("y", up)
    script.label(x.label, at: "graph 0.5, screen 0.045", "center")
    // The vertical axis is named above itself, where no reader has to turn the head.
    script.label(y.label, at: "screen 0.02, screen 0.955")

    // Put the data in, cut off at the lower edge.
    for (i, line) in series.enumerated() {
      script.table(
        "line\(i)",
        line.points.indices.map { k in
          let point = line.points[k]
          let band = line.spread.isEmpty ? [] : [line.spread[k].low, line.spread[k].high]
          return [point.x] + ([point.y] + band).map(up.visible)
        })
    }

    for (i, line) in backdrop.enumerated() {
      script.table("behind\(i)", line.points.map { [$0.x, up.visible($0.y)] })
    }

    // Draw the references below everything.
    for (reference, isBehind) in backdropReferences.map({ ($0, true) })
      + references.map({ ($0, false) })
    {
      let value = reference.direction == .horizontal ? up.visible(reference.value) : reference.value
      let ends =
        reference.direction == .horizontal
        ? "graph 0, first \(value) to graph 1, first \(value)"
        : "first \(value), graph 0 to first \(value), graph 1"
      script.line(
        "set arrow from \(ends) nohead back dashtype 2 linewidth 1.2 "
          + "linecolor rgb '\(isBehind ? Theme.backdrop : Theme.axis)'")
      if reference.direction == .vertical, !isBehind {
        script.label(
          reference.label, at: "first \(value), graph 1.035", "center", size: Theme.smallSize)
      }
    }

    // Name the lines where they end.
    let ends = series.map { $0.points[$0.points.count - 1].y } + level.map(\.value)
    let heights = Self.spreadOut(ends.map { up.position(of: up.visible($0)) }, distance: 0.056)
    for (i, line) in series.enumerated() {
      // From a line that ends before the others to its name.
      let last = line.points[line.points.count - 1]
      guard across.position(of: last.x) < 0.97 else { continue }
      script.line(
        "set arrow from first \(last.x), first \(up.visible(last.y)) to graph 1.01, graph "
          + "\(fraction(heights[i])) nohead back dashtype '.' linewidth 1 "
          + "linecolor rgb '\(Self.style(i).colour)'")
    }
    for (i, name) in names.enumerated() {
      let colour = i < series.count ? Self.style(i).colour.forText : Theme.ink
      script.label(name, at: "graph 1.015, graph \(fraction(heights[i]))", colour: colour)
    }

    // Draw the other run below bands, and bands below lines.
    let behind = backdrop.enumerated().map { i, line in
      // The same marks tell which line it is.
      let place = series.firstIndex { $0.name == line.name }
      let marks = line.points.count <= 24 ? place.map { Theme.shapes[$0 % 5] } : nil
      return "$behind\(i) using 1:2 with \(marks == nil ? "lines" : "linespoints") linewidth 3 "
        + "linecolor rgb '\(Theme.backdrop)'"
        + (marks.map { " pointtype \($0) pointsize 0.9" } ?? "")
    }
    let bands = series.indices.filter { !series[$0].spread.isEmpty }.map { i in
      "$line\(i) using 1:3:4 with filledcurves fillcolor rgb '\(Self.style(i).colour)' "
        + "fillstyle transparent solid 0.18 noborder"
    }
    let lines = series.indices.map { i in
      let (colour, dashes) = Self.style(i)
      let marks = series[i].points.count <= 24
      return "$line\(i) using 1:2 with \(marks ? "linespoints" : "lines") linewidth 2 "
        + "dashtype \(dashes) linecolor rgb '\(colour)'"
        + (marks ? " pointtype \(Theme.shapes[i % 5]) pointsize 0.7" : "")
    }
    script.plot(behind + bands + lines)
    return script.text
  }

  /// The chart in characters, 22 lines high, with a legend and without bands.
  public func sketchScript(columns: Int) -> String {
    var script = Theme.sketch(columns: columns, rows: 22)
    script.axis("x", xLayout)
    script.axis("y", yLayout)
    script.line("set xlabel \(quoted(x.label))")
    script.line("set title \(quoted(y.label))")
    var parts: [String] = []
    for (i, line) in series.enumerated() {
      script.table("line\(i)", line.points.map { [$0.x, yLayout.visible($0.y)] })
      parts.append("$line\(i) using 1:2 with lines title \(quoted(line.name))")
    }
    parts += references(.horizontal).map {
      "\(yLayout.visible($0.value)) with dots title \(quoted($0.label))"
    }
    script.plot(parts)
    return script.text
  }
}
