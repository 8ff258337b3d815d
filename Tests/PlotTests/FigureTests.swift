import Foundation
import Testing

@testable import Plot

@Suite struct FigureTests {
  @Test func altTextTellsExtremesBetweenTheEnds() {
    #expect(
      Examples.curve.altText
        == "Line chart of loss against epoch: SGD falls from 1 at 0 to 0.5 at 2, lowest 0.25 at 1.")
  }

  @Test func altTextTellsOrderAndCrossings() {
    let text = Examples.lines.altText
    #expect(text.contains("from top to bottom, autoencoder and PCA"))
    #expect(text.contains("PCA and autoencoder cross between 2 and 8"))
  }

  @Test func csvQuotesWhatNeedsIt() {
    #expect(csv(["a", "b"], [["x,y", "say \"hi\""]]) == "a,b\n\"x,y\",\"say \"\"hi\"\"\"\n")
  }

  @Test func numbersAreWrittenInFull() {
    let third = 1.0 / 3
    let line = Series("s", points: [(third, third)])
    let chart = LineChart(x: Axis("x"), y: Axis("y"), series: [line])
    #expect(chart.data == "series,x,y,low,high\ns,0.3333333333333333,0.3333333333333333,,\n")
  }

  @Test func pixelsShareOneScale() {
    #expect(Examples.grid.pixels([0, 1, 0.5, 2]) == [0, 255, 128, 255])
    #expect(Examples.grid.pixels([1, 1, 0, -1]) == [255, 255, 0, 0])
    #expect(Examples.filters.pixels([-0.5, 0, 0.25, 0.5]) == [1, 128, 192, 255])
  }

  @Test func everyPixelChangesTheDigest() {
    let changed = ImageGrid(
      rows: [.init("filter", [[-0.5, 0, 0.24, 0.5]])], width: 2, height: 2, tone: .signed)
    #expect(changed.data != Examples.filters.data)
  }

  @Test(arguments: [
    ([0.0015, 0.0673], ["0.002", "0.005", "0.01", "0.02", "0.05"]),
    ([1, 1e6], ["1", "10", "100", "1000", "10000", "100000", "1000000"]),
    ([0.0101, 0.0108], ["0.0102", "0.0104", "0.0106", "0.0108"]),
  ])
  func logTicsAreReadable(_ values: [Double], _ expected: [String]) {
    #expect(AxisLayout(.log, values, ends: .round).ticks.map(\.text) == expected)
  }

  @Test func linearTicsAreRound() {
    let layout = AxisLayout(.linear, [0, 0.0226], ends: .round)
    #expect(layout.ticks.map(\.text) == ["0.000", "0.005", "0.010", "0.015", "0.020", "0.025"])
    #expect(layout.range == 0...0.025)
    let tight = AxisLayout(.linear, [1, 50], ends: .tight)
    #expect(tight.ticks.map(\.text) == ["10", "20", "30", "40", "50"])
    #expect(tight.range == 1...50)
    #expect(AxisLayout(.linear, [3, 3], ends: .round).range.contains(3))
    #expect(!AxisLayout(.linear, [-0.4, 0.4], ends: .round).ticks.map(\.text).contains("-0.0"))
  }

  @Test func smallErrorsArePrintedInTheColumn() {
    let bars = BarChart.Bars("b", values: [0.0101, 0.5e-2], errors: [0.00003, 0.0002])
    let chart = BarChart(value: "v", categories: ["a", "b"], series: [bars])
    #expect(chart.printed(bars, 0) == "0.01010 ± 0.00003")
    #expect(chart.printed(bars, 1) == "0.00500 ± 0.00020")
    #expect(Examples.bars.printed(Examples.bars.series[1], 0) == "0.500")
  }

  @Test func labelsKeepApartAndInOrder() {
    #expect(LineChart.spreadOut([0.5, 0.9], distance: 0.1) == [0.5, 0.9])
    let crowded = LineChart.spreadOut([0.01, 0.0, 0.02, 0.5], distance: 0.1)
    #expect(crowded[2] > crowded[0] && crowded[0] > crowded[1])
    #expect(crowded[1] >= 0 && crowded[3] == 0.5)
    for (a, b) in [(0, 1), (0, 2)] { #expect(abs(crowded[a] - crowded[b]) > 0.0999) }
  }

  @Test("Zero lies below a logarithmic axis, and is drawn at its lower edge")
  func zeroFallsOff() throws {
    let chart = LineChart(
      x: Axis("x"), y: Axis("y", .log),
      series: [Series("s", points: [(0, 4), (1, 1), (2, 0)], spread: [(0, 8), (0, 2), (0, 0)])],
      references: [.horizontal(0, "r")])
    #expect(chart.fault == nil)
    let edge = AxisLayout(.log, [1, 8], ends: .round).range.lowerBound
    #expect(chart.script.contains("2.0 \(edge) \(edge) \(edge)"))
    #expect(chart.script.contains("first \(edge) to graph 1, first \(edge)"))
    #expect(chart.data.contains("s,2.0,0.0,0.0,0.0"))

    let nothing = LineChart(
      x: Axis("x"), y: Axis("y", .log), series: [Series("s", points: [(0, 0)])])
    for chart in [chart, nothing] { #expect(!(try render(chart, as: "zero.svg")).isEmpty) }
  }

  @Test func numbersThatCannotBeDrawnAreNamed() {
    let faults: [(figure: any Figure, fault: String)] = [
      (
        LineChart(x: Axis("x"), y: Axis("y"), series: [Series("s", points: [(0, .nan)])]),
        #"series "s": expected a finite number on the axis "y", found nan"#
      ),
      (
        LineChart(x: Axis("x", .log), y: Axis("y"), series: [Series("s", points: [(0, 0)])]),
        #"series "s": expected a positive number on the axis "x", found 0.0"#
      ),
      (
        LineChart(
          x: Axis("x"), y: Axis("y", .log),
          series: [Series("s", points: [(0, 1)], spread: [(-.infinity, 2)])]),
        #"band of series "s": expected a finite number on the axis "y", found -inf"#
      ),
      (
        LineChart(
          x: Axis("x", .log), y: Axis("y"), series: [Series("s", points: [(1, 1)])],
          references: [.vertical(-1, "r")]),
        #"reference "r": expected a positive number on the axis "x", found -1.0"#
      ),
      (
        BarChart(value: "v", categories: ["a"], series: [.init("b", values: [.infinity])]),
        #"bars "b": expected a finite number on the axis "v", found inf"#
      ),
      (
        BarChart(
          value: "v", categories: ["a"], series: [.init("b", values: [1])],
          references: [.vertical(.nan, "r")]),
        #"reference "r": expected a finite number on the axis "v", found nan"#
      ),
      (
        HeatMap(
          [[1, 2], [3, .nan]], rows: .init("r", ["a", "b"]), columns: .init("c"), quantity: "q"),
        #"row "b": expected a finite number on the axis "q", found nan"#
      ),
      (
        ImageGrid(rows: [.init("r", [[0, .nan]])], width: 2, height: 1),
        #"row "r": expected a finite number on the axis "pixel", found nan"#
      ),
      (
        ScatterChart(
          panels: [.init("p", x: Axis("x"), y: Axis("y"), points: [(0, .nan, 0)])],
          classes: ["only"]),
        #"panel "p": expected a finite number on the axis "y", found nan"#
      ),
    ]
    for (figure, fault) in faults {
      #expect(figure.fault == fault)
      let error = #expect(throws: PlotError.self) { try render(figure, as: "undrawable.svg") }
      #expect(error == .undrawable(figure: "undrawable.svg", fault: fault))
    }
    for example in Examples.all { #expect(example.figure.fault == nil) }
  }

  @Test func partsThatDoNotFitTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = BarChart.Bars("b", values: [1], errors: [1, 2])
    }
    await #expect(processExitsWith: .failure) {
      _ = ImageGrid(rows: [.init("r", [[0]])], width: 2, height: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = ScatterChart(
        panels: [.init("p", x: Axis("x"), y: Axis("y"), points: [(0, 0, 1)])], classes: ["only"])
    }
  }
}
