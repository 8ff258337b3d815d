import Engine
import Models

/// What judges make of drawn images, and how near these come to the training images.
struct Quality: Sendable {
  /// The Fréchet distance from the test images, by each judge.
  var distances: [Double]
  /// The error of each of the first 200 to the nearest training image.
  var nearest: [Double]

  init(_ images: Matrix, judges: [Judge], test: Matrix, train: Matrix) {
    distances = judges.map { $0.frechetDistance(images, to: test) }
    nearest = nearestErrors(images.rows(at: 0..<200), among: train)
  }
}
