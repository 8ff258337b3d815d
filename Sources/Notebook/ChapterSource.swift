import Foundation
import Weaver

/// A chapter's source on disk, and its place among the others.
struct ChapterSource {
  /// The folder's name: "01-pca".
  let name: String
  /// The folder of the whole package.
  let root: URL
  /// The source as the weaver wants it, and its path from the root.
  let text: String
  let file: String
  let title: String
  let question: String
  let navigation: Navigation

  /// Reads the chapter whose main.swift was compiled from `path`: …/Chapters/01-pca/main.swift.
  init(path: String) throws {
    let url = URL(filePath: path)
    let folder = url.deletingLastPathComponent()
    name = folder.lastPathComponent
    root = folder.deletingLastPathComponent().deletingLastPathComponent()
    file = "Chapters/\(name)/\(url.lastPathComponent)"
    guard let bytes = try? Data(contentsOf: url) else {
      throw ChapterError(
        description: "\(path): expected the source that this program was built from, found none; "
          + "run `swift run \(name)` in the package")
    }
    guard let text = String(data: bytes, encoding: .utf8) else {
      let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      let line = lines.firstIndex { String(data: $0, encoding: .utf8) == nil } ?? 0
      throw ChapterError(
        description: "\(file):\(line + 1): expected text in UTF-8, found other bytes; write the "
          + "line anew")
    }
    self.text = text
    let summary = try summary(of: text, file: file)
    (title, question) = (summary.title, summary.question)
    navigation = try Self.navigation(around: name, in: root)
  }

  /// Links to the chapters before and after this one.
  private static func navigation(around name: String, in root: URL) throws -> Navigation {
    func sources(_ path: String) -> String? { text(of: path, in: root) }
    let pages = try Contents(from: sources).pages
    func link(_ offset: Int) throws -> Navigation.Link? {
      guard let here = pages.firstIndex(where: { $0.name == name }),
        pages.indices.contains(here + offset)
      else { return nil }
      let neighbour = pages[here + offset]
      let summary = try summary(
        of: try source(neighbour.file, from: sources), file: neighbour.file)
      return .init(title: summary.title, target: "\(neighbour.name).md")
    }
    return Navigation(
      previous: try link(-1), contents: .init(title: "Contents", target: "README.md"),
      next: try link(1))
  }

  /// The section headings with their lines, for the terminal.
  var headings: [(line: Int, text: String)] {
    text.sourceLines.compactMap { source in
      let line = source.text.trimmingPrefix("//:").trimmingPrefix { $0 == " " }
      return line.hasPrefix("## ") ? (source.number, String(line.dropFirst(3))) : nil
    }
  }

  /// Another file of the package, by its path from the root; nil when there is none.
  func include(_ path: String) -> String? { Self.text(of: path, in: root) }

  private static func text(of path: String, in root: URL) -> String? {
    try? String(contentsOf: root.appending(path: path), encoding: .utf8)
  }
}

/// A chapter without a source.
struct ChapterError: Error, Equatable, CustomStringConvertible {
  let description: String
}
