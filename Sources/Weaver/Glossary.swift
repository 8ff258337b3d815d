/// The words and symbols of the book, each explained once.
///
/// The source is Markdown: a title, and for each term a heading, a line for each of its symbols, if it
/// has any, and its explanation.
///
///     ## code
///     Symbol: $z$; k numbers, [n, k] for n images
///
///     What the {{term encoder}} makes of an image.
///
/// Chapters say `{{term code}}` where they first use a term, which links there. So may explanations.
public struct Glossary: Sendable {
  /// A term.
  struct Term {
    let name: String
    /// The line of its heading.
    let line: Int
    /// Its symbols, in TeX between dollars, each with what it is as numbers; none for a mere word.
    let notation: [(symbol: String, shape: String)]
    /// The explanation, whose tokens may be terms.
    let tokens: [Token]
  }

  /// A chapter that may use terms.
  public struct Page: Sendable {
    /// "01-pca"
    public let name: String
    /// "1 · PCA: the baseline to beat"
    public let title: String
    /// Its source.
    public let source: String
    /// The path of the source from the root of the package.
    public let file: String

    /// A chapter, by name, title, source and path.
    public init(name: String, title: String, source: String, file: String) {
      (self.name, self.title, self.source, self.file) = (name, title, source, file)
    }
  }

  /// The path of the glossary's source from the root of the package.
  public static let path = "Chapters/glossary.md"

  /// The terms in alphabetical order.
  private let terms: [Term]
  /// Of each term, the index of the first chapter that uses it, and how many terms came before it.
  private let introductions: [String: Introduction]
  private let pages: [Page]

  /// Reads a glossary, and finds the terms in the chapters.
  ///
  /// - Throws: `WeavingError` with all that is wrong: terms that are explained twice, not at all, or that
  ///   no chapter uses, terms in chapters and explanations that the glossary does not have, and
  ///   symbols without numbers.
  public init(_ source: String, file: String, pages: [Page]) throws(WeavingError) {
    var problems: [Problem] = []
    func report(_ message: String, _ file: String, _ line: Int) {
      problems.append(Problem(file: file, line: line, message: message))
    }

    // Cut the source at its headings.
    var terms: [String: Term] = [:]
    let lines = source.sourceLines
    let headings = lines.indices.filter { lines[$0].text.hasPrefix("## ") }
    for (start, end) in zip(headings, headings.dropFirst() + [lines.count]) {
      let name = lines[start].text.dropFirst(3).trimmed
      var body = Array(lines[(start + 1)..<end]).trimmed
      var notation: [(symbol: String, shape: String)] = []
      while let line = body.first, line.text.hasPrefix("Symbol:") {
        if let match = line.text.wholeMatch(of: /Symbol: (\$[^$|]+\$); (.+)/) {
          notation.append((String(match.output.1), String(match.output.2)))
        } else {
          report(
            "a symbol reads `Symbol: $z$; k numbers`, in TeX without `|`, which would end a cell",
            file, line.number)
        }
        body = Array(body.dropFirst()).trimmed
      }
      if terms[name] != nil { report("`\(name)` is explained twice", file, lines[start].number) }
      if body.isEmpty { report("`\(name)` is not explained", file, lines[start].number) }
      terms[name] = Term(
        name: name, line: lines[start].number, notation: notation,
        tokens: tokens(of: body.text, line: body.first?.number ?? 0))
    }

    /// The name in a token, if it is a term's.
    func name(in token: Token, of page: String) -> String? {
      guard let name = token.term else { return nil }
      if terms[name] == nil {
        report(unexplained(name, by: terms.keys, of: file), page, token.line)
      }
      return name
    }
    for token in terms.values.flatMap(\.tokens) {
      switch token.kind {
      case .text, .maths, .code, .target, .comment: break
      case .term: _ = name(in: token, of: file)
      case .value, .include, .equation, .figure, .malformed, .unclosed:
        report(
          "`\(token.text.trimmed)` is of a page or of its run: explain the term without it", file,
          token.line)
      }
    }

    // Find where each is first used.
    var introductions: [String: Introduction] = [:]
    for (index, page) in pages.enumerated() {
      var section = ""
      for piece in Chapter(page.source, file: page.file).pieces where piece.kind == .prose {
        let headings = piece.lines.filter { $0.text.hasPrefix("## ") }
        for token in piece.tokens {
          guard let name = name(in: token, of: page.file) else { continue }
          let heading = headings.last { $0.number <= token.line }.map {
            $0.text.dropFirst(3).trimmed
          }
          introductions[name] =
            introductions[name]
            ?? Introduction(page: index, section: heading ?? section, rank: introductions.count)
        }
        section = headings.last.map { $0.text.dropFirst(3).trimmed } ?? section
      }
    }
    for term in terms.values where introductions[term.name] == nil {
      report(
        "no chapter uses the term `\(term.name)`: write `{{term \(term.name)}}` where it is introduced",
        file, term.line)
    }
    guard problems.isEmpty else { throw WeavingError(problems: problems) }
    self.terms = terms.values.sorted { $0.name.lowercased() < $1.name.lowercased() }
    (self.introductions, self.pages) = (introductions, pages)
  }

  private func introduction(of term: Term) -> String {
    introductions[term.name].map { introduction in
      let page = pages[introduction.page]
      let place = introduction.section.isEmpty ? "" : "#\(anchor(of: introduction.section))"
      return "[\(page.title)](\(page.name).md\(place))"
    } ?? ""
  }

  /// The explanation with its links.
  private func text(of term: Term) -> String {
    term.tokens.map { token in
      guard case .term(let name, let shown) = token.kind else { return token.text }
      return "[\(shown)](#\(anchor(of: name)))"
    }.joined()
  }

  /// The page that explains all terms, under their first letters.
  public var page: String {
    var letter = ""
    let entries = terms.flatMap { term in
      let first = term.name.prefix(1).uppercased()
      let heading = first == letter ? [] : ["## \(first)"]
      letter = first
      let symbols = term.notation.map { "- \($0.symbol): \($0.shape)" }
      return heading + ["### \(term.name)", text(of: term)]
        + (symbols.isEmpty ? [] : [symbols.joined(separator: "\n")])
        + ["*Introduced in \(introduction(of: term)).*"]
    }
    return """
      [Contents](README.md)

      # Glossary

      What the technical words of the book mean. [Notation](notation.md) lists the symbols.

      \(entries.joined(separator: "\n\n"))

      [Contents](README.md)

      """
  }

  /// The page that lists all symbols, in the order in which the book introduces them.
  public var notationPage: String {
    func rank(of term: Term) -> Int { introductions[term.name]?.rank ?? 0 }
    let rows = terms.sorted { rank(of: $0) < rank(of: $1) }.flatMap { term in
      term.notation.map { symbol, shape in
        "| \(symbol) | [\(term.name)](glossary.md#\(anchor(of: term.name))) | "
          + "\(shape.replacing("|", with: "\\|")) | \(introduction(of: term)) |"
      }
    }
    return """
      [Contents](README.md)

      # Notation

      What the symbols mean, and what they are as numbers: [n, k] is a matrix of n rows and k columns.
      The [glossary](glossary.md) explains the words.

      | Symbol | Meaning | Numbers | The word is introduced in |
      | :--- | :--- | :--- | :--- |
      \(rows.joined(separator: "\n"))

      [Contents](README.md)

      """
  }
}

/// The terms that a chapter and the outputs of its run name and the glossary does not explain.
///
/// - Parameters:
///   - source: The chapter's Swift source.
///   - file: Its path.
///   - outputs: What the run gave.
///   - includes: The text of another file of the package by its path; nil where there is none.
public func unexplainedTerms(
  in source: String, file: String, outputs: [Output], includes: (String) -> String?
) -> [Problem] {
  let terms = (includes(Glossary.path) ?? "").sourceLines.filter { $0.text.hasPrefix("## ") }
    .map { $0.text.dropFirst(3).trimmed }
  let prose = Chapter(source, file: file).pieces.filter { $0.kind == .prose }.flatMap(\.tokens)
  var texts: [(text: String, line: Int)] = []
  for output in outputs {
    _ = output.content.mapTexts {
      texts.append(($0, output.line))
      return $0
    }
  }
  let named =
    prose.map { ($0.term, $0.line) }
    + texts.flatMap { text, line in tokens(of: text, line: line).map { ($0.term, line) } }
  return named.compactMap { term, line in
    guard let term, !terms.contains(term) else { return nil }
    return Problem(file: file, line: line, message: unexplained(term, by: terms, of: Glossary.path))
  }.inOrder
}

private func unexplained(
  _ term: String, by terms: some Sequence<String>, of glossary: String
) -> String {
  let advice = nearest(to: term, among: terms).map { "did you mean `\($0)`?" }
  return "the glossary has no term `\(term)`: \(advice ?? "explain it in \(glossary)")"
}

extension Token {
  /// The name of the term that it stands for, if it does.
  fileprivate var term: String? {
    guard case .term(let name, _) = kind else { return nil }
    return name
  }
}

/// Where the book uses a term first.
private struct Introduction {
  var page: Int
  /// The heading above; empty above the first one.
  var section: String
  /// How many terms come before.
  var rank: Int
}

/// The anchor that GitHub and pandoc give a heading.
func anchor(of heading: String) -> String {
  String(
    heading.lowercased().compactMap { character in
      character == " "
        ? "-"
        : character.isLetter || character.isNumber || "-_".contains(character) ? character : nil
    })
}
