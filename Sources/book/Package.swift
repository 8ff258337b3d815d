import Foundation

/// Where things are in this package.
struct Package {
  let root: URL

  /// The package that the file …/Sources/book/main.swift belongs to.
  init(source: String) {
    root = URL(filePath: source).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  var book: URL { root.appending(path: "Book") }

  /// The chapters' names in reading order: "01-pca".
  func chapters() throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: root.appending(path: "Chapters").path
    ).filter { !$0.contains(".") }.sorted()
  }

  /// The glossary's path from the root.
  let glossary = "Chapters/glossary.md"

  /// A chapter's path from the root, and its text.
  func source(of chapter: String) throws -> (file: String, text: String) {
    let file = "Chapters/\(chapter)/main.swift"
    return (file, try String(contentsOf: root.appending(path: file), encoding: .utf8))
  }

  /// The text of a file by its path from the root; nil when there is none.
  func text(of path: String) -> String? {
    try? String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The number of lines of the sources below a folder.
  func lines(below folder: String) -> Int {
    let files = FileManager.default.enumerator(
      at: root.appending(path: folder), includingPropertiesForKeys: nil)
    let sources = (files?.compactMap { $0 as? URL } ?? [])
      .filter { ["swift", "c", "h", "cpp"].contains($0.pathExtension) }
    return sources.reduce(0) { total, file in
      total + ((try? String(contentsOf: file, encoding: .utf8))?.count { $0.isNewline } ?? 0)
    }
  }
}
