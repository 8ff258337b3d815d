import BuiltPrograms
import Foundation
import Testing

@Suite("Sweeps of a chapter")
struct SweepTests {
  private let sweep = ["--sweep", "components=8,9", "--quick"]

  /// The folder of the sweep that lies in `folder`/out.
  private func swept(in folder: URL) throws -> URL {
    let out = folder.appending(path: "out")
    let names = try FileManager.default.contentsOfDirectory(atPath: out.path)
    return out.appending(path: try #require(names.first { $0.hasPrefix("sweep-01-pca-") }))
  }

  @Test("What a reader has set up for GNU parallel does not change what runs")
  func settings() throws {
    try withTemporaryFolder { folder in
      try write("--dry-run\n", to: folder.appending(path: "home/.parallel/config"))
      let end = try BuiltProgram("01-pca").run(
        sweep + ["--out", "out"], in: folder,
        environment: [
          "HOME": folder.appending(path: "home").path, "PARALLEL": "--halt now,fail=1 --dry-run",
        ])
      #expect((end.status, end.messages) == (0, ""))
      #expect(end.output.contains("✓ components=8") && end.output.contains("✓ components=9"))
    }
  }

  @Test("Words with a meaning to shells are words, in the runs and in the page's command")
  func words() throws {
    try withTemporaryFolder(named: "it's `touch a` $(touch b)") { folder in
      let data = folder.appending(path: "d; touch c #'\"")
      try FileManager.default.copyItem(at: package.appending(path: "Data/mnist-5k"), to: data)
      let end = try BuiltProgram("01-pca").run(
        sweep + ["--out", "out", "--data", data.path], in: folder)
      #expect((end.status, end.messages) == (0, ""))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)

      let page = try String(
        contentsOf: swept(in: folder).appending(path: "sweep.md"), encoding: .utf8)
      let command = try #require(page.split(separator: "\n").first { $0.hasPrefix("    ") })
      let read = try BuiltProgram(at: URL(filePath: "/bin/sh")).run(
        ["-c", "printf '%s\\n' \(command)"], in: folder)
      #expect(
        read.output
          == "swift\nrun\n01-pca\n--sweep\ncomponents=8,9\n--quick\n--data\n\(data.path)\n")
    }
  }

  @Test("A result that is gone, and data that have changed, run again by the same command")
  func again() throws {
    try withTemporaryFolder { folder in
      let data = folder.appending(path: "data")
      try FileManager.default.copyItem(at: package.appending(path: "Data/mnist-5k"), to: data)
      func run() throws -> RunningProgram.End {
        try BuiltProgram("01-pca").run(sweep + ["--out", "out", "--data", "data"], in: folder)
      }
      #expect(try run().status == 0)
      let first = try swept(in: folder)
      let whole = try contents(of: first)
      let result = first.appending(path: "runs/components=8/01-pca/results.json")
      try FileManager.default.removeItem(at: result)
      let second = try run()
      #expect(second.status == 0)
      #expect(second.output.contains("✓ components=8"))
      #expect(!second.output.contains("✓ components=9"))
      #expect(try contents(of: first) == whole)

      // The test images take the place of the training images, under the same name.
      let images = data.appending(path: "train-images-idx3-ubyte.gz")
      try FileManager.default.removeItem(at: images)
      try FileManager.default.copyItem(
        at: data.appending(path: "t10k-images-idx3-ubyte.gz"), to: images)
      let labels = data.appending(path: "train-labels-idx1-ubyte.gz")
      try FileManager.default.removeItem(at: labels)
      try FileManager.default.copyItem(
        at: data.appending(path: "t10k-labels-idx1-ubyte.gz"), to: labels)
      let third = try run()
      #expect(third.output.contains("components=8") && third.output.contains("components=9"))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: first.deletingLastPathComponent().path)
          .count == 2)
      #expect(try contents(of: first) == whole, "the old results are still the old data's")
    }
  }

  @Test("A place that can't be written to is an error in words, before the first run")
  func places() throws {
    try withTemporaryFolder { folder in
      try write("a file", to: folder.appending(path: "file"))
      for (line, message) in [
        (["--out", "file"], "/file: expected a folder, found a file"),
        (["--out", "/proc/nowhere"], "/proc/nowhere: expected a folder to write to"),
        (["--out", package.appending(path: "Book").path], "/Book: expected a folder other"),
        (
          ["--data", "nowhere"], "/nowhere: expected a folder of data to read, found: No such file"
        ),
        (["--data", "file"], "/file: expected a folder of data to read, found: Not a directory"),
        (["--load-model", "nowhere"], "/nowhere: expected a model that --save-model has written"),
      ] {
        let end = try BuiltProgram("01-pca").run(sweep + line, in: folder)
        // The book's folder is refused with the command line, the others where they are looked at.
        #expect(end.status == (message.hasPrefix("/Book") ? 64 : 1))
        #expect(
          end.messages.hasPrefix("error: ") && end.messages.contains(message), "\(end.messages)")
        #expect(!end.messages.contains("NSCocoaErrorDomain"))
        #expect(!end.output.contains("components=8\n"))
      }
      #expect(try contents(of: folder) == ["file": "a file"])
    }
  }

  @Test(
    "A parallel that starts nothing is named, and not the folder",
    arguments: ["exit 0", "cat > /dev/null"])
  func otherParallel(commands: String) throws {
    try withTemporaryFolder { folder in
      let environment = try substitute("parallel", commands, in: folder)
      let end = try BuiltProgram("01-pca").run(
        sweep + ["--out", "out"], in: folder, environment: environment)
      #expect(end.status == 1)
      #expect(end.messages.hasPrefix("error: parallel: expected GNU parallel"), "\(end.messages)")
    }
  }

  @Test("A measure that no run can have is refused before the first")
  func measure() throws {
    try withTemporaryFolder { folder in
      let end = try BuiltProgram("01-pca").run(
        sweep + ["--out", "out", "--measure", "pca_tset_mse"], in: folder)
      #expect(end.status == 64)
      #expect(end.messages.contains("did you mean pca_test_mse?"), "\(end.messages)")
      #expect(try contents(of: folder).isEmpty)
    }
  }

  @Test(
    "A full disk is an error in words",
    .enabled(if: canMount, "a full disk is a small one here, which root alone can mount"))
  func fullDisk() throws {
    try withTemporaryFolder { folder in
      try withSmallDisk(kilobytes: 32) { disk in
        let end = try BuiltProgram("01-pca").run(sweep + ["--out", disk.path], in: folder)
        #expect(end.status == 1)
        #expect(end.messages.contains("No space left on device"), "\(end.messages)")
        #expect(!end.messages.contains("NSCocoaErrorDomain"), "\(end.messages)")
      }
      // Where temporary files have no room, a sweep does without.
      try withSmallDisk(kilobytes: 4) { disk in
        #expect(throws: (any Error).self) {
          try Data(count: 8192).write(to: disk.appending(path: "full"))
        }
        let end = try BuiltProgram("01-pca").run(
          sweep + ["--out", "out"], in: folder, environment: ["TMPDIR": disk.path])
        #expect((end.status, end.messages) == (0, ""))
      }
    }
  }
}
