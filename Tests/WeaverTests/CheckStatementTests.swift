import TestSupport
import Testing

@testable import Weaver

@Suite("A check's statement in Swift")
struct CheckStatementTests {
  /// How many lines the statement at the beginning of `code` has, and its condition.
  private func read(_ code: String) -> (lines: Int, condition: String)? {
    CheckStatement(at: code.sourceLines[...]).map { ($0.lines.count, $0.condition) }
  }

  @Test(arguments: [
    (#"notebook.check("a", b)"#, 1, "b"),
    (#"notebook.check("a, (b", c, evidence: "d)")  "#, 1, "c"),
    ("notebook.check(\n  \"a\"\n    + \"b\",\n  c\n    && d)\nmore()", 5, "c\n  && d"),
    (
      "notebook.check(\n  \"a\", b.allSatisfy {\n    f($0, 1)\n  })", 4,
      "b.allSatisfy {\n  f($0, 1)\n}"
    ),
    ("notebook.check(\"a\", b.allSatisfy {\n  $0 > 1\n})", 3, "b.allSatisfy {\n  $0 > 1\n}"),
    // Strings hold brackets, commas and quotation marks, and code in turn.
    (
      #"notebook.check("\"),", [b, c].contains("(\(d(")"), e)),"))"#, 1,
      #"[b, c].contains("(\(d(")"), e)),")"#
    ),
    (
      ##"notebook.check(#"a\"#, b == #"\#(c("#"), "")), ""#)"##, 1,
      ##"b == #"\#(c("#"), "")), ""#"##
    ),
    ("notebook.check(\n  \"\"\"\n  a \"quoted\", (b\n  \"\"\", c)", 4, "c"),
    // So do comments, and those of one kind nest.
    (
      "notebook.check(  // one, (\n  \"a\", /* two, ( /* three */ ) */ b,\n  evidence: c)", 3,
      "/* two, ( /* three */ ) */ b"
    ),
    ("notebook.check(\"a\", b  // last )\n)", 2, "b  // last )"),
    ("notebook.check(\"a\", b)\nnotebook.check(\"c\", d)", 1, "b"),
  ])
  func statement(code: String, lines: Int, condition: String) throws {
    let found = try #require(read(code))
    #expect(found == (lines, condition))
  }

  @Test(arguments: [
    "", "let a = notebook.check(\"a\", b)", "  notebook.check(\"a\", b)",
    "notebook.checks(\"a\", b)",
    "checker.check(\"a\", b)", "notebook.check(\"a\")", "notebook.check(\"a\", b",
    "notebook.check(\"a, b)\n\")", "notebook.check(\"a\", b); more()",
    "notebook.check(\"a\", b).more()",
    "notebook.check(\"a\", /* b)",
  ])
  func noStatement(code: String) {
    #expect(read(code) == nil)
  }

  @Test(
    "Any code is read to an end, and the lines of a statement are the first ones",
    arguments: 0..<500)
  func anyCode(seed: UInt64) {
    var generator = SplitMix(seed: seed)
    let parts = [
      "(", ")", "[", "]", "{", "}", "\"", "\"\"\"", "#", "\\", "\\(", "//", "/*", "*/", ",", "\n",
      " ", "é🙂", "a",
    ]
    let code = (0..<30).map { _ in parts.randomElement(using: &generator) ?? "" }.joined()
    let lines = ("notebook.check(\"a\"," + code + ")").sourceLines
    guard let check = CheckStatement(at: lines[...]) else { return }
    #expect(check.lines == Array(lines.prefix(check.lines.count)))
    #expect(
      check.condition.isEmpty || check.lines.text.contains(check.condition.prefix { $0 != "\n" }))
  }
}
