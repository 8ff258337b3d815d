import BuiltPrograms
import Foundation
import Testing

/// The first chapter as its reader runs it: the program that was built beside these tests.
@Suite("The program of a chapter")
struct ProgramTests {
  private let program: BuiltProgram

  init() throws { program = try BuiltProgram("01-pca") }

  /// Starts the chapter in `folder`, with its temporary files in `folder`/tmp.
  private func start(_ arguments: [String], in folder: URL) throws -> RunningProgram {
    try program.start(
      arguments, in: folder, environment: ["TMPDIR": folder.appending(path: "tmp").path])
  }

  private func run(_ arguments: [String], in folder: URL) throws -> RunningProgram.End {
    try start(arguments, in: folder).end()
  }

  /// Calls `body` with an empty folder that has a tmp/, expects no temporary file to be left there,
  /// and Book/ to be as it was.
  private func withFolder(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let temporary = folder.appending(path: "tmp")
      try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
      let book = try contents(of: package.appending(path: "Book"))
      try body(folder)
      #expect(try contents(of: package.appending(path: "Book")) == book)
      #expect(try contents(of: temporary).isEmpty)
    }
  }

  @Test("--help prints the question and the settings")
  func help() throws {
    try withFolder { folder in
      let end = try run(["--help"], in: folder)
      #expect((end.status, end.messages) == (0, ""))
      #expect(end.output.hasPrefix("1 · PCA"))
      #expect(end.output.contains("\nusage: swift run 01-pca [options]\n"))
      #expect(end.output.contains("\n  --components N "))
    }
  }

  @Test("A command line that can't be followed is told from a run that fails")
  func mistakes() throws {
    try withFolder { folder in
      let usage = try run(["--components", "0"], in: folder)
      #expect(usage.status == 64)
      #expect(usage.messages == "error: --components 0: expected a whole number, 1…784\n")
      #expect(usage.output == "")

      try write("a file", to: folder.appending(path: "file"))
      let failure = try run(["--out", "file"], in: folder)
      #expect(failure.status == 1)
      #expect(
        failure.messages.hasSuffix(
          "/file: expected a folder to write to, found a file; choose another "
            + "folder with --out DIR\n"))

      let data = try run(["--data", "none", "--out", "out"], in: folder)
      #expect(data.status == 1)
      #expect(data.messages.hasPrefix("error: "))
      #expect(try contents(of: folder) == ["file": "a file", "tmp": "/"])
    }
  }

  @Test("A changed setting writes elsewhere and is compared with the book")
  func changed() throws {
    try withFolder { folder in
      let end = try run(["--eigen-digits", "8", "--out", "out"], in: folder)
      #expect((end.status, end.messages) == (0, ""))
      #expect(end.output.contains("\n  --eigen-digits 8 (16 in the book)\n"))
      #expect(end.output.contains("\nCompared with the book\n"))
      #expect(end.output.contains(" claims hold here, "))
      #expect(end.output.contains("/out/01-pca.md\n"))
      #expect(!end.output.contains("\u{1B}"), "escape codes are for terminals")

      // Every file that the page links to is there.
      let files = try contents(of: folder.appending(path: "out"))
      let page = try #require(files["01-pca.md"])
      let links = page.matches(of: /\((01-pca\/[^)]+)\)/).map { String($0.1) }
      #expect(links.count >= 10)
      #expect(links.allSatisfy { files[$0] != nil }, "\(links)")
      #expect(files["01-pca/results.json"]?.contains("\"eigen_digits\" : 8") == true)
    }
  }

  @Test("A model that was saved and is loaded again gives the same page")
  func models() throws {
    try withFolder { folder in
      let save = ["--components", "8", "--save-model", "pca.safetensors", "--out", "a"]
      #expect(try run(save, in: folder).status == 0)
      let load = ["--components", "8", "--load-model", "pca.safetensors", "--out", "b"]
      #expect(try run(load, in: folder).status == 0)
      let files = try contents(of: folder)
      // Both pages say above their titles what is not the book's, which is the file for one of them alone.
      func body(_ text: String?) -> [Substring]? {
        text?.split(separator: "\n").filter { !$0.hasPrefix("> This page comes from a run") }
      }
      for (path, text) in files where path.hasPrefix("a/") {
        #expect(body(files["b/" + path.dropFirst(2)]) == body(text), "\(path)")
      }
      #expect(
        files["b/01-pca.md"]?.contains(
          "run other than the book's: `--load-model pca.safetensors`, `--components 8`.") == true)

      // A model of something else shows that it is the loaded one that is used.
      try write("not a model", to: folder.appending(path: "pca.safetensors"))
      let damaged = try run(load, in: folder)
      #expect(damaged.status == 1)
      #expect(damaged.messages.contains("pca.safetensors: expected a header of"))
      #expect(try contents(of: folder)["b/01-pca.md"] == files["b/01-pca.md"])
    }
  }

  @Test("A model that can't be read or written is named before any work")
  func noModels() throws {
    try withFolder { folder in
      for (option, path) in [("--load-model", "none"), ("--save-model", "none/model")] {
        let end = try run([option, path, "--out", "out"], in: folder)
        #expect(end.status == 1)
        #expect(end.messages.hasPrefix("error: \(option) "))
        #expect(end.output == "")
      }
      #expect(try contents(of: folder) == ["tmp": "/"])
    }
  }

  @Test("A stop leaves what was there", arguments: [SIGINT, SIGTERM, SIGHUP])
  func stopped(signal: Int32) throws {
    try withFolder { folder in
      try write("old", to: folder.appending(path: "out/01-pca.md"))
      try write(
        ".files\nresults.json\n", to: folder.appending(path: "out/01-pca/.files"))
      try write("old", to: folder.appending(path: "out/01-pca/results.json"))
      let before = try contents(of: folder.appending(path: "out"))
      let run = try start(["--out", "out"], in: folder)

      // Let it begin: its first line comes when it is ready to be stopped.
      run.waitForOutput()
      run.signal(signal)
      let end = run.end()
      #expect(end.isExit)
      #expect(end.status == 128 + signal)
      #expect(end.messages.hasSuffix("/out/01-pca.md is as it was\n"), "\(end.messages)")
      #expect(try contents(of: folder.appending(path: "out")) == before)
    }
  }

  @Test("A reader who leaves early does not stop the run")
  func closedOutput() throws {
    try withFolder { folder in
      let run = try start(["--out", "out"], in: folder)
      run.waitForOutput()
      run.stopReading()
      let end = run.end()
      #expect((end.isExit, end.status) == (true, 0))
      #expect(try contents(of: folder.appending(path: "out"))["01-pca.md"] != nil)
    }
  }
}
