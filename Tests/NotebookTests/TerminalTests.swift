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

  @Test("A bar fits every width, and one column stays free", arguments: 1...100)
  func bar(columns: Int) {
    for label in ["", "runs", "a label that is longer than some terminals are wide"] {
      for done in [0, 1, 999, 1000] {
        let line = Progress.line(label, done: done, of: 1000, columns: columns)
        #expect(line.count < columns)
        let bar = line.filter { "█░".contains($0) }
        #expect(bar.isEmpty || bar.count >= 4)
        #expect(bar.count { $0 == "█" } == done * bar.count / 1000)
        if columns > 40 { #expect(line.hasSuffix("  \(done) of 1000")) }
      }
    }
  }

  @Test("A bar gives way to what is said of it")
  func narrowBars() {
    func line(_ columns: Int) -> String {
      Progress.line("five seeds", done: 3, of: 12, columns: columns)
    }
    #expect(line(80) == "  five seeds  ██████░░░░░░░░░░░░░░░░░░  3 of 12")
    #expect(line(34) == "  five seeds  ██░░░░░░░░  3 of 12")
    #expect(line(27) == "  five seeds  3 of 12")
    #expect(line(18) == "  five …  3 of 12")
  }

  @Test("A terminal that obeys nothing, or a reader who wants no emphasis, is sent plain text")
  func plain() {
    for (environment, obeys) in [
      (["TERM": "xterm-256color"], true), (["TERM": "dumb"], false), (["TERM": ""], false),
      ([:], false),
    ] {
      #expect(Terminal.obeys(in: environment) == obeys)
    }
    #expect(Terminal.wantsColour(in: [:]))
    #expect(Terminal.wantsColour(in: ["NO_COLOR": ""]))
    #expect(!Terminal.wantsColour(in: ["NO_COLOR": "1"]))
  }
}
