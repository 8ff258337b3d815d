/// Finds the lines of `source` between `// anchor: name` and `// end anchor: name`.
///
/// Markers of other anchors inside and the shared indentation are left out.
///
/// - Parameters:
///   - path: The file that holds `source`.
///   - place: Where the excerpt is asked for.
/// - Throws: `Problem` at `place` where the anchor is unknown, in the file where it is misused.
func excerpt(
  of source: String, path: String, anchor: String, for place: (file: String, line: Int)
) throws(Problem) -> String {
  let lines = source.sourceLines
  let opening = lines.filter { $0.anchor(after: "// anchor:") == anchor }
  let closing = lines.filter { $0.anchor(after: "// end anchor:") == anchor }

  guard let start = opening.first else {
    let anchors = lines.compactMap { $0.anchor(after: "// anchor:") }
    let advice =
      nearest(to: anchor, among: anchors).map { "did you mean `\($0)`?" }
      ?? "put the lines between `// anchor: \(anchor)` and `// end anchor: \(anchor)`"
    throw Problem(
      file: place.file, line: place.line, message: "\(path) has no anchor `\(anchor)`: \(advice)")
  }
  let user = "included at \(place.file):\(place.line)"
  if let second = opening.dropFirst().first ?? closing.dropFirst().first {
    throw Problem(
      file: path, line: second.number,
      message: "anchor `\(anchor)`, \(user), is given twice: rename one")
  }
  guard let end = closing.first, end.number > start.number else {
    throw Problem(
      file: path, line: start.number,
      message: "anchor `\(anchor)`, \(user), is never closed: "
        + "write `// end anchor: \(anchor)` below it")
  }
  let between = lines[start.number..<(end.number - 1)].filter {
    $0.anchor(after: "// anchor:") == nil && $0.anchor(after: "// end anchor:") == nil
  }
  return between.trimmed.unindented.text
}

extension SourceLine {
  fileprivate func anchor(after marker: String) -> String? {
    let line = text.trimmed
    return line.hasPrefix(marker) ? line.dropFirst(marker.count).trimmed : nil
  }
}
