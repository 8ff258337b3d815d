import Foundation
import Synchronization
import Weaver

/// What a run prints: plain text that also reads well in a file, with a little weight on a
/// terminal.
enum Terminal {
  /// Whether standard output is a terminal.
  static let isInteractive = isatty(STDOUT_FILENO) == 1

  static func bold(_ text: String) -> String { isInteractive ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  static func print(_ text: String) { write(text + "\n", to: .standardOutput) }

  /// Prints on standard error, on a line of its own: a progress bar that stands there makes way.
  static func complain(_ text: String) {
    write((Progress.isInteractive ? "\r\u{1B}[K" : "") + text + "\n", to: .standardError)
  }

  /// Prints an error. Those of the weaver say at the start of each line where they are.
  static func complain(of error: any Error) {
    complain(error is WeavingError ? "\(error)" : "error: \(error)")
  }

  /// Writes for as long as somebody reads: `| head` ends the reading and not the run.
  fileprivate static func write(_ text: String, to file: FileHandle) {
    try? file.write(contentsOf: Data(text.utf8))
  }

  /// The columns that paragraphs and tables keep within.
  private static let width = 78

  /// A paragraph with a mark before its first line, wrapped between words.
  static func paragraph(_ text: String, mark: String = "  ") -> String {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, mark.count + line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return mark + (lines + [line]).joined(separator: "\n" + mark.map { _ in " " }.joined())
  }

  /// A table with aligned columns, the header underlined; where it would be too wide, the header's
  /// words stand below each other, and where that is not enough, the cells of each row do.
  static func table(
    header: [String], rows: [[String]], rightAligned: [Bool], width: Int = width
  ) -> String {
    func isTooWide(_ table: String) -> Bool {
      table.split(separator: "\n").contains { $0.count > width }
    }
    let table = aligned(header: [header], rows: rows, rightAligned: rightAligned)
    guard isTooWide(table) else { return table }
    let narrow = aligned(header: stacked(header), rows: rows, rightAligned: rightAligned)
    guard isTooWide(narrow) else { return narrow }

    // Columns of sentences fit no width: say them one below the other.
    return rows.map { row in
      zip(header, row).map { paragraph($1, mark: "  \($0): ") }.joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  /// A header's lines with one word of each title a line, the last words on the last line.
  private static func stacked(_ header: [String]) -> [[String]] {
    let titles = header.map { $0.split(separator: " ").map(String.init) }
    let height = titles.map(\.count).max() ?? 0
    return (0..<height).map { line in
      titles.map { words in
        let word = line - (height - words.count)
        return word < 0 ? "" : words[word]
      }
    }
  }

  private static func aligned(header: [[String]], rows: [[String]], rightAligned: [Bool])
    -> String
  {
    let widths = rightAligned.indices.map { column in
      (header + rows).map { $0[column].count }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - cells[column].count)
        return rightAligned[column] ? space + cells[column] : cells[column] + space
      }
      return "  " + padded.joined(separator: "   ").trimmingTrailingSpaces
    }
    let rule = "  " + widths.map { String(repeating: "─", count: $0) }.joined(separator: "   ")
    return (header.map(line) + [rule] + rows.map(line)).joined(separator: "\n")
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}

/// Progress of a number of runs, on standard error: a bar on a terminal, a line at each quarter
/// elsewhere.
final class Progress: Sendable {
  /// Whether standard error is a terminal.
  static let isInteractive = isatty(STDERR_FILENO) == 1

  private let label: String
  private let total: Int
  private let done = Mutex(0)

  init(_ label: String, total: Int) {
    (self.label, self.total) = (label, total)
    draw(0)
  }

  /// One more is done.
  func advance() {
    done.withLock {
      $0 += 1
      draw($0)
    }
  }

  private func draw(_ done: Int) {
    guard total > 0 else { return }
    if Self.isInteractive {
      let filled = done * 24 / total
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
      let line = done == total ? "\r\u{1B}[K" : "\r  \(label)  \(bar)  \(done) of \(total)"
      Terminal.write(line, to: .standardError)
    } else if done > 0, done * 4 / total > (done - 1) * 4 / total {
      Terminal.complain("  \(label): \(done) of \(total)")
    }
  }
}
