import TestSupport
import Testing

@testable import Plot

@Suite struct SnapshotTests {
  @Test(arguments: Examples.all.map(\.name)) func figure(_ name: String) throws {
    let figure = try #require(Examples.all.first { $0.name == name }).figure
    for (kind, text) in [
      ("gp", figure.script), ("csv", figure.data), ("alt.txt", figure.altText + "\n"),
    ] {
      let found = try difference(of: text, fromSnapshot: "\(name).\(kind)")
      #expect(found == nil)
    }
  }

  @Test func sketches() throws {
    let lines = try difference(
      of: sketch(Examples.lines, columns: 60), fromSnapshot: "lines.sketch.txt")
    #expect(lines == nil)
    let bars = try difference(
      of: sketch(Examples.bars, columns: 60), fromSnapshot: "bars.sketch.txt")
    #expect(bars == nil)
  }

  @Test(.enabled(if: !isRecording)) func theHelperCanFail() throws {
    let script = Examples.curve.script
    func found(_ text: String, in name: String = "curve.gp") throws -> String? {
      try difference(of: text, fromSnapshot: name)
    }
    #expect(try found(script) == nil)
    #expect(try found(script + "\n")?.contains("lines, not") == true)
    #expect(try found(script.replacing("760", with: "761"))?.contains("line 1 is") == true)
    #expect(try found(script, in: "none.gp")?.contains("does not exist") == true)
  }

  @Test func theComparisonSeesEveryDifference() {
    #expect(firstDifference("a\nb\n", "a\nb\n") == nil)
    #expect(firstDifference("a\nb\n", "a\nc\n") == "line 2 is `b`, not `c`")
    #expect(firstDifference("a\nb", "a\nb\n") == "2 lines, not 3")
    #expect(firstDifference("", "a") == "line 1 is ``, not `a`")
    #expect(firstDifference("é", "e\u{301}") != nil)
  }
}
