import Foundation
import Plot
import Weaver

// What a sweep gathers, as a table, as CSV, as a chart and as a page.
extension Sweep {
  /// The names of all values that any run has.
  func valueNames(_ runs: [(point: [String], results: Results?)]) -> Set<String> {
    Set(runs.compactMap(\.results).flatMap(\.values.keys))
  }

  /// Every run's settings, claims and values, for programs.
  func csv(_ runs: [(point: [String], results: Results?)]) -> String {
    let names = valueNames(runs).sorted()
    let header = swept.map(\.name) + ["claims_held", "claims"] + names
    let rows = runs.map { run in
      guard let results = run.results else {
        return run.point + [String](repeating: "", count: names.count + 2)
      }
      return run.point + ["\(results.claims.count(where: \.holds))", "\(results.claims.count)"]
        + names.map { results.values[$0]?.description ?? "" }
    }
    return ([header] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
  }

  /// What the chart shows of one run, with its standard deviation where the run has it.
  func measured(_ results: Results) -> (value: Double, deviation: Double?)? {
    guard let measure else { return (Double(results.claims.count(where: \.holds)), nil) }
    if let value = results.values[measure] { return (value, nil) }
    return results.values["\(measure)_mean"].map { ($0, results.values["\(measure)_sd"]) }
  }

  private var quantity: String { measure ?? "claims that hold" }

  /// A line for one setting, a heat map for two; nil where there is nothing to draw, or too much.
  func chart(_ runs: [(point: [String], results: Results?)], book: Results?) -> (any Figure)? {
    let found = runs.map { $0.results.flatMap(measured) }
    switch swept.count {
    case 1:
      let points = zip(runs, found).compactMap { run, found in
        found.flatMap { found in Double(run.point[0]).map { (x: $0, found: found) } }
      }.sorted { $0.x < $1.x }
      guard points.count > 1, let first = points.first, let last = points.last else { return nil }
      let spread = points.compactMap { point in
        point.found.deviation.map {
          // What is never negative, such as an error, has no band below zero.
          (
            low: max(point.found.value - $0, min(point.found.value, 0)),
            high: point.found.value + $0
          )
        }
      }
      let reference = book.flatMap(measured).map { Reference.horizontal($0.value, "the book") }
      return LineChart(
        x: Axis(swept[0].name, first.x > 0 && last.x / first.x >= 20 ? .log : .linear),
        y: Axis(quantity),
        series: [
          Series(
            chapter.name, points: points.map { ($0.x, $0.found.value) },
            spread: spread.count == points.count ? spread : [])
        ], references: [reference].compactMap(\.self))
    case 2:
      let (rows, columns) = (swept[0], swept[1])
      let values = found.compactMap { $0?.value }
      guard rows.values.count > 1, columns.values.count > 1, values.count == runs.count else {
        return nil
      }
      return HeatMap(
        rows.values.indices.map { row in
          columns.values.indices.map { values[row * columns.values.count + $0] }
        }, rows: .init(rows.name, rows.values), columns: .init(columns.name, columns.values),
        quantity: quantity, printsValues: columns.values.count <= 12)
    default: return nil
    }
  }

  /// The rows of the table: each run's settings, its claims and the measure.
  func table(_ runs: [(point: [String], results: Results?)]) -> (header: [String], rows: [[String]])
  {
    let rows = runs.map { run in
      guard let results = run.results else {
        return run.point + ["failed"] + (measure == nil ? [] : ["–"])
      }
      let digits = Format.significant(4)
      let measure = measured(results).map { found in
        digits(found.value) + (found.deviation.map { " ± " + digits($0) } ?? "")
      }
      return run.point + ["\(results.claims.count(where: \.holds)) of \(results.claims.count)"]
        + (self.measure == nil ? [] : [measure ?? "–"])
    }
    return (swept.map(\.name) + ["claims that hold"] + [measure].compactMap(\.self), rows)
  }

  /// What to say where there is no chart.
  var whyNoChart: String {
    swept.count > 2
      ? "No chart: a chart shows one setting or two."
      : "No chart: a chart needs two values of each setting, and a map needs the measure in every run."
  }

  /// The page: what to type, the table, the chart.
  func page(_ header: [String], _ rows: [[String]], _ chart: (any Figure)?) -> String {
    let hasBand = (chart as? LineChart)?.series.contains { !$0.spread.isEmpty } ?? false
    let band =
      hasBand ? " The band is one standard deviation either way, over the seeds of a run." : ""
    let picture = chart.map {
      "\n![\($0.altText)](sweep.svg)\n\n*The chart shows: \(quantity).\(band)*\n"
    }
    let columns = header.map { Output.Column($0, alignment: .right) }
    let table = Output.Table(columns: columns, rows: rows).markdown()
    return "# \(chapter.title): a sweep\n\n    \(commandLine)\n\n" + table + "\n"
      + (picture ?? "\n\(whyNoChart)\n")
  }

  /// What to type for the same runs.
  private var commandLine: String {
    let settings = swept.flatMap {
      ["--sweep", "\(flag($0.name).dropFirst(2))=\($0.values.joined(separator: ","))"]
    }
    let shown = measure.map { ["--measure", $0] } ?? []
    return shellCommand(["swift", "run", chapter.name] + settings + common + shown)
  }
}
