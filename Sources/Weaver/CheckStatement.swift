/// A statement `notebook.check("sentence", condition, evidence: "…")` that begins in the first column.
///
/// On the page its sentence stands for it, and the condition is folded behind the sentence.
struct CheckStatement {
  /// Its lines.
  let lines: [SourceLine]
  /// The condition, as it stands in the source.
  let condition: String

  /// The statement that begins with the first of `lines`; nil where none does.
  init?(at lines: ArraySlice<SourceLine>) {
    let name = "notebook.check"
    guard let first = lines.first, first.text.hasPrefix("\(name)(") else { return nil }
    let code = SwiftCode(text: Array(lines.map(\.text).joined(separator: "\n")))
    guard let arguments = code.arguments(from: name.count), arguments.count > 1,
      let last = arguments.last
    else { return nil }

    // A statement that goes on, or shares its last line, is not the call alone.
    let remainder = code.text[(last.upperBound + 1)...].prefix { $0 != "\n" }
    guard remainder.allSatisfy(\.isWhitespace) else { return nil }
    let count = code.text[..<last.upperBound].count { $0 == "\n" } + 1
    self.lines = Array(lines.prefix(count))
    condition = code.unindented(arguments[1])
  }
}

/// Swift as far as brackets, strings and comments go, which is far enough to find a call's arguments.
///
/// It does not know regular expressions: one with a bracket or a quotation mark hides the end of the call.
private struct SwiftCode {
  let text: [Character]

  /// The arguments between the parenthesis at `open` and the one that closes it; nil where none does.
  func arguments(from open: Int) -> [Range<Int>]? {
    var arguments: [Range<Int>] = []
    var (start, position) = (open + 1, open + 1)
    while position < text.count {
      switch text[position] {
      case ")": return arguments + [start..<position]
      case ",":
        arguments.append(start..<position)
        (start, position) = (position + 1, position + 1)
      default:
        guard let end = end(from: position) else { return nil }
        position = end
      }
    }
    return nil
  }

  /// The text of an argument without white space at its ends and the indentation that its lines share.
  func unindented(_ argument: Range<Int>) -> String {
    let start = text[argument].firstIndex { !$0.isWhitespace } ?? argument.upperBound
    let lineStart = text[..<start].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    let indentation = text[lineStart...].prefix { $0 == " " }
    return String(indentation + text[start..<argument.upperBound]).sourceLines.unindented.text
      .trimmed
  }

  /// Where what begins at `start` ends: a bracket with all that it holds, a string, a comment, or else
  /// one character.
  private func end(from start: Int) -> Int? {
    if ["(", "[", "{"].contains(text[start]) { return endOfBracket(from: start) }
    if starts(with: "//", at: start) { return text[start...].firstIndex(of: "\n") ?? text.count }
    if starts(with: "/*", at: start) { return endOfComment(from: start) }
    let hashes = text[start...].prefix { $0 == "#" }.count
    if starts(with: "\"", at: start + hashes) { return endOfString(from: start, hashes: hashes) }
    return start + 1
  }

  private func endOfBracket(from start: Int) -> Int? {
    var position = start + 1
    while position < text.count {
      if [")", "]", "}"].contains(text[position]) { return position + 1 }
      guard let end = end(from: position) else { return nil }
      position = end
    }
    return nil
  }

  /// Comments nest.
  private func endOfComment(from start: Int) -> Int? {
    var position = start + 2
    while position < text.count {
      if starts(with: "*/", at: position) { return position + 2 }
      guard starts(with: "/*", at: position) else {
        position += 1
        continue
      }
      guard let end = endOfComment(from: position) else { return nil }
      position = end
    }
    return nil
  }

  /// A string ends at as many quotation marks and hashes as it began with; `\(…)` in it is code again.
  private func endOfString(from start: Int, hashes: Int) -> Int? {
    let fence = String(repeating: "#", count: hashes)
    let isLong = starts(with: "\"\"\"", at: start + hashes)
    let (closing, escape) = ((isLong ? "\"\"\"" : "\"") + fence, "\\" + fence)
    var position = start + hashes + (isLong ? 3 : 1)
    while position < text.count {
      if starts(with: closing, at: position) { return position + closing.count }
      guard isLong || text[position] != "\n" else { return nil }
      if starts(with: escape + "(", at: position) {
        guard let end = endOfBracket(from: position + escape.count) else { return nil }
        position = end
      } else {
        position += starts(with: escape, at: position) ? escape.count + 1 : 1
      }
    }
    return nil
  }

  private func starts(with string: String, at position: Int) -> Bool {
    position < text.count && text[position...].starts(with: string)
  }
}
