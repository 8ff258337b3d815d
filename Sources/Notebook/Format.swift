import Basics
import Foundation

/// How a number is written in the book. results.json always has it in full.
public enum Format: Sendable {
  /// A fixed number of decimals: 0.0177.
  case decimals(Int)
  /// At least so many significant digits, and all digits before the point: 0.000123, 12.3, 1234;
  /// 1.23 × 10⁻⁷ only where zeros would hide the digits.
  case significant(Int)
  /// A share as a percentage with decimals: 0.754 → 75.4 %.
  case percent(Int)

  /// The format of a value, by the words of its name: an error has four decimals, an accuracy is a
  /// percentage, a learning rate has one digit.
  public static func of(_ name: String) -> Format {
    for word in name.split(separator: "_").reversed() {
      switch word {
      case "mse", "gap": return .decimals(4)
      case "accuracy", "share", "gain", "rise": return .percent(1)
      case "rate", "strength", "penalty", "p": return .significant(1)
      case "updates", "images", "parameters", "passes": return .decimals(0)
      case "units", "reconstruction", "divergence", "bound", "distance": return .decimals(1)
      default: continue
      }
    }
    return .significant(3)
  }

  func callAsFunction(_ number: Double) -> String {
    guard number.isFinite else { return "\(number)" }
    switch self {
    case .decimals(let digits):
      return minus(String(format: "%.\(digits)f", number))
    case .percent(let digits):
      return minus(String(format: "%.\(digits)f %%", 100 * number))
    case .significant(let digits):
      // The exponent after rounding to so many digits decides: 9.996 to three digits is 10.0.
      let scientific = String(format: "%.\(digits - 1)e", number)
      let exponent = Int(scientific.split(separator: "e").last ?? "0") ?? 0
      if number != 0, !(-5..<7).contains(exponent) {
        let mantissa = scientific.split(separator: "e").first.map(String.init) ?? scientific
        return minus(mantissa) + " × 10" + superscript(exponent)
      }
      return minus(String(format: "%.\(max(digits - 1 - exponent, 0))f", number))
    }
  }

  /// A true minus sign, as print has it, and none before a number that was rounded to zero.
  private func minus(_ text: String) -> String {
    guard text.hasPrefix("-") else { return text }
    let isZero = !text.contains { ("1"..."9").contains($0) }
    return (isZero ? "" : "−") + text.dropFirst()
  }
}
