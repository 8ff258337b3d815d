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
func errorBars<C: Case>(_ errors: Trials<C, Double>, pca: Double, meanImage: Double) -> BarChart {
  BarChart(
    value: "test MSE", categories: errors.cases.map(\.title),
    series: [
      .init(
        "test MSE", values: errors.results.map(\.mean),
        errors: errors.results.map(\.standardDeviation))
    ], references: [.vertical(pca, "PCA"), .vertical(meanImage, "mean image")])
}

/// The training losses of sigmoid's long runs, and of tanh and ReLU by the recipe.
func trainingLosses(
  sigmoid: [[Double]], recipe: Trials<Candidate, [Double]>, pca: Double, meanImage: Double
) -> LineChart {
  LineChart(
    x: Axis("epoch"), y: Axis("training loss", .log),
    series: [
      learningCurve("sigmoid", sigmoid), learningCurve("tanh", recipe["tanh"]),
      learningCurve("ReLU", recipe["ReLU"]),
    ], references: [.horizontal(meanImage, "mean image"), .horizontal(pca, "PCA")])
}

/// The share of saturated units of tanh and sigmoid before the first epoch and after each.
func saturation(_ shares: Trials<Beginning, [Double]>) -> LineChart {
  let drawn = Start.allCases.flatMap { start in
    shares.cases.filter { $0.start == start && ["tanh", "sigmoid"].contains($0.activation.title) }
  }
  return LineChart(
    x: Axis("epoch"), y: Axis("share of saturated units"),
    series: drawn.map { beginning in
      seedBand(
        beginning.title,
        shares[beginning.id].map { $0.enumerated().map { (Double($0.offset), $0.element) } })
    })
}

/// The norms of the gradients with respect to the weights of four layers.
func gradients(_ norms: Trials<String, [Double]>) -> LineChart {
  LineChart(
    x: Axis("layer"), y: Axis("norm of the gradient, in thousandths", .log),
    series: zip(norms.cases, norms.results).map { title, runs in
      seedBand(title, runs.map { zip([1, 2, 3, 4], $0).map { ($0, 1000 * $1) } })
    })
}

/// The share of the variance that each factor explains after ever more updates.
func sharesByUpdates(_ shares: Trials<String, Double>) -> LineChart {
  LineChart(
    x: Axis("updates", .log), y: Axis("share of the variance"),
    series: zip(shares.cases, shares.results).map { factor, values in
      Series(factor, points: zip(shares.seeds, values).map { (Double($0), $1) })
    })
}

/// The slopes that PReLU learned, sorted, a run each.
func learnedSlopes(_ slopes: [[Double]]) -> LineChart {
  LineChart(
    x: Axis("unit, by rank of its slope"), y: Axis("learned slope of the negative side"),
    series: [learningCurve("PReLU", slopes)],
    references: [
      .horizontal(0, "ReLU"), .horizontal(0.25, "at the start"), .horizontal(1, "identity"),
    ])
}
