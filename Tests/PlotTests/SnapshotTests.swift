import Foundation
import Testing

@testable import Plot

/// What differs between `text` and the file `name` of Snapshots, or nothing.
///
/// With RECORD=1 in the environment the file is written instead, and that counts as a difference.
func difference(of text: String, from name: String) throws -> String? {
  let file = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Snapshots/\(name)")
  if ProcessInfo.processInfo.environment["RECORD"] == "1" {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
    return "\(name) was recorded: look at it, then run again without RECORD"
  }
  guard let expected = try? String(contentsOf: file, encoding: .utf8) else {
    return "\(name) does not exist: record it with RECORD=1"
  }
  let (new, old) = (text.components(separatedBy: "\n"), expected.components(separatedBy: "\n"))
  guard new.count == old.count else { return "\(name): \(new.count) lines, not \(old.count)" }
  return zip(new, old).enumerated().first { $1.0 != $1.1 }.map { i, lines in
    "\(name), line \(i + 1): \(lines.0), not \(lines.1)"
  }
}

@Suite struct SnapshotTests {
  @Test(arguments: Examples.all.map(\.name)) func figure(_ name: String) throws {
    let figure = try #require(Examples.all.first { $0.name == name }).figure
    for (kind, text) in [
      ("gp", figure.script), ("csv", figure.data), ("alt.txt", figure.altText + "\n"),
    ] {
      let found = try difference(of: text, from: "\(name).\(kind)")
      #expect(found == nil)
    }
  }

  @Test func sketches() throws {
    let lines = try difference(of: sketch(Examples.lines, columns: 60), from: "lines.sketch.txt")
    #expect(lines == nil)
    let bars = try difference(of: sketch(Examples.bars, columns: 60), from: "bars.sketch.txt")
    #expect(bars == nil)
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["RECORD"] != "1"))
  func theHelperCanFail() throws {
    let script = Examples.curve.script
    #expect(try difference(of: script, from: "curve.gp") == nil)
    #expect(try difference(of: script + "\n", from: "curve.gp")?.contains("lines, not") == true)
    let changed = script.replacing("760", with: "761")
    #expect(try difference(of: changed, from: "curve.gp")?.contains("line 1:") == true)
    #expect(try difference(of: script, from: "none.gp")?.contains("does not exist") == true)
  }
}
