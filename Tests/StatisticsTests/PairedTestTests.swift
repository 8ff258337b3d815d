import Testing

@testable import Statistics

@Suite("Student's paired test")
struct PairedTestTests {
  /// Critical values of t as they are tabled, with three decimals.
  @Test(
    "The chance of a tabled t is the tabled chance",
    arguments: [
      (1, 12.706, 0.05), (2, 4.303, 0.05), (3, 3.182, 0.05), (4, 2.776, 0.05), (4, 4.604, 0.01),
      (5, 4.032, 0.01), (9, 3.250, 0.01), (10, 2.228, 0.05), (29, 2.045, 0.05),
    ])
  func tabled(degrees: Int, t: Double, chance: Double) {
    #expect(abs(studentP(t: t, degrees: degrees) / chance - 1) < 2e-3)
  }

  @Test("Worked out by hand: differences 1, 2 and 3 have t = 2 √3 with two degrees of freedom")
  func byHand() {
    // With two degrees P(|T| < t) = t / √(2 + t²), here √(12 / 14).
    let chance = 1 - (12.0 / 14).squareRoot()
    #expect(abs(pairedP([2, 4, 6], [1, 2, 3]) - chance) < 1e-12)
    #expect(abs(pairedP([1, 2, 3], [2, 4, 6]) - chance) < 1e-12)
  }

  @Test("What all pairs have in common does not count")
  func pairs() {
    #expect(
      abs(pairedP([1002, 5004, 7], [1001, 5002, 4]) - pairedP([2, 4, 6], [1, 2, 3])) < 1e-9)
  }

  @Test("A difference is shown when chance gives one so large less than once in a hundred times")
  func shown() {
    // The critical t of four degrees of freedom is 4.604 for a hundredth: t = mean √5 / s.
    let scatter = [-2.0, -1, 0, 1, 2]
    let critical = 4.604 * scatter.standardDeviation / 5.0.squareRoot()
    #expect(differ(scatter.map { $0 + 1.01 * critical }, scatter.map { _ in 0 }))
    #expect(!differ(scatter.map { $0 + 0.99 * critical }, scatter.map { _ in 0 }))
  }

  @Test("Equal lists do not differ; a constant difference is none of chance's")
  func extremes() {
    #expect(pairedP([1, 2], [1, 2]) == 1)
    #expect(pairedP([1, 2], [2, 3]) == 0)
  }
}
