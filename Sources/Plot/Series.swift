import Basics

/// A named line through points.
public struct Series: Sendable {
  /// A point of the line.
  public typealias Point = (x: Double, y: Double)
  /// The ends of the band around a point: of its runs, the least and the greatest, say.
  public typealias Interval = (low: Double, high: Double)

  /// What the label beside the line says.
  public let name: String
  /// The points, from left to right.
  public let points: [Point]
  /// The band around the line, one interval a point, or nothing.
  public let spread: [Interval]

  /// A line through `points`, sorted by `x`; `spread` has one interval a point, or is empty.
  public init(_ name: String, points: [Point], spread: [Interval] = []) {
    require(!points.isEmpty, "series \"\(name)\": no points")
    require(
      spread.isEmpty || spread.count == points.count,
      "series \"\(name)\": \(spread.count) intervals for \(points.count) points")
    require(
      zip(points, points.dropFirst()).allSatisfy { $0.x < $1.x },
      "series \"\(name)\": the points are not in order of x")
    self.name = name
    self.points = points
    self.spread = spread
  }
}

/// A dashed line that other values are compared with.
public struct Reference: Sendable {
  enum Direction { case horizontal, vertical }
  let direction: Direction
  let value: Double
  let label: String

  /// A line across the chart at that value of the vertical axis.
  public static func horizontal(_ value: Double, _ label: String) -> Reference {
    Reference(direction: .horizontal, value: value, label: label)
  }

  /// A line up the chart at that value of the horizontal axis.
  public static func vertical(_ value: Double, _ label: String) -> Reference {
    Reference(direction: .vertical, value: value, label: label)
  }

  /// The reference in a sentence of an alt text.
  var spoken: String { "the dashed line \"\(label)\" is at \(brief(value))" }
}
