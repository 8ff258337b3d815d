import Foundation
import Testing

@testable import Plot

/// Labels may come from anywhere; gnuplot can run commands. A label is text and nothing else.
@Suite struct EscapingTests {
  /// Commands in all the ways in which gnuplot and shells start them, and all that they interpret.
  private static func hostile(_ marker: String) -> String {
    "`touch \(marker)` $(touch \(marker)) \"system(\"touch \(marker)\")\" '.system('touch \(marker)').' "
      + "@GPVAL_VERSION %d %s {/Bold x}_1^2 ~a&b <i> \\n\\\\ # \\"
  }

  private static func figures(_ text: String) -> [any Figure] {
    let axis = Axis(text)
    let side = HeatMap.Side(text, [text, text])
    return [
      LineChart(
        x: axis, y: axis, series: [Series(text, points: [(0, 1), (1, 2)])],
        references: [.horizontal(1, text), .vertical(1, text)]),
      BarChart(
        value: text, categories: [text],
        series: [.init(text, values: [1]), .init(text, values: [2])],
        references: [.vertical(1, text)]),
      ScatterChart(
        panels: [.init(text, x: axis, y: axis, points: [(0, 0, 0)])], classes: [text]),
      HeatMap([[1, 2], [3, 4]], rows: side, columns: side, quantity: text),
      ImageGrid(rows: [.init(text, [[1]])], width: 1, height: 1, columnLabels: [text]),
    ]
  }

  @Test func labelsCannotRunAnything() throws {
    let marker = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    let label = Self.hostile(marker)
    for text in [label, label + "\n" + "system \"touch \(marker)\"", "EOD\n!touch \(marker)\n"] {
      for figure in Self.figures(text) {
        let output = try runGnuplot(figure.script)
        #expect(!FileManager.default.fileExists(atPath: marker))
        guard figure.format == .svg else { continue }
        // The whole label stands in the picture, each line break a space.
        let literal = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
          .replacing("\n", with: " ")
        let shown = String(decoding: output, as: UTF8.self).contains("<text>\(literal)</text>")
        #expect(shown, "\(type(of: figure)): \(text)")
      }
    }
    _ = try sketch(
      BarChart(value: label, categories: [label], series: [.init(label, values: [1])]))
    _ = try sketch(
      LineChart(x: Axis(label), y: Axis(label), series: [Series(label, points: [(0, 1)])]))
    #expect(!FileManager.default.fileExists(atPath: marker))
  }

  /// The test above means something only if gnuplot would run a command that it is given.
  @Test func theMarkerWouldBeSeen() throws {
    let marker = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: marker) }
    _ = try runGnuplot("set print '-'\nprint \"`touch \(marker.path)`\"\n")
    #expect(FileManager.default.fileExists(atPath: marker.path))
  }

  @Test func quotedTextIsOneLineOfPrintableText() {
    #expect(quoted("it's") == "'it''s'")
    #expect(quoted("a\nb\r\u{0}\u{1b}[31m\u{85}") == "'a b   [31m '")
    #expect(ticLabel("50 %") == "'50 %%'")
  }
}
