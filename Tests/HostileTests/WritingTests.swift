import BuiltPrograms
import Foundation
import Testing

@Suite("Places that are not a run's to write to")
struct WritingTests {
  private let program: BuiltProgram

  init() throws { program = try BuiltProgram("01-pca") }

  /// A folder in which a page has been written, with a file of its reader's.
  private func makePage(in folder: URL) throws {
    try write("page", to: folder.appending(path: "out/01-pca.md"))
    try write(".files\nmap.csv\n", to: folder.appending(path: "out/01-pca/.files"))
    try write("data", to: folder.appending(path: "out/01-pca/map.csv"))
    try write("mine", to: folder.appending(path: "out/01-pca/notes"))
  }

  /// What kind of thing is at each path, and what regular files hold.
  private func state(of folder: URL) throws -> [String: String] {
    let files = FileManager.default
    return try files.subpathsOfDirectory(atPath: folder.path).reduce(into: [:]) { state, path in
      let place = folder.appending(path: path).path
      let attributes = try files.attributesOfItem(atPath: place)
      let kind = attributes[.type] as? FileAttributeType ?? .typeUnknown
      let mode = attributes[.posixPermissions] as? Int ?? 0
      let text = kind == .typeRegular ? try String(contentsOfFile: place, encoding: .utf8) : ""
      state[path] = "\(kind.rawValue) \(mode) \(text)"
    }
  }

  @Test(
    "A model that can't be saved is refused before any work, and what is there stays",
    arguments: [
      ("fifo", "a FIFO"), ("link-to-fifo", "a FIFO"), ("folder", "a folder"),
      ("read-only", "one that is read-only"), ("link-to-read-only", "one that is read-only"),
      ("circle", "a symbolic link that leads nowhere"), ("none/model", "none"),
      ("read-only/model", "a file"), ("link-to-none", "none"),
      ("out/01-pca.md", "another; choose another name"),
      ("out/01-pca/map.csv", "another; choose another name"),
      ("out/01-pca/.files", "another; choose another name"),
      ("out/.01-pca/new/model", "one that the page needs"),
      ("new/01-pca", "one that the page needs"),
    ])
  func models(path: String, found: String) throws {
    try withTemporaryFolder { folder in
      try makePage(in: folder)
      mkfifo(folder.appending(path: "fifo").path, 0o644)
      mkdir(folder.appending(path: "folder").path, 0o755)
      try write("old", to: folder.appending(path: "read-only"))
      chmod(folder.appending(path: "read-only").path, 0o444)
      for (link, target) in [
        ("link-to-fifo", "fifo"), ("link-to-read-only", "read-only"), ("circle", "circle"),
        ("link-to-none", "none/model"),
      ] {
        symlink(target, folder.appending(path: link).path)
      }
      // Where no page is yet, its folder can't be a model.
      mkdir(folder.appending(path: "new").path, 0o755)
      let before = try state(of: folder)
      let out = path.hasPrefix("new") ? "new" : "out"
      let end = try program.run(["--quick", "--out", out, "--save-model", path], in: folder)
      #expect((end.status, end.output) == (1, ""))
      #expect(
        end.messages.hasPrefix("error: --save-model /") && end.messages.contains("found \(found)"),
        "\(end.messages)")
      #expect(end.messages.split(separator: "\n").count == 1)
      #expect(try state(of: folder) == before)
    }
  }

  @Test("A model saved in the page's folder stays there, like all that is its reader's")
  func kept() throws {
    try withTemporaryFolder { folder in
      try makePage(in: folder)
      let place = "out/01-pca/model.safetensors"
      let saved = try program.run(["--quick", "--out", "out", "--save-model", place], in: folder)
      #expect(saved.status == 0, "\(saved.messages)")
      let model = try Data(contentsOf: folder.appending(path: place))
      let loaded = try program.run(["--quick", "--out", "out", "--load-model", place], in: folder)
      #expect(loaded.status == 0, "\(loaded.messages)")
      #expect(try Data(contentsOf: folder.appending(path: place)) == model)
      let left = try contents(of: folder.appending(path: "out"))
      #expect(left["01-pca/notes"] == "mine")
      #expect(left["01-pca.md"] != "page" && left["01-pca/map.csv"] != "data")
    }
  }

  @Test("What somebody puts at --save-model while a run works is not overwritten")
  func meanwhile() throws {
    try withTemporaryFolder { folder in
      let run = try program.start(
        ["--quick", "--out", "out", "--save-model", "model"], in: folder)
      run.waitForOutput()
      try write("my thesis", to: folder.appending(path: "model"))
      let end = run.end()
      #expect(end.status == 1)
      #expect(
        end.messages.contains(
          "expected no file or one that --save-model has written, found another"))
      #expect(try contents(of: folder) == ["model": "my thesis"])
    }
  }

  @Test("A second run in the same folder is refused, and harms neither page nor first run")
  func second() throws {
    try withTemporaryFolder { folder in
      try makePage(in: folder)
      let before = try state(of: folder)
      let first = try program.start(["--out", "out"], in: folder)
      first.waitForOutput()
      let second = try program.run(["--quick", "--out", "out/../out"], in: folder)
      #expect((second.status, second.output) == (1, ""))
      #expect(
        second.messages.contains(
          "/out/.01-pca: expected to work alone, found that another run writes this page now"))
      // One that is killed is out of the way.
      first.signal(SIGKILL)
      #expect(first.end().isExit == false)
      let third = try program.run(["--quick", "--out", "out", "--data", "none"], in: folder)
      #expect(third.status == 1)
      #expect(try state(of: folder) == before)
    }
  }

  @Test("A folder that no run has made is refused, whatever it holds")
  func foreign() throws {
    try withTemporaryFolder { folder in
      for file in ["out/01-pca/results.json", "out/01-pca/thesis.tex", "out/.01-pca/new/mine"] {
        try write("{}", to: folder.appending(path: file))
        let before = try state(of: folder)
        let end = try program.run(["--quick", "--out", "out"], in: folder)
        #expect((end.status, end.output) == (1, ""))
        #expect(end.messages.contains("; move it away, or choose another folder with --out DIR\n"))
        #expect(try state(of: folder) == before)
        try FileManager.default.removeItem(at: folder.appending(path: "out"))
      }
    }
  }

  @Test(
    "A file that may not be so long is an error in words, and leaves nothing", arguments: [1, 100])
  func limit(blocks: Int) throws {
    try withTemporaryFolder { folder in
      let end = try BuiltProgram(at: URL(filePath: "/bin/bash")).run(
        [
          "-c", "ulimit -f \(blocks); exec \"$0\" --quick --out out", program.file.path,
        ], in: folder)
      #expect((end.status, end.isExit) == (1, true))
      #expect(end.messages.contains("error: "), "\(end.messages)")
      #expect(try contents(of: folder) == [:])
    }
  }
}
