import Foundation
import Basics
import Synchronization
import Weaver

/// What a run prints: plain text that also reads well in a file, with a little weight on a
/// terminal.
enum Terminal {
  /// Whether standard output is a terminal.
  static let isInteractive = isatty(STDOUT_FILENO) == 1
  /// Whether it may be sent bold text.
  private static let showsBold =
    isInteractive && obeys(in: ProcessInfo.processInfo.environment)
    && wantsColour(in: ProcessInfo.processInfo.environment)

  /// Whether the terminal of an environment does more than print what it is sent.
  static func obeys(in environment: [String: String]) -> Bool {
    !["", "dumb"].contains(environment["TERM"] ?? "")
  }

  /// Whether a reader leaves emphasis to the program: `NO_COLOR` says that they do not.
  static func wantsColour(in environment: [String: String]) -> Bool {
    (environment["NO_COLOR"] ?? "").isEmpty
  }

  static func bold(_ text: String) -> String { showsBold ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  static func print(_ text: String) { say(text) }

  /// Prints on standard error, on a line of its own: a progress bar that is there makes way. What the
  /// text quotes can't move the cursor.
  static func complain(_ text: String) {
    show(Progress.erase())
    Basics.complain(text)
  }

  /// Prints an error. Those of the weaver say at the start of each line where they are.
  static func complain(of error: any Error) {
    complain(error is WeavingError ? "\(error)" : "error: \(words(for: error))")
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
  /// Whether standard error is a terminal that goes back to the start of a line when told to.
  private static let isDrawn =
    isatty(STDERR_FILENO) == 1 && Terminal.obeys(in: ProcessInfo.processInfo.environment)
  /// How many columns of the last line a bar fills now.
  private static let filled = Mutex(0)

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
    if Self.isDrawn {
      let line =
        done == total
        ? "" : Self.line(label, done: done, of: total, columns: Self.columns)
      show(Self.erase(leaving: line))
    } else if done > 0, done * 4 / total > (done - 1) * 4 / total {
      Terminal.complain("  \(label): \(done) of \(total)")
    }
  }

  /// What puts `line` in the place of the bar that is there: spaces, which every terminal knows.
  static func erase(leaving line: String = "") -> String {
    filled.withLock { filled in
      let before = min(filled, columns - 1)
      filled = line.count
      return (before > 0 ? "\r" + String(repeating: " ", count: before) + "\r" : "") + line
    }
  }

  /// The bar on one line. The last column stays free: a character there could begin another line.
  static func line(_ label: String, done: Int, of total: Int, columns: Int) -> String {
    let count = "\(done) of \(total)"
    let room = columns - 1
    let length = min(24, room - "  \(label)    \(count)".count)
    if length >= 4 {
      let filled = done * length / total
      let bar =
        String(repeating: "█", count: filled) + String(repeating: "░", count: length - filled)
      return "  \(label)  \(bar)  \(count)"
    }
    let space = max(0, room - "    \(count)".count)
    let label = label.count > space ? label.prefix(max(0, space - 1)) + "…" : label
    return String("  \(label)  \(count)".prefix(max(0, room)))
  }

  /// How many columns the terminal has.
  private static var columns: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
      ? Int(size.ws_col) : 80
  }
}
