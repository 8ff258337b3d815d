import BuiltPrograms
import Foundation
import Testing

/// What a reader has made stands where a run writes, or a file says what it must not.
@Suite("Files that no run has made")
struct OwnershipTests {
  private let program: BuiltProgram

  init() throws { program = try BuiltProgram("SB-tour") }

  private func refused(_ end: RunningProgram.End, _ found: String) {
    #expect(end.status == 1, "\(end.messages)")
    #expect(end.messages.hasPrefix("error: ") && end.messages.contains(found), "\(end.messages)")
    #expect(end.messages.split(separator: "\n").count == 1, "\(end.messages)")
  }

  @Test("A page without the folder of a run is its reader's, also behind a link")
  func page() throws {
    try withTemporaryFolder { folder in
      try write("thesis", to: folder.appending(path: "thesis.md"))
      try write("notes", to: folder.appending(path: "a/SB-tour.md"))
      try FileManager.default.createDirectory(
        at: folder.appending(path: "b"), withIntermediateDirectories: false)
      symlink("../thesis.md", folder.appending(path: "b/SB-tour.md").path)
      let before = try contents(of: folder)
      for out in ["a", "b"] {
        refused(
          try program.run(["--quick", "--out", out], in: folder),
          "found one without the folder SB-tour")
      }
      #expect(try contents(of: folder) == before)
    }
  }

  @Test("A record names files of its own folder and nothing else")
  func record() throws {
    try withTemporaryFolder { folder in
      try write("mine", to: folder.appending(path: "thesis"))
      try write("mine", to: folder.appending(path: "out/thesis"))
      try write(
        ".files\n../thesis\n../../thesis\n.\n..\n", to: folder.appending(path: "out/SB-tour/.files")
      )
      #expect(try program.run(["--quick", "--out", "out"], in: folder).status == 0)
      let left = try contents(of: folder)
      #expect(left["thesis"] == "mine")
      #expect(left["out/thesis"] == "mine")
    }
  }

  @Test("A model replaces a model and nothing else")
  func model() throws {
    let chapter = try BuiltProgram("01-pca")
    try withTemporaryFolder { folder in
      try write("chapter 1", to: folder.appending(path: "thesis"))
      refused(
        try chapter.run(["--quick", "--out", "out", "--save-model", "thesis"], in: folder),
        "expected no file or one that --save-model has written")
      #expect(try contents(of: folder)["thesis"] == "chapter 1")
      for _ in 0..<2 {
        let end = try chapter.run(["--quick", "--out", "out", "--save-model", "model"], in: folder)
        #expect(end.status == 0, "\(end.messages)")
      }
    }
  }

  @Test("A list of inputs is written for the program that makes the book, and nowhere else")
  func inputs() throws {
    try withTemporaryFolder { folder in
      try write("mine", to: folder.appending(path: "thesis"))
      let end = try program.run(
        ["--quick", "--out", "out"], in: folder, environment: ["NOTEBOOK_INPUTS": "thesis"])
      #expect(end.status == 0)
      #expect(try contents(of: folder)["thesis"] == "mine")
    }
  }

  @Test("A sweep removes files of its own, and no folder in their place")
  func sweep() throws {
    let chapter = try BuiltProgram("01-pca")
    try withTemporaryFolder { folder in
      let arguments = ["--quick", "--sweep", "components=8", "--out", "out"]
      #expect(try chapter.run(arguments, in: folder).status == 0)
      let name = try #require(
        try FileManager.default.contentsOfDirectory(
          atPath: folder.appending(path: "out").path
        ).first)
      try write("mine", to: folder.appending(path: "out/\(name)/sweep.svg/thesis"))
      refused(try chapter.run(arguments, in: folder), "found a folder; move it away")
      #expect(try contents(of: folder)["out/\(name)/sweep.svg/thesis"] == "mine")
    }
  }

  @Test("A folder that is gone is no place to run in")
  func gone() throws {
    try withTemporaryFolder { folder in
      let shell = BuiltProgram(at: URL(filePath: "/bin/sh"))
      let end = try shell.run(
        [
          "-c", "mkdir here; cd here; rmdir ../here; exec \"$0\" --quick --out out",
          program.file.path,
        ],
        in: folder)
      #expect(end.status == 64, "\(end.messages)")
      #expect(end.messages.contains("found that the current one is gone"), "\(end.messages)")
    }
  }

  @Test("A name that is not in UTF-8 is refused, since it would lead elsewhere")
  func bytes() throws {
    try withTemporaryFolder { folder in
      let shell = BuiltProgram(at: URL(filePath: "/bin/sh"))
      let end = try shell.run(
        ["-c", "exec \"$0\" --quick --out \"$(printf 'caf\\351')\"", program.file.path], in: folder)
      #expect(end.status == 64, "\(end.messages)")
      #expect(end.messages.contains("in UTF-8"), "\(end.messages)")
      #expect(try contents(of: folder) == [:])
    }
  }

  @Test("The record of a training with other settings is refused before any work")
  func curve() throws {
    let chapter = try BuiltProgram("03-activations")
    try withTemporaryFolder { folder in
      let saved = try chapter.run(
        ["--quick", "--race-batch-size", "32", "--out", "out", "--save-model", "model"], in: folder)
      #expect(saved.status == 0, "\(saved.messages)")
      let end = try chapter.run(
        ["--quick", "--out", "out", "--load-model", "model"], in: folder)
      refused(end, "expected a model trained with race_batch_size = 64")
    }
  }
}
