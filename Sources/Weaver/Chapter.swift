/// A chapter's source, cut into prose, code to show and code to hide.
///
/// The markup is that of Swift playgrounds. Prose stands in `/*: … */` and after `//:`, in the first
/// column; hidden code between `//#-hidden-code` and `//#-end-hidden-code`; all else is code. In both
/// the statements that check a claim are pieces of their own. The weaver reads lines, not Swift: a
/// multi-line string must not hold markup in its first column.
struct Chapter {
  enum Kind: Equatable {
    case prose, code, hidden
    /// A statement that checks a claim.
    case check(condition: String)
  }

  /// Consecutive lines of one kind, without markers and shared indentation of prose.
  struct Piece {
    let kind: Kind
    let lines: [SourceLine]

    /// Its text in tokens, if it is prose.
    var tokens: [Token] { Weaver.tokens(of: lines.text, line: lines[0].number) }
  }

  let file: String
  let pieces: [Piece]
  /// What is wrong with the markup itself.
  let problems: [Problem]

  init(_ source: String, file: String) {
    var reader = Reader(file: file)
    for line in source.sourceLines { reader.read(line) }
    reader.finish()
    self.file = file
    pieces = reader.pieces
    problems = reader.problems
  }

  /// The text of the first line, `# 1 · Title`, without its `# `.
  func title() throws(Problem) -> String {
    let first = pieces.first { $0.kind != .hidden }?.lines.first
    guard let first, let match = first.text.wholeMatch(of: /# ([0-9A-Z]+ · \S.*)/) else {
      throw Problem(
        file: file, line: first?.number ?? 1,
        message: "a chapter starts with prose whose first line is its title, such as "
          + "`# 1 · Title`; found \(first.map { "`\($0.text)`" } ?? "nothing"): write the title, "
          + "or hide code that must come before it")
    }
    return try withoutPlaceholders(match.output.1.trimmed, at: first)
  }

  /// The first paragraph that starts with `> `, on one line and without the marks.
  func question() throws(Problem) -> String {
    for piece in pieces where piece.kind == .prose {
      for (index, line) in piece.lines.enumerated() where line.text.hasPrefix("> ") {
        guard index == 0 || piece.lines[index - 1].text.isEmpty else { continue }
        let quote = piece.lines[index...].prefix { $0.text.hasPrefix(">") }
        let text = quote.map { $0.text.dropFirst() }.joined(separator: " ").onOneLine
        return try withoutPlaceholders(text, at: line)
      }
    }
    throw Problem(
      file: file, line: 1,
      message: "the chapter asks no question: write it below the title as a paragraph of its own "
        + "that starts with `> `")
  }

  private func withoutPlaceholders(
    _ text: String, at line: SourceLine
  ) throws(Problem) -> String {
    guard !text.contains("{{") else {
      throw Problem(
        file: file, line: line.number,
        message: "the contents list titles and questions without a run, so they can't hold "
          + "`{{name}}`: say it in words here and give the value below")
    }
    return text
  }
}

/// The state between two lines.
private struct Reader {
  enum Region {
    case code, hidden, prose, lineProse
  }

  let file: String
  var region = Region.code
  /// The line that opened the region.
  var opening = 1
  var lines: [SourceLine] = []
  var pieces: [Chapter.Piece] = []
  var problems: [Problem] = []

  mutating func read(_ line: SourceLine) {
    switch region {
    case .prose: readProse(line)
    case .hidden: readHidden(line)
    case .code, .lineProse: readOpen(line)
    }
  }

  mutating func finish() {
    switch region {
    case .prose:
      report("this prose is never closed: end it with `*/` in the first column", at: opening)
    case .hidden:
      report("this hidden code is never closed: end it with `//#-end-hidden-code`", at: opening)
    case .code, .lineProse: break
    }
    enter(.code, at: opening)
  }

  /// Reads a line that stands in no block.
  private mutating func readOpen(_ line: SourceLine) {
    if line.text.hasPrefix("/*:") {
      enter(.prose, at: line.number)
      let rest = line.text.dropFirst(3).drop(while: \.isWhitespace)
      readProse(SourceLine(number: line.number, text: String(rest)))
    } else if line.text.hasPrefix("//:") {
      if region != .lineProse { enter(.lineProse, at: line.number) }
      let rest = line.text.dropFirst(3)
      let text = rest.hasPrefix(" ") ? rest.dropFirst() : rest
      lines.append(SourceLine(number: line.number, text: text.trimmed.isEmpty ? "" : String(text)))
    } else {
      if region == .lineProse { enter(.code, at: line.number) }
      readCode(line)
    }
  }

  private mutating func readCode(_ line: SourceLine) {
    let text = line.text.trimmed
    if text == "//#-hidden-code" {
      enter(.hidden, at: line.number)
    } else if text == "//#-end-hidden-code" {
      report("`//#-end-hidden-code` closes nothing: open with `//#-hidden-code`", at: line.number)
    } else if text.hasPrefix("//#-") {
      report(
        "`\(text)` is no marker: write `//#-hidden-code` or `//#-end-hidden-code`", at: line.number)
    } else if text.hasPrefix("/*:") || text.hasPrefix("//:") {
      report("prose starts in the first column: remove the indentation", at: line.number)
    } else if line.text.hasPrefix("*/") {
      report("`*/` closes no prose: open it with `/*:` in the first column", at: line.number)
    } else {
      lines.append(line)
    }
  }

  private mutating func readHidden(_ line: SourceLine) {
    let text = line.text.trimmed
    if text == "//#-end-hidden-code" {
      enter(.code, at: line.number)
    } else if text == "//#-hidden-code" {
      report("hidden code is open since line \(opening): remove this marker", at: line.number)
    } else if text.hasPrefix("/*:") || text.hasPrefix("//:") {
      report(
        "prose inside the hidden code that line \(opening) opened: "
          + "write `//#-end-hidden-code` before it", at: line.number)
      enter(.code, at: line.number)
      read(line)
    } else {
      lines.append(line)
    }
  }

  /// Reads a line of a prose block as Swift does, which knows nothing of Markdown and maths.
  private mutating func readProse(_ line: SourceLine) {
    guard !line.text.hasPrefix("/*:") else {
      report(
        "this prose is not closed before the next starts at line \(line.number): "
          + "end it with `*/` in the first column", at: opening)
      enter(.code, at: line.number)
      return read(line)
    }
    guard let mark = line.text.firstMatch(of: /\/\*|\*\//) else { return lines.append(line) }
    guard mark.output == "*/" else {
      report(
        "`/*` opens a second comment, because block comments nest in Swift, and the `*/` meant for "
          + "the prose closes only that one: write `Data/\\*.gz` for a path, or put this paragraph "
          + "after `//:`, where it does no harm", at: line.number)
      return lines.append(line)
    }
    let before = line.text[..<mark.range.lowerBound]
    let after = line.text[mark.range.upperBound...]
    if !after.allSatisfy(\.isWhitespace) {
      report(
        "`*/` ends the prose, and Swift reads the text after it as code: start a new line, or, in "
          + "maths, part the two characters: `$y^{*}/2$`", at: line.number)
      // In the middle of a sentence the prose was meant to go on.
      if !before.allSatisfy(\.isWhitespace) { return lines.append(line) }
    }
    lines.append(SourceLine(number: line.number, text: String(before)))
    enter(.code, at: line.number)
  }

  /// Ends the region and starts the next.
  private mutating func enter(_ next: Region, at line: Int) {
    switch region {
    case .code: add(code: lines, as: .code)
    case .hidden: add(code: lines, as: .hidden)
    case .lineProse: add(.prose, lines.trimmed)
    case .prose:
      // Text behind `/*:` has no indentation to share.
      let head = lines.prefix { $0.number == opening }
      add(.prose, (head + Array(lines.dropFirst(head.count)).unindented).trimmed)
    }
    region = next
    opening = line
    lines = []
  }

  /// Adds code, cut at its checks.
  private mutating func add(code lines: [SourceLine], as kind: Chapter.Kind) {
    var piece: [SourceLine] = []
    var rest = lines[...]
    while let line = rest.first {
      if let check = CheckStatement(at: rest) {
        add(kind, piece.trimmed)
        add(.check(condition: check.condition), check.lines)
        piece = []
        rest = rest.dropFirst(check.lines.count)
      } else {
        piece.append(line)
        rest = rest.dropFirst()
      }
    }
    add(kind, piece.trimmed)
  }

  private mutating func add(_ kind: Chapter.Kind, _ lines: [SourceLine]) {
    if !lines.isEmpty { pieces.append(Chapter.Piece(kind: kind, lines: lines)) }
  }

  private mutating func report(_ message: String, at line: Int) {
    problems.append(Problem(file: file, line: line, message: message))
  }
}
