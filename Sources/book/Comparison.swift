import Foundation

/// What differs between two folders of pages, one line a file; empty when nothing does.
///
/// Markdown, CSV and JSON are compared always, pictures where asked, the pages `except` and what is in their
/// folders never.
func compare(
  _ book: URL, with fresh: URL, except: [String], pictures: Bool
) throws -> [String] {
  let compared = Set(["md", "csv", "json"] + (pictures ? ["svg", "png"] : []))
  func files(_ folder: URL) throws -> Set<String> {
    guard let all = try? FileManager.default.subpathsOfDirectory(atPath: folder.path) else {
      throw BookError(
        description: "\(folder.path): expected a folder of pages, found none; run `make book`")
    }
    return Set(all.filter { compared.contains(URL(filePath: $0).pathExtension) })
      .filter { file in !except.contains { file == "\($0).md" || file.hasPrefix("\($0)/") } }
  }
  let (old, new) = (try files(book), try files(fresh))
  return try old.union(new).sorted().compactMap { file in
    guard new.contains(file) else { return "\(file): \(unwritten)" }
    guard old.contains(file) else { return "\(file): written by a chapter, but not in the book" }
    let before = try Data(contentsOf: book.appending(path: file))
    let after = try Data(contentsOf: fresh.appending(path: file))
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
