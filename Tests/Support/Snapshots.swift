import Foundation

/// Whether snapshots are written anew and not compared: `RECORD=1` in the environment.
public var isRecording: Bool { ProcessInfo.processInfo.environment["RECORD"] == "1" }

/// What differs between `text` and the file `name` of the folder Snapshots beside a test, or nothing.
///
/// With `RECORD=1` the file is written instead, and that counts as a difference.
public func difference(
  of text: String, fromSnapshot name: String, beside test: String = #filePath
) throws -> String? {
  let file = URL(filePath: test).deletingLastPathComponent().appending(path: "Snapshots/\(name)")
  if isRecording {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
    return "\(name) was recorded: look at it, then run again without RECORD"
  }
  guard let expected = try? String(contentsOf: file, encoding: .utf8) else {
    return "\(name) does not exist: record it with RECORD=1"
  }
  return firstDifference(text, expected).map { "\(name): \($0)" }
}

/// Says where two texts part; nil where they have the same bytes.
public func firstDifference(_ found: String, _ expected: String) -> String? {
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
