import Engine
import Models
import Notebook
import Plot
import Workbench

/// The errors of runs with few and many images, as they change.
func errorCurves(
  _ runs: Trials<Setup, Run<Autoencoder>>, meanImage: Double, pca: Double
) -> LineChart {
  func curve(_ name: String, _ setup: Setup, _ error: KeyPath<Evaluation, Double>) -> Series {
    seedBand(
      name, runs[setup].map { $0.evaluations.map { (Double($0.step), $0[keyPath: error]) } })
  }
  return LineChart(
    x: Axis("updates"), y: Axis("mean squared error", .log),
    series: runs.cases.flatMap { setup in
      [
        curve("unseen, n = \(setup.count)", setup, \.validation),
        curve("training, n = \(setup.count)", setup, \.training),
      ]
    },
    references: [
      .horizontal(meanImage, "mean image"),
      .horizontal(pca, "PCA, n = \(runs.cases[0].count), unseen"),
    ])
}

/// The validation errors of some remedies at each strength, as multiples of the untreated network's
/// with the same seed. The strongest L1 penalty is left out: it would press all else together.
func strengthCurves(
  _ sweeps: [Choice<Treatment>], of remedies: [Remedy], untreated: [Double], _ x: Axis
) -> LineChart {
  LineChart(
    x: x, y: Axis("validation error, untreated = 1"),
    series: sweeps.filter { remedies.contains($0.option.remedy) }.map { sweep in
      let shown = zip(sweep.options, sweep.trials).filter { treatment, _ in
        treatment.remedy != .sparsity || treatment.strength < 1e-3
      }
      return seedBand(
        sweep.option.remedy.rawValue,
        untreated.indices.map { trial in
          shown.map { ($0.strength, $1[trial] / untreated[trial]) }
        })
    }, references: [.horizontal(1, "untreated")])
}

/// Clean images, what became of them, and what each restorer makes of that.
func restorations(
  of clean: Matrix, damaged: Matrix, by restorers: [(name: String, restore: (Matrix) -> Matrix)]
) -> ImageGrid {
  digitGrid(
    [imageRow("clean", clean), imageRow("damaged", damaged)]
      + restorers.map { imageRow($0.name, $0.restore(damaged)) })
}

/// The first ten filters of each network, on a scale from −1 to 1 of its own.
func filters(of networks: [(name: String, final: Final)]) -> ImageGrid {
  digitGrid(
    networks.map { name, final in
      let filters = final.run.model["encoder.0.weight"].transposed.rows(at: 0..<10)
      return imageRow(name, 1 / (filters.elements.map(abs).max() ?? 1) * filters)
    }, tone: .signed)
}
