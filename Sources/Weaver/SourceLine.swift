/// A line of source and its number, counted from 1.
package struct SourceLine: Equatable {
  package let number: Int
  package let text: String

  var isBlank: Bool { text.allSatisfy(\.isWhitespace) }
}

extension String {
  /// The lines as the Swift compiler counts them, whatever their ends: LF, CR LF or CR.
  package var sourceLines: [SourceLine] {
    split(omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }
      .enumerated()
      .map { SourceLine(number: $0.offset + 1, text: String($0.element)) }
  }
}

extension StringProtocol {
  /// The text without white space at its ends.
  var trimmed: String {
    let start = drop(while: \.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }

  /// The text on one line, every run of white space as one space.
  var onOneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}

extension [SourceLine] {
  /// The lines without the blank ones at both ends.
  var trimmed: [SourceLine] {
    guard let first = firstIndex(where: { !$0.isBlank }),
      let last = lastIndex(where: { !$0.isBlank })
    else { return [] }
    return Array(self[first...last])
  }

  /// The lines without the indentation they share; a blank line has none and becomes empty.
  var unindented: [SourceLine] {
    let indentation =
      lazy.filter { !$0.isBlank }.map { $0.text.prefix(while: \.isWhitespace).count }.min() ?? 0
    return map {
      SourceLine(number: $0.number, text: $0.isBlank ? "" : String($0.text.dropFirst(indentation)))
    }
  }

  /// The lines as one text, without a newline at its end.
  var text: String { map(\.text).joined(separator: "\n") }
}
