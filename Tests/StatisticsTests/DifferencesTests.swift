import Testing

@testable import Statistics

@Suite("Differences, and whether chance makes them")
struct DifferencesTests {
  /// So many images that only the first classifies correctly, that only the second does, and that both do.
  func hits(_ a: Int, _ b: Int, both: Int) -> ([Bool], [Bool]) {
    (
      [Bool](repeating: true, count: a) + [Bool](repeating: false, count: b)
        + [Bool](repeating: true, count: both),
      [Bool](repeating: false, count: a) + [Bool](repeating: true, count: b)
        + [Bool](repeating: true, count: both)
    )
  }

  @Test("McNemar by hand: 1 against 5 has p = 2 (1 + 6) / 64; images that both know do not count")
  func mcNemar() {
    for both in [0, 100] {
      let (a, b) = hits(1, 5, both: both)
      #expect(abs(mcNemarP(a, b) - 14.0 / 64) < 1e-12)
      #expect(abs(mcNemarP(b, a) - 14.0 / 64) < 1e-12)
    }
    #expect(mcNemarP([true, false], [true, false]) == 1)
    let (a, b) = hits(3, 3, both: 0)
    #expect(mcNemarP(a, b) == 1)
    // 2000 images against 2000 others: no chance underflows.
    let (many, others) = hits(2000, 2000, both: 0)
    #expect(abs(mcNemarP(many, others) - 1) < 1e-9)
  }

  @Test("Holm by hand: the least of three counts three times, and none overtakes the one before")
  func byHolm() {
    #expect(holm([0.01, 0.04, 0.03]) == [0.03, 0.06, 0.06])
    #expect(holm([0.5, 0.9]) == [1, 1])
    #expect(holm([]) == [])
  }

  @Test(
    "Critical values of t as they are tabled", arguments: [(1, 63.657), (4, 4.604), (9, 3.250)])
  func critical(degrees: Int, t: Double) {
    #expect(abs(criticalT(chance: 0.01, degrees: degrees) / t - 1) < 1e-3)
  }

  @Test("Welch: equal spreads and numbers have the degrees of both together")
  func welch() {
    let (a, b) = ([1.0, 2, 3, 4, 5], [2.0, 3, 4, 5, 6])
    let interval = welchInterval(a, b)
    // Means 3 and 4, variances 2.5 of 5 runs each: a standard error of 1, and 8 degrees: t = 3.355.
    #expect(abs(interval.lowerBound + 1 + 3.355) < 1e-3)
    #expect(abs(interval.upperBound + 1 - 3.355) < 1e-3)
    #expect(welchInterval([1, 1], [3, 3]) == -2 ... -2)
  }

  @Test("The bootstrap of one difference everywhere is that difference; of others it has a width")
  func bootstrap() {
    var state: UInt64 = 1
    func uniforms(_ draw: Int, _ count: Int) -> [Double] {
      (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53)
      }
    }
    #expect(bootstrapInterval([[2, 2], [2, 2]], uniforms: uniforms) == 2...2)
    // The standard deviation of the mean of 400 fair coins is 1/40; ±2.58 of them hold 99 %.
    let coins = [(0..<400).map { Double($0 % 2) }]
    let interval = bootstrapInterval(coins, uniforms: uniforms)
    #expect(abs(interval.lowerBound - (0.5 - 2.58 / 40)) < 0.012)
    #expect(abs(interval.upperBound - (0.5 + 2.58 / 40)) < 0.012)
    // One image of two seeds that disagree: the interval goes from one to the other.
    #expect(bootstrapInterval([[0], [1]], uniforms: uniforms) == 0...1)
  }
}
