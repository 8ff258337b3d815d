import BuiltPrograms
import Foundation
import Testing

/// A program of the shell's that stands in for another: the folder to put before others on `PATH`.
func substitute(_ name: String, _ commands: String, in folder: URL) throws -> [String: String] {
  let bin = folder.appending(path: "bin")
  try writeProgram(commands, to: bin.appending(path: name))
  let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
  return ["PATH": "\(bin.path):\(path)"]
}

/// An empty folder of so many kilobytes, with nothing left below `/` when `body` ends.
func withSmallDisk(kilobytes: Int, _ body: (URL) throws -> Void) throws {
  try withTemporaryFolder { folder in
    let mount = BuiltProgram(at: URL(filePath: "/bin/mount"))
    let size = "size=\(kilobytes)k"
    let end = try mount.run(["-t", "tmpfs", "-o", size, "none", folder.path], in: folder)
    try #require(end.status == 0, "\(end.messages)")
    defer {
      _ = try? BuiltProgram(at: URL(filePath: "/bin/umount")).run(["-l", folder.path], in: package)
    }
    try body(folder)
  }
}

/// Whether this machine lets these tests make a small disk; said aloud where it does not.
let canMount = (try? withSmallDisk(kilobytes: 16) { _ in }) != nil

@Suite("gnuplot, whatever is called so")
struct GnuplotTests {
  /// What each puts on the page's place is checked against a book's folder that is there.
  private func withOldPage(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try write("old", to: folder.appending(path: "out/01-pca.md"))
      try write(".files\n", to: folder.appending(path: "out/01-pca/.files"))
      try write("old", to: folder.appending(path: "tmp/of somebody else"))
      try body(folder)
      #expect(
        try contents(of: folder.appending(path: "out"))
          == ["01-pca.md": "old", "01-pca": "/", "01-pca/.files": ".files\n"],
        "the old page is all there is")
      #expect(try contents(of: folder.appending(path: "tmp")) == ["of somebody else": "old"])
    }
  }

  @Test(
    "What is no whole picture is not published",
    arguments: [
      ("gnuplot \"$@\" | head -c 3000", "expected a whole "),
      (
        "cat > /dev/null; echo garbage",
        "expected a whole SVG picture, found exit status 0 and 8 bytes"
      ),
      ("cat > /dev/null", "expected exit status 0 and a picture, found status 0 and no message"),
      ("exit 0", "expected exit status 0 and a picture, found status 0 and no message"),
      ("gnuplot \"$@\"; exit 3", "expected exit status 0 and a picture, found status 3"),
      ("kill -9 $$", "expected exit status 0 and a picture, found status 137"),
      ("yes", "expected a picture within 60 seconds and 256 MB, found a program that goes on"),
    ])
  func notWhole(commands: String, message: String) throws {
    try withOldPage { folder in
      // The real gnuplot by the path that it has outside of this folder.
      let real = try #require(
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map {
          "\($0)/gnuplot"
        }.first { FileManager.default.isExecutableFile(atPath: $0) })
      let environment = try substitute(
        "gnuplot", commands.replacing("gnuplot", with: real), in: folder
      ).merging(["TMPDIR": folder.appending(path: "tmp").path]) { $1 }
      let end = try BuiltProgram("01-pca").run(
        ["--quick", "--out", "out"], in: folder, environment: environment)
      #expect(end.status == 1)
      #expect(end.messages.hasPrefix("error: gnuplot: \(message)"), "\(end.messages)")
    }
  }

  @Test("That gnuplot is missing is said before anything is trained")
  func missing() throws {
    try withOldPage { folder in
      let end = try BuiltProgram("02-autoencoder").run(
        ["--quick", "--out", "other"], in: folder,
        environment: ["PATH": folder.path, "TMPDIR": folder.appending(path: "tmp").path])
      #expect((end.status, end.output) == (1, ""))
      #expect(end.messages.contains("apt-get install gnuplot-nox"), "\(end.messages)")
    }
  }

  @Test(
    "A stop while gnuplot hangs is a stop, and gnuplot does not outlive it",
    arguments: [SIGINT, SIGTERM, SIGHUP],
    ["sleep 1000", "trap '' INT TERM HUP; while :; do sleep 1; done"])
  func stopped(signal: Int32, commands: String) throws {
    try withOldPage { folder in
      let pid = folder.appending(path: "pid")
      let environment = try substitute(
        "gnuplot", "echo $$ > '\(pid.path).new'; mv '\(pid.path).new' '\(pid.path)'\n\(commands)",
        in: folder
      ).merging(["TMPDIR": folder.appending(path: "tmp").path]) { $1 }
      let run = try BuiltProgram("01-pca").start(
        ["--quick", "--out", "out"], in: folder, environment: environment)
      while !FileManager.default.fileExists(atPath: pid.path) { usleep(1000) }
      run.signal(signal)
      let end = run.end()
      #expect((end.status, end.isExit) == (128 + signal, true))
      #expect(end.messages.hasSuffix("/out/01-pca.md is as it was\n"), "\(end.messages)")
      #expect(!end.messages.contains("gnuplot"), "\(end.messages)")
      #expect(try isGone(pid))
    }
  }

  @Test(
    "A full disk is an error in words, and no picture is cut",
    .enabled(if: canMount, "a full disk is a small one here, which root alone can mount"),
    arguments: [16, 64, 128])
  func fullDisk(kilobytes: Int) throws {
    try withSmallDisk(kilobytes: kilobytes) { disk in
      let end = try BuiltProgram("01-pca").run(["--quick", "--out", "out"], in: disk)
      #expect(end.status == 1)
      #expect(end.messages.contains("No space left on device"), "\(end.messages)")
      #expect(!end.messages.contains("NSCocoaErrorDomain"), "\(end.messages)")
      #expect(try contents(of: disk).isEmpty)
    }
  }
}
