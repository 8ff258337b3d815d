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
/// - Throws: `WeavingError` with all that is wrong with the source or, when nothing is, with all
///   that the source and the records do not agree on.
public func weave(
  source: String, file: String, records: Records, navigation: Navigation,
  remark: String? = nil, includes: (String) -> String?
) throws(WeavingError) -> String {
  let found = problems(in: source, file: file, includes: includes)
  guard found.isEmpty else { throw WeavingError(problems: found) }

  let chapter = Chapter(source, file: file)
  var page = Page(file: file, values: records.values)
  page.number(equationsOf: chapter, figuresOf: records)
  page.blocks.append(navigation.markdown)
  if let remark { page.blocks.append(remark) }
  for piece in chapter.pieces {
    switch piece.kind {
    case .prose: page.add(prose: piece.lines, includes: includes)
    case .code: page.blocks.append(fenced(piece.lines.text, as: "swift"))
    case .hidden: break
    }
    if piece.kind != .prose {
      let numbers = piece.lines.map(\.number)
      for output in records.outputs where numbers.contains(output.line) { page.add(output) }
    }
  }
  page.blocks.append(navigation.markdown)
  page.blocks.append("*Made from [\(file)](../\(file)) by running it.*")

  page.checkLines(of: records, in: chapter)
  page.checkUse(of: records)
  guard page.problems.isEmpty else { throw WeavingError(problems: page.problems.inOrder) }
  return page.blocks.joined(separator: "\n\n") + "\n"
}

/// The blocks of a page in the making.
private struct Page {
  let file: String
  let values: [String: Records.Value]
  var blocks: [String] = []
  var used: Set<String> = []
  /// The numbers of equations and figures by name.
  var equations: [String: Int] = [:]
  var figures: [String: Int] = [:]
  var problems: [Problem] = []

  init(file: String, values: [String: Records.Value]) {
    self.file = file
    self.values = values
  }

  /// Numbers the equations that have a `\label{name}`, and the figures, in the order of the page.
  mutating func number(equationsOf chapter: Chapter, figuresOf records: Records) {
    for piece in chapter.pieces where piece.kind == .prose {
      for token in tokens(of: piece.lines.text, line: piece.lines[0].number)
      where token.kind == .maths {
        let matches = token.text.matches(of: label)
        if token.text.matches(of: /\\label/).count > matches.count {
          report(
            "a label reads `\\label{name}`, in small letters, digits and hyphens", at: token.line)
        }
        for match in matches {
          let name = String(match.output.1)
          if equations[name] != nil {
            report("two equations are labelled `\(name)`", at: token.line)
          }
          equations[name] = equations.count + 1
        }
      }
    }
    for case .figure(let figure) in records.outputs.map(\.content) {
      let file = figure.path.split(separator: "/").last ?? ""
      figures[String(file.prefix { $0 != "." })] = figure.number
    }
  }

  /// Adds prose with its values, and each excerpt as a block of its own.
  mutating func add(prose lines: [SourceLine], includes: (String) -> String?) {
    var text = ""
    for token in tokens(of: lines.text, line: lines[0].number) {
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

  mutating func add(_ output: Output) {
    switch output.content {
    case .text(let text): blocks.append(fenced(text.sourceLines.trimmed.text, as: "text"))
    case .table(var table):
      for (index, row) in table.rows.enumerated() where row.count != table.columns.count {
        report(
          "columns of this table: \(table.columns.count); cells in its row \(index + 1): "
            + "\(row.count); give each column a cell", at: output.line)
      }
      table.columns = table.columns.map { column in
        Output.Column(fill(column.title, line: output.line), alignment: column.alignment)
      }
      table.rows = table.rows.map { $0.map { fill($0, line: output.line) } }
      table.caption = table.caption.map { fill($0, line: output.line) }
      blocks.append(table.markdown)
    case .figure(var figure):
      figure.alt = fill(figure.alt, line: output.line)
      figure.caption = fill(figure.caption, line: output.line)
      blocks.append(figure.markdown)
    case .claim(var claim):
      claim.text = fill(claim.text, line: output.line)
      claim.evidence = claim.evidence.map { fill($0, line: output.line) }
      blocks.append(claim.markdown)
    }
  }

  /// The text of an output, all of whose lines count as the one that made it.
  private mutating func fill(_ markdown: String, line: Int) -> String {
    tokens(of: markdown, line: line)
      .map { fill(Token(kind: $0.kind, text: $0.text, line: line)) }
      .joined()
  }

  private mutating func fill(_ token: Token) -> String {
    switch token.kind {
    case .value(let name):
      if let value = values[name] {
        used.insert(name)
        return value.text
      }
      let advice =
        nearest(to: name, among: values.keys).map { "did you mean `{{\($0)}}`?" }
        ?? "bind it with `notebook.value(\"\(name)\", …)`, or, in TeX, part the braces"
      report("no value is named `\(name)`: \(advice)", at: token.line)
    case .include, .malformed, .unclosed:
      problems += problem(with: token, in: file).map { [$0] } ?? []
    case .term(let name, let shown): return "[\(shown)](glossary.md#\(anchor(of: name)))"
    case .equation(let name):
      if let number = equations[name] { return "(\(number))" }
      report(
        "no equation of this page is labelled `\(name)`: \(advice(name, equations, "write `\\label{\(name)}` at its end"))",
        at: token.line)
    case .figure(let name):
      if let number = figures[name] { return "Figure \(number)" }
      report(
        "no figure of this page is named `\(name)`: \(advice(name, figures, "figures are named by `notebook.show`"))",
        at: token.line)
    case .maths:
      // A number inside of the formula is one in every format.
      return token.text.replacing(label) { match in
        "\\qquad (\(equations[String(match.output.1)] ?? 0))"
      }
    case .text, .code, .target, .comment: break
    }
    return token.text
  }

  private func advice(_ name: String, _ numbers: [String: Int], _ other: String) -> String {
    nearest(to: name, among: numbers.keys).map { "did you mean `\($0)`?" } ?? other
  }

  private var label: Regex<(Substring, Substring)> { /\\label\{([a-z0-9-]+)\}/ }

  /// Reports what was recorded at lines that are not code, as happens when the source has changed.
  mutating func checkLines(of records: Records, in chapter: Chapter) {
    let code = Set(chapter.pieces.filter { $0.kind != .prose }.flatMap(\.lines).map(\.number))
    let advice = "but this line is not code: the source changed, so build and run the chapter again"
    for output in records.outputs where !code.contains(output.line) {
      report("an output was recorded here, \(advice)", at: output.line)
    }
    for (name, value) in records.values {
      guard let line = value.line, !code.contains(line) else { continue }
      report("value `\(name)` was bound here, \(advice)", at: line)
    }
  }

  /// Reports the values that no text of the page shows.
  mutating func checkUse(of records: Records) {
    for (name, value) in values where !used.union(records.shown).contains(name) {
      guard let line = value.line else { continue }
      report(
        "value `\(name)` is bound, but no prose, table, caption or claim shows it: "
          + "write `{{\(name)}}` or do not bind it", at: line)
    }
  }

  private mutating func report(_ message: String, at line: Int) {
    problems.append(Problem(file: file, line: line, message: message))
  }
}
