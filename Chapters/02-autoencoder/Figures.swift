import Engine
import Models
import Notebook
import Plot
import Statistics
import Workbench

/// Training losses by epoch.
func trainingLosses(_ curves: [Series], _ references: [Plot.Reference]) -> LineChart {
  LineChart(
    x: Axis("epoch"), y: Axis("training loss", .log), series: curves, references: references)
}

/// The test error of each combination of activations, with its spread.
func codeByOutput(
  _ errors: Trials<Tuned<Combination>, Double>, pca: Double, clipped: Double
) -> BarChart {
  BarChart(
    value: "test MSE", categories: errors.cases.map(\.title),
    series: [
      .init(
        "test MSE", values: errors.results.map(\.mean),
        errors: errors.results.map(\.standardDeviation))
    ], references: [.vertical(pca, "PCA"), .vertical(clipped, "clipped")])
}

/// The test error at each code size, beside PCA's.
func errorsBySize(
  _ errors: Trials<Tuned<Int>, Double>, pca: (Int) -> Double, clipped: (Int) -> Double,
  meanImage: Double
) -> LineChart {
  let sizes = errors.cases.map(\.id)
  return LineChart(
    x: Axis("code size k", .log), y: Axis("test MSE", .log),
    series: [
      seedBand(
        "autoencoder",
        errors.seeds.indices.map { seed in
          zip(sizes, errors.results).map { (Double($0), $1[seed]) }
        }),
      Series("PCA", points: sizes.map { (Double($0), pca($0)) }),
      Series("PCA, clipped", points: sizes.map { (Double($0), clipped($0)) }),
    ], references: [.horizontal(meanImage, "mean image")])
}

/// Two maps of the test images, side by side.
func planes(pca: Matrix, network: Matrix, labels: [UInt8]) -> ScatterChart {
  ScatterChart(
    panels: [
      mapPanel("PCA", pca, labels: labels, axis: "component"),
      mapPanel(
        "784-128-2-128-784, first seed", network, labels: labels, axis: "code unit"),
    ], classes: digitNames)
}

/// Images, and what three models rebuild them as.
func reconstructions(
  of images: Matrix, pca: PCA, firstRun: Autoencoder, patient: Autoencoder
) -> ImageGrid {
  let rebuilt = pca.reconstruct(images, from: firstRun.encode(images).columns)
  return digitGrid([
    imageRow("original", images),
    imageRow("PCA, clipped", rebuilt.clipped(to: 0...1)),
    imageRow("first run", firstRun.reconstruct(images)),
    imageRow("with patience", patient.reconstruct(images)),
  ])
}
