import Basics
import Files
import Foundation
import Plot
import Processes
import Weaver

/// One setting and the values that a sweep gives it.
struct SweptSetting: Equatable {
  /// "learning_rate"
  let name: String
  /// As the command line gave them: "0.001".
  let values: [String]
}

/// Runs of one chapter over a grid of settings, each as its own process, through GNU parallel (Tange
/// 2011, "GNU Parallel: the command-line power tool", ;login: 36).
///
/// A sweep has a folder of its own, named for its program and all that it was asked. What stopped a
/// sweep half way lost nothing: the same command goes on where parallel's job log ends, and the files
/// it makes in the end are the same.
struct Sweep {
  let chapter: ChapterSource
  let program: URL
  let swept: [SweptSetting]
  /// What every run is told besides: other settings, data.
  let common: [String]
  /// How many threads each run takes.
  let threads: Int
  /// The value that table and chart show; nil for the number of claims that hold.
  let measure: String?
  /// Other machines, as GNU parallel takes them; none for this one alone.
  let logins: [String]
  let folder: URL

  /// The combinations, the last setting changing fastest.
  var grid: [[String]] {
    swept.reduce([[]]) { rows, setting in rows.flatMap { row in setting.values.map { row + [$0] } }
    }
  }

  /// "code-size=8,learning-rate=0.01"
  private func name(of point: [String]) -> String {
    zip(swept, point).map { "\(flag($0.name).dropFirst(2))=\($1)" }.joined(separator: ",")
  }

  private func folder(of point: [String]) -> URL {
    folder.appending(path: "runs/\(name(of: point))")
  }

  func results(of point: [String]) -> URL {
    folder(of: point).appending(path: "\(chapter.name)/results.json")
  }

  // MARK: Running

  /// The commands, one a line. A run whose claims fall has a result like any other, so what counts is
  /// whether there is one.
  var commands: String {
    grid.map { point in
      let settings = zip(swept, point).flatMap { [flag($0.name), $1] }
      let out = folder(of: point)
      let run =
        ([program.path] + settings + common + ["--threads", "\(threads)", "--out", out.path]).map(
          shellQuoted
        )
        .joined(separator: " ")
      let log = shellQuoted(out.path + ".txt")
      let name = name(of: point)
      return "mkdir -p \(shellQuoted(out.path)); \(run) > \(log) 2>&1 < /dev/null || "
        + "test -e \(shellQuoted(results(of: point).path)) && echo \(shellQuoted("  ✓ \(name)")) "
        + "|| { echo \(shellQuoted("  ✗ \(name) failed: \(out.path).txt")); false; }\n"
    }.joined()
  }

  /// Does what is not done yet; a failed run stops none of the others.
  ///
  /// - Throws: `SweepError` where there is no GNU parallel.
  private func run() throws {
    let list = folder.appending(path: "commands")
    let log = folder.appending(path: "joblog")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try save(Data(commands.utf8), to: list)
    /// How many runs have ended: the lines of the log, below its header.
    func ended() -> Int {
      let text = try? String(contentsOf: log, encoding: .utf8)
      return max(0, (text?.split(separator: "\n").count ?? 0) - 1)
    }
    let before = ended()
    setenv("PARALLEL_SHELL", "/bin/sh", 1)
    do {
      try Processes.run(
        URL(filePath: "/usr/bin/env"),
        [
          "parallel", "--will-cite", "--arg-file", list.path, "--jobs", "\(max(1, 100 / threads))%",
          "--joblog", log.path, "--resume-failed",
        ] + (logins.isEmpty ? [] : ["--filter-hosts"]) + logins.flatMap { ["--sshlogin", $0] })
    } catch let error as ProgramError {
      // Its status is the number of runs that failed, and the table will tell of them.
      guard ended() > before else {
        throw SweepError(
          description: "expected GNU parallel to run \(list.path), but \(error); if it is "
            + "missing, `make setup` installs it")
      }
    }
  }

  /// Runs the grid, writes what it gave and shows it.
  ///
  /// - Returns: the status to end with: 1 when a run failed.
  func make() throws -> Int32 {
    let count = grid.count
    let book = common.contains("--quick") ? nil : Results.book(of: chapter)
    Terminal.print(
      "\(Terminal.bold(chapter.title))\n\(count) runs over "
        + swept.map { "\($0.name) = \($0.values.joined(separator: ", "))" }.joined(separator: "; "))
    if let measure, let book, measured(book) == nil {
      // It may be the name of another setting's value, so this is no error yet.
      let hint = nearest(to: measure, among: book.values.keys).map { "; the nearest is \($0)" }
      Terminal.complain("the book has no value \(measure)\(hint ?? "")")
    }
    try run()
    let runs = gather()
    let failed = runs.filter { $0.results == nil }
    let (header, rows) = table(runs)
    try write(csv(runs), to: "sweep.csv")
    let picture = folder.appending(path: "sweep.svg")
    let chart = chart(runs, book: book)
    if let chart {
      try save(render(chart, as: "sweep.svg"), to: picture)
    } else {
      try? FileManager.default.removeItem(at: picture)
    }
    try write(page(header, rows, chart), to: "sweep.md")
    Terminal.print(
      "\n" + Terminal.table(header: header, rows: rows, rightAligned: header.map { _ in true }))
    if chart == nil { Terminal.print("  " + whyNoChart) }
    Terminal.print("\nThe sweep is \(folder.appending(path: "sweep.md").path)")

    if let measure, runs.contains(where: { $0.results != nil }),
      !runs.contains(where: { $0.results.flatMap(measured) != nil })
    {
      let hint = nearest(to: measure, among: valueNames(runs)).map { "did you mean \($0)?" }
      throw UsageError(
        description: "--measure \(measure): no run has a value of that name; "
          + (hint ?? "results.json in \(folder.path)/runs lists them")
          + "; the runs are kept, so "
          + " the same command with another measure shows it at once")
    }

    guard failed.isEmpty else {
      for run in failed {
        lastWords(of: run.point).map { Terminal.complain("  \(name(of: run.point)): \($0)") }
      }
      Terminal.complain(
        "\(failed.count) of \(count) runs failed; all their output is in \(folder.path)/runs; the same "
          + "command runs them again")
      return 1
    }
    return 0
  }

  /// The last line that a run printed.
  private func lastWords(of point: [String]) -> String? {
    let said = try? String(contentsOfFile: folder(of: point).path + ".txt", encoding: .utf8)
    return said?.split(separator: "\n").last.map(String.init)
  }

  private func write(_ text: String, to file: String) throws {
    try save(Data(text.utf8), to: folder.appending(path: file))
  }
}

extension Sweep {
  /// The sweep that a command line asks for.
  init(of chapter: ChapterSource, _ options: Options) throws {
    guard let program = Bundle.main.executableURL else {
      throw SweepError(description: "expected to find where this program is, found nothing")
    }
    threads = options.threads ?? 1
    (self.chapter, self.program) = (chapter, program)
    (swept, measure, logins) = (options.sweep, options.measure, options.logins)
    var common = options.given.flatMap { [$0.name, $0.value] }
    if options.quick { common.append("--quick") }
    for (name, path) in [("--data", options.data), ("--load-model", options.loadModel)] {
      if let path { common += [name, URL(filePath: path).path] }
    }
    self.common = common

    // Another program or another question is another sweep.
    let digest = try digests(of: [program.path])[program.path] ?? ""
    let question = (swept.map { "\($0)" } + common).joined(separator: "\n")
    let above =
      options.out.map { URL(filePath: $0) } ?? chapter.root.appending(path: ".runs")
    folder =
      above.appending(
        path: "sweep-\(chapter.name)-\(hexadecimal(fnv1a(digest + question)).prefix(8))"
      )
      .absoluteURL.standardizedFileURL
  }
}

/// What stops a sweep.
struct SweepError: Error, CustomStringConvertible {
  let description: String
}

/// A word as a shell reads it back.
func shellQuoted(_ word: String) -> String { "'" + word.replacing("'", with: "'\\''") + "'" }
