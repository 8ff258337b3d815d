/// Puts `text` in a fence that is longer than any run of back-quotes inside.
func fenced(_ text: String, as language: String) -> String {
  let longest = text.matches(of: /`+/).map(\.output.count).max() ?? 0
  let fence = String(repeating: "`", count: max(3, longest + 1))
  return "\(fence)\(language)\n\(text)\n\(fence)"
}

/// Escapes what Markdown would read as markup in plain text.
func escaped(_ text: String) -> String {
  text.replacing(/[\\`*_\[\]<>$&|]/) { "\\\($0.output)" }
}

extension Output.Table {
  /// The table in GitHub's Markdown.
  var markdown: String {
    let rules = columns.map { column in
      switch column.alignment {
      case .left: ":---"
      case .center: ":---:"
      case .right: "---:"
      }
    }
    let lines = [row(columns.map(\.title)), row(rules)] + rows.map(row)
    let caption = caption.map { "\n\n*\($0.onOneLine)*" } ?? ""
    return lines.joined(separator: "\n") + caption
  }

  private func row(_ cells: [String]) -> String {
    "| " + cells.map { $0.onOneLine.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
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
  /// The claim with its mark and, behind it, its evidence.
  public var markdown: String {
    let verdict = holds ? "" : " **This does not hold in this run.**"
    let evidence = evidence.map { " *(\($0.onOneLine))*" } ?? ""
    return "> \(holds ? "✓" : "✗") **Claim.** \(text.onOneLine)\(verdict)\(evidence)"
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
