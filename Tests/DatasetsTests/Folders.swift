import Foundation

@testable import Datasets

/// The sample that the book trains on.
let sample = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("Data/mnist-5k")

let fileNames = [
  "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
  "t10k-labels-idx1-ubyte",
]

/// The bytes of an IDX file of `count` images, each pixel another than its neighbours.
func imageFile(count: Int, rows: Int = 28, columns: Int = 28) -> [UInt8] {
  [0, 0, 8, 3] + bigEndian(count) + bigEndian(rows) + bigEndian(columns)
    + (0..<(count * rows * columns)).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 / 784) }
}

/// The bytes of an IDX file of these labels.
func labelFile(_ labels: [UInt8]) -> [UInt8] {
  [0, 0, 8, 1] + bigEndian(labels.count) + labels
}

/// The bytes of QMNIST's file of these labels: rows of eight integers, the label in front.
func labelRowFile(_ labels: [Int]) -> [UInt8] {
  [0, 0, 12, 2] + bigEndian(labels.count) + bigEndian(8)
    + labels.flatMap { bigEndian($0) + (1...7).flatMap(bigEndian) }
}

func bigEndian(_ value: Int) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}

/// Calls `body` with a folder that holds a small dataset, three images for training and two for the
/// test, and removes the folder afterwards.
func withSmallDataset<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("datasets-tests-" + UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let contents = [
    imageFile(count: 3), labelFile([7, 0, 9]), imageFile(count: 2), labelFile([1, 8]),
  ]
  for (name, content) in zip(fileNames, contents) {
    try write(content, to: folder.appendingPathComponent(name))
  }
  return try body(folder)
}

func write(_ bytes: [UInt8], to file: URL) throws {
  try Data(bytes).write(to: file)
}

func read(_ file: URL) throws -> [UInt8] {
  try [UInt8](Data(contentsOf: file))
}

/// Replaces `bytes` of a file from `offset` on.
func overwrite(_ file: URL, at offset: Int, with bytes: [UInt8]) throws {
  var content = try read(file)
  content.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
  try write(content, to: file)
}

/// Compresses a file in place, as `gzip` does, but under its old name.
func compress(_ file: URL) throws {
  let packed = try gzipped(read(file))
  try write(packed, to: file)
}

/// The output of the system's `gzip` for `bytes`.
func gzipped(_ bytes: [UInt8]) throws -> [UInt8] {
  let file = FileManager.default.temporaryDirectory
    .appendingPathComponent("datasets-tests-" + UUID().uuidString)
  try write(bytes, to: file)
  defer { try? FileManager.default.removeItem(at: file) }
  return try [UInt8](
    run("gzip", "--stdout", "--no-name", file.path, in: file.deletingLastPathComponent()).output)
}

/// `packed`, which the system's `gzip` has made, with every optional field in its header: an extra one,
/// a name, a comment, and the header's own checksum.
func withHeaderFields(_ packed: [UInt8]) -> [UInt8] {
  var header = packed[..<10]
  header[3] = 0x1E
  header += [6, 0, 0x41, 0x42, 2, 0, 1, 2]
  header += Array("name\0comment\0".utf8)
  let check = ~crc32(header)
  header += [UInt8(truncatingIfNeeded: check), UInt8(truncatingIfNeeded: check >> 8)]
  return Array(header + packed[10...])
}

/// The complement of the CRC-32, a bit at a time.
private func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
  var sum = ~UInt32(0)
  for byte in bytes {
    sum ^= UInt32(byte)
    for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
  }
  return sum
}

/// Runs a program of the system in `folder`.
func run(
  _ program: String..., in folder: URL
) throws -> (status: Int32, output: Data) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = program
  process.currentDirectoryURL = folder
  let output = Pipe()
  process.standardOutput = output
  process.standardError = FileHandle.nullDevice
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, data)
}

/// The error that loading `folder` gives, or nil where it loads.
func loadingError(_ folder: URL) -> DatasetError? {
  do throws(DatasetError) {
    _ = try Dataset.load(from: folder)
    return nil
  } catch {
    return error
  }
}
