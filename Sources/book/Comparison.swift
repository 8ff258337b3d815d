import Files
import Foundation

/// The files of a folder of pages by their paths: Markdown, CSV, JSON and pictures, without the pages
/// `except` and what is in their folders.
func pages(in folder: URL, except: [String]) throws -> [String: Data] {
  guard let all = try? FileManager.default.subpathsOfDirectory(atPath: folder.path) else {
    throw BookError(
      description: "\(folder.path): expected a folder of pages, found none; run `make book`")
  }
  let files = all.filter { file in
    (texts + pictures).contains(URL(filePath: file).pathExtension)
      && !except.contains { file == "\($0).md" || file == "\($0).json" || file.hasPrefix("\($0)/") }
  }
  return try Dictionary(
    uniqueKeysWithValues: files.map {
      ($0, try contents(of: folder.appending(path: $0), remedy: "`git checkout Book` restores it"))
    })
}

private let texts = ["md", "csv", "json"]
private let pictures = ["svg", "png"]

/// Whether a file is a picture.
func isPicture(_ file: String) -> Bool { pictures.contains(URL(filePath: file).pathExtension) }

/// What differs between two folders of pages, one line a file; empty when nothing does.
///
/// - Parameter comparesPictures: whether their bytes count.
func compare(
  _ book: [String: Data], with fresh: [String: Data], comparesPictures: Bool
) -> [String] {
  Set(book.keys).union(fresh.keys).sorted().compactMap { file in
    guard comparesPictures || !isPicture(file) else {
      return nil
    }
    guard let after = fresh[file] else { return "\(file): \(unwritten)" }
    guard let before = book[file] else {
      return "\(file): written by a chapter, but not in the book"
    }
    return before == after ? nil : "\(file): \(firstDifference(before, after))"
  }
}

/// Where two unequal files first differ, with both lines when they are text.
func firstDifference(_ before: Data, _ after: Data) -> String {
  guard let old = String(data: before, encoding: .utf8),
    let new = String(data: after, encoding: .utf8)
  else {
    let place = zip(before, after).prefix { $0 == $1 }.count
    return "differs from byte \(place + 1) on"
  }
  // Compare code points: to Swift, two texts of different bytes may be equal.
  let oldLines = old.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
  let newLines = new.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
  let line = zip(oldLines, newLines).prefix { $0.elementsEqual($1) }.count
  let oldLine = line < oldLines.count ? oldLines[line] : nil
  let newLine = line < newLines.count ? newLines[line] : nil

  // Show a long line from shortly before the place where the two part.
  let same = zip(oldLine ?? .init(), newLine ?? .init()).prefix { $0 == $1 }.count
  let start = max(same - 40, 0)
  func shown(_ line: Substring.UnicodeScalarView?) -> String {
    guard let line else { return "the end of the file" }
    let (before, after) = (start > 0 ? "…" : "", line.count > start + 100 ? "…" : "")
    return "“\(before)\(Substring(line.dropFirst(start).prefix(100)))\(after)”"
  }
  return "line \(line + 1): \(shown(oldLine)) in the book, \(shown(newLine)) now"
}

/// What is wrong with a file of the book whose chapter is gone.
let unwritten = "in the book, but no chapter writes it; `git rm` takes it out"
