/// A whole number in superscript digits: −12 → "⁻¹²".
package func superscript(_ number: Int) -> String {
  let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
  return String(String(number).map { $0.wholeNumberValue.map { digits[$0] } ?? "⁻" })
}
