import Weaver

extension Terminal {
  /// Prints an output whose names stand for something already.
  static func print(_ output: Output.Content) {
    switch output {
    case .text(let text): print(text)
    case .table(let table):
      print(
        Self.table(
          header: table.columns.map(\.title), rows: table.rows,
          rightAligned: table.columns.map { $0.alignment == .right }))
      if let caption = table.caption { print(paragraph(caption)) }
    case .figure(let figure): print(paragraph("Figure \(figure.number). \(figure.caption)"))
    case .claim(let claim):
      let evidence = claim.evidence.map { " (\($0))" } ?? ""
      let (mark, verdict) =
        switch claim.holds {
        case true?: ("  ✓ ", "")
        case false?: ("  ✗ ", "does not hold: ")
        case nil: ("  – ", "this run can't tell: ")
        }
      print(paragraph("\(verdict)\(claim.text)\(evidence)", mark: mark))
    }
  }
}
