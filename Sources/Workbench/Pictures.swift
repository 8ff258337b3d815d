import Datasets
import Engine
import Notebook
import Plot
import Statistics

extension ImageSet {
  /// The positions of the first image of each class, 0 to 9: the test digits that every chapter
  /// shows, chosen by a rule and not by eye.
  public var firstOfEachClass: [Int] {
    (0...9).compactMap { digit in labels.firstIndex { Int($0) == digit } }
  }
}

/// A row of an image grid: the images of `matrix` [n, 784].
public func imageRow(_ label: String, _ matrix: Matrix) -> ImageGrid.Row {
  ImageGrid.Row(label, (0..<matrix.rows).map(matrix.row))
}

/// A grid of images of the digits' size.
public func digitGrid(_ rows: [ImageGrid.Row], tone: ImageGrid.Tone = .ink) -> ImageGrid {
  ImageGrid(rows: rows, width: ImageSet.side, height: ImageSet.side, tone: tone)
}

/// A map of two-dimensional codes [n, 2], a point an image, coloured by digit.
public func mapPanel(_ title: String, _ codes: Matrix, labels: [UInt8], axis: String)
  -> ScatterChart.Panel
{
  ScatterChart.Panel(
    title, x: Axis("first \(axis)"), y: Axis("second \(axis)"),
    points: (0..<codes.rows).map {
      (Double(codes[$0, 0]), Double(codes[$0, 1]), Int(labels[$0]))
    })
}

/// The names of the classes of a map.
public let digitNames = (0...9).map { "\($0)" }

/// A digit in a sentence: "a two", "an eight".
public func inWords(_ digit: UInt8) -> String {
  let words = [
    "a zero", "a one", "a two", "a three", "a four", "a five", "a six", "a seven", "an eight",
    "a nine",
  ]
  return words[Int(digit)]
}

/// A line for the mean of several runs, with a band from the least to the greatest of them.
public func seedBand(_ name: String, _ runs: [[Series.Point]]) -> Series {
  let points = (0..<(runs.map(\.count).min() ?? 0)).map { i in runs.map { $0[i] } }
  return Series(
    name,
    points: points.map { ($0[0].x, $0.map(\.y).reduce(0, +) / Double($0.count)) },
    spread: points.map { ($0.map(\.y).min() ?? 0, $0.map(\.y).max() ?? 0) })
}

/// A learning curve: the mean over runs of the loss in each epoch, with the range as a band.
public func learningCurve(_ name: String, _ runs: [[Double]]) -> Series {
  seedBand(name, runs.map { losses in losses.enumerated().map { (Double($0 + 1), $1) } })
}

extension Trials {
  /// A learning curve for each case: the mean over its seeds of the loss in each epoch, with the range
  /// as a band.
  public func bands(_ losses: (Result) -> [Double]) -> [Series] {
    zip(cases, results).map { learningCurve($0.title, $1.map(losses)) }
  }
}

/// Errors against updates, both on logarithmic axes: for each name the mean of its learning curves, with
/// the range as a band.
///
/// - Parameter time: what their budgets count.
public func errorsByUpdates(
  _ curves: [(name: String, curves: [LearningCurve])], error: String = "test MSE",
  time: String = "updates", references: [Plot.Reference] = []
) -> LineChart {
  LineChart(
    x: Axis(time, .log), y: Axis(error, .log),
    series: curves.map { name, curves in
      seedBand(name, curves.map { zip($0.budgets, $0.values).map { (Double($0), $1) } })
    }, references: references)
}

extension Trials {
  /// The learning curves of each case by its title.
  public func curves(_ curve: (Result) -> LearningCurve) -> [(
    name: String, curves: [LearningCurve]
  )] {
    zip(cases, results).map { ($0.title, $1.map(curve)) }
  }
}
