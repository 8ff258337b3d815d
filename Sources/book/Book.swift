import Foundation
import Programs
import Weaver

/// The book: its chapters, its contents and its status page.
struct Book {
  let package: Package
  let chapters: [(name: String, summary: Summary)]

  /// Reads the chapters and stops at what is wrong with their prose: a broken comment would
  /// otherwise be an error of the compiler, and not a helpful one.
  init(of package: Package) throws {
    self.package = package
    chapters = try package.chapters().map { name in
      let (file, text) = try package.source(of: name)
      let found = problems(in: text, file: file, includes: package.text)
      guard found.isEmpty else {
        throw ProseError(problems: found)
      }
      return (name, try summary(of: text, file: file))
    }
  }

  /// Runs every chapter, writes the contents, and says what has changed.
  ///
  /// The status page tells of the last rebuild that changed something, so that one that changes
  /// nothing leaves no trace.
  func make(in folder: URL) throws {
    let before = FileManager.default.temporaryDirectory
      .appending(path: "book-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: before) }
    if FileManager.default.fileExists(atPath: folder.path) {
      try FileManager.default.copyItem(at: folder, to: before)
    } else {
      try FileManager.default.createDirectory(at: before, withIntermediateDirectories: true)
    }

    let durations = try runChapters([])
    try Data(contents.utf8).write(to: folder.appending(path: "README.md"), options: .atomic)
    let changes = try compare(before, with: folder, pictures: true)
    let status = folder.appending(path: "status.md")
    if !changes.isEmpty || !FileManager.default.fileExists(atPath: status.path) {
      try Data(statusPage(durations: durations).utf8).write(to: status, options: .atomic)
    }
    say(changes.isEmpty ? "\nNothing has changed." : "\nChanged:")
    changes.forEach { say("  \($0)") }
    say("The book is \(folder.appending(path: "README.md").path)")
  }

  /// Runs every chapter into a temporary place and compares what it wrote with the book.
  func check(options: [String]) throws {
    let fresh = FileManager.default.temporaryDirectory.appending(path: "book-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: fresh) }
    _ = try runChapters(["--out", fresh.path] + options)
    try Data(contents.utf8).write(to: fresh.appending(path: "README.md"), options: .atomic)

    let sameGnuplot = (package.text(of: "Book/status.md") ?? "").contains("| \(gnuplotVersion) |")
    let differences = try compare(package.book, with: fresh, pictures: sameGnuplot)
    guard differences.isEmpty else {
      let list = differences.map { "  \($0)" }.joined(separator: "\n")
      throw BookError(
        description:
          "Book/ is not what the chapters write now:\n\(list)\nrun `make book` and commit it")
    }
    let pictures = sameGnuplot ? "pictures too" : "pictures not compared: another gnuplot drew them"
    say("\nBook/ is what the chapters write now (\(pictures)).")
  }

  /// Builds and runs the chapters in order; the seconds that each took.
  private func runChapters(_ options: [String]) throws -> [Double] {
    guard let here = Bundle.main.executableURL?.deletingLastPathComponent() else {
      throw BookError(description: "book: expected to know where its program is, found nothing")
    }
    let configuration = here.lastPathComponent
    try run(
      URL(filePath: "/usr/bin/env"), ["swift", "build", "--configuration", configuration],
      in: package.root)
    return try chapters.map { chapter in
      say("\n――― \(chapter.name) ―――\n")
      let start = ContinuousClock.now
      let program = here.appending(path: chapter.name)
      guard FileManager.default.isExecutableFile(atPath: program.path) else {
        throw BookError(
          description: "\(program.path): expected the chapter's program, found none; add the folder's "
            + "name to `chapters` in Package.swift")
      }
      try run(program, options, in: package.root)
      return (ContinuousClock.now - start) / .seconds(1)
    }
  }

  /// Book/README.md: every chapter with its question.
  private var contents: String {
    let list = chapters.map {
      "- **[\($0.summary.title)](\($0.name).md)**  \n  \($0.summary.question)"
    }
    return """
      # Autoencoders

      A course in autoencoders that tests every claim it makes. Each chapter asks one question of real
      handwritten digits and answers it with experiments; the pages are written by the programs that ran
      them.

      \(list.joined(separator: "\n"))

      Every chapter is a Swift program in [Chapters](../Chapters), on an engine small enough to read in an evening:
      [Sources/Engine](../Sources/Engine). Beside each figure lies its data, and beside each page a
      `results.json` with its numbers and claims. [Performance](performance.md) has the engine's speed beside
      other frameworks', [Status](status.md) run times and versions.

      """
  }

  private var gnuplotVersion: String { firstLine(of: "gnuplot", ["--version"]) ?? "no gnuplot" }

  /// Book/status.md: all that differs from machine to machine, and so is not compared.
  private func statusPage(durations: [Double]) -> String {
    func seconds(_ number: Double) -> String { String(format: "%.1f s", number) }
    let rows = zip(chapters, durations).map { chapter, duration in
      "| [\(chapter.summary.title)](\(chapter.name).md) | \(seconds(duration)) |"
    }
    let swift = firstLine(of: "swift", ["--version"]) ?? "no swift"
    return """
      # Status

      The last rebuild that changed a page. This page and [Performance](performance.md) differ from machine
      to machine; `make check` compares all others.

      | Chapter | Run time |
      | :--- | ---: |
      \(rows.joined(separator: "\n"))
      | together | \(seconds(durations.reduce(0, +))) |

      | What | Which |
      | :--- | :--- |
      | Swift | \(swift) |
      | gnuplot | \(gnuplotVersion) |
      | processors | \(ProcessInfo.processInfo.activeProcessorCount) |
      | lines of Sources/Engine | \(package.lines(below: "Sources/Engine")) |
      | lines of Sources/Kernels | \(package.lines(below: "Sources/Kernels")) |

      [Contents](README.md)

      """
  }
}
