import Basics
import Foundation

/// An axis of a chart: its label and its scale.
public struct Axis: Sendable {
  /// How values map to positions.
  public enum Scale: Sendable {
    /// Equal differences, equal distances.
    case linear
    /// Equal ratios, equal distances, of positive values.
    case log
  }

  /// The quantity and its unit.
  public let label: String
  /// How values map to positions.
  public let scale: Scale

  /// An axis with that label.
  public init(_ label: String, _ scale: Scale = .linear) {
    self.label = label
    self.scale = scale
  }

  /// The label in a sentence.
  var spoken: String { scale == .log ? label + " (log scale)" : label }

  /// Whether `value` has a place on the axis.
  func admits(_ value: Double) -> Bool { value.isFinite && (scale == .linear || value > 0) }

  /// What is wrong with a value of `owner` that has no place on the axis; nil where it has one.
  func fault(of value: Double, of owner: @autoclosure () -> String) -> String? {
    admits(value)
      ? nil
      : "\(owner()): expected a \(scale == .log ? "positive" : "finite") number on the axis "
        + "\"\(label)\", found \(value)"
  }
}

/// What an axis shows: a range, and round values in it with their texts.
struct AxisLayout {
  let scale: Axis.Scale
  let range: ClosedRange<Double>
  let ticks: [(value: Double, text: String)]

  /// Where the range ends: at the outermost values, or at the round values around them.
  enum Ends { case tight, round }

  /// Lays out an axis for `values`, of which there is at least one, with about `count` tics.
  init(_ scale: Axis.Scale, _ values: [Double], ends: Ends, count: Int = 5) {
    var low = values.min() ?? 0
    var high = values.max() ?? 1
    self.scale = scale
    switch scale {
    case .linear:
      // A range of no length gets one, around its value.
      if low == high {
        let room = max(abs(low) / 2, 0.5)
        (low, high) = (low - room, high + room)
      }
      var step = Self.roundStep((high - low) / Double(count))
      // One tick alone is no scale.
      if ends == .tight, (high / step).rounded(.down) - (low / step).rounded(.up) < 1 {
        step = Self.roundStep(step * 0.4)
      }
      let decimals = max(0, -Int((log10(step) + 1e-9).rounded(.down)))
      let outer = ((low / step - 1e-9).rounded(.up), (high / step + 1e-9).rounded(.down))
      var first = outer.0, last = outer.1
      if ends == .round {
        first = (low / step + 1e-9).rounded(.down)
        last = (high / step - 1e-9).rounded(.up)
      }
      ticks = stride(from: first, through: last, by: 1).map { index in
        let text = String(format: "%.\(decimals)f", index * step + 0.0)
        return (Double(text) ?? index * step, text)
      }
      range = ends == .round ? (ticks[0].value...ticks[ticks.count - 1].value) : low...high
    case .log:
      if low == high { (low, high) = (low / 2, high * 2) }
      let margin = pow(high / low, 0.04)
      (low, high) = (Self.sixDigits(low / margin), Self.sixDigits(high * margin))
      range = low...high
      ticks = Self.logTicks(low, high)
    }
  }

  /// The same axis with tics at `values`: where few values occur, they are the best tics.
  func ticks(at values: [Double]) -> AxisLayout {
    AxisLayout(scale: scale, range: range, ticks: values.map { ($0, $0.plain) })
  }

  private init(
    scale: Axis.Scale, range: ClosedRange<Double>, ticks: [(value: Double, text: String)]
  ) {
    (self.scale, self.range, self.ticks) = (scale, range, ticks)
  }

  /// Where `value` lies: 0 at the start of the axis, 1 at its end.
  func position(of value: Double) -> Double {
    let place: (Double) -> Double = { scale == .log ? log($0) : $0 }
    let start = place(range.lowerBound)
    return (place(value) - start) / (place(range.upperBound) - start)
  }

  /// `value`, or the start of the axis, if it lies below that: so zero falls off a logarithmic axis.
  func visible(_ value: Double) -> Double { max(value, range.lowerBound) }

  /// The nearest of 1, 2 and 5 times a power of ten that is not smaller than `step`.
  private static func roundStep(_ step: Double) -> Double {
    let power = pow(10, log10(step).rounded(.down))
    let factor = [1, 2, 5].first { $0 * power >= step * 0.99 } ?? 10
    return factor * power
  }

  /// Powers of ten and, where these are few, round values between them.
  private static func logTicks(_ low: Double, _ high: Double) -> [(value: Double, text: String)] {
    let decades = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
    let choices: [[Int]] = [[1], [1, 3], [1, 2, 5], [10, 15, 20, 30, 50, 70]]
    var values: [Double] = []
    for factors in choices where values.count < 4 {
      values = decades.flatMap { decade in
        factors.compactMap { Double("\($0)e\(factors[0] == 10 ? decade - 1 : decade)") }
      }.filter { low...high ~= $0 }
    }
    // Over less than a third of a decade the eye sees a straight scale: take its round values.
    guard values.count >= 3 else { return AxisLayout(.linear, [low, high], ends: .tight).ticks }
    let every = (values.count + 7) / 8
    return values.enumerated().filter { $0.offset % every == 0 }.map { ($1, $1.plain) }
  }

  /// Rounded, so that the last bits of `pow`, which differ between systems, stay out of the script.
  private static func sixDigits(_ value: Double) -> Double {
    Double(String(format: "%.6g", value)) ?? value
  }
}

extension Double {
  /// The number as one writes it by hand: 0.01, 1000, and below a ten-thousandth 10⁻⁵ or 3·10⁻⁵.
  var plain: String { withPower(String(format: "%.10g", self)) }
}
