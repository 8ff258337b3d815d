import Models
import Testing
import Workbench

@Suite("Cases with a rate")
struct TunedTests {
  @Test("A rate that was chosen for another case leaves the case what it is")
  func other() {
    let tuned = Tuned(Objective("β = 4", divergenceWeight: 4), rate: 0.003)
    #expect(tuned.id == "β = 4")
    #expect(tuned.name == "beta_4")
    #expect(tuned.divergenceWeight == 4)
    #expect(tuned.rate == 0.003)
    #expect(!tuned.isAtEdge)
  }
}
