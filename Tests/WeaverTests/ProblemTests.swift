import Testing

@testable import Weaver

/// A source with a mistake, and what must be said of it: `line: error: …`, one line a problem.
struct Mistake: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let source: String
  let expected: [String]

  init(_ name: String, _ source: String, _ expected: String...) {
    testDescription = name
    self.source = source
    self.expected = expected
  }

  static let head = "//: # 1 · T\n//:\n//: > Q?\n"
}

@Suite struct ProblemTests {
  static let library = [
    "E/A.swift": """
    // anchor: open
    // anchor: twice
    // end anchor: twice
    // anchor: twice
    // end anchor: twice
    // anchor: closed-twice
    // end anchor: closed-twice
    // end anchor: closed-twice
    // end anchor: reversed
    // anchor: reversed
    // anchor: product
    // end anchor: product
    """
  ]

  static let mistakes = [
    Mistake("a sound chapter", Mistake.head + "let a = 1\n//: 1 or 2 of 3, 7th, v2, 1. and e5"),

    Mistake(
      "an equation that is not there",
      Mistake.head + "//: $$ a \\label{loss} $$\n//:\n"
        + "//: {{equation los}} {{equation loss}} {{equation x}}\n",
      "6: error: no equation of this page is labelled `los`: did you mean `loss`?",
      "6: error: no equation of this page is labelled `x`: write `\\label{x}` at its end"),
    Mistake(
      "a file outside of the package", Mistake.head + "//: {{include ../E/A.swift#product}}\n",
      "4: error: there is no file `../E/A.swift` to include: give its path from the root of the "
        + "package"),

    // Markup.
    Mistake(
      "prose without end", Mistake.head + "/*:\n text\n",
      "4: error: this prose is never closed: end it with `*/` in the first column"),
    Mistake(
      "prose without end before the next", Mistake.head + "/*:\n text\n\n/*: 1.5\n*/\nlet a = 1\n",
      "4: error: this prose is not closed before the next starts at line 7: end it with `*/` in "
        + "the first column", "7: error: " + typed("1.5")),
    Mistake(
      "an end without prose", Mistake.head + "let a = 1\n*/\n",
      "5: error: `*/` closes no prose: open it with `/*:` in the first column"),
    Mistake(
      "an end without the colon", Mistake.head + "/*\n text\n*/\n",
      "6: error: `*/` closes no prose: open it with `/*:` in the first column"),
    Mistake(
      "text after the end", Mistake.head + "/*:\n text\n*/ let a = 1\nlet b = 2\n",
      "6: error: " + ended),
    Mistake(
      "maths that ends the prose", Mistake.head + "/*:\n Half is $y^*/2$.\n More.\n*/\n",
      "5: error: " + ended),
    Mistake(
      "a path that nests a comment", Mistake.head + "/*:\n See Data/*.gz.\n More.\n*/\n",
      "5: error: " + nested),
    Mistake(
      "a comment in the prose", Mistake.head + "/*:\n Write `/* this */` so.\n*/\nlet a = 1\n",
      "5: error: " + nested),
    Mistake("both after //:", Mistake.head + "//: See Data/*.gz and $y^*/2$.\n"),
    Mistake("both with a character between", Mistake.head + "/*: Data/\\*.gz, $y^{*}/2$ */\n"),
    Mistake(
      "indented prose", Mistake.head + "  /*: text\n",
      "4: error: prose starts in the first column: remove the indentation"),
    Mistake(
      "indented line of prose", Mistake.head + "if a {\n  //: text\n}\n",
      "5: error: prose starts in the first column: remove the indentation"),

    // Hidden code.
    Mistake(
      "hidden code without end", Mistake.head + "//#-hidden-code\nlet a = 1\n",
      "4: error: this hidden code is never closed: end it with `//#-end-hidden-code`"),
    Mistake(
      "an end without hidden code", Mistake.head + "let a = 1\n//#-end-hidden-code\n",
      "5: error: `//#-end-hidden-code` closes nothing: open with `//#-hidden-code`"),
    Mistake(
      "nested hidden code",
      Mistake.head + "//#-hidden-code\n//#-hidden-code\nlet a = 1\n//#-end-hidden-code\n",
      "5: error: hidden code is open since line 4: remove this marker"),
    Mistake(
      "prose in hidden code", Mistake.head + "//#-hidden-code\nlet a = 1\n/*: text */\nlet b = 2\n",
      "6: error: prose inside the hidden code that line 4 opened: write `//#-end-hidden-code` "
        + "before it"),
    Mistake(
      "line of prose in hidden code", Mistake.head + "//#-hidden-code\n//: text\n",
      "5: error: prose inside the hidden code that line 4 opened: write `//#-end-hidden-code` "
        + "before it"),
    Mistake(
      "a misspelt marker", Mistake.head + "//#-hiden-code\n",
      "4: error: `//#-hiden-code` is no marker: write `//#-hidden-code` or "
        + "`//#-end-hidden-code`"),

    // Title and question.
    Mistake("an empty file", "", "1: error: " + noTitle("nothing"), "1: error: " + noQuestion),
    Mistake(
      "no title", "\n//: Text.\n//:\n//: > Q?\n", "2: error: " + noTitle("`Text.`")),
    Mistake("no number", "//: # T\n//:\n//: > Q?\n", "1: error: " + noTitle("`# T`")),
    Mistake(
      "code before the title", "import A\n" + Mistake.head, "1: error: " + noTitle("`import A`")),
    Mistake(
      "hidden code before the title",
      "//#-hidden-code\nimport A\n//#-end-hidden-code\n" + Mistake.head),
    Mistake("no question", "//: # 1 · T\n//: > no paragraph\n", "1: error: " + noQuestion),
    Mistake("a value in the title", "//: # 1 · {{t}}\n//:\n//: > Q?\n", "1: error: " + runless),
    Mistake(
      "a value in the question", "//: # 1 · T\n//:\n//: > Q {{t}}?\n", "3: error: " + runless),

    // Placeholders, fences and comments.
    Mistake(
      "braces that hold no name", Mistake.head + "//:\n//: a {{b c}} d\n",
      "5: error: " + malformed("{{b c}}")),
    Mistake(
      "braces without end", Mistake.head + "//:\n//: a {{b\n", "5: error: " + malformed("{{b")),
    Mistake(
      "an include amid a line", Mistake.head + "//:\n//: a {{include E/A.swift#product}}\n",
      "5: error: " + malformed("{{include E/A.swift#product}}")),
    Mistake("braces in code and TeX", Mistake.head + "//: `{{b c}}` $\\frac{{a}_1}{b}$\n"),
    Mistake(
      "a fence without end", Mistake.head + "//:\n//: ```swift\n//: let a = 1\nlet b = 2\n",
      "5: error: `` ```swift `` is not closed in this text and would swallow the rest of the "
        + "page: close it"),
    Mistake(
      "a Markdown comment without end", Mistake.head + "//:\n//: <!-- a\nlet b = 2\n",
      "5: error: `` <!-- `` is not closed in this text and would swallow the rest of the page: "
        + "close it"),

    // Numbers.
    Mistake(
      "a fraction", Mistake.head + "//: It is 0.0123, 4.5.\n", "4: error: " + typed("0.0123")),
    Mistake("a percentage", Mistake.head + "//: It is 12%.\n", "4: error: " + typed("12%")),
    Mistake(
      "a parted percentage", Mistake.head + "//: It is 12 %.\n", "4: error: " + typed("12 %")),
    Mistake(
      "a percentage after a thin space", Mistake.head + "//: It is 12\u{2009}%.\n",
      "4: error: " + typed("12\u{2009}%")),
    Mistake(
      "a percentage after a narrow space", Mistake.head + "//: It is 12\u{202F}%.\n",
      "4: error: " + typed("12\u{202F}%")),
    Mistake(
      "an escaped percentage", Mistake.head + "//: It is 12\\%.\n", "4: error: " + typed("12\\%")),
    Mistake("a power of ten", Mistake.head + "//: It is 1e-3.\n", "4: error: " + typed("1e-3")),
    Mistake(
      "numbers of two lines and pieces", Mistake.head + "/*:\n a\n 1.5 and\n `2.5` 3.5\n*/\n",
      "6: error: " + typed("1.5"), "7: error: " + typed("3.5")),
    Mistake(
      "numbers where they may be",
      Mistake.head
        + "//: $0.5$, `0.5`, [a](b0.5), <!-- 0.5 -->, https://a.b/0.5, {{a}} %\n//:\n"
        + "//: ```\n//: 0.5\n//: ```\n"),
    Mistake(
      "numbers after the references",
      Mistake.head + "//:\n//: ## References\n//: 0.5\n//: ### Books\n//: 0.5\nlet a = 1\n"
        + "//: 0.5\n//:\n//: ## Notes\n//: 1.5\n", "13: error: " + typed("1.5")),
    Mistake(
      "references inside a fence",
      Mistake.head + "//:\n//: ```\n//: ## References\n//: ```\n//: 0.5\n",
      "8: error: " + typed("0.5")),

    Mistake(
      "what only looks like the references",
      Mistake.head + "//:\n//: ## References and notes\n//: 1.5\n//: `a`## References\n//: 2.5\n",
      "6: error: " + typed("1.5"), "8: error: " + typed("2.5")),

    // Includes.
    Mistake("an include", Mistake.head + "//:\n//: {{include E/A.swift#product}}\n"),
    Mistake(
      "an unknown file", Mistake.head + "//:\n//: {{include E/B.swift#product}}\n",
      "5: error: there is no file `E/B.swift` to include: give its path from the root of the "
        + "package"),
    Mistake(
      "an unknown anchor", Mistake.head + "//:\n//: {{include E/A.swift#produkt}}\n",
      "5: error: E/A.swift has no anchor `produkt`: did you mean `product`?"),
    Mistake(
      "an anchor unlike all", Mistake.head + "//:\n//: {{include E/A.swift#k}}\n",
      "5: error: E/A.swift has no anchor `k`: put the lines between `// anchor: k` and "
        + "`// end anchor: k`"),
  ]

  @Test(arguments: mistakes)
  func mistake(_ mistake: Mistake) {
    let found = problems(
      in: mistake.source, file: "C/a/main.swift", includes: { Self.library[$0] })
    #expect(found.map(\.description) == mistake.expected.map { "C/a/main.swift:\($0)" })
  }

  @Test(arguments: [
    (
      "open",
      "E/A.swift:1: error: anchor `open`, included at C/a/main.swift:5, is never closed: "
        + "write `// end anchor: open` below it"
    ),
    (
      "twice",
      "E/A.swift:4: error: anchor `twice`, included at C/a/main.swift:5, is given twice: "
        + "rename one"
    ),
    (
      "closed-twice",
      "E/A.swift:8: error: anchor `closed-twice`, included at C/a/main.swift:5, "
        + "is given twice: rename one"
    ),
    (
      "reversed",
      "E/A.swift:10: error: anchor `reversed`, included at C/a/main.swift:5, "
        + "is never closed: write `// end anchor: reversed` below it"
    ),
  ])
  func misusedAnchor(anchor: String, expected: String) {
    let found = problems(
      in: Mistake.head + "//:\n//: {{include E/A.swift#\(anchor)}}\n", file: "C/a/main.swift",
      includes: { Self.library[$0] })
    #expect(found.map(\.description) == [expected])
  }

  @Test func mistakesOfEveryKindComeTogether() {
    let source =
      Mistake.head + "//:\n//: 1.5, {{b c}} and {{n}}\nrun()\n//: $$ a \\label{B} $$\n"
    let records = Records(
      outputs: [
        Output(line: 6, content: .claim(.init(text: "{{m}}", holds: true))),
        Output(line: 99, content: .text("")),
      ], values: [.init("a", text: "", line: 6)])
    let found = failures(of: source, with: records).map {
      $0.replacing("C/a/main.swift:", with: "").prefix(40)
    }
    #expect(
      found == [
        "5: error: `1.5` is typed into the prose,", "5: error: `{{b c}}` names no value: writ",
        "5: error: no value is named `n`: did you", "6: error: no value is named `m`: did you",
        "6: error: value `a` is bound, but no pro", "7: error: a label reads `\\label{name}`, ",
        "99: error: an output was recorded here, ",
      ])
  }

  @Test func whereTheMarkupIsBrokenNobodyKnowsWhichLinesAreCode() {
    let source = Mistake.head + "run()\n//#-hidden-code\nrun()\n/*: 1.5 */\n"
    let records = Records(outputs: [Output(line: 99, content: .text(""))])
    #expect(
      failures(of: source, with: records) == [
        "C/a/main.swift:7: error: " + typed("1.5"),
        "C/a/main.swift:7: error: prose inside the hidden code that line 5 opened: write "
          + "`//#-end-hidden-code` before it",
      ])
  }

  @Test func twoClaimsOfOneSentence() {
    let claims = ["It  is.", "It was.", "It is."].enumerated().map {
      Output(line: 4 + $0, content: .claim(.init(text: $1, holds: true)))
    }
    #expect(
      failures(of: Mistake.head + "run()\nrun()\nrun()\n", with: Records(outputs: claims)) == [
        "C/a/main.swift:6: error: two claims of this page have the same sentence, and no link could "
          + "tell them apart: say in each what it is about"
      ])
  }

  @Test func theSummaryNamesWhatIsMissing() {
    #expect(throws: WeavingError.self) { try summary(of: "//: # 1 · T\n", file: "a.swift") }
    #expect(throws: WeavingError.self) { try summary(of: "//: > Q?\n", file: "a.swift") }
  }

  // MARK: Records

  @Test func anUnknownValue() {
    let records = Records(values: [.init("pca_error", text: "1", line: nil)])
    let source = Mistake.head + "//:\n//: {{pca_eror}} and\n//: ${{n}}$\n"
    #expect(
      failures(of: source, with: records) == [
        "C/a/main.swift:5: error: no value is named `pca_eror`: did you mean `{{pca_error}}`?",
        "C/a/main.swift:6: error: no value is named `n`: bind it with "
          + "`notebook.value(\"n\", …)`, or, in TeX, part the braces",
      ])
  }

  @Test func anUnusedValue() {
    let source = Mistake.head + "//: <!-- {{a}} --> `{{a}}`\nnotebook.value(\"a\", 1)\n"
    let records = Records(values: [
      .init("a", text: "1", line: 5), .init("b", text: "", line: nil),
    ])
    #expect(
      failures(of: source, with: records) == [
        "C/a/main.swift:5: error: value `a` is bound, but no prose, table, caption or claim shows "
          + "it: write `{{a}}` or do not bind it"
      ])
  }

  @Test(
    arguments: [
      .table(.init(columns: [.init("{{a}}", alignment: .left)], rows: [])),
      .table(.init(columns: [.init("", alignment: .left)], rows: [["{{a}}"]])),
      .table(.init(columns: [.init("", alignment: .left)], rows: [], caption: "{{a}}")),
      .figure(.init(number: 1, path: "", alt: "{{a}}", caption: "", dataPath: "", data: "")),
      .figure(.init(number: 1, path: "", alt: "", caption: "{{a}}", dataPath: "", data: "")),
      .claim(.init(text: "{{a}}", holds: true)),
      .claim(.init(text: "", holds: true, evidence: "{{a}}")),
    ] as [Output.Content])
  func outputsShowValues(content: Output.Content) {
    var records = Records(
      outputs: [Output(line: 4, content: content)], values: [.init("a", text: "1", line: 4)])
    #expect(failures(of: Mistake.head + "run()\n", with: records) == [])
    records.values = []
    #expect(
      failures(of: Mistake.head + "run()\n", with: records) == [
        "C/a/main.swift:4: error: no value is named `a`: bind it with "
          + "`notebook.value(\"a\", …)`, or, in TeX, part the braces"
      ])
  }

  @Test func terminalTextShowsNoValue() {
    let records = Records(outputs: [Output(line: 4, content: .text("{{a}} {{"))])
    #expect(failures(of: Mistake.head + "run()\n", with: records) == [])
  }

  @Test func bracesInACaption() {
    let figure = Output.Figure(
      number: 1, path: "", alt: "", caption: "a\n{{b c}}", dataPath: "", data: "")
    let records = Records(outputs: [Output(line: 4, content: .figure(figure))])
    #expect(
      failures(of: Mistake.head + "run()\n", with: records) == [
        "C/a/main.swift:4: error: " + malformed("{{b c}}")
      ])
  }

  @Test func aRowOfTheWrongLength() {
    let table = Output.Table(
      columns: [.init("a", alignment: .left), .init("b", alignment: .left)],
      rows: [["1", "2"], ["1"]])
    let records = Records(outputs: [Output(line: 4, content: .table(table))])
    #expect(
      failures(of: Mistake.head + "run()\n", with: records) == [
        "C/a/main.swift:4: error: columns of this table: 2; cells in its row 2: 1; give each "
          + "column a cell"
      ])
  }

  @Test(arguments: [0, 3, 4, 6, 7, 9, 10])
  func recordsOfAnotherSource(line: Int) {
    let source = Mistake.head + "\nrun()\n\n//#-hidden-code\nrun()\n//#-end-hidden-code\n"
    let advice = "but this line is not code: the source changed, so build and run the chapter again"
    let output = Records(outputs: [Output(line: line, content: .text(""))])
    #expect(
      failures(of: source, with: output) == [
        "C/a/main.swift:\(line): error: an output was recorded here, \(advice)"
      ])
    let claim = Output(line: 5, content: .claim(.init(text: "{{a}}", holds: true)))
    let value = Records(outputs: [claim], values: [.init("a", text: "", line: line)])
    #expect(
      failures(of: source, with: value) == [
        "C/a/main.swift:\(line): error: value `a` was bound here, \(advice)"
      ])
  }

  @Test func allProblemsComeAtOnceAndInOrder() {
    let source = Mistake.head + "//: {{a}}\nrun()\n//: {{b}}\n"
    let records = Records(
      outputs: [Output(line: 6, content: .text(""))], values: [.init("long", text: "", line: 5)])
    #expect(
      failures(of: source, with: records).map { $0.split(separator: " ")[0] } == [
        "C/a/main.swift:4:", "C/a/main.swift:5:", "C/a/main.swift:6:", "C/a/main.swift:6:",
      ])
  }

  /// The lines of the error that the weaving throws; none if it succeeds.
  private func failures(of source: String, with records: Records) -> [String] {
    do throws(WeavingError) {
      _ = try weave(
        source: source, file: "C/a/main.swift", records: records, navigation: sampleNavigation,
        includes: { Self.library[$0] })
      return []
    } catch {
      return error.description.split(separator: "\n").map(String.init)
    }
  }
}

private let ended =
  "`*/` ends the prose, and Swift reads the text after it as code: start a new line, or, in maths, "
  + "part the two characters: `$y^{*}/2$`"
private let nested =
  "`/*` opens a second comment, because block comments nest in Swift, and the `*/` meant for the "
  + "prose closes only that one: write `Data/\\*.gz` for a path, or put this paragraph after "
  + "`//:`, where it does no harm"
private let noQuestion =
  "the chapter asks no question: write it below the title as a paragraph of its own that starts "
  + "with `> `"
private let runless =
  "the contents list titles and questions without a run, so they can't hold `{{name}}`: say it in "
  + "words here and give the value below"

private func noTitle(_ found: String) -> String {
  "a chapter starts with prose whose first line is its title, such as `# 1 · Title`; "
    + "found \(found): write the title, or hide code that must come before it"
}

private func malformed(_ text: String) -> String {
  "`\(text)` names no value: write `{{name}}`; in prose, `{{include Path/File.swift#anchor}}` on a "
    + "line of its own; or, to show braces, code"
}

private func typed(_ number: String) -> String {
  "`\(number)` is typed into the prose, where no run can correct it: bind it with "
    + "`notebook.value(\"name\", …)` and write `{{name}}`"
}
