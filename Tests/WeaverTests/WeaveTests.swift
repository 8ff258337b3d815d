import Testing

@testable import Weaver

@Suite struct WeaveTests {
  @Test func aChapterWithOneOfEverything() throws {
    try expectSnapshot(weaveSample(), named: "chapter.md")
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
      dataPath: "a.csv")
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
    #expect(table.markdown == "| a\\|b |\n| :--- |\n| c \\|d |\n|  |")
  }
}
