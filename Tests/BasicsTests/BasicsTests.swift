import Basics
import Foundation
import TestSupport
import Testing

@Suite struct BasicsTests {
  @Test func requireSaysWhatWasBroken() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      require(true, "this is kept")
      require(1 + 1 == 3, "1 + 1 is \(1 + 1), not 3")
    }
    expect("1 + 1 is 2, not 3", isPrintedBy: result)
  }

  /// What else stops a program prints its message in a debug build alone, or names no rule.
  @Test func nothingElseStopsAProgram() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folders = ["Sources", "Chapters"].map { root.appending(path: $0) }
    let files = folders.flatMap { folder in
      (FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) ?? .init())
        .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    }
    #expect(files.count > 100)
    let stops = #/\b(precondition|preconditionFailure|assert|assertionFailure|fatalError)\(/#
    let found = try files.filter { $0.lastPathComponent != "Require.swift" }.filter { file in
      let text = try String(contentsOf: file, encoding: .utf8)
      // Coding imports nothing of this package; fatalError prints its message in every build.
      return file.path.contains("/Sources/Coding/")
        ? text.replacing("fatalError(", with: "").contains(stops) : text.contains(stops)
    }
    #expect(found.map(\.lastPathComponent) == [])
  }

  /// The published test vectors of FNV-1a, 64 bits.
  @Test(arguments: [
    ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8"),
  ])
  func fnv1aOf(text: String, digits: String) {
    #expect(hexadecimal(fnv1a(text)) == digits)
    #expect(fnv1a(Array(text.utf8)) == fnv1a(text))
  }

  @Test func hexadecimalHasSixteenDigits() {
    #expect(hexadecimal(0xAB) == "00000000000000ab")
    #expect(hexadecimal(.max) == "ffffffffffffffff")
  }

  @Test func superscripts() {
    #expect(superscript(-1_234_567_890) == "⁻¹²³⁴⁵⁶⁷⁸⁹⁰")
    #expect(superscript(0) == "⁰")
  }
}
