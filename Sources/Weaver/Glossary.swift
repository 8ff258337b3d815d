/// The words and symbols of the book, each explained once.
///
/// The source is Markdown: a title, and for each term a heading, a line for its symbol if it has one,
/// and its explanation.
///
///     ## code
///     Symbol: $z$; k numbers, [n, k] for n images
///
///     What the encoder makes of an image.
///
/// Chapters say `{{term code}}` where they first use a term, which links there.
public struct Glossary: Sendable {
  /// A term.
  struct Term {
    let name: String
    /// The line of its heading.
    let line: Int
    /// The symbol, in TeX between dollars, and what it is as numbers; nil for a mere word.
    let notation: (symbol: String, shape: String)?
    let text: String
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

  /// The terms in alphabetical order.
  private let terms: [Term]
  /// Of each term, the index of the first chapter that uses it.
  private let introductions: [String: Int]
  private let pages: [Page]

  /// Reads a glossary, and finds the terms in the chapters.
  ///
  /// - Throws: `WeavingError` with all that is wrong: terms that are explained twice, not at all, or that
  ///   no chapter uses, and terms in chapters that the glossary does not have.
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
      var notation: (symbol: String, shape: String)?
      if let match = body.first?.text.wholeMatch(of: /Symbol: (\$[^$]+\$); (.+)/) {
        notation = (String(match.output.1), String(match.output.2))
        body = Array(body.dropFirst()).trimmed
      }
      if terms[name] != nil { report("`\(name)` is explained twice", file, lines[start].number) }
      if body.isEmpty { report("`\(name)` is not explained", file, lines[start].number) }
      terms[name] = Term(
        name: name, line: lines[start].number, notation: notation, text: body.text)
    }

    // Find where each is first used.
    var introductions: [String: Int] = [:]
    for (index, page) in pages.enumerated() {
      for piece in Chapter(page.source, file: page.file).pieces where piece.kind == .prose {
        for token in tokens(of: piece.lines.text, line: piece.lines[0].number) {
          guard case .term(let name, _) = token.kind else { continue }
          if terms[name] == nil {
            let advice = nearest(to: name, among: terms.keys).map { "did you mean `\($0)`?" }
            report(
              "the glossary has no term `\(name)`: \(advice ?? "explain it in \(file)")", page.file,
              token.line)
          }
          introductions[name] = introductions[name] ?? index
        }
      }
    }
    for term in terms.values where introductions[term.name] == nil {
      report(
        "no chapter uses the term `\(term.name)`: write `{{term \(term.name)}}` where it is introduced",
        file, term.line)
    }
    guard problems.isEmpty else { throw WeavingError(problems: problems.inOrder) }
    self.terms = terms.values.sorted { $0.name.lowercased() < $1.name.lowercased() }
    (self.introductions, self.pages) = (introductions, pages)
  }

  private func introduction(of term: Term) -> String {
    introductions[term.name].map { "[\(pages[$0].title)](\(pages[$0].name).md)" } ?? ""
  }

  /// The page that explains all terms.
  public var page: String {
    let entries = terms.map { term in
      let symbol = term.notation.map { "\($0.symbol), \($0.shape). " } ?? ""
      return
        "### \(term.name)\n\n\(symbol)\(term.text)\n\n*Introduced in \(introduction(of: term)).*"
    }
    return """
      [Contents](README.md)

      # Glossary

      The words that the book uses in a sense of their own. [Notation](notation.md) lists the symbols.

      \(entries.joined(separator: "\n\n"))

      [Contents](README.md)

      """
  }

  /// The page that lists all symbols, in the order in which the book introduces them.
  public var notationPage: String {
    let rows = terms.enumerated().compactMap { index, term in
      term.notation.map { notation in
        (
          order: (introductions[term.name] ?? 0, index),
          row: "| \(notation.symbol) | [\(term.name)](glossary.md#\(anchor(of: term.name))) | "
            + "\(notation.shape.replacing("|", with: "\\|")) | \(introduction(of: term)) |"
        )
      }
    }.sorted { $0.order < $1.order }
    return """
      [Contents](README.md)

      # Notation

      What the symbols mean, and what they are as numbers: [n, k] is a matrix of n rows and k columns.
      [Glossary](glossary.md) explains the words.

      | Symbol | Meaning | Numbers | Introduced in |
      | :--- | :--- | :--- | :--- |
      \(rows.map(\.row).joined(separator: "\n"))

      [Contents](README.md)

      """
  }
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
