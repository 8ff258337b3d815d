import Testing

@testable import Weaver

@Suite struct ReadingTests {
  private func source(words: Int, codeLines: Int, hidden: Int = 0, exercises: Int = 0) -> String {
    "/*:\n# 1 · T\n\n> Q?\n\n" + String(repeating: "word ", count: words - 6) + "\n*/\n"
      + String(repeating: "let x = 1\n", count: codeLines) + "//#-hidden-code\n"
      + String(repeating: "let x = 1\n", count: hidden) + "//#-end-hidden-code\n"
      + "/*:\n## Exercises\n\n" + String(repeating: "word ", count: exercises) + "\n*/\n"
  }

  @Test(arguments: [
    (10, 0, 5), (999, 0, 5), (1000, 0, 10), (1800, 0, 10), (1000, 49, 10), (1000, 50, 15),
    (10, 99, 10),
  ])
  func minutesGrowByFives(words: Int, lines: Int, minutes: Int) {
    #expect(readingMinutes(of: source(words: words, codeLines: lines), file: "f") == minutes)
  }

  @Test func equationsTakeTheirTime() {
    let equations = String(repeating: "\n$$ a = b $$\n", count: 10)
    let text = source(words: 100, codeLines: 1).replacing(
      "word word ", with: equations, maxReplacements: 1)
    #expect(readingMinutes(of: text, file: "f") == 10)
  }

  @Test func testsThatAreFoldedDoNotCount() {
    let check = "notebook.check(\n  \"It holds.\",\n  true)\n"
    let text = source(words: 100, codeLines: 1) + String(repeating: check, count: 100)
    #expect(readingMinutes(of: text, file: "f") == 5)
  }

  @Test func whatIsHiddenAndExercisesDoNotCount() {
    let text = source(words: 100, codeLines: 1, hidden: 1000, exercises: 5000)
    #expect(readingMinutes(of: text, file: "f") == 5)
  }
}
