import Foundation

extension ChapterSource {
  /// Where the book's run writes.
  var book: URL { root.appending(path: "Book") }
  /// Where all others write.
  var runs: URL { root.appending(path: ".runs") }

  /// Refuses to write to a folder that is a part of the package, but for the book's run in its own.
  ///
  /// - Parameter isBook: whether the settings, the model and the data are the book's.
  func check(out folder: URL, isBook: Bool) throws(UsageError) {
    let parts = ["Book", "Chapters", "Data", "Sources", "Tests", ".build", ".ci", ".git"]
    let part = parts.first { folder.isInside(root.appending(path: $0)) }
    guard let part, !(isBook && part == "Book") else { return }
    let expected =
      part == "Book"
      ? "a folder other than the book's, because a setting, the model or the data are not the book's"
      : "a folder that is no part of the package, found one in \(part)/"
    throw UsageError(
      description: "--out \(folder.path): expected \(expected); leave it out to write to .runs/")
  }
}

extension URL {
  /// Whether this place is `folder` or lies in it, whatever symbolic links lead to either.
  func isInside(_ folder: URL) -> Bool {
    // A place that is not there yet has no links of its own: ask the folders that are.
    let folder = folder.resolvingSymlinksInPath().path
    let andAbove = sequence(first: absoluteURL.standardizedFileURL) {
      // Where the current folder is gone a path may have no beginning.
      let above = $0.deletingLastPathComponent()
      return above.path.count < $0.path.count ? above : nil
    }
    return andAbove.contains { $0.resolvingSymlinksInPath().path == folder }
  }

  /// Whether this place is `other`, whatever symbolic links lead to either.
  func isSame(as other: URL) -> Bool {
    resolvingSymlinksInPath().path == other.resolvingSymlinksInPath().path
  }
}
