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
