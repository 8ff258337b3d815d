import Testing

@testable import Plot

@Suite("Numbers on charts and in alternative texts")
struct NumberTests {
  @Test(
    "Plain where they are short, a power of ten where they are not",
    arguments: [
      (0.001, "0.001"), (1000, "1000"), (0.5, "0.5"), (-0.25, "-0.25"), (1e-5, "10⁻⁵"),
      (3e-5, "3·10⁻⁵"), (-2e-7, "-2·10⁻⁷"), (1e12, "10¹²"), (2.5e-10, "2.5·10⁻¹⁰"),
    ])
  func ticks(value: Double, text: String) {
    #expect(value.plain == text)
  }

  @Test("A few digits in a sentence", arguments: [(1.551e-6, "1.551·10⁻⁶"), (0.12345, "0.1235")])
  func sentences(value: Double, text: String) {
    #expect(brief(value) == text)
  }
}
