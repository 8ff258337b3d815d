import Foundation

/// A training set and a test set: MNIST, its 5,000-image sample, Fashion-MNIST, or any other in
/// MNIST's four files.
public struct Dataset: Equatable, Sendable {
  /// The images to learn from, and to choose by.
  public let train: ImageSet
  /// The images for the last table.
  public let test: ImageSet

  /// Reads the four files of `directory`.
  ///
  /// They are `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
  /// `t10k-labels-idx1-ubyte`; each may have a dot before its `idx`, and `.gz` at its end. Where
  /// several are there, the name as above wins, then the one without `.gz`.
  ///
  /// - Throws: a `DatasetError` for any folder or file that is missing or not as it should be.
  public static func load(from directory: URL) throws(DatasetError) -> Dataset {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: directory.path, isDirectory: &isFolder)
    guard exists && isFolder.boolValue else {
      throw DatasetError(
        reason: .missingFolder, file: directory.relativePath,
        expected: "a folder with MNIST's four files", found: exists ? "a file" : "nothing",
        remedy: "Check the path: a relative one starts at the folder the program runs in")
    }
    return Dataset(
      train: try imageSet("train", in: directory), test: try imageSet("t10k", in: directory))
  }

  private static func imageSet(
    _ name: String, in directory: URL
  ) throws(DatasetError) -> ImageSet {
    let imageFile = try find(name + "-images", "idx3-ubyte", in: directory)
    let labelFile = try find(name + "-labels", "idx1-ubyte", in: directory)
    let pixels = try IDX.read(.images, from: imageFile)
    let labels = try IDX.read(.labels, from: labelFile)

    let count = pixels.count / ImageSet.pixelsPerImage
    guard labels.count == count else {
      throw DatasetError(
        reason: .countMismatch, file: labelFile.relativePath,
        expected: "\(count) labels, one for each image of \(imageFile.lastPathComponent)",
        found: "\(labels.count)", remedy: "Take both files from the same dataset")
    }
    if let index = labels.firstIndex(where: { $0 > 9 }) {
      throw DatasetError(
        reason: .labelOutOfRange, file: labelFile.relativePath, expected: "labels of 0…9",
        found: "\(labels[index]) as label \(index), counted from 0",
        remedy: "Choose a dataset of ten classes, or number its classes from 0")
    }
    return ImageSet(pixels: pixels, labels: labels, file: imageFile.relativePath)
  }

  private static func find(
    _ stem: String, _ format: String, in directory: URL
  ) throws(DatasetError) -> URL {
    let names = ["-", "."].flatMap { [stem + $0 + format, stem + $0 + format + ".gz"] }
    for name in names {
      // Some archives unpack into a folder that has the file's name: pass it over.
      let file = directory.appendingPathComponent(name, isDirectory: false)
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder),
        !isFolder.boolValue
      {
        return file
      }
    }
    throw DatasetError(
      reason: .missingFile, file: directory.relativePath, expected: "a file \(names[0])",
      found: "neither it nor \(names.dropFirst().joined(separator: ", "))",
      remedy: "Put MNIST's four files into one folder, as they are or unpacked")
  }
}
