import BuiltPrograms
import Foundation
import Testing
import Weaver

@testable import Notebook

@Suite("A chapter's source and its place among the others")
struct ChapterSourceTests {
  @Test("Name, paths, title and question come from the source")
  func basics() async throws {
    try await SamplePackage.with { package in
      let chapter = try ChapterSource(path: package.firstSource)
      #expect(chapter.name == "01-first")
      #expect(chapter.root.path == package.root.path)
      #expect(chapter.file == "Chapters/01-first/main.swift")
      #expect(chapter.text == SamplePackage.firstChapter)
      #expect((chapter.title, chapter.question) == ("1 · First", "What comes first?"))
    }
  }

  @Test("Bytes that are no text are named by their line")
  func noText() async throws {
    try await SamplePackage.with { package in
      let source = URL(filePath: package.firstSource)
      try (Data("//: # 1 · T\n//: \n".utf8) + [0x2F, 0x2F, 0xFF, 0x0A]).write(to: source)
      let error = #expect(throws: ChapterError.self) {
        try ChapterSource(path: package.firstSource)
      }
      #expect(
        error?.description
          == "Chapters/01-first/main.swift:3: expected text in UTF-8, found other bytes; write the "
          + "line anew")
    }
  }

  @Test("The headings are found with their lines, in both kinds of prose")
  func headings() async throws {
    try await SamplePackage.with { package in
      let source = URL(filePath: package.firstSource)
      try write(SamplePackage.firstChapter + "\n//: ## Exercises\n// ## none\n", to: source)
      let headings = try ChapterSource(path: package.firstSource).headings
      #expect(headings.map(\.line) == [6, 12, 15])
      #expect(headings.map(\.text) == ["Numbers", "Claims", "Exercises"])

      try write(SamplePackage.firstChapter.replacing("\n", with: "\r\n"), to: source)
      let others = try ChapterSource(path: package.firstSource).headings
      #expect(others.map(\.line) == [6, 12])
      #expect(others.map(\.text) == ["Numbers", "Claims"])
    }
  }

  @Test("The first chapter leads on, the last back, one between both ways")
  func navigation() async throws {
    try await SamplePackage.with { package in
      let contents = Navigation.Link(title: "Contents", target: "README.md")
      let first = Navigation.Link(title: "1 · First", target: "01-first.md")
      let second = Navigation.Link(title: "2 · Second", target: "02-second.md")
      #expect(
        try ChapterSource(path: package.firstSource).navigation
          == Navigation(previous: nil, contents: contents, next: second))
      #expect(
        try ChapterSource(path: package.secondSource).navigation
          == Navigation(previous: first, contents: contents, next: nil))

      let third = package.root.appending(path: "Chapters/03-third/main.swift")
      try write(SamplePackage.secondChapter.replacing("2 · Second", with: "3 · Third"), to: third)
      try package.declare(["01-first", "02-second", "03-third"])
      #expect(
        try ChapterSource(path: package.secondSource).navigation
          == Navigation(
            previous: first, contents: contents,
            next: .init(title: "3 · Third", target: "03-third.md")))
    }
  }

  @Test("Folders that the package does not declare are no chapters, with a source or without")
  func undeclared() async throws {
    try await SamplePackage.with { package in
      for file in [
        ".swift-format", "00-empty/notes.txt", "01-g/main.swift", "Exercises/main.swift",
      ] {
        try write("{}", to: package.root.appending(path: "Chapters/\(file)"))
      }
      let navigation = try ChapterSource(path: package.firstSource).navigation
      #expect(navigation.previous == nil)
      #expect(navigation.next?.target == "02-second.md")
    }
  }

  @Test("A declared chapter without a source is named by its path")
  func withoutSource() async throws {
    try await SamplePackage.with { package in
      try package.declare(["01-first", "03-none"])
      let error = #expect(throws: WeavingError.self) {
        try ChapterSource(path: package.firstSource)
      }
      #expect(error?.problems.map(\.file) == ["Chapters/03-none/main.swift"])
    }
  }

  @Test("A program whose source has gone says what to do")
  func missingSource() async throws {
    try await SamplePackage.with { package in
      try FileManager.default.removeItem(atPath: package.firstSource)
      #expect(
        throws: ChapterError(
          description: "\(package.firstSource): expected the source that this program was built "
            + "from, found none; run `swift run 01-first` in the package")
      ) {
        try ChapterSource(path: package.firstSource)
      }
    }
  }

  @Test("A chapter without a title is named with its line, be it this one or a neighbour")
  func untitled() async throws {
    try await SamplePackage.with { package in
      try write("print(1)\n", to: URL(filePath: package.secondSource))
      for source in [package.firstSource, package.secondSource] {
        let error = #expect(throws: WeavingError.self) { try ChapterSource(path: source) }
        #expect(error?.problems.map(\.file) == ["Chapters/02-second/main.swift"])
        #expect(error?.problems.map(\.line) == [1])
      }
    }
  }

  @Test("Other files of the package can be included, and only files")
  func include() async throws {
    try await SamplePackage.with { package in
      let chapter = try ChapterSource(path: package.firstSource)
      #expect(chapter.include("Chapters/02-second/main.swift") == SamplePackage.secondChapter)
      #expect(chapter.include("Chapters/03-none/main.swift") == nil)
      #expect(chapter.include("Chapters") == nil)
    }
  }
}
