import Basics
import Files
import Foundation
import Processes
import Weaver

/// The book: its chapters, its contents and its status page.
struct Book {
  /// A page that a program writes, and what its source says of it.
  struct Chapter {
    let page: Contents.Page
    let text: String
    let summary: Summary

    var name: String { page.name }
  }

  let package: Package
  let chapters: [Chapter]
  private let glossary: Glossary
  /// The teacher's guide, where there is one.
  private let guide: String?
  private let gnuplotVersion = firstLine(of: "gnuplot", ["--version"]) ?? "no gnuplot"

  /// Reads the chapters and the glossary, and stops at all that is wrong with them: a broken comment
  /// would otherwise be an error of the compiler, and not a helpful one.
  init(of package: Package) throws {
    self.package = package
    let sources = try Contents(from: package.text).pages.map { page in
      (page: page, text: try source(page.file, from: package.text))
    }
    let terms = Result {
      try Glossary(
        source(Glossary.path, from: package.text), file: Glossary.path,
        pages: sources.map { page, text in
          let title = try? summary(of: text, file: page.file).title
          return .init(name: page.name, title: title ?? page.name, source: text, file: page.file)
        })
    }
    var found = sources.flatMap { page, text in
      problems(in: text, file: page.file, includes: package.text)
    }
    if case .failure(let error as WeavingError) = terms { found += error.problems }
    guard found.isEmpty else { throw WeavingError(problems: found) }
    glossary = try terms.get()
    chapters = try sources.map { page, text in
      Chapter(page: page, text: text, summary: try summary(of: text, file: page.file))
    }
    guide = try package.guide()
  }

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

    let durations = try runWhatChanged(in: workplace, explains: explains)
    try writePages(in: folder)
    let after = try pages(in: folder, except: machine)
    let changes = compare(before, with: after, comparesPictures: true)
    let status = folder.appending(path: "status.md")
    if !changes.isEmpty || !FileManager.default.fileExists(atPath: status.path) {
      try save(Data(statusPage(durations: durations).utf8), to: status)
    }
    say(changes.isEmpty ? "\nNothing has changed." : "\nChanged:")
    changes.forEach { say("  \($0)") }
    try orphans().forEach { say("  \($0): \(unwritten)") }
    say("The book is \(folder.appending(path: "README.md").path)")
  }

  /// Runs every chapter into a temporary place and compares what it wrote with the book.
  func check(options: [String]) throws {
    guard !options.contains(where: { $0 == "--out" || $0.hasPrefix("--out=") }) else {
      throw BookError(
        description:
          "--out: expected no folder, because `check` writes to a place of its own, found one; "
          + "leave it out")
    }
    let fresh = try begin().folder.appending(path: "fresh")
    for program in try programs() {
      say("\n――― \(program.lastPathComponent) ―――\n")
      try run(program, ["--out", fresh.path] + options, in: package.root)
    }
    try writePages(in: fresh)

    let status = try source("Book/status.md", from: package.text)
    let sameGnuplot = status.contains("| \(escaped(gnuplotVersion)) |")
    let differences = compare(
      try pages(in: package.book, except: machine), with: try pages(in: fresh, except: machine),
      comparesPictures: sameGnuplot)
    guard differences.isEmpty else {
      let list = differences.map { "  \($0)" }.joined(separator: "\n")
      throw BookError(
        description:
          "Book/ is out of date:\n\(list)\nrun `make book` and commit it")
    }
    let pictures =
      sameGnuplot
      ? "pictures included" : "pictures not compared: a different gnuplot drew them"
    say("\nBook/ is up to date (\(pictures)).")
  }

  /// Finds out before any work whether the book can be written, and ends what a killed run has begun.
  ///
  /// - Returns: where to work; no second `book` works there.
  private func begin() throws -> Workplace {
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
  private func programs() throws -> [URL] {
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

  /// Runs the chapters whose pages would be others now; the seconds that each took when it last ran.
  private func runWhatChanged(in workplace: Workplace, explains: Bool) throws -> [Double] {
    var cache = Cache(from: package.root.appending(path: ".runs/book.json"))
    let inputs = workplace.folder.appending(path: "inputs")
    setenv("NOTEBOOK_INPUTS", inputs.path, 1)

    return try zip(chapters.indices, try programs()).map { index, program in
      let name = chapters[index].name
      let kept = cache[name]
      let reasons =
        try kept.map { $0.reasons(against: try entry(index, program, Array($0.inputs.keys))) }
        ?? ["this folder has no record of an earlier `book`"]
      if let kept, reasons.isEmpty {
        say("――― \(name) ――― unchanged")
        return kept.seconds
      }
      say("\n――― \(name) ―――" + (explains ? "" : "\n"))
      if explains {
        let list = reasons.map { "  because " + $0.replacing(package.root.path + "/", with: "") }
        say(list.joined(separator: "\n") + "\n")
      }

      let start = ContinuousClock.now
      try run(program, [], in: package.root)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let paths = try String(contentsOf: inputs, encoding: .utf8).split(separator: "\n")
      var made = try entry(index, program, paths.map(String.init))
      made.seconds = seconds
      try cache.keep(made, of: name)
      return seconds
    }
  }

  /// What a run of a chapter would be made from now, and what lies in the book.
  private func entry(_ index: Int, _ program: URL, _ inputs: [String]) throws -> Cache.Entry {
    let name = chapters[index].name
    let files = Publication.files(of: name, in: package.book).map { "\(name)/\($0)" }
    let around = [index - 1, index + 1].map {
      chapters.indices.contains($0) ? chapters[$0].summary.title : ""
    }
    return Cache.Entry(
      program: try digests(of: [program.path])[program.path] ?? "", gnuplot: gnuplotVersion,
      neighbours: around, inputs: try digests(of: inputs),
      outputs: try digests(
        of: (["\(name).md"] + files).map { package.book.appending(path: $0).path }),
      seconds: 0)
  }

  /// The pages and folders of chapters that are gone.
  private func orphans() throws -> [String] {
    let pages = Set(chapters.map(\.name) + pagesAround.map(\.page.name) + machine + [outlineName])
    return try FileManager.default.contentsOfDirectory(atPath: package.book.path).sorted()
      .filter { !$0.hasPrefix(".") && !pages.contains($0.replacing(/\.md$/, with: "")) }
  }

  /// The pages that depend on the machine: this program writes one of them, `bench` the other.
  private let machine = ["status", "performance"]
  private let outlineName = "book.json"

  /// The pages that no chapter writes, except those that depend on the machine.
  private var pagesAround: [(page: Outline.Page, text: String)] {
    let pages: [(String, PageKind, String?)] = [
      ("README", .contents, contents), ("glossary", .reference, glossary.page),
      ("notation", .reference, glossary.notationPage),
      ("teaching", .guide, guide.map(guidePage)),
    ]
    return pages.compactMap { name, kind, text in
      text.map { (Outline.Page(name: name, kind: kind, text: $0), $0) }
    }
  }

  /// Writes the pages that no chapter writes, except those that depend on the machine, and the outline.
  private func writePages(in folder: URL) throws {
    for (page, text) in pagesAround {
      try save(Data(text.utf8), to: folder.appending(path: "\(page.name).md"))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let outline = try encoder.encode(outline(of: folder)) + Data("\n".utf8)
    try save(outline, to: folder.appending(path: outlineName))
  }

  /// What a folder of pages holds.
  func outline(of folder: URL) throws -> Outline {
    let (first, rest) = (pagesAround.prefix(1), pagesAround.dropFirst())
    let machine = [("performance", "Performance"), ("status", "Status")].map {
      Outline.Page(name: $0.0, kind: .reference, title: $0.1)
    }
    return Outline(
      pages: first.map(\.page)
        + (try chapters.map { chapter in
          let results = try Results(of: chapter.name, in: folder)
          return try Outline.Page(
            chapter.page, text: chapter.text, figures: results.figures.map(\.file),
            claims: results.claims)
        }) + rest.map(\.page) + machine)
  }

  /// Book/README.md: every chapter with its question.
  private var contents: String {
    func list(_ chapters: [Chapter]) -> String {
      chapters.map { "- **[\($0.summary.title)](\($0.name).md)**  \n  \($0.summary.question)" }
        .joined(separator: "\n")
    }
    let solutions = chapters.filter { $0.page.kind == .solution }
    let course = chapters.filter { $0.page.kind != .solution }
    return """
      # Autoencoders

      A course in autoencoders that tests every claim it makes. Each chapter asks one question of real
      handwritten digits and answers it with experiments; the pages are written by the programs that ran
      them.

      \(list(course))

      The [glossary](glossary.md) explains the words, [notation](notation.md) the symbols.

      \(solutions.isEmpty ? "" : solutionsPart(list(solutions)))## How the pages are made

      `swift run 01-pca` runs a chapter and prints what it finds; `--help` lists its settings.

      \(guide == nil ? "" : guideSentence)Every chapter is a Swift program in [Chapters](../Chapters), on an engine small enough to read in an evening:
      [Sources/Engine](../Sources/Engine). Next to each figure is its data, and next to each page a
      `results.json` with its numbers and claims. [Performance](performance.md) compares the engine's speed with
      other frameworks', [Status](status.md) gives run times and versions.

      """
  }

  private let guideSentence = "For a class there is a [teacher's guide](teaching.md).\n\n"

  /// The part of the contents that teachers may leave out.
  private func solutionsPart(_ list: String) -> String {
    """
    ## Solutions

    What the exercises have in store, measured like everything else. Try them first:
    `swift run exercise` checks those that ask for code.

    \(list)


    """
  }

  /// Book/status.md: all that differs from machine to machine, and so is not compared.
  private func statusPage(durations: [Double]) throws -> String {
    func seconds(_ number: Double) -> String { String(format: "%.1f s", number) }
    let rows = zip(chapters, durations).map { chapter, duration in
      "| [\(chapter.summary.title)](\(chapter.name).md) | \(seconds(duration)) |"
    }
    let swift = firstLine(of: "swift", ["--version"]) ?? "no swift"
    return """
      # Status

      Run times of the last rebuild that changed a page. This page and [Performance](performance.md) differ from machine
      to machine; `make check` compares all others.

      | Chapter | Run time |
      | :--- | ---: |
      \(rows.joined(separator: "\n"))
      | together | \(seconds(durations.reduce(0, +))) |

      | What | Which |
      | :--- | :--- |
      | Swift | \(escaped(swift)) |
      | gnuplot | \(escaped(gnuplotVersion)) |
      | processors | \(ProcessInfo.processInfo.activeProcessorCount) |
      | lines of Sources/Engine | \(try package.lines(below: "Sources/Engine")) |
      | lines of Sources/Kernels | \(try package.lines(below: "Sources/Kernels")) |

      [Contents](README.md)

      """
  }
}
