import Foundation
import Testing

@testable import Datasets

/// One way to spoil a folder, and what the loader has to say about it.
struct Mishap: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let reason: DatasetError.Reason
  /// The whole message, with DIR for the folder.
  let message: String
  let spoil: @Sendable (URL) throws -> Void

  init(
    _ name: String, _ reason: DatasetError.Reason, _ message: String,
    spoil: @escaping @Sendable (URL) throws -> Void
  ) {
    (testDescription, self.reason, self.message, self.spoil) = (name, reason, message, spoil)
  }
}

let mishaps: [Mishap] = [
  Mishap(
    "no folder", .missingFolder,
    "DIR: expected a folder with MNIST's four files, found nothing. "
      + "Check the path: a relative one starts at the folder the program runs in."
  ) { try FileManager.default.removeItem(at: $0) },
  Mishap(
    "a file for a folder", .missingFolder,
    "DIR: expected a folder with MNIST's four files, found a file. "
      + "Check the path: a relative one starts at the folder the program runs in."
  ) {
    try FileManager.default.removeItem(at: $0)
    try write([1], to: $0)
  },
  Mishap(
    "no file", .missingFile,
    "DIR: expected MNIST's file t10k-labels-idx1-ubyte, found neither it nor "
      + "t10k-labels-idx1-ubyte.gz, t10k-labels.idx1-ubyte, t10k-labels.idx1-ubyte.gz. "
      + "Put the four files into one folder, as they are or unpacked."
  ) { try FileManager.default.removeItem(at: $0 / "t10k-labels-idx1-ubyte") },
  Mishap(
    "an empty folder", .missingFile,
    "DIR: expected the four files of MNIST, EMNIST or QMNIST under their publishers' names, such as "
      + "train-images-idx3-ubyte, found an empty folder. "
      + "Put the four files into one folder, as they are or unpacked."
  ) { for name in fileNames { try FileManager.default.removeItem(at: $0 / name) } },
  Mishap(
    "files of another kind", .missingFile,
    "DIR: expected the four files of MNIST, EMNIST or QMNIST under their publishers' names, such as "
      + "train-images-idx3-ubyte, found k49-0.npz, k49-1.npz, k49-2.npz, k49-3.npz, 2 more. "
      + "Put the four files into one folder, as they are or unpacked."
  ) {
    for name in fileNames { try FileManager.default.removeItem(at: $0 / name) }
    for number in 0..<6 { try write([1], to: $0 / "k49-\(number).npz") }
  },
  Mishap(
    "two of torchvision's folders", .severalDatasets,
    "DIR: expected one dataset, found MNIST/raw/ and KMNIST/raw/. "
      + "Choose one of these folders in it."
  ) {
    for folder in ["KMNIST/raw", "MNIST/raw"] {
      let raw = $0 / folder
      try FileManager.default.createDirectory(at: raw, withIntermediateDirectories: true)
      for name in fileNames { try FileManager.default.copyItem(at: $0 / name, to: raw / name) }
    }
    for name in fileNames { try FileManager.default.removeItem(at: $0 / name) }
  },
  Mishap(
    "a FIFO", .specialFile,
    "DIR/train-labels-idx1-ubyte: expected a regular file, found a FIFO. Save its content as a file."
  ) {
    try FileManager.default.removeItem(at: $0 / "train-labels-idx1-ubyte")
    #expect(mkfifo(($0 / "train-labels-idx1-ubyte").path, 0o600) == 0)
  },
  Mishap(
    "a device", .specialFile,
    "DIR/train-images-idx3-ubyte: expected a regular file, found a device. "
      + "Save its content as a file."
  ) {
    try FileManager.default.removeItem(at: $0 / "train-images-idx3-ubyte")
    try FileManager.default.createSymbolicLink(
      atPath: ($0 / "train-images-idx3-ubyte").path, withDestinationPath: "/dev/zero")
  },
  Mishap(
    "labels for images", .wrongMagic,
    "DIR/train-images-idx3-ubyte: expected the IDX magic 00 00 08 03 of images, found 00 00 08 01. "
      + "Check that this is the IDX file of images, and not a different file under its name."
  ) { try write(labelFile([7, 0, 9]), to: $0 / "train-images-idx3-ubyte") },
  Mishap(
    "a web page for labels", .wrongMagic,
    "DIR/t10k-labels-idx1-ubyte: expected the IDX magic 00 00 08 01 of labels, found 3c 68 74 6d. "
      + "Check that this is the IDX file of labels, and not a different file under its name."
  ) { try write([UInt8]("<html>Not found</html>".utf8), to: $0 / "t10k-labels-idx1-ubyte") },
  Mishap(
    "little-endian magic", .wrongMagic,
    "DIR/train-images-idx3-ubyte: expected the IDX magic 00 00 08 03 of images, found 03 08 00 00. "
      + "Check that this is the IDX file of images, and not a different file under its name."
  ) { try overwrite($0 / "train-images-idx3-ubyte", at: 0, with: [3, 8, 0, 0]) },
  Mishap(
    "an empty file", .wrongMagic,
    "DIR/train-labels-idx1-ubyte: expected the IDX magic 00 00 08 01 of labels, "
      + "found no bytes at all. "
      + "Check that this is the IDX file of labels, and not a different file under its name."
  ) { try write([], to: $0 / "train-labels-idx1-ubyte") },
  Mishap(
    "images of 28 × 32", .itemSize,
    "DIR/t10k-images-idx3-ubyte: expected images of 28 × 28, found images of 28 × 32. "
      + "Scale the images, or choose a different dataset."
  ) { try write(imageFile(count: 2, columns: 32), to: $0 / "t10k-images-idx3-ubyte") },
  Mishap(
    "no images", .empty,
    "DIR/train-images-idx3-ubyte: expected a count of at least 1, found 0. "
      + "Choose a folder with images to learn from."
  ) {
    try write(imageFile(count: 0), to: $0 / "train-images-idx3-ubyte")
    try write(labelFile([]), to: $0 / "train-labels-idx1-ubyte")
  },
  Mishap(
    "a count of 2^32 − 1", .tooManyItems,
    "DIR/train-images-idx3-ubyte: expected a count of at most 1000000, found 4294967295. "
      + "Check the file, or cut the dataset down."
  ) { try overwrite($0 / "train-images-idx3-ubyte", at: 4, with: [255, 255, 255, 255]) },
  Mishap(
    "a header cut short", .truncated,
    "DIR/train-images-idx3-ubyte: expected a header of 16 bytes, found 9. "
      + "Download or copy the file again."
  ) {
    try write(Array(imageFile(count: 3).prefix(9)), to: $0 / "train-images-idx3-ubyte")
  },
  Mishap(
    "the last pixel cut off", .truncated,
    "DIR/train-images-idx3-ubyte: expected 2352 bytes for 3 images, found 2351. "
      + "Download or copy the file again."
  ) { try write(imageFile(count: 3).dropLast(), to: $0 / "train-images-idx3-ubyte") },
  Mishap(
    "a header that claims a million images", .truncated,
    "DIR/train-images-idx3-ubyte: expected 784000000 bytes for 1000000 images, found 2352. "
      + "Download or copy the file again."
  ) { try overwrite($0 / "train-images-idx3-ubyte", at: 4, with: bigEndian(1_000_000)) },
  Mishap(
    "a byte too many", .trailingBytes,
    "DIR/t10k-labels-idx1-ubyte: expected an end after 2 bytes for 2 labels, found more bytes. "
      + "Download or copy the file again."
  ) { try write(labelFile([1, 8]) + [0], to: $0 / "t10k-labels-idx1-ubyte") },
  Mishap(
    "a label too few", .countMismatch,
    "DIR/train-labels-idx1-ubyte: expected 3 labels, one for each image of "
      + "train-images-idx3-ubyte, found 2. Take both files from the same dataset."
  ) { try write(labelFile([7, 0]), to: $0 / "train-labels-idx1-ubyte") },
  Mishap(
    "a label of 10", .labelOutOfRange,
    "DIR/train-labels-idx1-ubyte: expected labels of 0…9, found 10 as label 1, counted from 0. "
      + "Choose a dataset of ten classes, or number its classes from 0."
  ) { try write(labelFile([7, 10, 9]), to: $0 / "train-labels-idx1-ubyte") },
  Mishap(
    "gzip cut short", .damagedGzip,
    "DIR/train-images-idx3-ubyte: expected gzip data, whole and undamaged, "
      + "found an end in the middle of gzip member 1. Download or copy the file again."
  ) {
    try compress($0 / "train-images-idx3-ubyte")
    try write(read($0 / "train-images-idx3-ubyte").dropLast(), to: $0 / "train-images-idx3-ubyte")
  },
  Mishap(
    "gzip with a wrong CRC-32", .damagedGzip,
    "DIR/train-labels-idx1-ubyte: expected gzip data, whole and undamaged, "
      + "found what zlib calls “incorrect data check” in gzip member 1. "
      + "Download or copy the file again."
  ) {
    let file = $0 / "train-labels-idx1-ubyte"
    try compress(file)
    let packed = try read(file)
    try overwrite(file, at: packed.count - 8, with: [packed[packed.count - 8] ^ 1])
  },
  Mishap(
    "gzip with a wrong length", .damagedGzip,
    "DIR/train-labels-idx1-ubyte: expected gzip data, whole and undamaged, "
      + "found what zlib calls “incorrect length check” in gzip member 1. "
      + "Download or copy the file again."
  ) {
    let file = $0 / "train-labels-idx1-ubyte"
    try compress(file)
    let packed = try read(file)
    try overwrite(file, at: packed.count - 4, with: [packed[packed.count - 4] ^ 1])
  },
  Mishap(
    "bytes after the gzip member", .damagedGzip,
    "DIR/train-labels-idx1-ubyte: expected gzip data, whole and undamaged, "
      + "found what zlib calls “incorrect header check” in gzip member 2. "
      + "Download or copy the file again."
  ) {
    let file = $0 / "train-labels-idx1-ubyte"
    try compress(file)
    try write(read(file) + [UInt8]("spam".utf8), to: file)
  },
  Mishap(
    "bytes after zeros after the gzip member", .damagedGzip,
    "DIR/train-labels-idx1-ubyte: expected gzip data, whole and undamaged, "
      + "found something else than zeros behind the padding of gzip member 1. "
      + "Download or copy the file again."
  ) {
    let file = $0 / "train-labels-idx1-ubyte"
    try compress(file)
    try write(read(file) + [UInt8](repeating: 0, count: 100_000) + [UInt8]("spam".utf8), to: file)
  },
  Mishap(
    "half a second gzip member", .damagedGzip,
    "DIR/train-labels-idx1-ubyte: expected gzip data, whole and undamaged, "
      + "found an end in the middle of gzip member 2. Download or copy the file again."
  ) {
    let file = $0 / "train-labels-idx1-ubyte"
    try compress(file)
    try write(read(file) + [0x1F, 0x8B, 8], to: file)
  },
  Mishap(
    "gzip in gzip", .wrongMagic,
    "DIR/train-labels-idx1-ubyte: expected the IDX magic 00 00 08 01 of labels, found 1f 8b 08 00. "
      + "Check that this is the IDX file of labels, and not a different file under its name."
  ) {
    try compress($0 / "train-labels-idx1-ubyte")
    try compress($0 / "train-labels-idx1-ubyte")
  },
]

private func / (folder: URL, name: String) -> URL { folder.appendingPathComponent(name) }

@Suite struct DatasetErrorTests {
  @Test(arguments: mishaps)
  func isNamedInFull(_ mishap: Mishap) throws {
    try withSmallDataset { folder in
      #expect(loadingError(folder) == nil, "the folder has to load before it is spoilt")
      try mishap.spoil(folder)
      let error = try #require(loadingError(folder))
      #expect(error.reason == mishap.reason)
      #expect(
        error.description.replacingOccurrences(of: folder.relativePath, with: "DIR")
          == mishap.message)
    }
  }

  @Test func everyReasonIsProvoked() {
    // The two others have tests of their own, below and in NeedsTests.
    #expect(
      Set(mishaps.map(\.reason)).union([.unreadableFile, .unmetNeeds])
        == Set(DatasetError.Reason.allCases))
  }

  /// For root, no permission is missing; reading address 0 of a process fails for everyone.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/mem")))
  func aFileThatFailsToBeReadIsNamed() throws {
    try withSmallDataset { folder in
      let file = folder / "train-images-idx3-ubyte"
      try FileManager.default.removeItem(at: file)
      try FileManager.default.createSymbolicLink(
        atPath: file.path, withDestinationPath: "/proc/self/mem")
      let error = try #require(loadingError(folder))
      #expect(error.reason == .unreadableFile)
      #expect(
        error.description == "\(file.relativePath): expected a file that can be read, "
          + "found what the system calls “Input/output error”. "
          + "Check the file's permissions and the disk.")
    }
  }

  @Test(.enabled(if: geteuid() != 0))
  func aFileThatMayNotBeReadIsNamed() throws {
    try withSmallDataset { folder in
      let file = folder / "t10k-images-idx3-ubyte"
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file.path)
      let error = try #require(loadingError(folder))
      #expect(error.reason == .unreadableFile)
      #expect(error.found == "what the system calls “Permission denied”")
    }
  }

  /// The content goes on for 32 MB after the last image and is damaged at its very end. A reader
  /// that inflated all of it would report the damage; ours stops one byte after the last image.
  @Test func aGzipBombIsNotInflated() throws {
    try withSmallDataset { folder in
      let file = folder / "train-images-idx3-ubyte"
      var bomb = try gzipped(imageFile(count: 3) + [UInt8](repeating: 0, count: 32 << 20))
      bomb[bomb.count - 8] ^= 1
      try write(bomb, to: file)
      #expect(loadingError(folder)?.reason == .trailingBytes)
    }
  }

  /// A relative path stays relative in a message, so that no page of the book can name a machine.
  @Test func namesTheFolderAsItWasWritten() {
    #expect(loadingError(URL(fileURLWithPath: "no/such/folder"))?.file == "no/such/folder")
  }
}
