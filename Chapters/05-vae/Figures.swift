import Datasets
import Engine
import Models
import Notebook
import Plot
import Workbench

/// Test images, their reconstructions, and the images of ten random codes.
func rebuiltAndDrawn(_ shown: Matrix, rebuilt: Matrix, drawn: Matrix) -> ImageGrid {
  digitGrid([
    imageRow("test image", shown), imageRow("rebuilt", rebuilt),
    imageRow("random code", drawn.rows(at: 0..<10)),
  ])
}

/// Both terms of the bound in each epoch, beside the reconstruction terms that bracket a useful one.
func twoTerms(_ histories: [[BoundTerms]], meanImage: Double, floor: Double) -> LineChart {
  LineChart(
    x: Axis("epoch"), y: Axis("nats per image"),
    series: [
      learningCurve("reconstruction", histories.map { $0.map(\.reconstruction) }),
      learningCurve("divergence", histories.map { $0.map(\.divergence) }),
    ],
    references: [
      .horizontal(meanImage, "mean image"), .horizontal(floor, "floor of grey pixels"),
    ])
}

/// The divergence of each unit of the code, in order.
func divergenceByUnit(_ divergences: [[Double]]) -> LineChart {
  LineChart(
    x: Axis("unit of the code, ordered"), y: Axis("divergence, nats"),
    series: [learningCurve("large model", divergences)])
}

/// The test images in two numbers, by PCA and by a model with a code of two units.
func maps(of images: ImageSet, _ pca: PCA, _ planar: VariationalAutoencoder) -> ScatterChart {
  let pixels = images.matrix
  return ScatterChart(
    panels: [
      mapPanel("PCA", pca.encode(pixels, to: 2), labels: images.labels, axis: "component"),
      mapPanel("VAE, d = 2", planar.encode(pixels), labels: images.labels, axis: "unit"),
    ], classes: digitNames)
}

/// The images of a grid of codes, `side` in each row.
func manifold(_ images: Matrix, side: Int) -> ImageGrid {
  digitGrid(
    (0..<side).map { row in
      imageRow("", images.rows(at: (side * row)..<(side * (row + 1))))
    })
}

/// From one image to another in ten steps, by way of codes and by way of pixels.
func walk(from one: Matrix, to other: Matrix, _ model: VariationalAutoencoder) -> ImageGrid {
  func mixtures(_ a: Matrix, _ b: Matrix) -> Matrix {
    let shares = (0..<10).map { Float($0) / 9 }
    return Matrix(
      rows: shares.count, columns: a.columns,
      elements: shares.flatMap { t in zip(a.elements, b.elements).map { (1 - t) * $0 + t * $1 } })
  }
  return digitGrid([
    imageRow("mixed codes", model.decode(mixtures(model.encode(one), model.encode(other)))),
    imageRow("mixed pixels", mixtures(one, other)),
  ])
}

/// The first twelve test images, and of each kind of drawn ones.
func samples(_ test: Matrix, _ drawn: Trials<String, Matrix>) -> ImageGrid {
  digitGrid(
    [imageRow("test images", test.rows(at: 0..<min(12, test.rows)))]
      + zip(drawn.cases, drawn.results).map { imageRow($0, $1[0].rows(at: 0..<12)) })
}
