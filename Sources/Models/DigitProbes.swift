import Datasets
import Engine

/// Linear probes of the same digits, all trained alike, by which codes are compared.
public struct DigitProbes: Sendable {
  /// The penalties that a probe may have.
  public static let penalties: [Float] = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1]

  private let train: ImageSet
  private let test: ImageSet
  private let key: Key

  /// - Parameter key: where the order of the codes comes from, the same for each probe.
  public init(of digits: Dataset, using key: Key) {
    (train, test, self.key) = (digits.train, digits.test, key)
  }

  /// The penalty with which a probe of all training images but the last 400 classifies most of those
  /// 400 correctly.
  ///
  /// - Parameter code: the codes of images, [n, 784] → [n, features].
  public func penalty(for code: (Matrix) -> Matrix) throws(DivergedError) -> Float {
    try LinearProbe.penalty(
      for: codes(of: train, by: code), labels: train.labels, among: Self.penalties, using: key)
  }

  /// The accuracy on the test images of a probe that learned from all training images and their
  /// labels.
  ///
  /// - Parameter code: the codes of images, [n, 784] → [n, features].
  public func accuracy(
    of code: (Matrix) -> Matrix, penalty: Float
  ) throws(DivergedError) -> Double {
    try LinearProbe(
      of: codes(of: train, by: code), labels: train.labels, penalty: penalty, using: key
    ).accuracy(on: code(test.matrix), labels: test.labels)
  }

  /// The codes of all images.
  private func codes(of images: ImageSet, by code: (Matrix) -> Matrix) -> Matrix {
    Matrix(stacking: images.blocks().map(code))
  }
}
