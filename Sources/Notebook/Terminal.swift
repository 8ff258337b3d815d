import Foundation
import Synchronization

/// What a run prints: plain text that also reads well in a file, with a little weight on a
/// terminal.
enum Terminal {
  /// Whether standard output is a terminal.
  static let isInteractive = isatty(STDOUT_FILENO) == 1

  static func bold(_ text: String) -> String { isInteractive ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  static func print(_ text: String) {
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }

  static func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// A table with aligned columns, the header underlined.
  static func table(header: [String], rows: [[String]], rightAligned: [Bool]) -> String {
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - cells[column].count)
        return rightAligned[column] ? space + cells[column] : cells[column] + space
      }
      return "  " + padded.joined(separator: "   ").trimmingTrailingSpaces
    }
    let rule = "  " + widths.map { String(repeating: "─", count: $0) }.joined(separator: "   ")
    return ([line(header), rule] + rows.map(line)).joined(separator: "\n")
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
  private let label: String
  private let total: Int
  private let done = Mutex(0)
  private let isInteractive = isatty(STDERR_FILENO) == 1

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
    if isInteractive {
      let filled = done * 24 / total
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
      let line = done == total ? "\r\u{1B}[K" : "\r  \(label)  \(bar)  \(done) of \(total)"
      FileHandle.standardError.write(Data(line.utf8))
    } else if done > 0, done * 4 / total > (done - 1) * 4 / total {
      Terminal.complain("  \(label): \(done) of \(total)")
    }
  }
}
