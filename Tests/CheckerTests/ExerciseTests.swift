import Checker
import Engine
import Foundation
import Testing
import Weaver

@testable import exercise

@Suite("Exercises that ask for code")
struct ExerciseTests {
  @Test("Nothing is written yet", arguments: exercises.map(\.number))
  func unwritten(number: String) throws {
    let exercise = try #require(exercises.first { $0.number == number })
    #expect(throws: NotWritten.self) { try exercise.faults() }
    #expect(examine([number], of: exercises) == 1)
  }

  /// Where this package is.
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test("The chapters send readers to all of them, by number and file, and to no other")
  func chapters() throws {
    func sources(_ path: String) -> String? {
      try? String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
    }
    let texts = try Contents(from: sources).pages.filter { $0.kind != .solution }
      .map { try source($0.file, from: sources) }
      .map { $0.replacing(/\s+/, with: " ") }
    let named = texts.flatMap { text in
      text.matches(
        of:
          /`Chapters\/Exercises\/([0-9A-Z.]+)-([a-z-]+)\.swift` \(`swift run exercise ([0-9A-Z.]+)` checks it\)/
      )
      .map { $0.output }
    }
    #expect(named.map { String($0.1) }.sorted() == exercises.map(\.number).sorted())
    for (_, number, idea, typed) in named {
      #expect(number == typed)
      let file = Self.root.appending(path: "Chapters/Exercises/\(number)-\(idea).swift")
      #expect(FileManager.default.fileExists(atPath: file.path), "\(file.path)")
    }
  }

  @Test("What is no number of an exercise in code is refused, whatever the case of its letter")
  func numbers() {
    #expect(examine(["b.3"], of: exercises) == 1)
    for arguments in [["3.9"], ["x"], ["B.3", "B.4"]] {
      #expect(examine(arguments, of: exercises) == 64)
    }
    #expect(examine([], of: exercises) == 0)
    #expect(examine(["--help"], of: exercises) == 0)
  }
}
