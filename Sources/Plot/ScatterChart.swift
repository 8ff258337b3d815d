import Basics

/// Points coloured and shaped by class, in one to three square panels side by side.
///
/// The points are drawn in their order, so that no class hides another for being drawn last.
public struct ScatterChart: Figure {
  /// A point and the number of its class.
  public typealias Point = (x: Double, y: Double, label: Int)

  /// One square of the figure.
  public struct Panel: Sendable {
    /// What stands above it.
    public let title: String
    /// Horizontal axis.
    public let x: Axis
    /// Vertical axis.
    public let y: Axis
    /// The points, in drawing order.
    public let points: [Point]

    /// A panel with those points.
    public init(_ title: String, x: Axis, y: Axis, points: [Point]) {
      require(!points.isEmpty, "panel \"\(title)\": no points")
      (self.title, self.x, self.y, self.points) = (title, x, y, points)
    }
  }

  /// The panels, from left to right.
  public let panels: [Panel]
  /// What the legend calls class 0, 1, …, 9.
  public let classes: [String]
  /// Whether a unit is as long on one axis as on the other, as it is in a map.
  public let equalAspect: Bool

  /// A figure of one to three panels whose points have one of at most ten classes.
  public init(panels: [Panel], classes: [String], equalAspect: Bool = false) {
    require(1...3 ~= panels.count, "a scatter chart of \(panels.count) panels, not 1 to 3")
    require(
      1...Theme.classes.count ~= classes.count,
      "a scatter chart of \(classes.count) classes, not 1 to \(Theme.classes.count)")
    for panel in panels {
      for point in panel.points {
        require(
          classes.indices ~= point.label,
          "panel \"\(panel.title)\": class \(point.label) of \(classes.count)")
      }
      require(
        !equalAspect || panel.x.scale == .linear && panel.y.scale == .linear,
        "panel \"\(panel.title)\": equal aspect on a log axis")
    }
    (self.panels, self.classes, self.equalAspect) = (panels, classes, equalAspect)
  }

  /// A point without a place on its axis.
  public var fault: String? {
    panels.lazy.flatMap { panel in
      panel.points.lazy.compactMap { point in
        panel.x.fault(of: point.x, of: "panel \"\(panel.title)\"")
          ?? panel.y.fault(of: point.y, of: "panel \"\(panel.title)\"")
      }
    }.first
  }

  /// SVG.
  public var format: PictureFormat { .svg }

  /// One line for each point, `panel, x, y, class`.
  public var data: String {
    csv(
      ["panel", "x", "y", "class"],
      panels.flatMap { panel in
        panel.points.map { [panel.title, $0.x.description, $0.y.description, classes[$0.label]] }
      })
  }

  /// For each panel its ranges and the classes whose centres are nearest and farthest.
  public var altText: String {
    let kinds = classes.count == 1 ? "1 class" : "\(classes.count) classes"
    return (panels.count == 1 ? "Scatter chart" : "Scatter chart in \(panels.count) panels")
      + ", points in \(kinds). "
      + panels.map { panel in
        let (xs, ys) = (panel.points.map(\.x), panel.points.map(\.y))
        return "\(panel.title): \(counted(panel.points.count, "point")), "
          + "\(panel.x.spoken) from \(brief(xs.min() ?? 0)) to \(brief(xs.max() ?? 0)), "
          + "\(panel.y.spoken) from \(brief(ys.min() ?? 0)) to \(brief(ys.max() ?? 0))"
          + neighbours(panel)
      }.joined(separator: "; ") + "."
  }

  private func neighbours(_ panel: Panel) -> String {
    // Find the centre of every class that occurs.
    let centres = classes.indices.compactMap { label -> (label: Int, x: Double, y: Double)? in
      let points = panel.points.filter { $0.label == label }
      guard !points.isEmpty else { return nil }
      let count = Double(points.count)
      return (label, points.map(\.x).reduce(0, +) / count, points.map(\.y).reduce(0, +) / count)
    }
    // Compare all pairs.
    let pairs = centres.indices.flatMap { i in
      centres.dropFirst(i + 1).map { other in
        let (dx, dy) = (centres[i].x - other.x, centres[i].y - other.y)
        return (
          distance: dx * dx + dy * dy,
          text: "\(classes[centres[i].label]) and \(classes[other.label])"
        )
      }
    }.sorted { $0.distance < $1.distance }
    guard pairs.count > 1 else { return "" }
    return ", nearest class centres \(pairs[0].text), farthest \(pairs[pairs.count - 1].text)"
  }

  // MARK: Script

  /// The panels beside one another, the legend above them.
  public var script: String {
    let width = [560, 760, 900][panels.count - 1]
    let slot = Double(width) / Double(panels.count)
    let side = slot - 92
    let legend = Legend(
      classes.enumerated().map { (Theme.shapes[$0], Theme.classes[$0], $1) }, width: Double(width))
    let top = legend.height + (panels.contains { !$0.title.isEmpty } ? 42 : 18)
    let size = (width: width, height: Int(top + side) + 60)
    var script = Theme.chart(width: size.width, height: size.height)

    for (i, panel) in panels.enumerated() {
      script.table(
        "panel\(i)",
        panel.points.map {
          [$0.x, $0.y, Double(Theme.shapes[$0.label]), Double(Theme.classes[$0.label].number)]
        })
    }

    // One legend stands above all panels; the first of them draws it.
    legend.draw(in: &script, of: size)
    script.line("set multiplot")
    for (i, panel) in panels.enumerated() {
      let left = slot * Double(i) + 76
      Theme.area(
        &script, of: size, left: left, right: left + side, top: top, bottom: top + side)
      let (x, y) = layouts(panel)
      script.axis("x", x)
      script.axis("y", y)
      let (above, below) = (1 - (top - 16) / Double(size.height), 18 / Double(size.height))
      let beside = fraction((left - 58) / Double(size.width))
      script.label(panel.title, at: "graph 0.5, screen \(fraction(above))", "center")
      script.label(panel.x.label, at: "graph 0.5, screen \(fraction(below))", "center")
      script.label(panel.y.label, at: "screen \(beside), graph 0.5", "center rotate by 90")
      script.plot([
        "$panel\(i) using 1:2:3:4 with points pointsize 0.55 pointtype variable "
          + "linecolor rgb variable"
      ])
      script.line("unset label")
    }
    script.line("unset multiplot")
    return script.text
  }

  private func layouts(_ panel: Panel) -> (x: AxisLayout, y: AxisLayout) {
    var (xs, ys) = (panel.points.map(\.x), panel.points.map(\.y))
    if equalAspect {
      // Widen the shorter range about its middle.
      let (width, height) = (Self.length(xs), Self.length(ys))
      let excess = abs(width - height) / 2
      if width > height {
        ys += [(ys.min() ?? 0) - excess, (ys.max() ?? 0) + excess]
      } else {
        xs += [(xs.min() ?? 0) - excess, (xs.max() ?? 0) + excess]
      }
    }
    return (
      AxisLayout(panel.x.scale, Self.padded(xs, panel.x.scale), ends: .tight, count: 4),
      AxisLayout(panel.y.scale, Self.padded(ys, panel.y.scale), ends: .tight, count: 4)
    )
  }

  private static func length(_ values: [Double]) -> Double {
    (values.max() ?? 0) - (values.min() ?? 0)
  }

  /// The values and a little room around them, so that no point sits on an axis.
  private static func padded(_ values: [Double], _ scale: Axis.Scale) -> [Double] {
    guard scale == .linear, let low = values.min(), let high = values.max() else { return values }
    let room = (high - low) * 0.03
    return [low - room, high + room]
  }
}
