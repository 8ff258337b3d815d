import BuiltPrograms
import Foundation
import Testing

@Suite("Help")
struct HelpTests {
  @Test(
    "Every program says from everywhere how it is used",
    arguments: ["01-pca", "SB-tour", "bench", "book", "exercise"])
  func help(program: String) throws {
    try withTemporaryFolder(named: "Müller's \"folder\" {1}") { folder in
      let end = try BuiltProgram(program).run(["--help"], in: folder)
      #expect((end.status, end.messages) == (0, ""))
      #expect(end.output.contains("usage: swift run "))
      #expect(try contents(of: folder) == [:])
    }
  }

  @Test(
    "A program whose output finds no room has not succeeded; one whose reader has gone has",
    arguments: ["01-pca", "bench", "book", "exercise"])
  func noRoom(program: String) throws {
    try withTemporaryFolder { folder in
      let program = try BuiltProgram(program).file.path
      func run(_ place: String) throws -> RunningProgram.End {
        try BuiltProgram(at: URL(filePath: "/bin/bash")).run(
          ["-o", "pipefail", "-c", "trap '' PIPE; \"$0\" --help \(place)", program], in: folder)
      }
      let full = try run("> /dev/full")
      #expect(full.status == 1)
      #expect(
        full.messages
          == "error: standard output: expected to print there, found: No space left on device\n")
      let closed = try run(">&-")
      #expect(closed.status == 1)
      #expect(
        closed.messages
          == "error: standard output: expected to print there, found: Bad file descriptor\n")
      #expect(try run("| true") == run("| cat > /dev/null"))
    }
  }
}
