import Foundation
import Testing

@testable import Datasets

/// Folders as publishers, archives and torchvision leave them.
@Suite struct LayoutTests {
  /// Calls `body` with a folder in which `arrange` has moved the files of a small dataset.
  private func withFiles(
    _ arrange: (_ name: String) -> String, _ body: (URL, Dataset) throws -> Void
  ) throws {
    try withSmallDataset { folder in
      let dataset = try Dataset.load(from: folder)
      for name in fileNames {
        let target = folder.appending(path: arrange(name))
        let file = folder.appending(path: name)
        let aside = folder.appending(path: "aside")
        try FileManager.default.moveItem(at: file, to: aside)
        try FileManager.default.createDirectory(
          at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.moveItem(at: aside, to: target)
      }
      try body(folder, dataset)
    }
  }

  private func expectSame(_ folder: URL, _ dataset: Dataset) throws {
    let loaded = try Dataset.load(from: folder)
    #expect((loaded.train, loaded.test) == (dataset.train, dataset.test))
    #expect(loaded.remark == nil)
  }

  @Test(arguments: ["MNIST", "FashionMNIST", "KMNIST"])
  func torchvisionsFolders(name: String) throws {
    try withFiles {
      "\(name)/raw/\($0)"
    } _: { folder, dataset in
      for path in ["", name, "\(name)/raw"] {
        try expectSame(folder.appending(path: path), dataset)
      }
    }
  }

  @Test(arguments: ["-", "."])
  func aFolderForEachFile(mark: String) throws {
    try withFiles { name in
      let spelled = name.replacing("-idx", with: mark + "idx")
      return "\(spelled)/\(spelled)"
    } _: { folder, dataset in
      try expectSame(folder, dataset)
    }
  }

  @Test(arguments: ["digits", "mnist"])
  func emnistsImagesAreTurnedUpright(name: String) throws {
    try withFiles {
      "emnist-\(name)-" + $0.replacing("t10k", with: "test")
    } _: { folder, dataset in
      let loaded = try Dataset.load(from: folder)
      #expect(loaded.train == dataset.train.transposed)
      #expect(loaded.test == dataset.test.transposed)
      #expect(
        loaded.remark
          == "The files of EMNIST have the images on their side; they are turned upright.")
    }
  }

  /// QMNIST's names, and the training labels as it keeps them.
  private func withQMNIST(
    _ labels: [UInt8], _ body: (URL, Dataset) throws -> Void
  ) throws {
    try withFiles {
      "qmnist-" + $0.replacing("t10k", with: "test").replacing("idx1-ubyte", with: "idx2-int")
    } _: { folder, dataset in
      try write(labels, to: folder.appending(path: "qmnist-train-labels-idx2-int"))
      try write(labelRowFile([1, 8]), to: folder.appending(path: "qmnist-test-labels-idx2-int"))
      try body(folder, dataset)
    }
  }

  @Test func qmnistsLabelsAreTheFirstOfEight() throws {
    try withQMNIST(labelRowFile([7, 0, 9])) { try expectSame($0, $1) }
  }

  @Test(arguments: [
    ([-1, 0, 9], DatasetError.Reason.labelOutOfRange, "found -1 as label 0"),
    ([7, 0, Int(Int32.max)], .labelOutOfRange, "found 2147483647 as label 2"),
    ([7, 0], .countMismatch, "expected 3 labels"),
  ])
  func qmnistsLabelsMustBeDigits(
    labels: [Int], reason: DatasetError.Reason, message: String
  ) throws {
    try withQMNIST(labelRowFile(labels)) { folder, _ in
      let error = try #require(loadingError(folder))
      #expect(error.reason == reason)
      #expect(error.description.contains(message))
    }
  }

  @Test func qmnistsRowsMustHaveEight() throws {
    let rows = [0, 0, 12, 2] + bigEndian(3) + bigEndian(5) + [UInt8](repeating: 0, count: 60)
    try withQMNIST(rows) { folder, _ in
      let error = try #require(loadingError(folder))
      #expect(error.reason == .itemSize)
      #expect(
        error.description.hasSuffix(
          "expected labels in rows of 8, found labels in rows of 5. Choose a different dataset."))
    }
  }

  @Test func theFolderThatWasNamedWins() throws {
    try withFiles {
      $0
    } _: { folder, dataset in
      let raw = folder.appending(path: "MNIST/raw")
      try FileManager.default.createDirectory(at: raw, withIntermediateDirectories: true)
      for name in fileNames {
        try write([1], to: raw.appending(path: name))
      }
      try expectSame(folder, dataset)
    }
  }

  @Test(arguments: [1, 511, 512, 1 << 20])
  func gzipMayBePaddedWithZeros(count: Int) throws {
    try withFiles {
      $0
    } _: { folder, dataset in
      for name in fileNames {
        let file = folder.appending(path: name)
        try write(gzipped(read(file)) + [UInt8](repeating: 0, count: count), to: file)
      }
      try expectSame(folder, dataset)
    }
  }

  @Test func gzipMayHaveEveryFieldInItsHeader() throws {
    try withFiles {
      $0
    } _: { folder, dataset in
      for name in fileNames {
        let file = folder.appending(path: name)
        let packed = try withHeaderFields(gzipped(read(file)))
        try write(packed, to: file)
        #expect(try run("sh", "-c", "gzip --test < \"$0\"", file.path, in: folder).status == 0)
      }
      try expectSame(folder, dataset)
    }
  }
}
