import Foundation

/// What differs between two folders of pages, one line a file; empty when nothing does.
///
/// Markdown, CSV and JSON are compared always, pictures where asked, the status page never.
func compare(_ book: URL, with fresh: URL, pictures: Bool) throws -> [String] {
  let compared = Set(["md", "csv", "json"] + (pictures ? ["svg", "png"] : []))
  func files(_ folder: URL) throws -> Set<String> {
    let all = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return Set(all.filter { compared.contains(URL(filePath: $0).pathExtension) })
      .subtracting(["status.md"])
  }
  let (old, new) = (try files(book), try files(fresh))
  return try old.union(new).sorted().compactMap { file in
    guard new.contains(file) else { return "\(file): in the book, but no chapter writes it" }
    guard old.contains(file) else { return "\(file): written by a chapter, but not in the book" }
    let before = try Data(contentsOf: book.appending(path: file))
    let after = try Data(contentsOf: fresh.appending(path: file))
    return before == after ? nil : "\(file): \(firstDifference(before, after))"
  }
}

/// Where two unequal files first differ, with both lines when they are text.
private func firstDifference(_ before: Data, _ after: Data) -> String {
  guard let old = String(data: before, encoding: .utf8),
    let new = String(data: after, encoding: .utf8)
  else {
    let place = zip(before, after).prefix { $0 == $1 }.count
    return "differs from byte \(place + 1) on"
  }
  let oldLines = old.split(separator: "\n", omittingEmptySubsequences: false)
  let newLines = new.split(separator: "\n", omittingEmptySubsequences: false)
  let line = zip(oldLines, newLines).prefix { $0 == $1 }.count
  func shown(_ lines: [Substring]) -> String {
    line < lines.count ? "“\(lines[line].prefix(100))”" : "the end of the file"
  }
  return "line \(line + 1): \(shown(oldLines)) in the book, \(shown(newLines)) now"
}
