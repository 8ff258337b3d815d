/// Weaves a chapter: its prose, its code and, behind the code that made it, what its run gave.
///
/// The result depends on the arguments alone. `{{name}}` in prose, captions, claims, cells and
/// alternative texts becomes the value of that name; code stays as it is.
///
/// - Parameters:
///   - source: The chapter's Swift source.
///   - file: Its path from the root of the package, one folder of which holds the page.
///   - records: What the run gave.
///   - navigation: The links to the neighbouring pages.
///   - remark: A paragraph to put above the title.
///   - includes: The text of another file of the package by its path; nil where there is none.
/// - Returns: The page in GitHub's Markdown.
/// - Throws: `WeavingError` with all that is wrong with the source, and all that the source and the
///   records do not agree on.
public func weave(
  source: String, file: String, records: Records, navigation: Navigation,
  remark: String? = nil, includes: (String) -> String?
) throws(WeavingError) -> String {
  let chapter = Chapter(source, file: file)
  var page = Page(file: file, names: Names(of: records, Equations(of: chapter)))
  page.problems = problems(in: source, file: file, includes: includes)
  page.blocks.append(navigation.markdown)
  if let remark { page.blocks.append(remark) }
  for piece in chapter.pieces {
    switch piece.kind {
    case .prose: page.add(prose: piece.tokens, includes: includes)
    case .code: page.blocks.append(fenced(piece.lines.text, as: "swift"))
    case .hidden, .check: break
    }
    if piece.kind != .prose {
      let numbers = piece.lines.map(\.number)
      for output in records.outputs where numbers.contains(output.line) {
        page.add(output, of: piece)
      }
    }
  }
  page.blocks.append(navigation.markdown)
  page.blocks.append("*Made from [\(file)](../\(file)) by running it.*")

  // Where the markup is broken nobody knows which lines are code.
  if chapter.problems.isEmpty { page.checkLines(of: records, in: chapter) }
  page.checkUse(of: records)
  guard page.problems.isEmpty else { throw WeavingError(problems: page.problems) }
  return page.blocks.joined(separator: "\n\n") + "\n"
}

/// The blocks of a page in the making.
private struct Page {
  let file: String
  let names: Names
  var blocks: [String] = []
  /// The values that texts have named.
  var used: Set<String> = []
  /// The claims so far, by their names.
  var claims: Set<String> = []
  var problems: [Problem] = []

  init(file: String, names: Names) { (self.file, self.names) = (file, names) }

  /// Adds prose with its values, and each excerpt as a block of its own.
  mutating func add(prose tokens: [Token], includes: (String) -> String?) {
    var text = ""
    for token in tokens {
      guard case .include(let path, let anchor) = token.kind else {
        text += fill(token)
        continue
      }
      append(text)
      text = ""
      do throws(Problem) {
        let code = try included(path, anchor, at: token.line, of: file, from: includes)
        blocks.append(fenced(code, as: "swift"))
        blocks.append("*From [\(path)](../\(path)).*")
      } catch {
        problems.append(error)
      }
    }
    append(text)
  }

  /// Adds what of `text` is not blank lines at its ends.
  private mutating func append(_ text: String) {
    let lines = text.sourceLines.trimmed
    if !lines.isEmpty { blocks.append(lines.text) }
  }

  /// Adds what the code of a piece gave.
  mutating func add(_ output: Output, of piece: Chapter.Piece) {
    switch output.content.mapTexts({ fill($0, line: output.line) }) {
    case .text(let text): blocks.append(fenced(text.sourceLines.trimmed.text, as: "text"))
    case .table(let table):
      for (index, row) in table.rows.enumerated() where row.count != table.columns.count {
        report(
          "columns of this table: \(table.columns.count); cells in its row \(index + 1): "
            + "\(row.count); give each column a cell", at: output.line)
      }
      blocks.append(table.markdown())
    case .figure(let figure): blocks.append(figure.markdown)
    case .claim(let claim):
      if !claims.insert(claim.id).inserted {
        report(
          "two claims of this page have the same sentence, and no link could tell them apart: say in "
            + "each what it is about", at: output.line)
      }
      let test: String? = if case .check(let condition) = piece.kind { condition } else { nil }
      blocks.append(claim.markdown(test: test))
    }
  }

  /// The text of an output, all of whose lines count as the one that made it.
  private mutating func fill(_ markdown: String, line: Int) -> String {
    tokens(of: markdown, line: line)
      .map { fill(Token(kind: $0.kind, text: $0.text, line: line)) }
      .joined()
  }

  private mutating func fill(_ token: Token) -> String {
    if case .value(let name) = token.kind { used.insert(name) }
    do throws(Problem) {
      return try names.text(for: token, in: file) { name, shown in
        "[\(shown)](glossary.md#\(anchor(of: name)))"
      }
    } catch {
      problems.append(error)
      return token.text
    }
  }

  /// Reports what was recorded at lines that are not code, as happens when the source has changed.
  mutating func checkLines(of records: Records, in chapter: Chapter) {
    let code = Set(chapter.pieces.filter { $0.kind != .prose }.flatMap(\.lines).map(\.number))
    let advice = "but this line is not code: the source changed, so build and run the chapter again"
    for output in records.outputs where !code.contains(output.line) {
      report("an output was recorded here, \(advice)", at: output.line)
    }
    for value in records.values {
      guard let line = value.line, !code.contains(line) else { continue }
      report("value `\(value.name)` was bound here, \(advice)", at: line)
    }
  }

  /// Reports the values that no text of the page shows.
  mutating func checkUse(of records: Records) {
    for value in records.values where !used.contains(value.name) {
      guard let line = value.line else { continue }
      report(
        "value `\(value.name)` is bound, but no prose, table, caption or claim shows it: "
          + "write `{{\(value.name)}}` or do not bind it", at: line)
    }
  }

  private mutating func report(_ message: String, at line: Int) {
    problems.append(Problem(file: file, line: line, message: message))
  }
}
