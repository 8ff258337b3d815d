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
      echo '{"chapter":"01-first","settings":{"epochs":'$2'},"figures":[],"values":{"loss_mean":'$2',"loss_sd":0.5},' \\
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

  @Test(
    "What was deleted, or is not what the run wrote, is run again",
    arguments: [nil, "", "{\"chapter\":", "garbage", "{}"])
  func damaged(_ text: String?) async throws {
    try await SamplePackage.with { package in
      let sweep = try sweep([epochs], measure: "loss", in: package)
      #expect(try sweep.make() == 0)
      let whole = try contents(of: sweep.folder)
      let runs = sweep.folder.appending(path: "runs")
      let file = runs.appending(path: "epochs=2/01-first/results.json")
      // A result of another point is as good as none, and so is one that somebody has changed.
      let other = try #require(whole["runs/epochs=10/01-first/results.json"])
      let changed = try #require(whole["runs/epochs=2/01-first/results.json"])
        .replacing("\"loss_mean\":2", with: "\"loss_mean\":1")
      for text in [text, other, changed] {
        try FileManager.default.removeItem(at: file)
        if let text { try write(text, to: file) }
        let before = try calls(in: package)
        #expect(try sweep.make() == 0)
        #expect(try calls(in: package) == before + 1)
        #expect(try contents(of: sweep.folder) == whole)
      }
      try FileManager.default.removeItem(at: runs)
      let before = try calls(in: package)
      #expect(try sweep.make() == 0)
      #expect(try calls(in: package) == before + 2)
    }
  }

  @Test("Other data, another model, another program: another sweep")
  func identity() async throws {
    try await SamplePackage.with { package in
      let (data, model) = (package.root.appending(path: "d"), package.root.appending(path: "m"))
      try write("digits", to: data.appending(path: "raw/images"))
      try write("weights", to: model)
      try FileManager.default.createSymbolicLink(
        at: data.appending(path: "raw/round"), withDestinationURL: data)
      func folder(_ more: [String] = []) throws -> String {
        let options = try parse(
          ["--sweep", "epochs=1,2", "--data", data.path, "--load-model", model.path] + more,
          into: SampleSettings().list, hasModel: true)
        return try Sweep(of: ChapterSource(path: package.firstSource), options).folder.path
      }
      var folders = [try folder()]
      #expect(try folder() == folders[0])
      try write("other digits", to: data.appending(path: "raw/images"))
      folders.append(try folder())
      try write("more", to: data.appending(path: "raw/labels"))
      folders.append(try folder())
      try write("other weights", to: model)
      folders.append(try folder())
      try write("reference", to: package.root.appending(path: "Data/reference.json"))
      folders.append(try folder())
      folders.append(try folder(["--learning-rate", "0.5"]))
      #expect(Set(folders).count == 6)
      try FileManager.default.removeItem(at: model)
      #expect(
        complaint { try folder() }
          == "--load-model \(model.path): expected a model that --save-model has written, found none"
      )
      try FileManager.default.removeItem(at: data)
      #expect(
        complaint { try folder() }
          == "\(data.path): expected a folder of data to read, found: No such file or directory; "
          + "choose another with --data DIR")
    }
  }

  @Test("Settings that make a longer name than a file can have are refused")
  func longNames() async throws {
    try await SamplePackage.with { package in
      func sweep(bytes: Int) throws {
        var options = try parse(
          ["--sweep", "epochs=2,3"], into: SampleSettings().list, hasModel: true)
        let name = String(repeating: "a", count: bytes - "=2".utf8.count)
        options.sweep = [SweptSetting(name: name, values: ["2"])]
        _ = try Sweep(of: ChapterSource(path: package.firstSource), options)
      }
      #expect(complaint { try sweep(bytes: 240) } == nil)
      #expect(
        complaint { try sweep(bytes: 241) }?.hasPrefix(
          "--sweep: expected settings whose names and values take at most 240 bytes together, found"
        )
          == true)
    }
  }

  private func complaint<Result>(_ work: () throws -> Result) -> String? {
    do {
      _ = try work()
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("Nothing is run for a measure that no run can have; numbers in its name may be any")
  func impossibleMeasure() async throws {
    try await SamplePackage.with { package in
      let names = ["loss_k8_mean", "loss_k8_sd", "rate_1e_3"]
      let book = Results(
        chapter: "01-first", settings: [:],
        values: Dictionary(uniqueKeysWithValues: names.map { ($0, 1) }))
      try write(
        String(decoding: book.json(), as: UTF8.self),
        to: package.root.appending(path: "Book/01-first/results.json"))
      for measure in ["loss_k", "loss_k8_medium", "k8_loss_k8", "rate_1e_3_mean"] {
        let error = #expect(throws: UsageError.self) {
          try sweep([epochs], measure: measure, in: package).make()
        }
        #expect(error?.description.contains("found no such name in the book's results") == true)
      }
      #expect(try calls(in: package) == 0)
      for measure in ["loss_k10", "loss_k8_mean", "rate_0_05", "rate_1e_05"] {
        // The program of these tests has none of them, which only its runs can tell.
        let error = #expect(throws: UsageError.self) {
          try sweep([epochs], measure: measure, in: package).make()
        }
        #expect(error?.description.contains("no run has a value of that name") == true)
      }
    }
  }

  @Test("A folder that the sweep can't have is an error in words")
  func folders() async throws {
    try await SamplePackage.with { package in
      try write("a file", to: package.root.appending(path: "swept"))
      let sweep = try sweep([epochs], in: package)
      #expect(
        complaint(sweep.make)
          == "\(sweep.folder.path): expected a folder, found a file; choose another folder with --out DIR"
      )
    }
  }

  @Test("The page's command is one that a shell reads back")
  func command() async throws {
    try await SamplePackage.with { package in
      let sweep = Sweep(
        chapter: try ChapterSource(path: package.firstSource), program: package.root,
        swept: [epochs], common: ["--data", "/it's `touch x` $(touch y) <b>"], threads: 1,
        measure: "loss", logins: [], folder: package.root)
      #expect(
        sweep.page([], [], nil).contains(
          "\n    swift run 01-first --sweep epochs=10,2 --data "
            + "'/it'\\''s `touch x` $(touch y) <b>' --measure loss\n"))
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
        SweptSetting(name: "learning_rate", values: ["0.1", "0.01"]),
        SweptSetting(name: "epochs", values: ["3"]),
      ])
    #expect(options.logins == ["a", "b"])
    #expect(options.measure == "loss")
  }

  @Test(
    "A quoted word is one word to a shell, whatever is in it",
    arguments: [
      "a b", "it's $HOME", "", "-n", "`id` $(id) ${HOME} \\ \" ! ~ * ? [a] {b,c} # & ; | < >", "'",
      "--epochs=1,2", "/tmp/Müller", "a\nb",
    ])
  func quoting(_ word: String) throws {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", shellCommand(["printf", "<%s>", word])]
    process.standardOutput = output
    try process.run()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    #expect(String(decoding: printed, as: UTF8.self) == "<\(word)>")
  }

  @Test("A word that needs no quotes has none")
  func plain() {
    #expect(shellCommand(["swift", "run", "--sweep", "a=1,2"]) == "swift run --sweep a=1,2")
  }
}
