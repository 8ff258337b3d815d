import BuiltPrograms
import Foundation
import Plot
import TestSupport
import Testing

@testable import Notebook

@Suite("A chapter's run, from its settings to its page")
struct RunTests {
  /// What a run of the sample package left, by file, and what it printed.
  private struct Outcome {
    var printed = ""
    var complained = ""
    var files: [String: String] = [:]
  }

  /// What a run that has ended left in the package.
  private func look(at package: SamplePackage, after result: ExitTest.Result?) throws -> Outcome {
    let result = try #require(result)
    let files = try contents(of: package.root).filter { path, text in
      text != "/" && path != "Package.swift" && !path.hasPrefix("Chapters/")
        && !path.hasSuffix("/.files")
    }
    return Outcome(
      printed: String(decoding: result.standardOutputContent, as: UTF8.self),
      complained: String(decoding: result.standardErrorContent, as: UTF8.self), files: files)
  }

  @Test("The book's settings write the page into Book/")
  func book() async throws {
    try await SamplePackage.with { package in
      let source = package.firstSource
      let result = await #expect(
        processExitsWith: .exitCode(0),
        observing: [\.standardOutputContent, \.standardErrorContent]
      ) { [source = source as String] in
        let notebook = try Notebook.run(of: source)
        notebook.value("answer", 42, line: 8)
        notebook.value("seven", 7, line: 8)
        notebook.check(
          "{{seven}} is odd, as a {{term number|numeral}} {{term may}}.", true, line: 14)
        notebook.finish()
      }
      let outcome = try look(at: package, after: result)
      #expect(
        outcome.files.keys.sorted() == ["Book/01-first.md", "Book/01-first/results.json"])
      #expect(outcome.files["Book/01-first.md"]?.contains("\nThe answer is 42.0.\n") == true)
      #expect(
        outcome.printed.contains(
          """
          1 · First
          What comes first?

          Numbers
            answer = 42.0
            seven = 7.00

          Claims
            ✓ 7.00 is odd, as a numeral may.

          The page is \(package.root.path)/Book/01-first.md

          """), "\(outcome.printed)")
      let place = "Chapters/01-first/main.swift:14: warning: the glossary has no term"
      #expect(
        outcome.complained == """
          \(place) `may`: explain it in Chapters/glossary.md
          \(place) `number`: explain it in Chapters/glossary.md

          """)
    }
  }

  @Test("A run with a changed setting writes elsewhere, says so, and is compared with the book")
  func changedSetting() async throws {
    try await SamplePackage.with { package in
      let source = package.firstSource
      let inBook = Results(
        chapter: "01-first", settings: [:], values: ["answer": 21],
        claims: [.init(text: "It is odd.", holds: true)])
      let bookFile = package.root.appending(path: "Book/01-first/results.json")
      let bookText = String(decoding: try inBook.json(), as: UTF8.self)
      try write(bookText, to: bookFile)

      let result = await #expect(
        processExitsWith: .exitCode(1),
        observing: [\.standardOutputContent, \.standardErrorContent]
      ) { [source = source as String] in
        let notebook = try Notebook.run(of: source, "--epochs", "7")
        notebook.value("answer", 42, line: 8)
        notebook.check("It is odd.", false, evidence: "it is {{answer}}", line: 14)
        notebook.finish()
      }
      let outcome = try look(at: package, after: result)
      #expect(
        outcome.files.keys.sorted()
          == [".runs/01-first.md", ".runs/01-first/results.json", "Book/01-first/results.json"])
      #expect(outcome.files["Book/01-first/results.json"] == bookText)
      #expect(
        outcome.printed.contains(
          """
            --epochs 7 (50 in the book)

          Numbers
            answer = 42.0

          Claims
            ✗ does not hold: It is odd. (it is 42.0)

          Compared with the book
            value     book   this run   ratio
            ──────   ─────   ────────   ─────
            answer   21.00      42.00   2.000
            ✗ no longer holds: It is odd.
            0 of 1 claims hold here, 1 of 1 in the book.

          The page is \(package.root.path)/.runs/01-first.md

          """), "\(outcome.printed)")
      #expect(outcome.complained.contains("1 of 1 claims does not hold in this run\n"))
    }
  }

  @Test("A changed program with the book's settings is compared with the book that it replaces")
  func changedProgram() async throws {
    try await SamplePackage.with { package in
      let source = package.firstSource
      for (number, status) in [(21.0, "as it was"), (42, "changed")] {
        let result = await #expect(
          processExitsWith: .exitCode(0), observing: [\.standardOutputContent]
        ) { [source = source as String, number = number as Double] in
          let notebook = try Notebook.run(of: source)
          notebook.value("answer", number, line: 8)
          notebook.finish()
        }
        let outcome = try look(at: package, after: result)
        #expect(
          outcome.printed.contains("Compared with the book before this run")
            == (status == "changed"))
        #expect(
          outcome.printed.contains("answer   21.00      42.00   2.000") == (status == "changed"))
      }
    }
  }

  @Test("With a changed setting charts are drawn in front of the book's; damaged data are named")
  func grey() async throws {
    try await SamplePackage.with { package in
      let source = package.firstSource
      let inBook = package.root.appending(path: "Book/01-first/curve.csv")
      for (data, arguments, isGrey) in [
        ("series,x,y,low,high\na,1.0,3.0,,\na,2.0,4.0,,\n", ["--epochs", "7"], true),
        ("series,x,y,low,high\na,1.0,1.0,,\na,2.0,2.0,,\n", ["--epochs", "7"], false),
        ("damaged", ["--epochs", "7"], false),
        ("series,x,y,low,high\na,1.0,3.0,,\na,2.0,4.0,,\n", ["--out", "elsewhere"], false),
        ("series,x,y,low,high\na,1.0,3.0,,\na,2.0,4.0,,\n", ["--quick"], false),
      ] {
        try write(data, to: inBook)
        let out = package.root.appending(path: "elsewhere").path
        let line = arguments + (arguments.contains("--out") ? [] : ["--out", out])
        let result = await #expect(
          processExitsWith: .exitCode(0),
          observing: [\.standardOutputContent, \.standardErrorContent]
        ) {
          [
            source = source as String, first = line[0] as String, second = line[1] as String,
            rest = line.dropFirst(2).joined(separator: "\n") as String, out = out as String
          ] in
          let above = URL(filePath: out).deletingLastPathComponent().path
          #expect(FileManager.default.changeCurrentDirectoryPath(above))
          let notebook = try Notebook.run(
            of: source, words: [first, second] + rest.split(separator: "\n").map(String.init))
          notebook.value("answer", 1, line: 8)
          notebook.show(
            LineChart(
              x: Axis("x"), y: Axis("y"), series: [Series("a", points: [(1, 1), (2, 2)])]),
            as: "curve", caption: "A line.", line: 8)
          notebook.finish()
        }
        let outcome = try look(at: package, after: result)
        let page = try #require(outcome.files["elsewhere/01-first.md"])
        #expect(
          page.contains("A line. In grey, where they differ: the book's run.") == isGrey, "\(line)")
        #expect(page.contains("n grey behind it, the same chart of another run") == isGrey)
        #expect(
          outcome.complained.contains("Book/01-first/curve.csv: expected the data of this chart")
            == (data == "damaged"))
        #expect(
          outcome.files["elsewhere/01-first/curve.csv"]
            == "series,x,y,low,high\na,1.0,1.0,,\na,2.0,2.0,,\n")
      }
    }
  }

  @Test("A book whose results can't be read does not fail the run")
  func brokenBook() async throws {
    try await SamplePackage.with { package in
      let source = package.firstSource
      let file = package.root.appending(path: "Book/01-first/results.json")
      try write("{", to: file)
      let result = await #expect(
        processExitsWith: .exitCode(0), observing: [\.standardErrorContent]
      ) { [source = source as String] in
        let notebook = try Notebook.run(of: source, "--epochs", "7")
        notebook.value("answer", 42, line: 8)
        notebook.finish()
      }
      let complained = try look(at: package, after: result).complained
      #expect(
        complained.contains(
          "\(file.path): expected the results of the book's run to compare with, found something "
            + "else; `swift run 01-first` writes them again\n"), "\(complained)")
    }
  }

  @Test("A quick run shows what does not hold, compares nothing, and succeeds all the same")
  func quickRun() async throws {
    try await SamplePackage.with { package in
      let source = package.firstSource
      let bookFile = package.root.appending(path: "Book/01-first/results.json")
      let inBook = Results(
        chapter: "01-first", settings: [:], values: ["answer": 21], claims: [])
      try write(String(decoding: try inBook.json(), as: UTF8.self), to: bookFile)
      let result = await #expect(
        processExitsWith: .exitCode(0),
        observing: [\.standardOutputContent, \.standardErrorContent]
      ) { [source = source as String] in
        let notebook = try Notebook.run(of: source, "--quick")
        notebook.value("answer", 42, line: 8)
        notebook.check("Two epochs are enough.", false, line: 8)
        notebook.finish()
      }
      let outcome = try look(at: package, after: result)
      #expect(
        outcome.complained.contains(
          "1 of 1 claims does not hold in this run, which does not count against a quick one\n"),
        "\(outcome.complained)")
      #expect(!outcome.printed.contains("Compared with the book"))
    }
  }

  @Test("Everything that a chapter can show stands in the page and in results.json")
  func everything() async throws {
    try await SamplePackage.with { package in
      let source = package.firstSource
      let result = await #expect(
        processExitsWith: .exitCode(0), observing: [\.standardOutputContent]
      ) { [source = source as String] in
        let settings = SampleSettings()
        let notebook = try Notebook.run(of: source, settings: settings)
        notebook.show(settings, line: 8)
        notebook.spread("answer", [0.01, 0.03], .decimals(3), line: 8)
        var table = Table("model", "error", "runs", caption: "Lower than {{answer}} is better.")
        table.row("PCA", notebook.value("pca_mse", 0.25, .percent(0), line: 8), 1)
        notebook.show(table, line: 8)
        notebook.show("plain text", line: 8)
        notebook.show(
          LineChart(
            x: Axis("step"), y: Axis("loss"), series: [Series("run", points: [(1, 2), (2, 1)])]),
          as: "loss", caption: "It falls to {{answer}}.", line: 14)
        notebook.check("It falls in {{figure loss}}.", true, evidence: "{{answer}}", line: 14)
        notebook.finish()
      }
      let outcome = try look(at: package, after: result)
      #expect(
        outcome.files.keys.sorted()
          == ["", "/loss.csv", "/loss.svg", "/results.json"].map {
            $0.isEmpty ? "Book/01-first.md" : "Book/01-first\($0)"
          })
      let page = try #require(outcome.files["Book/01-first.md"])
      for line in [
        "| `--epochs` | $E$ | 50 | a whole number, 1…1000 | passes over the data |",
        "| PCA | 25 % | 1 |", "plain text", "The answer is 0.020 ± 0.014.",
      ] {
        #expect(page.contains("\n\(line)\n"), "\(page)")
      }
      #expect(page.contains("It falls to 0.020 ± 0.014."))
      #expect(
        outcome.printed.contains(
          """
            model   error   runs
            ─────   ─────   ────
            PCA      25 %      1
            Lower than 0.020 ± 0.014 is better.
          plain text

          Claims
            Figure 1. It falls to 0.020 ± 0.014.
            ✓ It falls in Figure 1. (0.020 ± 0.014)

          """), "\(outcome.printed)")

      let json = Data((outcome.files["Book/01-first/results.json"] ?? "").utf8)
      let results = try JSONDecoder().decode(Results.self, from: json)
      #expect(results.settings == ["epochs": 50, "learning_rate": 0.01])
      #expect(results.values.keys.sorted() == ["answer_mean", "answer_sd", "pca_mse"])
      #expect(results.values["pca_mse"] == 0.25)
      #expect(abs((results.values["answer_mean"] ?? 0) - 0.02) < 1e-15)
      #expect(abs((results.values["answer_sd"] ?? 0) - 0.0002.squareRoot()) < 1e-15)
      #expect(results.figures.map(\.file) == ["loss.svg"])
      #expect(results.claims == [.init(text: "It falls in {{figure loss}}.", holds: true)])
      let claim = try #require(results.claims.first)
      #expect(page.contains("> <a id=\"\(claim.id)\"></a>✓ **Claim.** It falls in Figure 1. "))
      let digest = try #require(results.figures.first?.dataDigest)
      #expect(digest.wholeMatch(of: /[0-9a-f]{16}/) != nil, "\(digest)")
    }
  }

  @Test("A run with other settings never writes into the book's folder", arguments: ["", "/deep"])
  func outIsBook(below: String) async throws {
    try await SamplePackage.with { package in
      let (out, settings) = (package.root.path + "/Book" + below, SampleSettings().list)
      let error = try #require(throws: UsageError.self) {
        let chapter = try ChapterSource(path: package.firstSource)
        let options = try parse(["--quick", "--out", out], into: settings)
        _ = try Notebook(chapter: chapter, settings: settings, options: options)
      }
      #expect(
        error.description
          == "--out \(out): expected a folder other than the book's, because a setting, the model or "
          + "the data are not the book's; leave it out to write to .runs/")
      #expect(!FileManager.default.fileExists(atPath: out))
    }
  }

  @Test("Only the folder with the book's data makes the book, and none inside it")
  func dataInside() async throws {
    try await SamplePackage.with { package in
      let source = package.firstSource
      for (data, page) in [("", "Book/01-first.md"), ("/inner", ".runs/01-first.md")] {
        let folder = package.root.appending(path: "Data/mnist-5k\(data)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        await #expect(processExitsWith: .exitCode(0)) {
          [source = source as String, data = folder.path as String] in
          let notebook = try Notebook.run(of: source, "--data", data)
          notebook.value("answer", 42, line: 8)
          notebook.finish()
        }
        let files = try contents(of: package.root)
        #expect(files.keys.filter { $0.hasSuffix("01-first.md") } == [page])
        try FileManager.default.removeItem(
          at: package.root.appending(path: page).deletingLastPathComponent())
      }
    }
  }

  @Test("A page that can't be woven leaves what was there, and no temporary files")
  func unwoven() async throws {
    try await SamplePackage.with { package in
      let source = package.firstSource
      let result = await #expect(
        processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
      ) { [source = source as String] in
        let notebook = try Notebook.run(of: source)
        notebook.value("anser", 42, line: 8)
        notebook.finish()
      }
      let outcome = try look(at: package, after: result)
      #expect(outcome.files.isEmpty)
      #expect(try contents(of: package.root)["Book"] == nil)
      #expect(try contents(of: package.root.appending(path: SamplePackage.temporary)).isEmpty)
      #expect(
        outcome.complained.contains(
          "\nChapters/01-first/main.swift:10: error: no value is named `answer`")
          || outcome.complained.hasPrefix(
            "Chapters/01-first/main.swift:8: error: value `anser` is bound"),
        "\(outcome.complained)")
      #expect(!outcome.complained.contains("error: Chapters"), "\(outcome.complained)")
    }
  }

  @Test(
    "A number that is none ends the run at once, by name",
    arguments: ["nan", "inf", "-inf"])
  func notFinite(number: String) async throws {
    try await SamplePackage.with { package in
      let source = package.firstSource
      let result = await #expect(
        processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
      ) { [source = source as String, number] in
        try Notebook.run(of: source).value("answer", #require(Double(number)))
      }
      let outcome = try look(at: package, after: result)
      #expect(
        outcome.complained.contains(
          "error: the value answer: expected a finite number, found \(number), which results.json "
            + "can't hold: a run has diverged; try other settings\n"),
        "\(outcome.complained)")
      #expect(outcome.files.isEmpty)
    }
  }

  @Test("What fails in the world ends the run with its message")
  func attempt() async throws {
    try await SamplePackage.with { package in
      let source = package.firstSource
      let result = await #expect(
        processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
      ) { [source = source as String] in
        let notebook = try Notebook.run(of: source)
        let kept = notebook.attempt { 5 }
        notebook.attempt { throw UsageError(description: "the file is gone, \(kept)") }
      }
      let complained = try look(at: package, after: result).complained
      #expect(complained.contains("error: the file is gone, 5\n"), "\(complained)")
    }
  }

  /// What takes a name that is taken, and the name.
  static let takers: [(file: String, take: @Sendable (Notebook) -> Void)] = [
    ("map.svg", { $0.show(line(1), as: "map", caption: "A map.", line: 8) }),
    ("map.csv", { $0.show(grid, as: "map", caption: "A map.", line: 8) }),
    ("map.csv", { $0.keep(Data(), as: "map.csv", line: 8) }),
    ("results.json", { $0.keep(Data(), as: "results.json", line: 8) }),
  ]
  static func line(_ y: Double) -> LineChart {
    LineChart(x: Axis("x"), y: Axis("y"), series: [Series("a", points: [(1, y), (2, y)])])
  }
  static let grid = ImageGrid(rows: [.init("a", [[1]])], width: 1, height: 1)

  @Test("A file beside the page is written once", arguments: takers.indices)
  func namedTwice(index: Int) async throws {
    try await SamplePackage.with { package in
      let source = package.firstSource
      let result = await #expect(
        processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
      ) { [source = source as String, index] in
        let notebook = try Notebook.run(of: source)
        notebook.show(Self.line(2), as: "map", caption: "A map.", line: 8)
        // What is there must be what was written first, until it is cleared away.
        let root = URL(filePath: source).appending(path: "../../..").standardizedFileURL
        let files = try contents(of: root)
        let data = files.first { $0.key.hasSuffix("/map.csv") }
        try #require(data?.value == Self.line(2).data)
        Self.takers[index].take(notebook)
      }
      let outcome = try look(at: package, after: result)
      #expect(outcome.files.isEmpty)
      #expect(
        outcome.complained.hasSuffix(
          "error: Chapters/01-first/main.swift:8: expected a name of its own for each file beside "
            + "the page, found \(Self.takers[index].file) for the second time; name figures and files "
            + "differently\n"), "\(outcome.complained)")
    }
  }

  @Test("A path is code on the page and nothing else")
  func remark() async throws {
    try await SamplePackage.with { package in
      let source = package.firstSource
      let data = "x`<script>alert(1)</script>`` | {{answer}}"
      await #expect(processExitsWith: .exitCode(0)) {
        [source = source as String, data = data as String] in
        let notebook = try Notebook.run(of: source, "--data", data)
        notebook.value("answer", 1, line: 8)
        notebook.finish()
      }
      let page = try contents(of: package.root)[".runs/01-first.md"]
      #expect(page?.contains("book's: ```--data \(data)```. The numbers") == true, "\(page ?? "")")
    }
  }

  struct Mistake: Sendable {
    var message: String
    var make: @Sendable (Notebook) -> Void
  }

  static let mistakes: [Mistake] = [
    Mistake(message: "the value answer is given twice") {
      $0.value("answer", 1)
      $0.value("answer", 1)
    },
    Mistake(message: "the value answer is given twice") {
      $0.value("answer", 1)
      $0.spread("answer", [1, 2])
    },
    Mistake(message: "the value answer_sd is given twice") {
      $0.value("answer_sd", 1)
      $0.spread("answer", [1, 2])
    },
    Mistake(message: "the value epochs is given twice") { $0.value("epochs", 1) },
    Mistake(message: "the value name testMSE is not in snake case, such as pca_k32_test_mse") {
      $0.value("testMSE", 1)
    },
    Mistake(message: "the value name 2_bits_mean is not in snake case, such as pca_k32_test_mse") {
      $0.spread("2_bits", [1])
    },
    Mistake(message: "the spread answer is of no numbers") { $0.spread("answer", []) },
    Mistake(
      message: #"a row of 1 cells does not fit a table of 2 columns: ["model", "error"]"#
    ) { _ in
      var table = Table("model", "error")
      table.row("PCA")
    },
  ]

  @Test("A chapter's own mistake stops it and says why", arguments: mistakes.indices)
  func mistake(index: Int) async throws {
    try await SamplePackage.with { package in
      let source = package.firstSource
      let result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) { [source = source as String, index] in
        Self.mistakes[index].make(try Notebook.run(of: source))
      }
      expect(Self.mistakes[index].message, isPrintedBy: result)
    }
  }

  @Test("A program that ends without its page says so; one that fails ends as it will")
  func forgotten() async throws {
    try await SamplePackage.with { package in
      let source = package.firstSource
      let forgetful = await #expect(
        processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
      ) { [source = source as String] in
        Notebook.expectFinish()
        _ = try Notebook.run(of: source)
        exit(0)
      }
      let outcome = try look(at: package, after: forgetful)
      #expect(
        outcome.complained
          == "error: expected notebook.finish() at the end, found none; no page was written\n")
      #expect(outcome.files == [:])

      let failing = await #expect(
        processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
      ) { [source = source as String] in
        Notebook.expectFinish()
        try Notebook.run(of: source).fail(SweepError(description: "something else"))
      }
      #expect(try look(at: package, after: failing).complained == "error: something else\n")
    }
  }

  @Test("A spread of one run has no deviation")
  func oneRun() async throws {
    try await SamplePackage.with { package in
      let source = package.firstSource
      await #expect(processExitsWith: .exitCode(0)) { [source = source as String] in
        let value = try Notebook.run(of: source).spread("answer", [0.25], .decimals(2))
        #expect((value.name, value.number, value.text) == ("answer", 0.25, "0.25 ± 0.00"))
      }
    }
  }

  @Test("A row by titles has dashes in the other columns")
  func titles() {
    var table = Table("a", "b", "c")
    table.row(["a": "x", "c": 3])
    #expect(table.rows[0].map(\.markdown) == ["x", "–", "3"])
    #expect("{{answer}}".isNumber && !"an {{answer}}".isNumber)
  }

  @Test("Columns of numbers, and of dashes for none, line up on the right, texts on the left")
  func alignment() {
    var table = Table("a", "b", "c", "d", "e")
    table.row("x", 1, 2, 3, "–")
    table.row("y", Value(name: "n", number: 3, text: "3"), "–", "as above", "–")
    #expect((0..<5).map(table.isNumeric) == [false, true, true, false, false])
  }
}
