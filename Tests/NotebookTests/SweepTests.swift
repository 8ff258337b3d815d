import BuiltPrograms
import Foundation
import Plot
import Testing

@testable import Notebook

@Suite("A sweep over settings")
struct SweepTests {
  /// A sweep of the sample package whose program is a shell script: it is given the arguments of a run
  /// and writes results with `loss` = epochs × learning rate, or fails for what `fails` matches.
  private func sweep(
    _ swept: [SweptSetting], measure: String? = nil, in package: SamplePackage,
    failing: String = "none"
  ) throws -> Sweep {
    let program = package.root.appending(path: "it's a program")
    try write(
      """
      #!/bin/sh
      echo "$*" >> "$(dirname "$0")/calls"
      case "$*" in *"\(failing)"*) [ -e "$(dirname "$0")/mended" ] || { echo no >&2; exit 3; };; esac
      mkdir -p "$6/01-first"
      echo '{"chapter":"01-first","settings":{},"figures":[],"values":{"loss_mean":'$2',"loss_sd":0.5},' \\
        '"claims":[{"text":"a","holds":true},{"text":"b","holds":false}]}' > "$6/01-first/results.json"
      exit 1
      """, to: program)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
    return Sweep(
      chapter: try ChapterSource(path: package.firstSource), program: program, swept: swept,
      common: [], threads: 1, measure: measure, logins: [],
      folder: package.root.appending(path: "swept"))
  }

  private let epochs = SweptSetting(name: "epochs", values: ["10", "2"])
  private let rate = SweptSetting(name: "learning_rate", values: ["0.1", "0.2"])

  private func calls(in package: SamplePackage) throws -> Int {
    try contents(of: package.root)["calls"]?.split(separator: "\n").count ?? 0
  }

  @Test("A grid has every combination, the last setting changing fastest")
  func grid() async throws {
    try await SamplePackage.with { package in
      let sweep = try sweep([epochs, rate], in: package)
      #expect(sweep.grid == [["10", "0.1"], ["10", "0.2"], ["2", "0.1"], ["2", "0.2"]])
    }
  }

  @Test(
    "Runs whose claims fall count; table, CSV and chart have them all, and a second time runs none")
  func complete() async throws {
    try await SamplePackage.with { package in
      let sweep = try sweep([epochs], measure: "loss", in: package)
      #expect(try sweep.make() == 0)
      #expect(try calls(in: package) == 2)
      let files = try contents(of: sweep.folder)
      #expect(
        files["sweep.csv"]
          == "epochs,claims_held,claims,loss_mean,loss_sd\n10,1,2,10.0,0.5\n2,1,2,2.0,0.5\n")
      #expect(files["sweep.md"]?.contains("| 10 | 1 of 2 | 10.00 ± 0.5000 |\n") == true)
      #expect(files["sweep.md"]?.contains("](sweep.svg)") == true)
      #expect(files["sweep.svg"]?.hasPrefix("<?xml") == true)

      #expect(try sweep.make() == 0)
      #expect(try calls(in: package) == 2)
      let again = try contents(of: sweep.folder)
      #expect(again["sweep.csv"] == files["sweep.csv"])
      #expect(again["sweep.svg"] == files["sweep.svg"])
      #expect(again["sweep.md"] == files["sweep.md"])
    }
  }

  @Test("A failed run loses none of the others, and the same command makes up for it")
  func failed() async throws {
    try await SamplePackage.with { package in
      let sweep = try sweep([epochs], in: package, failing: "epochs 10")
      #expect(try sweep.make() == 1)
      let files = try contents(of: sweep.folder)
      #expect(
        files["sweep.csv"] == "epochs,claims_held,claims,loss_mean,loss_sd\n10,,,,\n2,1,2,2.0,0.5\n"
      )
      #expect(files["runs/epochs=10.txt"] == "no\n")

      try write("", to: package.root.appending(path: "mended"))
      #expect(try sweep.make() == 0)
      #expect(try calls(in: package) == 3, "the run that was well is not repeated")
      let mended = try contents(of: sweep.folder)

      // A sweep that nothing went wrong with makes the same files.
      try FileManager.default.removeItem(at: sweep.folder)
      #expect(try sweep.make() == 0)
      let whole = try contents(of: sweep.folder)
      for file in ["sweep.csv", "sweep.md", "sweep.svg"] { #expect(mended[file] == whole[file]) }
    }
  }

  @Test("A measure that no run has is named, with the nearest")
  func measure() async throws {
    try await SamplePackage.with { package in
      let sweep = try sweep([epochs], measure: "loss_men", in: package)
      let error = #expect(throws: UsageError.self) { try sweep.make() }
      #expect(try contents(of: sweep.folder)["sweep.csv"]?.contains("loss_mean") == true)
      #expect(error?.description.contains("did you mean loss_mean?") == true)
    }
  }

  @Test("One setting makes a line in order of its values, two a map, three neither")
  func charts() async throws {
    try await SamplePackage.with { package in
      func results(_ loss: Double) -> Results {
        Results(chapter: "01-first", settings: [:], values: ["loss": loss])
      }
      let one = try sweep([epochs], measure: "loss", in: package)
      let runs = zip(one.grid, [3.0, 4]).map { (point: $0, results: results($1) as Results?) }
      let line = try #require(one.chart(runs, book: results(5)) as? LineChart)
      #expect(line.series[0].points.map(\.x) == [2, 10])
      #expect(line.series[0].points.map(\.y) == [4, 3])
      #expect(line.references.count == 1)
      #expect(one.chart([runs[0], (runs[1].point, nil)], book: nil) == nil)

      let two = try sweep([epochs, rate], measure: "loss", in: package)
      let cells = zip(two.grid, [1.0, 2, 3, 4]).map {
        (point: $0, results: results($1) as Results?)
      }
      #expect((two.chart(cells, book: nil) as? HeatMap)?.values == [[1, 2], [3, 4]])
      #expect(two.chart(cells.dropLast() + [(cells[3].point, nil)], book: nil) == nil)

      let third = SweptSetting(name: "seed", values: ["1", "2"])
      let three = try sweep([epochs, rate, third], measure: "loss", in: package)
      #expect(three.chart(three.grid.map { ($0, results(1)) }, book: nil) == nil)
    }
  }

  @Test(
    "What can't be swept is refused before anything runs",
    arguments: [
      (
        ["--sweep", "epochs"],
        "--sweep epochs: expected a setting and its values, such as epochs=1,2,3"
      ),
      (
        ["--sweep", "epoch=1,2"],
        "--sweep epoch=1,2: there is no setting epoch; did you mean epochs?"
      ),
      (
        ["--sweep", "epochs=1,0"], "--sweep epochs=1,0: expected a whole number, 1…1000, found “0”"
      ),
      (
        ["--sweep", "epochs=1,,2"], "--sweep epochs=1,,2: expected a whole number, 1…1000, found “”"
      ),
      (["--sweep", "epochs=1,1"], "--sweep epochs=1,1: a value is listed twice"),
      (
        ["--sweep", "epochs=1", "--sweep", "epochs=2"],
        "--epochs: given twice, and swept over; leave one out"
      ),
      (
        ["--sweep", "epochs=1", "--epochs", "2"],
        "--epochs: given twice, and swept over; leave one out"
      ),
      (["--measure", "loss"], "--measure: expected a --sweep as well, found none"),
      (
        ["--save-model", "m"],
        "--save-model: expected a chapter with a model, found one without; --help lists what it takes"
      ),
      (["--sshlogin", "a"], "--sshlogin: expected a --sweep as well, found none"),
    ])
  func refused(arguments: [String], message: String) {
    let error = #expect(throws: UsageError.self) {
      try parse(arguments, into: SampleSettings().list)
    }
    #expect(error?.description == message)
  }

  @Test("A sweep is read with its order, its other settings and its machines")
  func read() throws {
    let options = try parse(
      [
        "--sweep", "learning-rate=0.1,1e-2", "--sweep", "epochs=3", "--sshlogin", "a",
        "--sshlogin", "b", "--measure", "loss",
      ], into: SampleSettings().list)
    #expect(
      options.sweep == [
        SweptSetting(name: "learning_rate", values: ["0.1", "1e-2"]),
        SweptSetting(name: "epochs", values: ["3"]),
      ])
    #expect(options.logins == ["a", "b"])
    #expect(options.measure == "loss")
  }

  @Test("A quoted word is one word to a shell, whatever is in it")
  func quoting() throws {
    #expect(shellQuoted("a b") == "'a b'")
    #expect(shellQuoted("it's $HOME") == "'it'\\''s $HOME'")
  }
}
