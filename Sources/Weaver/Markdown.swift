/// Puts `text` in a fence that is longer than any run of back-quotes inside.
func fenced(_ text: String, as language: String) -> String {
  let fence = String(repeating: "`", count: max(3, longestRunOfBackQuotes(in: text) + 1))
  return "\(fence)\(language)\n\(text)\n\(fence)"
}

/// Puts `text` in a block quote.
func quoted(_ text: String) -> String {
  text.sourceLines.map { $0.isBlank ? ">" : "> \($0.text)" }.joined(separator: "\n")
}

/// Code within a line, whatever is in `text`: it stands between more back-quotes than it has in a row.
public func codeSpan(_ text: String) -> String {
  let fence = String(repeating: "`", count: longestRunOfBackQuotes(in: text) + 1)
  // A space at each end keeps its own back-quotes, and its own spaces, apart from the fence.
  let edges = [text.first, text.last]
  let room = edges.contains("`") || edges == [" ", " "] ? " " : ""
  return fence + room + text.replacing(/\s/, with: " ") + room + fence
}

private func longestRunOfBackQuotes(in text: String) -> Int {
  text.matches(of: /`+/).map(\.output.count).max() ?? 0
}

/// Escapes what Markdown, and HTML in it, would read as markup in plain text.
public func escaped(_ text: String) -> String {
  text.replacing(/[\\`*_\[\]<>$&|]/) { "\\\($0.output)" }
}

extension Output.Table {
  /// The table in GitHub's Markdown; `padded`, so that its columns line up in plain text, too.
  public func markdown(padded: Bool = false) -> String {
    let rows = ([columns.map(\.title)] + rows).map { row in
      row.map { $0.onOneLine.replacing("|", with: "\\|") }
    }
    let widths = columns.enumerated().map { index, column in
      let cells = padded ? rows.map { $0[index] } + [column.rule()] : []
      return cells.map(\.count).max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let cells = cells.enumerated().map { column, cell in
        padded ? columns[column].padded(cell, to: widths[column]) : cell
      }
      return "| " + cells.joined(separator: " | ") + " |"
    }
    let rule = zip(columns, widths).map { $0.rule(width: $1) }
    let caption = caption.map { "\n\n*\($0.onOneLine)*" } ?? ""
    return ([line(rows[0]), line(rule)] + rows.dropFirst().map(line)).joined(separator: "\n")
      + caption
  }
}

extension Output.Column {
  /// A cell with spaces, on the side where cells do not line up.
  fileprivate func padded(_ cell: String, to width: Int) -> String {
    let room = String(repeating: " ", count: max(0, width - cell.count))
    return alignment == .right ? room + cell : cell + room
  }

  /// The dashes and colons below the title, which tell the alignment.
  fileprivate func rule(width: Int = 0) -> String {
    let (left, right) = (alignment == .right ? "" : ":", alignment == .left ? "" : ":")
    let dashes = max(3, width - left.count - right.count)
    return left + String(repeating: "-", count: dashes) + right
  }
}

extension Output.Figure {
  /// The picture and, below it, its number, caption and data.
  public var markdown: String {
    """
    ![\(escaped(alt.onOneLine))](\(path))

    *Figure \(number). \(caption.onOneLine)* ([data](\(dataPath)))
    """
  }
}

extension Output.Claim {
  /// The claim with its mark and its evidence and, folded behind it, the Swift that tested it.
  public func markdown(test: String? = nil) -> String {
    let (mark, verdict) =
      switch holds {
      case true?: ("✓", "")
      case false?: ("✗", " **This does not hold in this run.**")
      case nil: ("–", " **This run can't tell.**")
      }
    let evidence = evidence.map { " *(\($0.onOneLine))*" } ?? ""
    let claim =
      "<a id=\"\(id)\"></a>\(mark) **Claim.** \(text.onOneLine)\(verdict)\(evidence)"
    let fold = test.map {
      "\n\n<details><summary>Test</summary>\n\n\(fenced($0, as: "swift"))\n\n</details>"
    }
    return quoted(claim + (fold ?? ""))
  }
}

extension Navigation {
  /// The links on one line.
  var markdown: String {
    [
      previous.map { "[← \($0.title)](\($0.target))" },
      "[\(contents.title)](\(contents.target))",
      next.map { "[\($0.title) →](\($0.target))" },
    ].compactMap { $0 }.joined(separator: " · ")
  }
}
