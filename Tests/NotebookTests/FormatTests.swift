import Testing

@testable import Notebook

@Suite("Numbers are written as a book writes them")
struct FormatTests {
  @Test(
    "A fixed number of decimals",
    arguments: [
      (0.01774, 4, "0.0177"), (0.01776, 4, "0.0178"), (-1.25, 1, "−1.2"), (0, 2, "0.00"),
      (999.96, 1, "1000.0"), (4000, 0, "4000"), (1e-9, 3, "0.000"),
    ])
  func decimals(number: Double, digits: Int, text: String) {
    #expect(Format.decimals(digits)(number) == text)
  }

  static let significantCases: [(number: Double, digits: Int, text: String)] = [
    (0.000123, 3, "0.000123"), (12.34, 3, "12.3"), (1234.4, 3, "1234"), (0, 3, "0.00"),
    (-0.5, 2, "−0.50"), (1, 1, "1"), (-0.0, 3, "0.00"),
    // Rounding may add a digit before the point, and one digit behind it goes.
    (9.996, 3, "10.0"), (0.09996, 3, "0.100"), (-99.96, 3, "−100"),
    // The plain form reaches from 1e-5 to 1e7, after rounding.
    (0.00001, 1, "0.00001"), (0.00000999, 1, "0.00001"), (0.0000094, 1, "9 × 10⁻⁶"),
    (9_999_994, 7, "9999994"), (9_999_999.6, 7, "1.000000 × 10⁷"),
    // The ends of the range.
    (-1.5e-10, 2, "−1.5 × 10⁻¹⁰"), (6.02214e23, 3, "6.02 × 10²³"),
    (.leastNonzeroMagnitude, 2, "4.9 × 10⁻³²⁴"), (.greatestFiniteMagnitude, 3, "1.80 × 10³⁰⁸"),
  ]

  @Test("Significant digits", arguments: significantCases)
  func significant(number: Double, digits: Int, text: String) {
    #expect(Format.significant(digits)(number) == text)
  }

  @Test(
    "Percentages",
    arguments: [(0.754, 1, "75.4 %"), (1, 0, "100 %"), (-0.0312, 2, "−3.12 %")])
  func percent(number: Double, digits: Int, text: String) {
    #expect(Format.percent(digits)(number) == text)
  }

  @Test(
    "What is rounded to zero has no sign",
    arguments: [Format.decimals(3), .percent(1)])
  func negativeZero(format: Format) {
    #expect(format(-0.00001) == format(0))
    #expect(format(-0.0) == format(0))
    #expect(format(-0.01) != format(0.01))
  }

  @Test(
    "What is no number says so",
    arguments: [Format.decimals(2), .significant(3), .percent(1)])
  func notFinite(format: Format) {
    #expect(format(.nan) == "nan")
    #expect(format(.infinity) == "inf")
    #expect(format(-.infinity) == "-inf")
  }
}
