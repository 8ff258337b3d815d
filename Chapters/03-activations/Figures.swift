import Engine
import Models
import Notebook
import Plot
import Statistics
import Workbench

/// A line for each of seven activations, through the values of a table at `grid`.
func functions(
  _ candidates: [Candidate], at grid: Matrix, _ table: [Matrix], axis: String
) -> LineChart {
  let drawn = ["ReLU", "PReLU", "ELU", "SiLU", "softplus", "tanh", "sigmoid"]
  return LineChart(
    x: Axis("input a"), y: Axis(axis),
    series: zip(candidates, table).filter { drawn.contains($0.0.title) }.map { candidate, values in
      Series(
        candidate.title,
        points: zip(grid.elements, values.elements).map { (Double($0), Double($1)) })
    })
}

/// A bar for the test error of each activation.
func errorBars<C: Case>(_ errors: Trials<C, Double>, references: [Plot.Reference]) -> BarChart {
  BarChart(
    value: "test MSE", categories: errors.cases.map(\.title),
    series: [
      .init(
        "test MSE", values: errors.results.map(\.mean),
        errors: errors.results.map(\.standardDeviation))
    ], references: references)
}

/// The share of saturated units before the first epoch and after each.
func saturation(_ shares: [(title: String, runs: [[Double]])]) -> LineChart {
  LineChart(
    x: Axis("epoch"), y: Axis("share of saturated units"),
    series: shares.map { title, runs in
      seedBand(title, runs.map { $0.enumerated().map { (Double($0.offset), $0.element) } })
    })
}

/// The norms of the gradients with respect to the weights of four layers.
func gradients(_ norms: [(title: String, runs: [[Double]])]) -> LineChart {
  LineChart(
    x: Axis("layer"), y: Axis("norm of the gradient, in thousandths", .log),
    series: norms.map { title, runs in
      seedBand(title, runs.map { zip([1, 2, 3, 4], $0).map { ($0, 1000 * $1) } })
    })
}
