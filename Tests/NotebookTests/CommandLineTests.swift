import Foundation
import Testing

@testable import Notebook

@Suite("The command line")
struct CommandLineTests {
  private func read(_ line: String) throws -> (options: Options, settings: SampleSettings) {
    let settings = SampleSettings()
    // Two spaces stand around an empty argument.
    let arguments = line.isEmpty ? [] : line.split(separator: " ", omittingEmptySubsequences: false)
    let options = try parse(arguments.map(String.init), into: settings.list, hasModel: true)
    return (options, settings)
  }

  @Test("Nothing said is the book's run, on every core")
  func nothing() throws {
    let (options, settings) = try read("")
    #expect(options == Options(data: nil, out: nil, threads: nil, quick: false, help: false))
    #expect((settings.epochs, settings.learningRate) == (50, 0.01))
  }

  @Test("Settings and options in any order")
  func everything() throws {
    let (options, settings) = try read(
      "--threads 3 --learning-rate 0.5 --out there --data here --epochs 7")
    #expect(
      options
        == Options(
          data: "here", out: "there", threads: 3, quick: false, help: false,
          given: [
            .init(name: "--learning-rate", value: "0.5"), .init(name: "--epochs", value: "7"),
          ]))
    #expect((settings.epochs, settings.learningRate) == (7, 0.5))
  }

  @Test("What is said by name wins over --quick, wherever it stands")
  func precedence() throws {
    #expect(try read("--quick").settings.epochs == 2)
    #expect(try read("--epochs 9 --quick").settings.epochs == 9)
    #expect(try read("--quick --epochs 9").settings.epochs == 9)
  }

  @Test("Help", arguments: ["--help", "-h", "--epochs 3 --help"])
  func help(line: String) throws {
    #expect(try read(line).options.help)
  }

  @Test(
    "Each mistake has its message",
    arguments: [
      ("--epochs 0", "--epochs 0: expected a whole number, 1…1000"),
      ("--epochs ten", "--epochs ten: expected a whole number, 1…1000"),
      ("--epochs -5", "--epochs -5: expected a whole number, 1…1000"),
      ("--learning-rate 2", "--learning-rate 2: expected a number, 0.0001…1"),
      ("--threads 0", "--threads 0: expected a whole number, 1…1024"),
      ("--threads all", "--threads all: expected a whole number, 1…1024"),
      ("--epochs", "--epochs: expected a value after it, found none"),
      ("--out --quick", "--out: expected a value after it, found --quick"),
      ("--out  --quick", "--out: expected a value after it, found an empty one"),
      ("--epoch 5", "--epoch: unknown option; did you mean --epochs?"),
      ("--learning_rate 1", "--learning_rate: unknown option; did you mean --learning-rate?"),
      ("--epoch=5", "--epoch: unknown option; did you mean --epochs?"),
      ("--epochs=", "--epochs: expected a value after it, found an empty one"),
      ("--quick=yes", "--quick: expected no value, found yes"),
      ("--thread 5", "--thread: unknown option; did you mean --threads?"),
      ("--optimizer 5", "--optimizer: unknown option; --help lists them"),
      ("7", "7: expected an option, which begins with two hyphens; --help lists them"),
      ("-e 7", "-e: expected an option, which begins with two hyphens; --help lists them"),
    ])
  func mistakes(line: String, message: String) {
    #expect(complaint(about: line) == message)
  }

  @Test(
    "What is said twice is refused, since one of the two would be lost",
    arguments: [
      "--epochs 8 --epochs 9", "--epochs=8 --epochs 8", "--out a --out b", "--data a --data a",
      "--threads 1 --threads 2", "--quick --quick", "--save-model a --save-model b",
      "--load-model a --load-model b", "--sweep epochs=1 --measure a --measure b",
    ])
  func repeated(line: String) {
    let options = line.split { " =".contains($0) }.filter { $0.hasPrefix("--") && $0 != "--sweep" }
    #expect(complaint(about: line) == "\(options[0]): expected once, found twice")
  }

  @Test(
    "What may be said several times is not",
    arguments: [
      "--help --help", "--sweep epochs=1 --sweep learning-rate=1 --sshlogin a --sshlogin b",
    ])
  func several(line: String) { #expect(complaint(about: line) == nil) }

  @Test(
    "Control characters are refused in every argument, and shown",
    arguments: [
      "--data", "--out", "--load-model", "--save-model", "--sshlogin", "--measure", "--sweep",
      "--epochs",
    ])
  func control(option: String) {
    for text in ["x\ntouch y #", "\r", "\u{1B}[31m", "a\0", "\t", "\u{9B}31m", "\u{2028}"] {
      let error = #expect(throws: UsageError.self) {
        try parse([option, text], into: SampleSettings().list, hasModel: true)
      }
      let shown = text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined()
      #expect(
        error?.description.hasPrefix("\(shown): expected an argument without control") == true)
    }
  }

  @Test("A relative path in a folder whose name has control characters is refused")
  func controlAbove() async {
    await #expect(processExitsWith: .success) {
      let folder = FileManager.default.temporaryDirectory.appending(path: "a\n\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      try #require(FileManager.default.changeCurrentDirectoryPath(folder.path))
      for option in ["--data", "--out", "--load-model", "--save-model"] {
        let error = #expect(throws: UsageError.self) {
          try parse([option, "x"], into: SampleSettings().list, hasModel: true)
        }
        #expect(error?.description.contains("/a\\n") == true)
      }
    }
  }

  @Test("Swept values are kept as people write them, so that another spelling is the same sweep")
  func spellings() throws {
    let options = try parse(
      ["--sweep", "epochs=+8,012", "--sweep", "learning-rate=1e-3,.5"], into: SampleSettings().list,
      hasModel: true)
    #expect(options.sweep.map(\.values) == [["8", "12"], ["0.001", "0.5"]])
  }

  @Test("A measure is a value's name", arguments: ["Loss", "loss|x", "<b>", "1st", "loss-mean"])
  func measure(name: String) {
    #expect(
      complaint(about: "--sweep epochs=1 --measure \(name)")
        == "--measure \(name): expected the name of a value, in small letters, digits and "
        + "underscores; results.json lists them")
  }

  private func complaint(about line: String) -> String? {
    do {
      _ = try read(line)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("The helper above tells a good line from a bad one")
  func messageOfGoodLine() {
    #expect(complaint(about: "--epochs 5") == nil)
  }

  @Test("--help lists every setting and option with its range and default")
  func helpLists() {
    let text = helpText(
      chapter: "01-first", title: "1 · First", question: "What comes first?", model: "the net",
      settings: SampleSettings().list)
    #expect(text.hasPrefix("1 · First\nWhat comes first?\n\nusage: swift run 01-first [options]\n"))
    for line in [
      "  --epochs N         passes over the data (a whole number, 1…1000; 50 in the book)",
      "  --learning-rate N  step size (a number, 0.0001…1; 0.01 in the book)",
      "  --quick            settings for a smoke test: it takes seconds, and claims do not count",
    ] {
      #expect(text.contains("\n" + line + "\n"), "\(text)")
    }
    #expect(text.contains("\n  --save-model FILE  where to save the net, as safetensors\n"))
    for option in ["--data DIR", "--out DIR", "--threads N", "--sweep NAME=A,B", "--help"] {
      #expect(text.contains("\n  \(option) "))
    }
  }
}
