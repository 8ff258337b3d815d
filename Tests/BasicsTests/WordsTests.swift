import Foundation
import Testing

import Basics

@Suite("The words of errors")
struct WordsTests {
  @Test("An error of Foundation's becomes the file and what the system says")
  func foundation() {
    let folder = FileManager.default.temporaryDirectory
    let missing = folder.appending(path: UUID().uuidString).path
    let error = #expect(throws: (any Error).self) {
      try FileManager.default.contentsOfDirectory(atPath: missing)
    }
    #expect(error.map(reason) == "No such file or directory")
    #expect(
      error.map(words)
        == "\(missing): expected to read or write it, found: No such file or directory")
    let full = #expect(throws: (any Error).self) {
      try Data("text".utf8).write(to: URL(filePath: "/dev/full"))
    }
    #expect(full.map(reason) == "No space left on device")
  }

  @Test("An error of this package's keeps its words")
  func own() {
    struct Own: Error, CustomStringConvertible { let description = "expected this, found that" }
    #expect(words(for: Own()) == "expected this, found that")
    #expect(reason(of: Own()) == "expected this, found that")
  }

  @Test("Control characters are shown, and nothing else is changed")
  func control() {
    #expect(
      printable("a\nb\u{1B}[31m\0\u{7F}\u{85}\u{2028}")
        == #"a\nb\u{1B}[31m\0\u{7F}\u{0085}\u{2028}"#)
    #expect(printableLines("a\n\nb\r\n\u{1B}") == "a\n\nb\\r\n\\u{1B}")
    for text in ["", "Übung 3/Käse 🧀", "it's `$HOME` <b>\\n", "👩‍🔬"] {
      #expect(printable(text) == text)
      #expect(!hasControlCharacters(text))
    }
    for text in ["a\nb", "\r", "\t", "\0", "\u{1B}", "e\u{301}\u{9B}"] {
      #expect(hasControlCharacters(text), "\(printable(text))")
      #expect(!hasControlCharacters(printable(text)))
    }
  }
}
