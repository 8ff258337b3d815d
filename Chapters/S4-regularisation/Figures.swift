import Plot

/// What the penalties on code and weights add to the loss along the way out.
func wayOutCurves(_ wayOut: [WayOut]) -> LineChart {
  func line(_ name: String, _ y: (WayOut) -> Double) -> Series {
    Series(name, points: wayOut.map { ($0.power, y($0)) })
  }
  return LineChart(
    x: Axis("factor c of the code, as a power of two"), y: Axis("added to the loss", .log),
    series: [
      line("L1 on the code", \.onCode), line("L2 on the weights", \.onWeights), line("both", \.sum),
    ])
}
