import Foundation
import Processes
import Weaver

/// Where things are in this package.
struct Package {
  let root: URL

  /// The package that the file …/Sources/book/main.swift belongs to.
  init(source: String) {
    root = URL(filePath: source).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  var book: URL { root.appending(path: "Book") }

  /// A path from the root, where it lies below it.
  func short(_ path: String) -> String {
    path.hasPrefix(root.path + "/") ? String(path.dropFirst(root.path.count + 1)) : path
  }

  /// The path of a file that ``short(_:)`` has shortened.
  func long(_ path: String) -> String { path.hasPrefix("/") ? path : root.path + "/" + path }

  /// The teacher's guide; nil in a copy for students, which has none.
  func guide() throws -> String? {
    let path = "Chapters/teaching.md"
    let isThere = FileManager.default.fileExists(atPath: root.appending(path: path).path)
    return isThere ? try source(path, from: text) : nil
  }

  /// A folder of Data/; nil when there is none of that name.
  func data(_ name: String) -> URL? {
    let folder = root.appending(path: "Data/\(name)")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }

  /// Whether a word names a commit of the repository that this package lies in.
  func knows(commit: String) -> Bool {
    !commit.hasPrefix("-")
      && (try? output(
        of: "git", ["-C", root.path, "rev-parse", "--verify", "--quiet", commit + "^{commit}"]))
        != nil
  }

  /// The text of a file by its path from the root; nil when there is none.
  func text(of path: String) -> String? {
    try? String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The number of lines of the sources below a folder.
  func lines(below folder: String) throws -> Int {
    let files = FileManager.default.enumerator(
      at: root.appending(path: folder), includingPropertiesForKeys: nil)
    let sources = (files?.compactMap { $0 as? URL } ?? [])
      .filter { ["swift", "c", "h", "cpp"].contains($0.pathExtension) }
    return try sources.reduce(0) { total, file in
      total + (try String(contentsOf: file, encoding: .utf8)).count { $0.isNewline }
    }
  }
}
