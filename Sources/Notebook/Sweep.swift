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
/// A sweep has a folder of its own, named for its program, its data and all that it was asked, and
/// does what that folder lacks. What stopped a sweep half way lost nothing: the same command goes on
/// from there, and the files it makes in the end are the same.
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

  private func log(of point: [String]) -> URL { URL(filePath: folder(of: point).path + ".txt") }

  private func file(of point: [String]) -> URL {
    folder(of: point).appending(path: "\(chapter.name)/results.json")
  }

  /// The file with the digest of a run's results, which its command writes when it has ended.
  private func seal(of point: [String]) -> URL { URL(filePath: folder(of: point).path + ".sha256") }

  /// What the runs have left, in the order of the grid; nil where that is nothing, or changed since, or another
  /// run's.
  ///
  /// - Throws: `ProgramError` where there is no `sha256sum`.
  func gather() throws -> [(point: [String], results: Results?)] {
    let found = try digests(of: grid.map { file(of: $0).path })
    return grid.map { point in
      let file = file(of: point)
      guard let digest = found[file.path],
        (try? String(contentsOf: seal(of: point), encoding: .utf8))?.hasPrefix(digest) == true,
        let data = try? Data(contentsOf: file),
        let results = try? JSONDecoder().decode(Results.self, from: data),
        results.chapter == chapter.name,
        zip(swept, point).allSatisfy({ results.settings[$0.name] == Double($1) })
      else { return (point, nil) }
      return (point, results)
    }
  }

  // MARK: Running

  /// The commands that run those points, one a line. A run whose claims fall has a result like any
  /// other, so what counts is whether there is one.
  func commands(for points: [[String]]) -> String {
    points.map { point in
      let settings = zip(swept, point).flatMap { [flag($0.name), $1] }
      let out = folder(of: point).path
      let run = shellCommand(
        [program.path] + settings + common + ["--threads", "\(threads)", "--out", out])
      let (name, log) = (name(of: point), log(of: point).path)
      let results = shellQuoted(file(of: point).path)
      return "\(shellCommand(["mkdir", "-p", out])); "
        + "\(run) > \(shellQuoted(log)) 2>&1 < /dev/null || "
        + "test -e \(results) && "
        + "sha256sum < \(results) > \(shellQuoted(seal(of: point).path)) && "
        + "\(shellCommand(["echo", "  ✓ \(name)"])) || "
        + "{ \(shellCommand(["echo", "  ✗ \(name) failed: \(log)"])); false; }\n"
    }.joined()
  }

  /// Does what is not done yet; a failed run stops none of the others.
  ///
  /// - Throws: `SweepError` where there is no GNU parallel.
  private func run() throws {
    let missing = try gather().filter { $0.results == nil }.map(\.point)
    guard !missing.isEmpty else { return }
    let work = try Workplace(
      folder.appending(path: ".running"), purpose: "makes this sweep", remedy: remedy)
    defer { work.remove() }
    // What a failed or damaged run has left must not be taken for the next one's.
    for file in missing.flatMap({ [file(of: $0), seal(of: $0), log(of: $0)] }) {
      try removeFile(at: file, remedy: remedy)
    }
    let list = work.folder.appending(path: "commands")
    try save(Data(commands(for: missing).utf8), to: list, remedy: remedy)

    // What runs is what is said here, and not what a reader has set up for commands of their own.
    for name in ["PARALLEL", "PARALLEL_CSH", "PARALLEL_ENV"] { unsetenv(name) }
    setenv("PARALLEL_SHELL", "/bin/sh", 1)
    do {
      try Processes.run(
        URL(filePath: "/usr/bin/env"),
        [
          "parallel", "--plain", "--will-cite", "--ungroup", "--tmpdir", work.folder.path,
          "--arg-file", list.path, "--jobs", "\(max(1, 100 / threads))%",
        ] + (logins.isEmpty ? [] : ["--filter-hosts"]) + logins.flatMap { ["--sshlogin", $0] })
    } catch let error as ProgramError {
      // Its status is the number of runs that failed, and the table will tell of them.
      guard missing.contains(where: { FileManager.default.fileExists(atPath: log(of: $0).path) })
      else {
        throw SweepError(
          description: "expected GNU parallel to run \(list.path), but \(error); if it is "
            + "missing, `make setup` installs it")
      }
    }
    guard missing.contains(where: { FileManager.default.fileExists(atPath: log(of: $0).path) })
    else {
      throw SweepError(
        description: "parallel: expected GNU parallel, found a program that started no run; "
          + "`parallel --version` shows which one PATH leads to, and `make setup` installs GNU's")
    }
  }

  /// Runs the grid, writes what it gave and shows it.
  ///
  /// - Returns: the status to end with: 1 when a run failed.
  func make() throws -> Int32 {
    let count = grid.count
    let inBook = Results.book(of: chapter)
    if let measure, let inBook { try check(measure, against: inBook) }
    let book = common.contains("--quick") ? nil : inBook
    Terminal.print(
      "\(Terminal.bold(chapter.title))\n\(count) runs over "
        + swept.map { "\($0.name) = \($0.values.joined(separator: ", "))" }.joined(separator: "; "))
    try run()
    let runs = try gather()
    let failed = runs.filter { $0.results == nil }
    let (header, rows) = table(runs)
    try write(csv(runs), to: "sweep.csv")
    let picture = folder.appending(path: "sweep.svg")
    let chart = chart(runs, book: book)
    if let chart {
      try save(render(chart, as: "sweep.svg"), to: picture, remedy: remedy)
    } else {
      try removeFile(at: picture, remedy: remedy)
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

  /// Refuses a measure that no run can have, before the first.
  ///
  /// The book's results say which names there are. A run with changed settings has its own numbers in
  /// some of them, `test_mse_k10` where the book has `test_mse_k8`, so these may be any.
  private func check(_ measure: String, against book: Results) throws(UsageError) {
    func pattern(_ name: String) -> String { name.replacing(/\d+(?:e?_?\d+)*/, with: "#") }
    let names = Set(book.values.keys.map(pattern))
    guard names.isDisjoint(with: [pattern(measure), pattern("\(measure)_mean")]) else { return }
    let hint = nearest(to: measure, among: book.values.keys).map { "did you mean \($0)? " } ?? ""
    throw UsageError(
      description: "--measure \(measure): expected a value of the chapter, found no such name in "
        + "the book's results; \(hint)Book/\(chapter.name)/results.json lists them, and those that "
        + "are new in the program after `swift run \(chapter.name)`")
  }

  /// The last line that a run printed.
  private func lastWords(of point: [String]) -> String? {
    let said = try? String(contentsOf: log(of: point), encoding: .utf8)
    return said?.split(separator: "\n").last.map(String.init)
  }

  private func write(_ text: String, to file: String) throws(FileError) {
    try save(Data(text.utf8), to: folder.appending(path: file), remedy: remedy)
  }

  private var remedy: String { "choose another folder with --out DIR" }
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
    let data = options.data.map { URL(filePath: $0).absoluteURL }
    let model = options.loadModel.map { URL(filePath: $0).absoluteURL }
    for (name, file) in [("--data", data), ("--load-model", model)] {
      if let file { common += [name, file.path] }
    }
    self.common = common

    // Another program, other data, another model or another question is another sweep.
    let own = chapter.root.appending(path: "Data")
    let folders = [FileManager.default.fileExists(atPath: own.path) ? own : nil, data]
    let inputs =
      try [program] + folders.compactMap(\.self).flatMap(files) + [model].compactMap(\.self)
    if let model, !model.isRegularFile {
      throw SweepError(
        description: "--load-model \(model.path): expected a model that --save-model has written, "
          + "found none")
    }
    let digests = try digests(of: inputs.map(\.path))
    let question =
      swept.map { "\($0)" } + common
      + inputs.map { "\($0.path) \(digests[$0.path] ?? "")" }.sorted()
    let name = hexadecimal(fnv1a(question.joined(separator: "\n"))).prefix(8)
    let above =
      options.out.map { URL(filePath: $0) } ?? chapter.root.appending(path: ".runs")
    try chapter.check(out: above, isBook: false)
    folder = above.appending(path: "sweep-\(chapter.name)-\(name)").absoluteURL.standardizedFileURL
    for place in [program, folder] where hasControlCharacters(place.path) {
      throw SweepError(
        description: "\(printable(place.path)): expected a path without control characters, which "
          + "the commands of a sweep can't have; rename the folder")
    }
    // A run's folder and files are named for its settings, and a name has at most 255 bytes.
    let longest = 240
    if let long = grid.map({ self.name(of: $0) }).first(where: { $0.utf8.count > longest }) {
      throw UsageError(
        description:
          "--sweep: expected settings whose names and values take at most \(longest) bytes "
          + "together, found \(long); sweep fewer settings at a time, or write their values shorter"
      )
    }
  }
}

/// The files in a folder and in those in it, whatever links lead there.
private func files(below folder: URL) throws(SweepError) -> [URL] {
  var found: [URL] = []
  var visited: Set<String> = []
  var folders = [folder]
  while let next = folders.popLast() {
    guard visited.insert(next.resolvingSymlinksInPath().path).inserted else { continue }
    do {
      for name in try FileManager.default.contentsOfDirectory(atPath: next.path) {
        let place = next.appending(path: name)
        if place.isRegularFile { found.append(place) }
        if place.kind == .typeDirectory { folders.append(place) }
      }
    } catch {
      throw SweepError(
        description: "\(next.path): expected a folder of data to read, found: "
          + "\(reason(of: error)); choose another with --data DIR")
    }
  }
  return found
}

extension URL {
  /// What is there, whatever links lead to it.
  fileprivate var kind: FileAttributeType? {
    let path = resolvingSymlinksInPath().path
    return try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
  }

  /// Whether there are bytes to read; a pipe may never end.
  fileprivate var isRegularFile: Bool { kind == .typeRegular }
}

/// What stops a sweep.
struct SweepError: Error, CustomStringConvertible {
  let description: String
}

/// A word as a shell reads it back, quoted where it must be.
func shellQuoted(_ word: String) -> String {
  word.wholeMatch(of: /[A-Za-z0-9_.,:+\/=@%-]+/) != nil
    ? word : "'" + word.replacing("'", with: "'\\''") + "'"
}

/// A command of those words, for a shell.
func shellCommand(_ words: [String]) -> String {
  words.map(shellQuoted).joined(separator: " ")
}
