import Engine
import Plot
import Workbench

/// The negative bounds of runs with the weights of one half and one, by epoch, from the epoch of index `first`
/// on.
func boundCurves(half: [[Double]], one: [[Double]], from first: Int) -> LineChart {
  func curve(_ name: String, _ runs: [[Double]]) -> Series {
    seedBand(
      name,
      runs.map { bounds in
        bounds.enumerated().dropFirst(first).map { (Double($0.offset + 1), $0.element) }
      })
  }
  return LineChart(
    x: Axis("epoch"), y: Axis("negative bound, nats"),
    series: [curve("β = ½", half), curve("β = 1", one)])
}

/// Test images above drawn ones, as many of each.
func drawnDigits(_ test: Matrix, _ rows: [(name: String, images: Matrix)]) -> ImageGrid {
  let count = min(test.rows, 12)
  return digitGrid(
    [imageRow("test images", test.rows(at: 0..<min(count, test.rows)))]
      + rows.map { imageRow($0.name, $0.images.rows(at: 0..<count)) })
}
