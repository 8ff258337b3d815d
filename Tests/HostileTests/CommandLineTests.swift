import BuiltPrograms
import Foundation
import Testing

@Suite("Command lines, and the environment around them")
struct CommandLineTests {
  @Test(
    "What is said twice is a mistake in every program, and nothing runs",
    arguments: [
      ("01-pca", "--components 3 --components=4"), ("05-vae", "--out a --out b"),
      ("S2-autoencoder", "--quick --quick"), ("01-pca", "--threads 1 --threads 2"),
      ("bench", "--sizes 784,64,784 --epochs 3 --epochs 4"), ("bench", "--all --all"),
      ("book", "--why --why"), ("book", "check --threads 1 --threads 2"),
      ("book", "check --out somewhere"), ("exercise", "2.4 2.4"),
    ])
  func twice(program: String, line: String) throws { try expectRefusal(of: line, by: program) }

  @Test(
    "What can't be followed is said before any work",
    arguments: [
      ("01-pca", "--quick=1"), ("book", "check --threads foo"),
      ("book", "check --since no-such-commit"),
      ("bench", "--sizes 100000,100000,100000 --images 256"),
      ("bench", "--vae 100000,100000,100000 --images 256"),
    ])
  func impossible(program: String, line: String) throws {
    try expectRefusal(of: line, by: program)
  }

  private func expectRefusal(of line: String, by program: String) throws {
    try withTemporaryFolder { folder in
      let end = try BuiltProgram(program).run(
        line.split(separator: " ").map(String.init), in: folder)
      #expect(end.status == 64)
      #expect(end.messages.hasPrefix("error: ") && end.messages.contains("expected "))
      #expect(end.messages.split(separator: "\n").count == 1, "\(end.messages)")
      #expect(end.output == "")
      #expect(try contents(of: folder).isEmpty)
    }
  }

  @Test(
    "A level that there is not is a mistake on the command line, and said in one sentence",
    arguments: ["01-pca", "SB-tour", "bench", "exercise"])
  func level(program: String) throws {
    try withTemporaryFolder { folder in
      let tmp = folder.appending(path: "tmp")
      try FileManager.default.createDirectory(at: tmp, withIntermediateDirectories: true)
      let end = try BuiltProgram(program).run(
        [], in: folder, environment: ["KERNELS": "foo\u{1B}[31m", "TMPDIR": tmp.path])
      #expect(end.status == 64)
      #expect(
        end.messages.hasPrefix("error: KERNELS=foo?[31m: expected a level that this machine has"))
      #expect(end.messages.split(separator: "\n").count == 1, "\(end.messages)")
      #expect(try contents(of: folder) == ["tmp": "/"])
    }
  }

  @Test(
    "What a terminal would obey is refused or shown, and never sent on",
    arguments: ["01-pca", "bench", "book", "exercise"])
  func control(program: String) throws {
    try withTemporaryFolder { folder in
      for word in ["\u{1B}[31mred", "--\u{1B}]0;title\u{7}", "\u{9B}31m", "a\rb", "a\u{8}b"] {
        let end = try BuiltProgram(program).run([word], in: folder)
        #expect(end.status == 64)
        let sent = end.output + end.messages.dropLast()
        #expect(
          !sent.unicodeScalars.contains { $0.properties.generalCategory == .control }, "\(sent)")
      }
    }
  }

  @Test("No escape leaves for a terminal that obeys none, and no line is wider than it")
  func terminals() throws {
    try withTemporaryFolder { folder in
      for (chapter, variables, hasBold, hasBars) in [
        ("01-pca", ["TERM": "xterm", "NO_COLOR": ""], true, false),
        ("S5-vae", ["TERM": "xterm", "NO_COLOR": "1"], false, true),
        ("S5-vae", ["TERM": "dumb", "NO_COLOR": ""], false, false),
      ] {
        // `script` gives the program a terminal.
        let program = try BuiltProgram(chapter).file.path
        let end = try BuiltProgram(at: URL(filePath: "/usr/bin/script")).run(
          [
            "--quiet", "--return", "--command", "stty cols 40; '\(program)' --quick --out out",
            "/dev/null",
          ], in: folder, environment: variables)
        #expect(end.status == 0)
        let sent = end.output.replacing("\r\n", with: "\n")
        #expect(sent.contains("\u{1B}") == hasBold)
        #expect(sent.contains("\r") == hasBars)
        let bars = sent.split { ["\r", "\n"].contains($0) }.filter { $0.contains("░") }
        #expect(bars.isEmpty == !hasBars)
        #expect(bars.allSatisfy { $0.count < 40 }, "\(bars)")
      }
    }
  }
}
