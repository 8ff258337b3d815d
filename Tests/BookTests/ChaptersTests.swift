import Foundation
import Testing
@testable import Weaver

@testable import book

@Suite("The chapters of a book")
struct ChaptersTests {
  /// Calls `body` with a package that has these folders in Chapters, and declares some of them.
  private func withPackage(
    _ chapters: [String: String], declared: [String], _ body: (Package) throws -> Void
  ) throws {
    let root = FileManager.default.temporaryDirectory
      .appending(path: "book-tests-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    for (name, text) in chapters {
      let folder = root.appending(path: "Chapters/\(name)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: folder.appending(path: "main.swift"))
    }
    let manifest = """
      let chapters: [String] = \(declared)
      let appendices: [String] = []
      let solutions: [String] = []
      """
    try Data(manifest.utf8).write(to: root.appending(path: "Package.swift"))
    try Data().write(to: root.appending(path: "Chapters/glossary.md"))
    try body(Package(source: root.appending(path: "Sources/book/main.swift").path))
  }

  private func chapter(_ title: String, prose: String = "") -> String {
    "/*:\n # \(title)\n\n > What is it?\n\n \(prose)\n */\nlet x = 1\n"
  }

  @Test("Chapters are read in the order in which the package declares them, and no other folder")
  func order() throws {
    let chapters = [
      "10-last": chapter("10 · Last"), "02-second": chapter("2 · Second"),
      "01-first": chapter("1 · First"), "03-draft": "",
    ]
    try withPackage(chapters, declared: ["02-second", "01-first", "10-last"]) { package in
      let book = try Book(of: package)
      #expect(book.chapters.map(\.name) == ["02-second", "01-first", "10-last"])
      #expect(book.chapters.map(\.summary.title) == ["2 · Second", "1 · First", "10 · Last"])
    }
  }

  @Test("What is wrong with any chapter, and with the glossary, is named at once")
  func everyMistake() throws {
    let chapters = [
      "01-first": chapter("First", prose: "{{term code}} is 0.5."),
      "02-second": chapter("2 · B", prose: "{{a b}}"),
    ]
    try withPackage(chapters, declared: ["01-first", "02-second"]) { package in
      try Data("# G\n\n## cod\n\nA word.\n".utf8).write(
        to: package.root.appending(path: "Chapters/glossary.md"))
      let error = try #require(throws: WeavingError.self) { try Book(of: package) }
      let places = error.problems.map { ($0.file, $0.line) }
      #expect(
        places.map(\.0) == [
          "Chapters/01-first/main.swift", "Chapters/01-first/main.swift",
          "Chapters/01-first/main.swift", "Chapters/02-second/main.swift", "Chapters/glossary.md",
        ])
      #expect(places.map(\.1) == [2, 6, 6, 6, 3], "\(error)")
    }
  }

  @Test(
    "Broken prose is named before anything is built",
    arguments: [
      ("See Data/*.gz for more.", 6), ("The bias is $y^*/2$ here.", 6),
      ("Its error is 0.0177.", 6), ("{{include Sources/None.swift#none}}", 6),
    ])
  func broken(prose: String, line: Int) throws {
    let chapters = ["01-first": chapter("1 · First"), "02-second": chapter("2 · B", prose: prose)]
    try withPackage(chapters, declared: ["01-first", "02-second"]) { package in
      let error = #expect(throws: WeavingError.self) { try Book(of: package) }
      let problems = try #require(error?.problems)
      #expect(problems.first?.file == "Chapters/02-second/main.swift")
      #expect(problems.contains { $0.line == line }, "\(problems)")
      #expect(error?.description.hasPrefix("Chapters/02-second/main.swift:") == true)
    }
  }

  @Test("All problems of a chapter are told at once")
  func several() throws {
    try withPackage(["01-first": "print(1)\n"], declared: ["01-first"]) { package in
      let error = #expect(throws: WeavingError.self) { try Book(of: package) }
      #expect(error?.problems.count == 2)
      #expect(error?.description.split(separator: "\n").count == 2)
    }
  }

  @Test("The outline has the pages in reading order, each with what its run has left")
  func outline() throws {
    let text = chapter("1 · First", prose: "$$ x \\label{loss} $$")
    try withPackage(["01-first": text], declared: ["01-first"]) { package in
      let book = try Book(of: package)
      #expect(throws: BookError.self) { try book.outline(of: package.book) }

      let folder = package.book.appending(path: "01-first")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let results = """
        {"settings": {"seed": 1, "epochs": 5}, "values": {"loss": 0.5}, "figures": [{"file": "map.svg"}],
          "claims": [{"text": "It holds after {{epochs}}.", "holds": true}], "more": 1}
        """
      try Data(results.utf8).write(to: folder.appending(path: "results.json"))
      let pages = try book.outline(of: package.book).pages
      #expect(
        pages.map(\.name)
          == ["README", "01-first", "glossary", "notation", "performance", "status"])
      #expect(
        pages[1].program
          == .init(
            source: "Chapters/01-first/main.swift", question: "What is it?", equations: ["loss"],
            figures: ["map.svg"], claims: [.init(text: "It holds after {{epochs}}.", holds: true)]))

      // What was tried of the claims is a page, as long as the numbers are those that were tried.
      #expect(try book.robustnessPage(in: package.book) == nil)
      let claim = pages[1].program?.claims.first?.id ?? ""
      func page(loss: Double) throws -> String? {
        var robustness = Robustness(values: ["loss": loss])
        robustness.trials = [
          "seed=2": [claim: false], "budget=2.0": [claim: true],
          "data=optical-digits": [claim: false],
        ]
        try JSONEncoder().encode(["01-first": robustness])
          .write(to: package.book.appending(path: Robustness.file))
        return try book.robustnessPage(in: package.book)
      }
      let tried = try page(loss: 0.5)
      #expect(
        tried?.contains("| [It holds after 5.](01-first.md#\(claim)) | 1 of 2 | – | ✓ | ✗ | – |")
          == true)
      #expect(
        tried?.contains(
          "Of 1 claims 0 hold with every seed that was tried; 1 of 1 hold at twice the budget; 0 of 1 hold on the digits of 8 × 8 pixels."
        )
          == true)
      #expect(tried?.contains("Not tried yet: seed=3, ") == true)
      #expect(try page(loss: 0.6)?.contains("have changed since it was tried") == true)
      // A trial that is repeated is held to the claims that the page makes still.
      let claims = pages[1].program?.claims ?? []
      #expect(Book.differences(of: [claim: true], from: [claim: true], among: claims) == [])
      #expect(Book.differences(of: [claim: true], from: [claim: false], among: claims) == [claim])
      #expect(Book.differences(of: [:], from: [claim: true], among: claims) == [claim])
      #expect(Book.differences(of: [claim: true], from: ["gone": true], among: claims) == [])

      // They are no page that a chapter writes.
      let files = try compared(in: package.book, except: Book(of: package).machine)
      #expect(files[Robustness.file] == nil)
      try FileManager.default.removeItem(at: package.book.appending(path: Robustness.file))

      // The guide is a page where there is one, and an error where it can't be read.
      let guide = package.root.appending(path: "Chapters/teaching.md")
      try Data("# For teachers\n".utf8).write(to: guide)
      let page = try Book(of: package).outline(of: package.book).pages[4]
      #expect((page.name, page.kind, page.title) == ("teaching", .guide, "For teachers"))
      try Data([0xFF]).write(to: guide)
      #expect(throws: WeavingError.self) { try Book(of: package) }
    }
  }

  @Test("Lines are counted in the sources below a folder")
  func lines() throws {
    try withPackage(["01-first": "a\nb\n", "02-second": "c\n"], declared: []) { package in
      let counts = try ["Chapters", "Nowhere"].map(package.lines(below:))
      #expect(counts == [3, 0])
    }
  }
}

/// What a check compares.
private func compared(in folder: URL, except: [String]) throws -> [String: Data] {
  try pages(in: folder, except: except)
}
