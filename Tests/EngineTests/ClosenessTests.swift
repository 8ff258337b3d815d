import Engine
import Testing

@Suite("The comparison that all other tests lean on can fail")
struct ClosenessTests {
  @Test("Counts are compared before elements")
  func counts() {
    #expect(difference([1, 2], [1], relative: 1) != nil)
    #expect(difference([], [1], relative: 1) != nil)
    let (row, column) = (
      Matrix(rows: 1, columns: 2, repeating: 1), Matrix(rows: 2, columns: 1, repeating: 1)
    )
    #expect(difference(row, column, relative: 1) != nil)
  }

  @Test("A number just outside its tolerance is found, one just inside is not")
  func tolerances() {
    #expect(difference([1.011], [1], relative: 0.01) != nil)
    #expect(difference([1.009], [1], relative: 0.01) == nil)
    #expect(difference([0.011], [0], relative: 1, absolute: 0.01) != nil)
    #expect(difference([0.009], [0], relative: 1, absolute: 0.01) == nil)
    #expect(difference([-1], [1], relative: 0.01) != nil)
  }

  @Test("NaN and infinity agree with no number")
  func notNumbers() {
    #expect(difference([.nan], [1], relative: 1, absolute: 1) != nil)
    #expect(difference([.nan], [.nan], relative: 1, absolute: 1) != nil)
    #expect(difference([.infinity], [1], relative: 1, absolute: 1) != nil)
  }
}
