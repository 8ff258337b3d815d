import Testing
import Workbench

@Suite("The choice among options by the worst of their runs")
struct ChoiceTests {
  @Test("It takes the option whose worst run is the best, and says where in the grid it lies")
  func worst() {
    let choice = Choice(among: ["a", "b", "c"], errors: [[1, 9], [5, 4], [7, 6]])
    #expect(choice.option == "b")
    #expect(choice.errors == [5, 4])
    #expect(choice.trials == [[1, 9], [5, 4], [7, 6]])
    #expect(!choice.isAtEdge)
  }

  @Test("A run that diverged is the worst of all; of equals the first is taken")
  func ends() {
    let diverged = Choice(among: [1e-3, 1e-2], errors: [[3, 3], [1, .infinity]])
    #expect(diverged.option == 1e-3)
    #expect(diverged.isAtEdge)
    #expect(Choice(among: [1, 2, 3], errors: [[4], [2], [2]]).option == 2)
  }
}
