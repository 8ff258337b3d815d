import TestSupport
import Testing

@testable import Weaver

/// A source of random pieces, whose lines say what they are.
private struct RandomChapter {
  var lines = ["/*: # 1 · T", "", "> Q?", "*/"]
  var visible: [String] = []
  var prose: [String] = []
  var records = Records()

  init(seed: UInt64) {
    var generator = SplitMix(seed: seed)
    for piece in 0..<12 {
      let count = Int.random(in: 0...3, using: &generator)
      let names = (0..<count).map { "\(piece)x\($0)" }
      switch Int.random(in: 0..<5, using: &generator) {
      case 0:
        lines += ["/*:"] + names.map { "  prose \($0)" } + ["*/"]
        prose += names.map { "prose \($0)" }
      case 1:
        lines += names.map { "//: prose \($0)" }
        prose += names.map { "prose \($0)" }
      case 2: lines += ["//#-hidden-code"] + names.map { "hidden \($0)" } + ["//#-end-hidden-code"]
      case 3: lines += Array(repeating: "", count: count)
      default:
        lines += names.map { "  code \($0)" }
        visible += names.map { "  code \($0)" }
      }
    }
    for (index, line) in lines.enumerated()
    where line.hasPrefix("hidden") || line.hasPrefix("  code") {
      records.outputs.append(Output(line: index + 1, content: .text("output \(index)")))
    }
  }

  func woven() throws -> String {
    try weave(
      source: lines.joined(separator: "\n"), file: "C/a/main.swift", records: records,
      navigation: sampleNavigation, includes: { _ in nil })
  }
}

@Suite struct PropertyTests {
  @Test(arguments: 0..<200)
  func everyVisibleLineOnceInOrderAndNoHiddenOne(seed: UInt64) throws {
    let chapter = RandomChapter(seed: seed)
    let page = try chapter.woven()
    let lines = page.split(separator: "\n").map(String.init)

    #expect(lines.filter { $0.hasPrefix("  code") } == chapter.visible)
    #expect(lines.filter { $0.hasPrefix("prose") } == chapter.prose)
    #expect(!page.contains("hidden"))
    let outputs = chapter.records.outputs.map { "output \($0.line - 1)" }
    #expect(lines.filter { $0.hasPrefix("output") } == outputs)
    #expect(try firstDifference(page, chapter.woven()) == nil)
  }

  @Test func theRandomChaptersHoldSomething() {
    let chapters = (0..<200).map { RandomChapter(seed: $0) }
    #expect(chapters.contains { $0.visible.count > 5 && $0.prose.count > 5 })
    #expect(chapters.contains { $0.lines.contains("hidden 3x1") })
  }
}
