@testable import Plot

/// Small figures that together use every feature of every kind.
enum Examples {
  static let lines = LineChart(
    x: Axis("code size", .log), y: Axis("test MSE", .log),
    series: [
      Series("PCA", points: [(2, 0.05), (8, 0.03), (32, 0.01)]),
      Series(
        "autoencoder", points: [(2, 0.04), (8, 0.032), (32, 0.02)],
        spread: [(-0.01, 0.06), (0.03, 0.035), (0.019, 0.021)]),
    ],
    references: [.horizontal(0.069, "mean image"), .vertical(16, "k = 16")])

  static let curve = LineChart(
    x: Axis("epoch"), y: Axis("loss"),
    series: [Series("SGD", points: [(0, 1), (1, 0.25), (2, 0.5)])])

  static let bars = BarChart(
    value: "error", categories: ["ReLU", "tanh, scaled"],
    series: [
      .init("train", values: [0.25, 0.125], errors: [0.02, 0.01]),
      .init("test", values: [0.5, 0.25]),
    ],
    references: [.vertical(0.3, "PCA")])

  static let scatter = ScatterChart(
    panels: [
      .init(
        "PCA", x: Axis("component 1"), y: Axis("component 2"),
        points: [(0, 0, 0), (1, 0, 1), (9, 3, 2)]),
      .init("code", x: Axis("code 1"), y: Axis("code 2"), points: [(-1, 2, 1)]),
    ],
    classes: ["zero", "one", "two"], equalAspect: true)

  static let heat = HeatMap(
    [[1, 0.5], [-0.25, 2]], rows: .init("true", ["0", "1"]), columns: .init("found", ["0", "1"]),
    quantity: "share", shading: .diverging, printsValues: true)

  static let plainHeat = HeatMap(
    [[1, 2, 3], [4, 5, 6]], rows: .init("unit"), columns: .init("input"), quantity: "weight")

  static let grid = ImageGrid(
    rows: [
      .init("original", [[0, 1, 0.5, 2], [1, 1, 0, -1]]), .init("mean", [[0.5, 0.5, 0.5, 0.5]]),
    ],
    width: 2, height: 2, columnLabels: ["a", "b"])

  static let filters = ImageGrid(
    rows: [.init("filter", [[-0.5, 0, 0.25, 0.5]])], width: 2, height: 2, tone: .signed)

  /// Two of them in front of another run's, whose lines go further and whose bars lack one.
  static let turned: [(name: String, figure: any Figure)] = [
    (
      "turned-lines",
      lines.inFront(
        of: "series,x,y,low,high\nPCA,2.0,0.06,,\nPCA,64.0,0.005,,\nmean image,,0.05,,\n")
    ),
    (
      "turned-bars",
      bars.inFront(
        of: "category,series,value,error\nReLU,train,0.3,\n\"tanh, scaled\",test,0.1,\nPCA,,0.2,\n"
      )
    ),
  ].compactMap { name, figure in (figure as (any Figure)?).map { (name, $0) } }

  static let all: [(name: String, figure: any Figure)] =
    [
      ("lines", lines), ("curve", curve), ("bars", bars), ("scatter", scatter), ("heat", heat),
      ("plain-heat", plainHeat), ("grid", grid), ("filters", filters),
    ] + turned
}
