import TestSupport
import Testing

@testable import Weaver

@Suite struct TokenTests {
  @Test(
    arguments: [
      ("a `b {{c}}` d", [.text, .code, .text]),
      ("a ``b ` c`` d", [.text, .code, .text]),
      ("a `` b ` c", [.text]),
      ("a ` b\n\nc ` d", [.text, .text, .text]),
      (#"a \` b ` c"#, [.text]),
      ("a $b$ c", [.text, .maths, .text]),
      ("from $5 to $6", [.text]),
      ("from $5 to$6", [.text]),
      (#"a \$b$ c"#, [.text]),
      (#"$a\$b$"#, [.maths]),
      ("$a\n\nb$", [.text, .text, .text]),
      ("$$\na\n$$", [.maths, .maths, .maths]),
      ("$$a $ b$$", [.maths]),
      ("$k = {{k}}$", [.maths, .value(name: "k"), .maths]),
      ("$x^{{a}_b}$", [.maths]),
      ("[a](b(c)d) e", [.text, .target, .text]),
      ("[a](b", [.text]),
      ("[a](b/{{größe_2}}.md)", [.text, .target, .value(name: "größe_2"), .target]),
      ("at https://a.b/1.5?c=2%20 d", [.text, .target, .text]),
      ("<https://a.b/1.5>", [.text, .target, .text]),
      ("a <!-- {{b}}\n\n`c --> d", [.text, .comment, .text]),
      ("a <!-- b", [.text, .unclosed]),
      ("a {{b}} c", [.text, .value(name: "b"), .text]),
      (#"a \{{b}} c"#, [.text]),
      ("a {{b c}} d", [.text, .malformed, .text]),
      ("a {{}} d", [.text, .malformed, .text]),
      ("a {{b\n}} d", [.text, .malformed, .text, .text]),
      ("{{include A/b.swift#c-1}} ", [.include(path: "A/b.swift", anchor: "c-1")]),
      ("a {{include A/b.swift#c}}", [.text, .malformed]),
      ("{{include A/b.swift}}", [.malformed]),
      ("a {{term b–c d}}", [.text, .term(name: "b–c d", shown: "b–c d")]),
      ("**{{term b|$c$ d}}**", [.text, .term(name: "b", shown: "$c$ d"), .text]),
      ("{{term a\nb}}", [.malformed, .text, .text]),
      ("{{term a|}} {{term |a}}", [.malformed, .text, .malformed]),
      ("{{term}} {{term }}", [.value(name: "term"), .text, .malformed]),
      ("`{{term a}}` $x^{{term a}}$", [.code, .text, .maths]),
      ("({{equation a-1}})", [.text, .equation(name: "a-1"), .text]),
      ("{{figure two-terms}}s", [.figure(name: "two-terms"), .text]),
      ("{{equation A}} {{figure a b}}", [.malformed, .text, .malformed]),
      ("{{figure a\n}}", [.malformed, .text, .text]),
      (#"$$a \label{b} {{equation b}}$$"#, [.maths]),
      ("```swift\n{{a}} $\n```\nb", [.code, .text, .text]),
      ("  ~~~~\n~~~\n~~~~~\nb", [.code, .text, .text]),
      ("```a``` b", [.code, .text]),
      ("```\n``\n", [.unclosed]),
      ("🙂é {{a}} 中", [.text, .value(name: "a"), .text]),
      ("", []),
    ] as [(String, [Token.Kind])])
  func kinds(markdown: String, kinds: [Token.Kind]) {
    let tokens = tokens(of: markdown, line: 1)
    #expect(tokens.map(\.kind) == kinds)
    #expect(tokens.map(\.text).joined() == markdown)
  }

  @Test func linesAreCounted() {
    let tokens = tokens(of: "a\n```\nb\n```\n$c\nd$ {{e}}\n{{f}}", line: 10)
    #expect(tokens.filter { $0.kind == .value(name: "e") }.map(\.line) == [15])
    #expect(tokens.filter { $0.kind == .value(name: "f") }.map(\.line) == [16])
  }

  @Test(arguments: 0..<200)
  func tokensAreTheTextAgain(seed: UInt64) {
    var generator = SplitMix(seed: seed)
    let parts = [
      "`", "``", "```\n", "$", "$$", "\n", "\n\n", "{{", "}}", "{{a}}", "](", ")", "<!--", "-->",
      "https://a", "\\", " ", "1.5", "{{include a#b}}", "~~~", "é🙂",
    ]
    let markdown = (0..<30).map { _ in parts.randomElement(using: &generator) ?? "" }.joined()
    let tokens = tokens(of: markdown, line: 1)
    #expect(tokens.map(\.text).joined() == markdown)
    for token in tokens where token.kind == .text { #expect(!token.text.dropLast().contains("\n")) }
  }
}
