import Testing

@testable import Notebook

@Suite("What a run prints")
struct TerminalTests {
  @Test("Columns line up, numbers on the right")
  func table() {
    let text = Terminal.table(
      header: ["model", "error"], rows: [["mean image", "54.2"], ["π", "1.0"]],
      rightAligned: [false, true])
    #expect(
      text == """
          model        error
          ──────────   ─────
          mean image    54.2
          π              1.0
        """)
  }

  @Test("No spaces stand behind the last column")
  func trailingSpaces() {
    let text = Terminal.table(
      header: ["k", "note"], rows: [["1", "a long note"], ["2", ""]], rightAligned: [true, false])
    #expect(text.split(separator: "\n").allSatisfy { !$0.hasSuffix(" ") }, "\(text)")
  }

  @Test("A table without rows is its header")
  func emptyTable() {
    let text = Terminal.table(header: ["a", "bc"], rows: [], rightAligned: [true, true])
    #expect(text == "  a   bc\n  ─   ──")
  }

  @Test("A table of sentences is said row by row")
  func tableOfSentences() {
    let long = Array(repeating: "word", count: 18).joined(separator: " ")
    let table = Terminal.table(
      header: ["says", "finds"], rows: [["short", long], ["other", "brief"]],
      rightAligned: [false, false])
    #expect(
      table == """
          says: short
          finds: \(Array(repeating: "word", count: 14).joined(separator: " "))
                 word word word word

          says: other
          finds: brief
        """, "\(table)")
  }

  @Test("The titles of a table that is too wide stand word below word")
  func wideTable() {
    let titles = Array(repeating: "squared error per image", count: 4) + ["k"]
    let text = Terminal.table(
      header: titles, rows: [["1", "2", "3", "4", "5"]],
      rightAligned: Array(repeating: true, count: 5))
    #expect(
      text == """
          squared   squared   squared   squared
            error     error     error     error
              per       per       per       per
            image     image     image     image   k
          ───────   ───────   ───────   ───────   ─
                1         2         3         4   5
        """)
  }

  @Test("A long paragraph breaks between words, under its first word")
  func paragraph() {
    let words = Array(repeating: "twelve-chars", count: 7).joined(separator: " ")
    let line = Array(repeating: "twelve-chars", count: 5).joined(separator: " ")
    #expect(
      Terminal.paragraph(words, mark: "  ✓ ") == "  ✓ \(line)\n    twelve-chars twelve-chars")
  }

  @Test(
    "A paragraph fills the width and does not pass it", arguments: [75, 76, 77])
  func width(count: Int) {
    let text = String(repeating: "x", count: count - 2) + " y"
    let lines = Terminal.paragraph(text).split(separator: "\n")
    #expect(lines.count == (count <= 76 ? 1 : 2))
    #expect(lines.allSatisfy { $0.count <= 78 })
  }

  @Test("A word that is too long for any line has one of its own, and nothing is lost")
  func longWord() {
    let word = String(repeating: "x", count: 100)
    #expect(Terminal.paragraph("a \(word) b") == "  a\n  \(word)\n  b")
    #expect(Terminal.paragraph("") == "  ")
  }
}
