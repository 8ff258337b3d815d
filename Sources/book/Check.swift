import Basics
import Files
import Foundation
import Processes
import Weaver

extension Book {
  /// Proves that the book is what the chapters write now.
  ///
  /// First, within seconds, that its records fit the sources and the pages. Then each chapter runs into a
  /// temporary place, and what it writes is compared with the book.
  ///
  /// - Parameters:
  ///   - options: what every chapter is run with.
  ///   - commit: where given, every chapter has a quick run, which shows that no bit of its computations has
  ///     moved, and full runs have only those whose records have changed since that commit, and of the others
  ///     a third, another one each day; of the trials with other seeds one is repeated.
  func check(options: [String], since commit: String? = nil) throws {
    let workplace = try begin().folder
    let records = Records(in: package.book)
    try checkRecords(records, in: workplace)

    let fresh = workplace.appending(path: "fresh")
    let inFull = try commit.map { try pagesToRun(since: $0, records) }
    var differences: [String] = []
    let programs = try programs()
    for (index, program) in zip(chapters.indices, programs) {
      let name = chapters[index].name
      if inFull?.contains(name) ?? true {
        say("\n――― \(name) ―――\n")
        try run(program, ["--out", fresh.path] + options, in: package.root)
      } else {
        try copy(name, to: fresh)
      }
      if inFull != nil, let quick = records[name]?.quick {
        let now = try quickDigests(of: index, program, in: workplace)
        differences += quickDifferences(quick, now, of: name)
      }
    }
    if inFull != nil { differences += try differencesOfOneTrial(programs, in: workplace) }
    try writePages(in: fresh)

    let status = package.text(of: "Book/status.md") ?? ""
    let sameGnuplot = status.contains("| \(escaped(gnuplotVersion)) |")
    differences += compare(
      try pages(in: package.book, except: machine), with: try pages(in: fresh, except: machine),
      comparesPictures: sameGnuplot)
    try report(differences)
    let pictures =
      sameGnuplot
      ? "pictures included" : "pictures not compared: a different gnuplot drew them"
    say("\nBook/ is up to date (\(pictures)).")
  }

  /// Checks that each page has a record that fits the sources and what lies in the book. A copy without any
  /// records is proved by its runs alone.
  private func checkRecords(_ records: Records, in workplace: URL) throws {
    guard !records.isEmpty else { return }
    let sources = try sourceDigests(in: workplace)
    try report(
      chapters.indices.flatMap { index in
        let name = chapters[index].name
        guard let kept = records[name] else { return ["\(name): no record of a run"] }
        var now = try record(of: index, sources, inputs: Array(kept.inputs.keys))
        now.gnuplot = kept.gnuplot
        return kept.reasons(against: now).map { "\(name): \($0)" }
      })
  }

  /// The number of the day, by which what is not proved today has its turn.
  static var day: Int { Int(Date.now.timeIntervalSince1970 / 86_400) }

  /// The pages whose records are not what they were in a commit, and a third of the others.
  private func pagesToRun(since commit: String, _ records: Records) throws -> Set<String> {
    let path = "\(commit):Book/\(Records.name).json"
    let before = (try? output(of: "git", ["-C", package.root.path, "show", path]))
      .flatMap(Records.records(from:))
    if before == nil { say("\(path): expected records, found none: every page is run in full") }
    return Set(
      chapters.map(\.name).enumerated().filter { index, name in
        before?[name] == nil || before?[name] != records[name] || (index + Self.day) % 3 == 0
      }.map(\.element))
  }

  /// The files of a quick run that are not what the record knows of them.
  private func quickDifferences(
    _ before: [String: String], _ now: [String: String], of name: String
  ) -> [String] {
    let files = Set(before.keys).union(now.keys).sorted().filter { before[$0] != now[$0] }
    say("――― \(name) ――― its quick run is \(files.isEmpty ? "as it was" : "another one")")
    return files.map { "\($0): a quick run writes another one than when the page was made" }
  }

  /// Takes a page and its folder from the book.
  private func copy(_ name: String, to folder: URL) throws {
    try makeFolder(folder, remedy: "make room for it")
    for file in [name + ".md", name] {
      try FileManager.default.copyItem(
        at: package.book.appending(path: file), to: folder.appending(path: file))
    }
  }

  /// Throws unless `differences` is empty.
  private func report(_ differences: [String]) throws {
    guard !differences.isEmpty else { return }
    throw BookError(
      description:
        "Book/ is out of date:\n" + differences.map { "  \($0)\n" }.joined()
        + "run `make book` and commit it")
  }
}
