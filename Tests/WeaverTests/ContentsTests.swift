import Testing

@testable import Weaver

@Suite("The order of the book")
struct ContentsTests {
  private let manifest = """
    // let chapters: [String] = ["00-not"]
    let chapters: [String] = [
      "02-second", "01-first",  // "03-later"
    ]
    let appendices: [String] = ["S-speed"]
    let solutions: [String] = ["Answers-1"]
    """

  @Test("It is that of the lists, whatever the names are; what is commented out is not declared")
  func order() throws {
    let pages = try Contents { $0 == "Package.swift" ? manifest : nil }.pages
    #expect(pages.map(\.name) == ["02-second", "01-first", "S-speed", "Answers-1"])
    #expect(pages.map(\.kind) == [.chapter, .chapter, .appendix, .solution])
    #expect(pages[0].file == "Chapters/02-second/main.swift")
  }

  @Test("So it is where lines end in CR LF")
  func lineEnds() throws {
    let pages = try Contents { _ in manifest.replacing("\n", with: "\r\n") }.pages
    #expect(pages.count == 4)
  }

  @Test("A list may be empty, but not missing")
  func missing() throws {
    #expect(
      try Contents { _ in
        "let chapters: [String] = []\nlet appendices: [String] = []\nlet solutions: [String] = []\n"
      }.pages == [])
    let error = #expect(throws: WeavingError.self) {
      try Contents { _ in "let chapters: [String] = []\n" }
    }
    #expect(error?.problems.count == 2)
    #expect(error?.description.contains("`let solutions: [String] = […]`") == true)
  }

  @Test("A package without a manifest is named by the file")
  func noManifest() {
    let error = #expect(throws: WeavingError.self) { try Contents { _ in nil } }
    #expect(error?.problems.map(\.file) == ["Package.swift"])
  }
}
