import Engine
import Models

/// What judges make of drawn images, and how near these come to the training images.
struct Quality: Sendable {
  /// The Fréchet distance from the test images, by each judge.
  var distances: [Double]
  /// The error of each of the first 200 to the nearest training image.
  var nearest: [Double]
  /// How many of these count as copies.
  var copies: Int

  init(_ images: Matrix, judges: [Judge], test: Matrix, train: Matrix) {
    distances = judges.map { $0.frechetDistance(images, to: test) }
    let first = images.rows(at: 0..<200)
    nearest = nearestErrors(first, among: train)
    copies = Self.copies(first, of: train)
  }

  /// How many images are less than a third as far from the nearest of `others` as from the second nearest.
  static func copies(_ images: Matrix, of others: Matrix) -> Int {
    copyRatios(images, among: others).count { $0 < 1.0 / 3 }
  }
}
