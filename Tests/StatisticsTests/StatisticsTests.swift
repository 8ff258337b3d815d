import Testing

@testable import Statistics

@Suite("The mean of runs and their spread")
struct StatisticsTests {
  @Test("Numbers worked out by hand")
  func byHand() {
    #expect([2.0, 4, 9].mean == 5)
    #expect([2.0, 4, 9].standardDeviation == 13.0.squareRoot())
    #expect([0.25].mean == 0.25)
    #expect([0.25].standardDeviation == 0)
  }

  @Test("The spread is that of the differences: a large common part does not swamp it")
  func shift() {
    #expect([1e9 + 2, 1e9 + 4, 1e9 + 9].standardDeviation == 13.0.squareRoot())
  }

  @Test("Lists increase where every number is above the one in its place before")
  func increase() {
    #expect(increasing([1, 2], [3, 4], [5, 6]))
    #expect(!increasing([1, 2], [3, 4], [5, 4]))
    #expect(!increasing([1, 2], [3, 1]))
    #expect(increasing([[9, 8]]))
  }
}
