import Testing

import Weaver

@Suite struct MarkdownTests {
  /// The rules of CommonMark 0.31, §6.1: the span ends at as many back-quotes as it begins with, and
  /// loses one space at each end when it has one at both.
  private func read(_ markdown: String) -> String? {
    let fence = markdown.prefix { $0 == "`" }
    var rest = markdown.dropFirst(fence.count)
    var code = ""
    while let first = rest.first {
      let run = rest.prefix { ($0 == "`") == (first == "`") }
      rest = rest.dropFirst(run.count)
      if run == fence {
        guard code.hasPrefix(" "), code.hasSuffix(" "), code.contains(where: { $0 != " " }) else {
          return rest.isEmpty ? code : nil
        }
        return rest.isEmpty ? String(code.dropFirst().dropLast()) : nil
      }
      code += run
    }
    return nil
  }

  @Test(
    arguments: [
      "--data /tmp/a", "a`b", "`", "``", "`a`` b ```", "<b>`x`", " a ", " `", "a  b", "\\", "|",
      "a` ",
    ])
  func codeIsReadBackAsItWas(_ text: String) {
    #expect(read(codeSpan(text)) == text)
  }

  @Test func theReaderAboveSeesASpanThatIsOver() {
    #expect(read("`a`b`") == nil)
    #expect(read("`a") == nil)
  }

  @Test func codeStaysOnItsLine() {
    #expect(codeSpan("a\nb") == "`a b`")
  }

  @Test func plainTextIsNoMarkup() {
    #expect(escaped("a_b *c* `d` <e> & [f]") == "a\\_b \\*c\\* \\`d\\` \\<e\\> \\& \\[f\\]")
  }
}
