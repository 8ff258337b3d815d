import BuiltPrograms
import Foundation

@testable import Notebook

/// A package of two small chapters in a temporary folder.
struct SamplePackage {
  let root: URL

  /// The folder of the package for temporary files.
  static let temporary = "tmp"

  /// The first chapter. Its code stands on lines 8 and 14.
  static let firstChapter = """
    /*:
     # 1 · First

     > What comes first?

     ## Numbers
     */
    let numbers = 1
    /*:
     The answer is {{answer}}.

     ## Claims
     */
    let claims = 2
    """

  static let secondChapter = """
    /*:
     # 2 · Second

     > What comes next?
     */
    let code = 1
    """

  var firstSource: String { root.appending(path: "Chapters/01-first/main.swift").path }
  var secondSource: String { root.appending(path: "Chapters/02-second/main.swift").path }

  /// Says in Package.swift which chapters the book has.
  func declare(_ chapters: [String]) throws {
    let manifest = """
      let chapters: [String] = \(chapters)
      let appendices: [String] = []
      let solutions: [String] = []
      """
    try write(manifest, to: root.appending(path: "Package.swift"))
  }

  /// Calls `body` with such a package and removes it afterwards.
  static func with<Result>(_ body: (SamplePackage) async throws -> Result) async throws -> Result {
    let root = FileManager.default.temporaryDirectory
      .appending(path: "notebook-tests-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    let package = SamplePackage(root: root)
    try package.declare(["01-first", "02-second"])
    try write(firstChapter, to: URL(filePath: package.firstSource))
    try write(secondChapter, to: URL(filePath: package.secondSource))
    try FileManager.default.createDirectory(
      at: root.appending(path: temporary), withIntermediateDirectories: true)
    return try await body(package)
  }
}

/// Settings of the kinds that a chapter may have.
struct SampleSettings: ChapterSettings {
  @Setting("passes over the data", symbol: "E", in: 1...1000, quick: 2)
  var epochs = 50

  @Setting("step size", in: 0.0001...1)
  var learningRate = 0.01

  var list: [(name: String, setting: any AnySetting)] { declaredSettings(of: self) }
}

extension Notebook {
  /// The run of the chapter whose source is `source`, in a process of its own: its temporary files
  /// lie in the package, because one that stops by a mistake leaves them.
  static func run(
    of source: String, settings: SampleSettings = SampleSettings(), _ arguments: String...
  ) throws -> Notebook {
    try run(of: source, settings: settings, words: arguments)
  }

  static func run(
    of source: String, settings: SampleSettings = SampleSettings(), words arguments: [String]
  ) throws -> Notebook {
    let root = URL(filePath: source).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    setenv("TMPDIR", root.appending(path: SamplePackage.temporary).path, 1)
    let options = try parse(arguments, into: settings.list)
    return try Notebook(
      chapter: ChapterSource(path: source), settings: settings.list, options: options)
  }
}
