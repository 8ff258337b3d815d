/// Comma-separated values with a header, after RFC 4180, with Unix line ends.
func csv(_ header: [String], _ rows: [[String]]) -> String {
  ([header] + rows).map { row in
    row.map { field in
      field.contains { ",\"\n\r".contains($0) || $0.isNewline }
        ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
    }.joined(separator: ",") + "\n"
  }.joined()
}

/// The records of comma-separated values, each as long as the header that comes first; nil for text that ``csv(_:_:)`` would
/// not have written.
func records(ofCSV text: String) -> [[String]]? {
  var records: [[String]] = [[]]
  var field = ""
  var rest = text[...]
  while let character = rest.popFirst() {
    switch character {
    case "\"" where field.isEmpty:
      // A quoted field ends at a quote that is not doubled.
      while let inner = rest.popFirst() {
        if inner == "\"" {
          guard rest.first == "\"" else { break }
          rest.removeFirst()
        }
        field.append(inner)
      }
    case ",":
      records[records.count - 1].append(field)
      field = ""
    case "\n":
      records[records.count - 1].append(field)
      field = ""
      records.append([])
    default: field.append(character)
    }
  }
  guard records.popLast() == [], field.isEmpty, let header = records.first else { return nil }
  return records.allSatisfy { $0.count == header.count } ? records : nil
}
