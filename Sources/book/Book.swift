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
  /// A gnuplot that hangs is none.
  let gnuplotVersion = firstLine(of: "timeout", ["60", "gnuplot", "--version"]) ?? "no gnuplot"

  /// Reads the chapters and the glossary, and stops at all that is wrong with them: a broken comment
  /// would otherwise be an error of the compiler, and not a helpful one.
  init(of package: Package) throws {
    self.package = package
    let declared = try Contents(from: package.text).pages
    var found = missingSources(declared.map(\.file) + [Glossary.path], from: package.text)
    guard found.isEmpty else { throw WeavingError(problems: found) }
    let sources = try declared.map { page in
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
    found = sources.flatMap { page, text in
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

  /// What depends on the machine, or on what was tried: this program writes the status, the records and the
  /// trials, `bench` the performance.
  let machine = ["status", "performance", Records.name, "trials"]
  let outlineName = "book.json"
  let robustnessName = "robustness"

  /// The pages that no chapter writes, except those that depend on the machine.
  ///
  /// - Parameter folder: where the chapters' pages are.
  func pagesAround(in folder: URL) throws -> [(page: Outline.Page, text: String)] {
    let pages: [(String, PageKind, String?)] = [
      ("README", .contents, contents),
      (robustnessName, .reference, try robustnessPage(in: folder)),
      ("glossary", .reference, glossary.page),
      ("notation", .reference, glossary.notationPage),
      ("teaching", .guide, guide.map(guidePage)),
    ]
    return pages.compactMap { name, kind, text in
      text.map { (Outline.Page(name: name, kind: kind, text: $0), $0) }
    }
  }

  /// Writes the pages that no chapter writes, except those that depend on the machine, and the outline.
  func writePages(in folder: URL) throws {
    for (page, text) in try pagesAround(in: folder) {
      try save(Data(text.utf8), to: folder.appending(path: "\(page.name).md"))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let outline = try encoder.encode(outline(of: folder)) + Data("\n".utf8)
    try save(outline, to: folder.appending(path: outlineName))
  }

  /// What a folder of pages holds.
  func outline(of folder: URL) throws -> Outline {
    let around = try pagesAround(in: folder).map(\.page)
    let machine = [("performance", "Performance"), ("status", "Status")].map {
      Outline.Page(name: $0.0, kind: .reference, title: $0.1)
    }
    return Outline(
      pages: around.prefix(1)
        + (try chapters.map { chapter in
          let results = try Results(of: chapter.name, in: folder)
          return try Outline.Page(
            chapter.page, text: chapter.text, figures: results.figures.map(\.file),
            claims: results.claims)
        }) + around.dropFirst() + machine)
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

      The [glossary](glossary.md) explains the words, [notation](notation.md) the symbols; [How far does it
      carry?](robustness.md) says with which seeds and at which budgets each claim holds.

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
}
