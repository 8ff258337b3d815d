import Foundation

/// A training set and a test set: MNIST, its 5,000-image sample, Fashion-MNIST, or any other of their
/// kind.
public struct Dataset: Equatable, Sendable {
  /// The images to learn from, and to choose by.
  public let train: ImageSet
  /// The images for the last table.
  public let test: ImageSet
  /// The folder, as the caller wrote it; errors name it.
  let folder: String
  /// What was done to the images on the way that whoever looks at them wants to know, if anything.
  public let remark: String?

  /// Reads the four files of a dataset in `directory`, under the names that MNIST, Fashion-MNIST and
  /// KMNIST have, or EMNIST, or QMNIST, in it or where torchvision puts them.
  ///
  /// They may be packed by gzip or not. EMNIST's images, which lie on their side, are turned upright.
  ///
  /// - Throws: a `DatasetError` for any folder or file that is missing or not as it should be.
  public static func load(from directory: URL) throws(DatasetError) -> Dataset {
    let files = try DatasetFiles(in: directory)
    return Dataset(
      train: try imageSet(files.train, files.layout), test: try imageSet(files.test, files.layout),
      folder: directory.relativePath,
      remark: files.layout.isTransposed
        ? "The files of \(files.layout.name) have the images on their side; they are turned upright."
        : nil)
  }

  private static func imageSet(
    _ files: (images: URL, labels: URL), _ layout: Layout
  ) throws(DatasetError) -> ImageSet {
    let pixels = try IDX.read(.images, from: files.images)
    let labels = try IDX.labels(layout.labels, from: files.labels)

    let count = pixels.count / ImageSet.pixelsPerImage
    guard labels.count == count else {
      throw DatasetError(
        reason: .countMismatch, file: files.labels.relativePath,
        expected: "\(count) labels, one for each image of \(files.images.lastPathComponent)",
        found: "\(labels.count)", remedy: "Take both files from the same dataset")
    }
    if let index = labels.firstIndex(where: { !(0...9 ~= $0) }) {
      throw DatasetError(
        reason: .labelOutOfRange, file: files.labels.relativePath, expected: "labels of 0…9",
        found: "\(labels[index]) as label \(index), counted from 0",
        remedy: "Choose a dataset of ten classes, or number its classes from 0")
    }
    let images = ImageSet(pixels: pixels, labels: labels.map { UInt8($0) })
    return layout.isTransposed ? images.transposed : images
  }
}
