import Testing

@testable import Weaver

@Suite("What names stand for on a terminal")
struct NamesTests {
  private let names = Names(
    of: Records(
      outputs: [
        Output(
          line: 1,
          content: .figure(
            .init(
              number: 1, path: "01-a/map.svg", alt: "", caption: "", dataPath: "", data: "")))
      ], values: [.init("a_1", text: "0.5", line: nil), .init("b", text: "7", line: 3)]),
    Equations(in: #"//: $$ a \label{loss} $$ and $$ b \label{bound} $$"#, file: "f"))

  @Test(
    arguments: [
      ("{{a_1}} of {{b}}", "0.5 of 7", ["a_1", "b"]),
      ("{{figure map}}, {{equation bound}}", "Figure 1, (2)", []),
      ("{{term code}}, {{term code|codes}}", "code, codes", []),
      (#"$x_{{b}} \label{loss}$"#, #"$x_7 \qquad (1)$"#, ["b"]),
      // What stands for nothing yet, and what is no name, stays as it is.
      (
        "{{figure later}} {{c}} `{{b}}` {{b c}} {{", "{{figure later}} {{c}} `{{b}}` {{b c}} {{",
        ["c"]
      ),
    ] as [(String, String, Set<String>)])
  func filled(text: String, expected: String, values: Set<String>) {
    let found = names.filled(text)
    #expect(found.text == expected)
    #expect(found.values == values)
  }
}
