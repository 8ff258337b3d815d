/// A stretch of Markdown and what the weaver may do with it.
///
/// The texts of all tokens, one after another, are the Markdown again.
struct Token: Equatable {
  enum Kind: Equatable {
    /// Words for the reader; never more than one line.
    case text
    /// `$…$` or `$$…$$`.
    case maths
    /// Code between back-quotes or in a fence.
    case code
    /// The address of a link.
    case target
    /// `<!-- … -->`.
    case comment
    /// `{{name}}`.
    case value(name: String)
    /// `{{include Path/File.swift#anchor}}`, alone on a line.
    case include(path: String, anchor: String)
    /// `{{term code}}`, or `{{term code|codes}}` where the text says it otherwise.
    case term(name: String, shown: String)
    /// `{{equation bound}}` or `{{figure two-terms}}`: the number of what has that name on this page.
    case equation(name: String)
    case figure(name: String)
    /// `{{` that starts none of them.
    case malformed
    /// A fence or a comment without its end, which would swallow the rest of the page.
    case unclosed
  }

  let kind: Kind
  var text: String
  let line: Int
}

/// Cuts Markdown that starts at source line `line` into tokens.
func tokens(of markdown: String, line: Int) -> [Token] {
  var scanner = Scanner(text: Array(markdown), line: line)
  scanner.scan()
  return scanner.tokens
}

private struct Scanner {
  let text: [Character]
  var line: Int
  var position = 0
  var tokens: [Token] = []

  init(text: [Character], line: Int) {
    self.text = text
    self.line = line
  }

  mutating func scan() {
    // Maths and addresses may hold values, so they are read character by character, as text is.
    var enclosing = (kind: Token.Kind.text, end: 0)
    while position < text.count {
      if position >= enclosing.end { enclosing = (.text, text.count) }
      if enclosing.kind == .text, let (kind, end) = construct() {
        guard kind == .maths || kind == .target else {
          take(kind, upTo: end)
          continue
        }
        enclosing = (kind, end)
      }
      if let (kind, end) = substitution(in: enclosing.kind) {
        take(kind, upTo: end)
      } else {
        take(enclosing.kind, upTo: position + 1)
      }
    }
  }

  /// Appends the text up to `end`, to the last token where it continues that one.
  private mutating func take(_ kind: Token.Kind, upTo end: Int) {
    let piece = String(text[position..<end])
    if let last = tokens.last, last.kind == kind, [.text, .maths, .target].contains(kind),
      !last.text.hasSuffix("\n")
    {
      tokens[tokens.count - 1].text += piece
    } else {
      tokens.append(Token(kind: kind, text: piece, line: line))
    }
    line += text[position..<end].count { $0 == "\n" }
    position = end
  }

  // MARK: Substitutions

  private func substitution(in kind: Token.Kind) -> (Token.Kind, end: Int)? {
    guard starts(with: "{{") else { return nil }
    if isAtLineStart {
      let end = lineEnd
      let include = String(text[position..<end]).trimmed
      if let match = include.wholeMatch(of: /\{\{include ([^\s#]+)#([^\s#}]+)\}\}/) {
        return (.include(path: String(match.output.1), anchor: String(match.output.2)), end)
      }
    }
    let name = text[(position + 2)...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    if !name.isEmpty, starts(with: "}}", at: name.endIndex) {
      return (.value(name: String(name)), name.endIndex + 2)
    }
    if kind == .text, let reference = reference() { return reference }
    // TeX has double braces of its own.
    guard kind != .maths else { return nil }
    return (.malformed, find("}}", from: position, before: lineEnd).map { $0 + 2 } ?? lineEnd)
  }

  /// A term, an equation or a figure, on one line.
  private func reference() -> (Token.Kind, end: Int)? {
    guard let end = find("}}", from: position, before: lineEnd).map({ $0 + 2 }) else { return nil }
    let reference = String(text[position..<end])
    if let match = reference.wholeMatch(of: /\{\{term ([^{}|]+?)(?:\|([^{}|]+))?\}\}/) {
      let name = String(match.output.1)
      return (.term(name: name, shown: match.output.2.map(String.init) ?? name), end)
    }
    if let match = reference.wholeMatch(of: /\{\{(equation|figure) ([a-z0-9-]+)\}\}/) {
      let name = String(match.output.2)
      return (match.output.1 == "figure" ? .figure(name: name) : .equation(name: name), end)
    }
    return nil
  }

  // MARK: Markdown

  /// What starts at the position, other than text, and where it ends.
  private func construct() -> (Token.Kind, end: Int)? {
    if isAtLineStart, let fence = fence() { return fence }
    switch text[position] {
    case "\\":
      // What is escaped starts nothing.
      guard position + 1 < text.count, text[position + 1] != "\n" else { return nil }
      return (.text, position + 2)
    case "`":
      let length = text[position...].prefix { $0 == "`" }.count
      return codeEnd(length).map { (.code, $0) } ?? (.text, position + length)
    case "$": return mathsEnd().map { (.maths, $0) }
    case "]": return starts(with: "](") ? targetEnd().map { (.target, $0) } : nil
    case "<":
      guard starts(with: "<!--") else { return nil }
      return find("-->", from: position + 4).map { (.comment, $0 + 3) } ?? (.unclosed, text.count)
    case "h":
      guard starts(with: "https://") || starts(with: "http://") else { return nil }
      let address = text[position...].prefix { !$0.isWhitespace && !"<>()[]".contains($0) }
      return (.target, address.endIndex)
    default: return nil
    }
  }

  /// A fence of at least three marks ends at a line of at least as many and nothing else.
  private func fence() -> (Token.Kind, end: Int)? {
    let first = text[position..<lineEnd].drop { $0 == " " || $0 == "\t" }
    guard let mark = first.first, mark == "`" || mark == "~" else { return nil }
    let length = first.prefix { $0 == mark }.count
    // An inline code span may open a line too, but then its marks recur in that line.
    guard length >= 3, mark == "~" || !first.dropFirst(length).contains("`") else { return nil }
    var start = lineEnd + 1
    while start < text.count {
      let end = text[start...].firstIndex(of: "\n") ?? text.count
      let closing = String(text[start..<end]).trimmed
      if closing.count >= length, closing.allSatisfy({ $0 == mark }) { return (.code, end) }
      start = end + 1
    }
    return (.unclosed, text.count)
  }

  /// Inline code ends at a run of exactly as many back-quotes.
  private func codeEnd(_ length: Int) -> Int? {
    var next = position + length
    while let start = find("`", from: next, before: paragraphEnd) {
      next = text[start...].prefix { $0 == "`" }.endIndex
      if next - start == length { return next }
    }
    return nil
  }

  /// `$` opens maths before a character that is no space, and closes it behind one, unless a digit
  /// follows, so that prices stay text.
  private func mathsEnd() -> Int? {
    let end = paragraphEnd
    if starts(with: "$$") { return find("$$", from: position + 2, before: end).map { $0 + 2 } }
    var next = position + 1
    guard next < end, !text[next].isWhitespace else { return nil }
    while next < end {
      if text[next] == "\\" {
        next += 1
      } else if text[next] == "$", !text[next - 1].isWhitespace,
        next + 1 == text.count || !text[next + 1].isWholeNumber
      {
        return next + 1
      }
      next += 1
    }
    return nil
  }

  /// The address in `](…)` ends at the parenthesis that balances the first.
  private func targetEnd() -> Int? {
    var depth = 0
    for index in (position + 1)..<paragraphEnd {
      if text[index] == "(" { depth += 1 }
      if text[index] == ")" { depth -= 1 }
      if depth == 0 { return index + 1 }
    }
    return nil
  }

  // MARK: Looking ahead

  private var isAtLineStart: Bool { position == 0 || text[position - 1] == "\n" }

  private var lineEnd: Int { text[position...].firstIndex(of: "\n") ?? text.count }

  private var paragraphEnd: Int { find("\n\n", from: position) ?? text.count }

  private func starts(with prefix: String, at index: Int? = nil) -> Bool {
    text[(index ?? position)...].starts(with: prefix)
  }

  private func find(_ string: String, from start: Int, before end: Int? = nil) -> Int? {
    (start..<max(start, end ?? text.count)).first { starts(with: string, at: $0) }
  }
}
