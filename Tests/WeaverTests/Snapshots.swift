import Foundation
import Testing

/// Compares `text` with the file of that name in Snapshots; `RECORD=1` in the environment writes it.
func expectSnapshot(
  _ text: String, named name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let url = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Snapshots/\(name)")
  if ProcessInfo.processInfo.environment["RECORD"] == "1" {
    try text.write(to: url, atomically: true, encoding: .utf8)
    Issue.record(
      "recorded \(name): read it, then run without RECORD", sourceLocation: sourceLocation)
  }
  let expected = try String(contentsOf: url, encoding: .utf8)
  let difference = firstDifference(text, expected)
  #expect(difference == nil, "\(name): \(difference ?? "")", sourceLocation: sourceLocation)
}

/// Says where two texts part; nil where they have the same bytes.
func firstDifference(_ found: String, _ expected: String) -> String? {
  let foundLines = found.split(separator: "\n", omittingEmptySubsequences: false)
  let expectedLines = expected.split(separator: "\n", omittingEmptySubsequences: false)
  for (index, (a, b)) in zip(foundLines, expectedLines).enumerated()
  where !a.utf8.elementsEqual(b.utf8) {
    return "line \(index + 1) is `\(a)`, not `\(b)`"
  }
  guard foundLines.count == expectedLines.count else {
    return "\(foundLines.count) lines, not \(expectedLines.count)"
  }
  return nil
}

@Test func theComparisonSeesEveryDifference() {
  #expect(firstDifference("a\nb\n", "a\nb\n") == nil)
  #expect(firstDifference("a\nb\n", "a\nc\n") == "line 2 is `b`, not `c`")
  #expect(firstDifference("a\nb", "a\nb\n") == "2 lines, not 3")
  #expect(firstDifference("", "a") == "line 1 is ``, not `a`")
  #expect(firstDifference("é", "e\u{301}") != nil)
}
