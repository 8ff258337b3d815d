import Basics
import Files
import Foundation
import Processes
import Weaver

extension Book {
  /// Runs the chapters that have changed, writes the contents, and says what has changed.
  ///
  /// The status page tells of the last rebuild that changed something, so that one that changes
  /// nothing leaves no trace.
  ///
  /// - Parameter explains: whether to say why each chapter runs.
  func make(explains: Bool) throws {
    let folder = package.book
    let workplace = try begin()
    let exists = FileManager.default.fileExists(atPath: folder.path)
    let before = exists ? try pages(in: folder, except: machine) : [:]

    let records = try runWhatChanged(in: workplace.folder, explains: explains)
    try writePages(in: folder)
    let after = try pages(in: folder, except: machine)
    let changes = compare(before, with: after, comparesPictures: true)
    let status = folder.appending(path: "status.md")
    if !changes.isEmpty || !FileManager.default.fileExists(atPath: status.path) {
      try save(Data(statusPage(records).utf8), to: status)
    }
    say(changes.isEmpty ? "\nNothing has changed." : "\nChanged:")
    changes.forEach { say("  \($0)") }
    try orphans().forEach { say("  \($0): \(unwritten)") }
    say("The book is \(folder.appending(path: "README.md").path)")
  }

  /// Finds out before any work whether the book can be written, and ends what a killed run has begun.
  ///
  /// - Returns: where to work; no second `book` works there.
  func begin() throws -> Workplace {
    let workplace = try Workplace(
      package.root.appending(path: ".runs/.book"), purpose: "makes the book",
      remedy: "work in another copy of the package")
    workplace.clear()
    for chapter in chapters {
      try Publication(
        of: chapter.name, in: package.book, remedy: "work in another copy of the package"
      ).discard()
    }
    return workplace
  }

  /// Builds the chapters; their programs in reading order.
  func programs() throws -> [URL] {
    guard let here = Bundle.main.executableURL?.deletingLastPathComponent() else {
      throw BookError(description: "book: expected to find where its program is, found nothing")
    }
    let configuration = here.lastPathComponent
    try run(
      URL(filePath: "/usr/bin/env"), ["swift", "build", "--configuration", configuration],
      in: package.root)
    return try chapters.map { chapter in
      let program = here.appending(path: chapter.name)
      guard FileManager.default.isExecutableFile(atPath: program.path) else {
        throw BookError(
          description: "\(program.path): expected the chapter's program, found none")
      }
      return program
    }
  }

  /// Runs the chapters whose pages would be others now; the records of all.
  private func runWhatChanged(in workplace: URL, explains: Bool) throws -> Records {
    var records = Records(in: package.book)
    let sources = try sourceDigests(in: workplace)
    let inputs = workplace.appending(path: "inputs")
    setenv("NOTEBOOK_INPUTS", inputs.path, 1)

    for (index, program) in zip(chapters.indices, try programs()) {
      let name = chapters[index].name
      let reasons =
        try records[name].map {
          $0.reasons(against: try record(of: index, sources, inputs: Array($0.inputs.keys)))
        } ?? ["the book has no record of a run"]
      guard !reasons.isEmpty else {
        say("――― \(name) ――― unchanged")
        continue
      }
      say("\n――― \(name) ―――" + (explains ? "" : "\n"))
      if explains { say(reasons.map { "  because " + $0 }.joined(separator: "\n") + "\n") }

      let start = ContinuousClock.now
      try run(program, [], in: package.root)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let paths = try String(contentsOf: inputs, encoding: .utf8).split(separator: "\n")
      var made = try record(of: index, sources, inputs: paths.map { package.short(String($0)) })
      made.seconds = seconds
      made.day = Date.now.formatted(.iso8601.year().month().day())
      made.quick = try quickDigests(of: index, program, in: workplace)
      try records.keep(made, of: name, among: chapters.map(\.name))
    }
    return records
  }

  /// The pages and folders of chapters that are gone.
  private func orphans() throws -> [String] {
    let pages = Set(
      chapters.map(\.name) + (try pagesAround(in: package.book).map(\.page.name)) + machine
        + [outlineName, "\(Records.name).json", Robustness.file])
    return try FileManager.default.contentsOfDirectory(atPath: package.book.path).sorted()
      .filter { !$0.hasPrefix(".") && !pages.contains($0.replacing(/\.md$/, with: "")) }
  }
}
