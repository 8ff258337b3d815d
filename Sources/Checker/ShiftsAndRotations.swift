import Datasets
import Engine
import Foundation

extension Exercise {
  /// 4.4: images that are shifted and turned, each by a draw of its own.
  ///
  /// - Parameter answer: images [n, 784], at most so many pixels each way and so many degrees
  ///   either way, and what the draws come from; → [n, 784].
  public static func shiftsAndRotations(
    _ answer:
      @escaping @Sendable (_ images: Matrix, _ pixels: Int, _ degrees: Float, _ key: Key) throws
      -> Matrix
  ) -> Exercise {
    Exercise("4.4", "images that are shifted and rotated at once") { findings in
      // A bar tells where it is by its centre of mass, and how it lies by its second moments.
      let (count, key) = (400, Key(seed: 4))
      let bars = Matrix(
        rows: count, columns: ImageSet.pixelsPerImage,
        elements: (0..<count).flatMap { _ in horizontalBar })
      let both = try answer(bars, 2, 40, key)
      findings.expect(
        both.shape == bars.shape, "images of \(bars.shape) became a matrix of \(both.shape)")
      guard both.shape == bars.shape else { return }

      let untouched = try answer(bars, 0, 0, key)
      findings.expect(
        untouched.shape == bars.shape && untouched.meanSquaredError(to: bars) < 1e-8,
        "with 0 pixels and 0 degrees the images should come back as they were")

      // Each alone.
      let moved = bearings(of: try answer(bars, 2, 0, key))
      let places = Set(moved.map { [Int($0.right.rounded()), Int($0.down.rounded())] })
      let farthest = moved.map { max(abs($0.right), abs($0.down)) }.max() ?? 0
      findings.expect(
        places.count == 25 && farthest < 2.1,
        "with 2 pixels and 0 degrees \(count) images should be found in 25 places, at most 2 "
          + "pixels away each way; they are in \(places.count), at most \(brief(farthest)) away")
      let turned = bearings(of: try answer(bars, 0, 40, key)).map(\.angle)
      let (least, greatest) = (turned.min() ?? 0, turned.max() ?? 0)
      findings.expect(
        (-41 ... -35).contains(least) && (35...41).contains(greatest),
        "with 0 pixels and 40 degrees the angles should reach from about -40 to 40; they reach "
          + "from \(brief(least)) to \(brief(greatest))")

      // Both at once.
      let bearings = bearings(of: both)
      let (areMoved, areTurned) = (bearings.map(\.isMoved), bearings.map(\.isTurned))
      let (movedCount, turnedCount) = (areMoved.count { $0 }, areTurned.count { $0 })
      let bothCount = zip(areMoved, areTurned).count { $0 && $1 }
      findings.expect(
        10 * bothCount > 8 * count,
        "with 2 pixels and 40 degrees nearly every image should be moved and rotated; of \(count), "
          + "\(movedCount) are moved, \(turnedCount) rotated, \(bothCount) both")

      // The draws: repeatable, and independent.
      findings.expect(
        try answer(bars, 2, 40, key) == both, "the same key should give the same images again")
      findings.expect(
        try answer(bars, 2, 40, Key(seed: 5)) != both,
        "a different key should give different images; the answer draws from somewhere else")
      let bar = bars.rows(at: [0])
      let alone = try (0..<200).map { try Self.bearing(of: answer(bar, 2, 40, key[$0]).row(0)) }
      for (way, distances) in [("across", alone.map(\.right)), ("down", alone.map(\.down))] {
        let correlation = correlation(alone.map(\.angle), distances)
        findings.expect(
          abs(correlation) < 0.5,
          "the angle of an image should say nothing about where it moves; over 200 keys its "
            + "correlation with the distance \(way) is \(brief(correlation))")
      }
    }
  }

  /// How a bar lies: the distance of its centre of mass from the image's, in pixels, and its angle
  /// in degrees.
  private struct Bearing {
    var right: Double
    var down: Double
    var angle: Double
    var isMoved: Bool { max(abs(right), abs(down)) > 0.25 }
    var isTurned: Bool { abs(angle) > 2 }
  }

  /// A horizontal bar in the middle, 14 pixels long and 2 high, so that no corner leaves the frame.
  private static let horizontalBar: [Float] = (0..<ImageSet.pixelsPerImage).map { pixel in
    let (x, y) = (pixel % ImageSet.side, pixel / ImageSet.side)
    return (7...20).contains(x) && (13...14).contains(y) ? 1 : 0
  }

  private static func bearings(of images: Matrix) -> [Bearing] {
    (0..<images.rows).map { bearing(of: images.row($0)) }
  }

  private static func bearing(of image: [Float]) -> Bearing {
    let centre = Double(ImageSet.side - 1) / 2
    let places = image.indices.map {
      (x: Double($0 % ImageSet.side) - centre, y: Double($0 / ImageSet.side) - centre)
    }
    let ink = image.map(Double.init)
    func mean(_ weight: (Double, Double) -> Double) -> Double {
      zip(ink, places).reduce(0) { $0 + $1.0 * weight($1.1.x, $1.1.y) }
        / max(ink.reduce(0, +), .leastNormalMagnitude)
    }
    let (right, down) = (mean { x, _ in x }, mean { _, y in y })
    let across = mean { x, _ in (x - right) * (x - right) }
    let upright = mean { _, y in (y - down) * (y - down) }
    let mixed = mean { x, y in (x - right) * (y - down) }
    return Bearing(
      right: right, down: down, angle: atan2(2 * mixed, across - upright) / 2 * 180 / .pi)
  }
}

/// The correlation of two lists; 0 where one does not vary.
func correlation(_ a: [Double], _ b: [Double]) -> Double {
  let (meanA, meanB) = (a.reduce(0, +) / Double(a.count), b.reduce(0, +) / Double(b.count))
  var (ab, aa, bb) = (0.0, 0.0, 0.0)
  for (x, y) in zip(a, b) {
    ab += (x - meanA) * (y - meanB)
    aa += (x - meanA) * (x - meanA)
    bb += (y - meanB) * (y - meanB)
  }
  return aa * bb > 0 ? ab / (aa * bb).squareRoot() : 0
}

/// A number in a message: two decimals.
func brief(_ number: Double) -> String { String(format: "%.2f", number) }
