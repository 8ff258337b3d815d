import Testing

@testable import Weaver

/// A glossary with a mistake, and what must be said of it: `file:line: error: …`, one line a problem.
struct GlossaryMistake: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let source: String
  let prose: String
  let expected: [String]

  init(_ name: String, _ source: String, prose: String = "", _ expected: String...) {
    testDescription = name
    self.source = source
    self.prose = prose
    self.expected = expected
  }
}

@Suite struct GlossaryTests {
  static let source = """
    # Glossary

    ## encoder
    Symbol: $f$; a function

    Makes an image a {{term code}}, one {{term bound–to–be|bound}} or `{{not}}`.

    ## code
    Symbol: $z$; k numbers | [n, k]
    Symbol: $k$; a whole number

    What the {{term encoder}} makes.

    It has $x^{{2}_k}$.

    ## bound–to–be

    A word without a symbol.

    ## Cell

    Another.

    """

  /// A chapter of this prose.
  static func page(_ number: Int, _ prose: String) -> Glossary.Page {
    Glossary.Page(
      name: "0\(number)-a", title: "\(number) · A", source: Mistake.head + "//:\n//: \(prose)\n",
      file: "C/0\(number)-a/main.swift")
  }

  static let pages = [
    page(1, "The **{{term encoder}}** makes {{term code|codes}}, `{{term none}}`."),
    page(2, "{{term bound–to–be}}, {{term code}} and {{term Cell}}"),
  ]

  @Test func theLinkLeadsToTheSectionThatIntroduces() throws {
    let lines = ["{{term Cell}}", "", "## In short, one", "", "{{term code}} and {{term encoder}}"]
    let further = ["", "## Later", "", "{{term bound–to–be}}, {{term encoder}}"]
    let prose = { (lines: [String]) in lines.joined(separator: "\n//: ") }
    let page = Self.page(1, prose(lines) + "\nlet x = 1\n//: " + prose(further))
    let glossary = try Glossary(Self.source, file: "C/g.md", pages: [page]).page
    let places = glossary.matches(of: /Introduced in \[1 · A\]\(([^)]*)\)/).map {
      String($0.output.1)
    }
    #expect(
      places == ["01-a.md#later", "01-a.md", "01-a.md#in-short-one", "01-a.md#in-short-one"])
  }

  @Test func theTermsStandUnderTheirFirstLetters() throws {
    let glossary = try Glossary(Self.source, file: "C/g.md", pages: Self.pages)
    #expect(
      glossary.page == """
        [Contents](README.md)

        # Glossary

        What the technical words of the book mean. [Notation](notation.md) lists the symbols.

        ## B

        ### bound–to–be

        A word without a symbol.

        *Introduced in [2 · A](02-a.md).*

        ## C

        ### Cell

        Another.

        *Introduced in [2 · A](02-a.md).*

        ### code

        What the [encoder](#encoder) makes.

        It has $x^{{2}_k}$.

        - $z$: k numbers | [n, k]
        - $k$: a whole number

        *Introduced in [1 · A](01-a.md).*

        ## E

        ### encoder

        Makes an image a [code](#code), one [bound](#boundtobe) or `{{not}}`.

        - $f$: a function

        *Introduced in [1 · A](01-a.md).*

        [Contents](README.md)

        """)
  }

  @Test func symbolsAreListedInTheOrderInWhichTheyAreIntroduced() throws {
    let glossary = try Glossary(Self.source, file: "C/g.md", pages: Self.pages)
    let rows = glossary.notationPage.split(separator: "\n").filter { $0.hasPrefix("| ") }
    #expect(
      rows == [
        "| Symbol | Meaning | Numbers | The word is introduced in |",
        "| :--- | :--- | :--- | :--- |",
        "| $f$ | [encoder](glossary.md#encoder) | a function | [1 · A](01-a.md) |",
        "| $z$ | [code](glossary.md#code) | k numbers \\| [n, k] | [1 · A](01-a.md) |",
        "| $k$ | [code](glossary.md#code) | a whole number | [1 · A](01-a.md) |",
      ])
  }

  @Test func aBookWithoutATermNeedsNoGlossary() throws {
    let glossary = try Glossary("", file: "C/g.md", pages: [Self.page(1, "Nothing.")])
    #expect(!glossary.page.contains("##"))
  }

  static let two = "{{term code}} {{term encoder}}"

  static let mistakes = [
    GlossaryMistake("none", "## code\n\na\n\n## encoder\n\n{{term code}}\n", prose: two),
    GlossaryMistake(
      "a term that is explained twice", "## code\n\na\n\n## encoder\n\nb\n\n## code\n\nc\n",
      prose: two, "C/g.md:9: error: `code` is explained twice"),
    GlossaryMistake(
      "a term that is not explained", "## code\nSymbol: $z$; k numbers\n\n## encoder\n\nb\n",
      prose: two, "C/g.md:1: error: `code` is not explained"),
    GlossaryMistake(
      "a term that no chapter uses", "## code\n\na\n\n## encoder\n\n{{term code}}\n",
      prose: "{{term encoder}} `{{term code}}`",
      "C/g.md:1: error: no chapter uses the term `code`: write `{{term code}}` where it is introduced"
    ),
    GlossaryMistake(
      "a term that the glossary does not have", "## code\n\na\n",
      prose: "{{term code}} {{term cod}} and {{term principal angle|angles}}",
      "C/01-a/main.swift:5: error: the glossary has no term `cod`: did you mean `code`?",
      "C/01-a/main.swift:5: error: the glossary has no term `principal angle`: explain it in C/g.md"
    ),
    GlossaryMistake(
      "such a term in an explanation", "## code\n\na\n\n{{term cide}}\n", prose: "{{term code}}",
      "C/g.md:5: error: the glossary has no term `cide`: did you mean `code`?"),
    GlossaryMistake(
      "what only a page has", "## code\n\n{{mse}} {{equation a}} {{figure b}} {{a b}}\n",
      prose: "{{term code}}", ofARun("{{a b}}"), ofARun("{{equation a}}"), ofARun("{{figure b}}"),
      ofARun("{{mse}}")),
    GlossaryMistake(
      "a symbol without its numbers", "## code\nSymbol: $z$\n\na\n", prose: "{{term code}}",
      "C/g.md:2: error: " + symbol),
    GlossaryMistake(
      "a symbol that would end a cell",
      "## code\nSymbol: $z$; k numbers\nSymbol: $|z|$; one\n\na\n", prose: "{{term code}}",
      "C/g.md:3: error: " + symbol),
  ]

  @Test(arguments: mistakes)
  func mistake(_ mistake: GlossaryMistake) {
    var found: [String] = []
    do throws(WeavingError) {
      _ = try Glossary(mistake.source, file: "C/g.md", pages: [Self.page(1, mistake.prose)])
    } catch {
      found = error.problems.map(\.description)
    }
    #expect(found == mistake.expected)
  }

  @Test func aRunIsToldOfTermsThatAreNotExplained() {
    let source =
      Mistake.head + "//:\n//: {{term code}}, {{term coed|codes}} `{{term none}}`\nrun()\n"
    let outputs = [
      Output(line: 6, content: .claim(.init(text: "A {{term noise}}.", holds: true))),
      Output(line: 6, content: .text("{{term none}}")),
    ]
    func found(_ glossary: String?) -> [String] {
      unexplainedTerms(
        in: source, file: "f", outputs: outputs,
        includes: { $0 == "Chapters/glossary.md" ? glossary : nil }
      ).map(\.warning)
    }
    #expect(found("# G\n\n## code\n\n## noise\n\n## coed\n") == [])
    #expect(
      found("# G\n\n## code\n") == [
        "f:5: warning: the glossary has no term `coed`: did you mean `code`?",
        "f:6: warning: the glossary has no term `noise`: explain it in Chapters/glossary.md",
      ])
    #expect(found(nil).count == 3)
  }

  /// What pandoc 2.17 and GitHub make of these headings.
  @Test(arguments: [
    ("code size", "code-size"), ("Adam", "adam"), ("L2 penalty", "l2-penalty"),
    ("fused multiply-add", "fused-multiply-add"), ("a_b", "a_b"), ("β-VAE", "β-vae"),
    ("Kullback–Leibler divergence", "kullbackleibler-divergence"),
    ("Fréchet distance", "fréchet-distance"), ("Gauß’s “x”", "gaußs-x"),
  ])
  func anchors(heading: String, expected: String) {
    #expect(anchor(of: heading) == expected)
  }
}

private func ofARun(_ token: String) -> String {
  "C/g.md:3: error: `\(token)` is of a page or of its run: explain the term without it"
}

private let symbol =
  "a symbol reads `Symbol: $z$; k numbers`, in TeX without `|`, which would end a cell"
