import Basics
import Foundation

/// `value` with a few significant digits, for labels and alt texts, the same in every locale.
func brief(_ value: Double, digits: Int = 4) -> String {
  let whole = abs(value) >= 1000 || value == value.rounded()
  return withPower(String(format: whole ? "%.0f" : "%.\(digits)g", value))
}

/// A number as C prints it, with a power of ten in place of its exponent: "3e-05" → "3·10⁻⁵".
func withPower(_ number: String) -> String {
  let parts = number.split(separator: "e")
  guard parts.count == 2, let exponent = Int(parts[1]) else { return number }
  return (parts[0] == "1" ? "" : "\(parts[0])·") + "10" + superscript(exponent)
}

/// A position between 0 and 1 in a picture; more digits would be below a hundredth of a pixel.
func fraction(_ value: Double) -> String {
  String(format: "%.5f", value)
}

/// `count` with its noun: `1 point`, `1,000 points`.
func counted(_ count: Int, _ noun: String) -> String {
  var digits = Array(String(count))
  for position in stride(from: digits.count - 3, to: 0, by: -3) {
    digits.insert(",", at: position)
  }
  return String(digits) + " " + noun + (count == 1 ? "" : "s")
}

/// `items` as a list in a sentence: `a, b and c`.
func listed(_ items: [String]) -> String {
  items.count < 2
    ? items.joined() : items.dropLast().joined(separator: ", ") + " and " + items[items.count - 1]
}
