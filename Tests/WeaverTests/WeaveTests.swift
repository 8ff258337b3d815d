import TestSupport
import Testing

@testable import Weaver

@Suite struct WeaveTests {
  @Test func aChapterWithOneOfEverything() throws {
    #expect(try difference(of: weaveSample(), fromSnapshot: "chapter.md") == nil)
  }

  @Test func weavingTwiceGivesTheSameBytes() throws {
    #expect(try firstDifference(weaveSample(), weaveSample()) == nil)
  }

  @Test(arguments: ["\r\n", "\r"])
  func theEndsOfLinesDoNotMatter(end: String) throws {
    let source = sampleSource.replacing("\n", with: end)
    #expect(source != sampleSource)
    #expect(try firstDifference(weaveSample(source), weaveSample()) == nil)
  }

  @Test func theLastNewlineDoesNotMatter() throws {
    #expect(sampleSource.last == "\n")
    #expect(
      try firstDifference(weaveSample(String(sampleSource.dropLast())), weaveSample()) == nil)
  }

  @Test func blankLinesPartBlocks() throws {
    #expect(try !weaveSample().contains("\n\n\n\n"))
  }

  @Test func summaryOfTheSample() throws {
    let summary = try summary(of: sampleSource, file: sampleFile)
    #expect(summary.title == "1 · PCA, naïvely")
    #expect(summary.question == "How well do {codes} of a few numbers rebuild a digit? 🙂")
  }

  @Test func theFirstAndLastPageHaveOneNeighbour() {
    var navigation = sampleNavigation
    navigation.previous = nil
    #expect(
      navigation.markdown == "[Contents](README.md) · [2 · Autoencoder →](02-autoencoder.md)")
    navigation.next = nil
    #expect(navigation.markdown == "[Contents](README.md)")
  }

  @Test func proseKeepsItsShape() throws {
    let source = """
      /*:
          # 1 · T

          > Q?

            indented

          - a

            of a
      */
      """
    let page = try weave(
      source: source, file: "C/a/main.swift", records: Records(), navigation: sampleNavigation,
      includes: { _ in nil })
    #expect(page.contains("\n# 1 · T\n\n> Q?\n\n  indented\n\n- a\n\n  of a\n\n"))
  }

  @Test func aBlockMayOpenAndCloseOnOneLine() throws {
    let source = "/*: # 1 · T */\n/*: > Q? */\nlet a = 1\n /* code */\n\n\n/*: */\n"
    let page = try weave(
      source: source, file: "C/a/main.swift", records: Records(), navigation: sampleNavigation,
      includes: { _ in nil })
    #expect(
      page.contains("# 1 · T \n\n> Q? \n\n```swift\nlet a = 1\n /* code */\n```\n\n[← Contents"))
  }
}

@Suite struct OutputTests {
  @Test func outputsOfOneLineKeepTheirOrder() throws {
    let source = "//: # 1 · T\n//:\n//: > Q?\nfor i in 0..<3 {\n  notebook.show(i)\n}\n"
    let outputs = [5, 4, 5].enumerated().map { Output(line: $1, content: .text("run \($0)")) }
    let page = try weave(
      source: source, file: "C/a/main.swift", records: Records(outputs: outputs),
      navigation: sampleNavigation, includes: { _ in nil })
    #expect(
      page.contains(
        "}\n```\n\n```text\nrun 0\n```\n\n```text\nrun 1\n```\n\n```text\nrun 2\n```\n\n"))
  }

  @Test func alternativeTextsAreOnlyText() {
    let figure = Output.Figure(
      number: 7, path: "a.png", alt: "a [b](c) *d* _e_ `f` $g$ <h> i\\j\n\nk", caption: "l",
      dataPath: "a.csv", data: "")
    #expect(
      figure.markdown == #"""
        ![a \[b\](c) \*d\* \_e\_ \`f\` \$g\$ \<h\> i\\j k](a.png)

        *Figure 7. l* ([data](a.csv))
        """#)
  }

  @Test func fencesAreLongerThanWhatTheyHold() {
    #expect(fenced("a", as: "text") == "```text\na\n```")
    #expect(fenced("```\n`````", as: "text") == "``````text\n```\n`````\n``````")
  }

  @Test func cellsStayCells() {
    let table = Output.Table(
      columns: [.init("a|b", alignment: .left)], rows: [["c\n|d"], [""]], caption: nil)
    #expect(table.markdown() == "| a\\|b |\n| :--- |\n| c \\|d |\n|  |")
  }

  @Test func columnsLineUpInPlainTextWhereAsked() {
    let table = Output.Table(
      columns: [
        .init("a", alignment: .left), .init("bc", alignment: .right),
        .init("d", alignment: .center),
      ],
      rows: [["long|er", "1", "é"], ["", "12345", "f"]], caption: "See.")
    #expect(
      table.markdown(padded: true) == #"""
        | a        |    bc | d     |
        | :------- | ----: | :---: |
        | long\|er |     1 | é     |
        |          | 12345 | f     |

        *See.*
        """#)
  }
}

@Suite struct ReferenceTests {
  /// The page of a chapter of this prose, behind whose code stand two figures; or what is wrong with it.
  private func page(_ prose: String) -> String {
    let figures = ["two-terms", "map"].enumerated().map { index, name in
      Output(
        line: 4,
        content: .figure(
          .init(
            number: index + 1, path: "01-a/\(name).svg", alt: "a", caption: "{{term b}}",
            dataPath: "c", data: "")))
    }
    do throws(WeavingError) {
      return try weave(
        source: Mistake.head + "run()\n/*:\n\(prose)\n*/\n", file: "C/a/main.swift",
        records: Records(outputs: figures), navigation: sampleNavigation, includes: { _ in nil })
    } catch {
      return error.description
    }
  }

  @Test func termsLeadToTheGlossary() {
    let page = page("**{{term code}}**, {{term Kullback–Leibler divergence|KL of $q$}}")
    #expect(
      page.contains(
        "\n**[code](glossary.md#code)**, [KL of $q$](glossary.md#kullbackleibler-divergence)\n"))
    #expect(page.contains("\n*Figure 2. [b](glossary.md#b)* "))
  }

  @Test func equationsAreNumberedInTheirOrder() {
    let page = page(
      #"""
      By equation {{equation last}} and ({{equation first-1}}):

      $$ a = b , \label{first-1} $$

      $$ c $$

      $$ d \\
      = e . \label{last} $$

      `\label{code}`
      """#)
    #expect(
      page.contains(
        #"""
        By equation (2) and ((1)):

        $$ a = b , \qquad (1) $$

        $$ c $$

        $$ d \\
        = e . \qquad (2) $$

        `\label{code}`
        """#))
  }

  @Test func figuresAreNamedAsTheirFiles() {
    #expect(
      page("See {{figure map}} and {{figure two-terms}}.").contains("See Figure 2 and Figure 1."))
  }

  @Test(arguments: [
    (
      "$$ a \\label{bound} $$\n\n{{equation bond}}",
      [
        "8: error: no equation of this page is labelled `bond`: did you mean `bound`?"
      ]
    ),
    (
      "{{equation bound}}",
      [
        "6: error: no equation of this page is labelled `bound`: write `\\label{bound}` at its end"
      ]
    ),
    (
      "$$ a \\label{bound} $$\n\n$$\nb \\label{bound} $$",
      ["9: error: two equations are labelled `bound`"]
    ),
    (
      "$$ a \\label{The bound} $$",
      ["6: error: a label reads `\\label{name}`, in small letters, digits and hyphens"]
    ),
    (
      "{{figure maps}}\n{{figure none}}",
      [
        "6: error: no figure of this page is named `maps`: did you mean `map`?",
        "7: error: no figure of this page is named `none`: figures are named by `notebook.show`",
      ]
    ),
  ])
  func mistake(prose: String, expected: [String]) {
    #expect(page(prose) == expected.map { "C/a/main.swift:\($0)" }.joined(separator: "\n"))
  }
}
