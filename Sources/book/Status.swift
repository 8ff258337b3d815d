import Basics
import Foundation
import Processes
import Weaver

extension Book {
  /// Book/status.md: all that differs from machine to machine, and so is not compared.
  func statusPage(_ records: Records) throws -> String {
    func seconds(_ number: Double) -> String { String(format: "%.1f s", number) }
    let runs = chapters.compactMap { records[$0.name] }
    let rows = zip(chapters, runs).map { chapter, run in
      "| [\(chapter.summary.title)](\(chapter.name).md) | \(seconds(run.seconds)) | \(run.day) |"
    }
    let swift = firstLine(of: "swift", ["--version"]) ?? "no swift"
    return """
      # Status

      When each page was last run in full, and how long that took. This page and [Performance](performance.md) differ
      from machine to machine; `make check` compares all others.

      | Chapter | Run time | Run in full |
      | :--- | ---: | :--- |
      \(rows.joined(separator: "\n"))
      | together | \(seconds(runs.map(\.seconds).reduce(0, +))) | |

      | What | Which |
      | :--- | :--- |
      | Swift | \(escaped(swift)) |
      | gnuplot | \(escaped(gnuplotVersion)) |
      | processors | \(ProcessInfo.processInfo.activeProcessorCount) |
      | lines of Sources/Engine | \(try package.lines(below: "Sources/Engine")) |
      | lines of Sources/Kernels | \(try package.lines(below: "Sources/Kernels")) |

      [Contents](README.md)

      """
  }
}
