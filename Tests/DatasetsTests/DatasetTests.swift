import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct DatasetTests {
  @Test func readsEveryByte() throws {
    try withSmallDataset { folder in
      let dataset = try Dataset.load(from: folder)
      #expect(dataset.train.count == 3)
      #expect(dataset.train.pixels == Array(imageFile(count: 3).dropFirst(16)))
      #expect(dataset.train.labels == [7, 0, 9])
      #expect(dataset.test.count == 2)
      #expect(dataset.test.pixels == Array(imageFile(count: 2).dropFirst(16)))
      #expect(dataset.test.labels == [1, 8])
    }
  }

  /// Names with a hyphen or a dot, with and without `.gz`, and content packed or not, whatever the
  /// name says.
  @Test(arguments: ["-", "."], ["", ".gz"])
  func findsEverySpelling(separator: String, suffix: String) throws {
    for isPacked in [false, true] {
      try withSmallDataset { folder in
        let dataset = try contents(of: folder)
        for name in fileNames {
          let old = folder.appendingPathComponent(name)
          if isPacked { try compress(old) }
          let new = name.replacingOccurrences(of: "-idx", with: separator + "idx") + suffix
          if new != name {
            try FileManager.default.moveItem(at: old, to: folder.appendingPathComponent(new))
          }
        }
        #expect(try contents(of: folder) == dataset)
      }
    }
  }

  /// Some archives unpack into folders that have the files' names.
  @Test func passesOverFoldersOfTheSameName() throws {
    try withSmallDataset { folder in
      let file = folder.appendingPathComponent(fileNames[0])
      let dataset = try contents(of: folder)
      try FileManager.default.moveItem(
        at: file, to: folder.appendingPathComponent("train-images.idx3-ubyte"))
      try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
      #expect(try contents(of: folder) == dataset)
    }
  }

  /// `cat a.gz b.gz` is gzip of both contents; the cut may be anywhere, even in the header.
  @Test(arguments: [0, 2, 10, 16, 1000, 2368])
  func readsSeveralGzipMembers(cut: Int) throws {
    try withSmallDataset { folder in
      let dataset = try contents(of: folder)
      let content = imageFile(count: 3)
      try write(
        gzipped(Array(content.prefix(cut))) + gzipped(Array(content.dropFirst(cut))),
        to: folder.appendingPathComponent(fileNames[0]))
      #expect(try contents(of: folder) == dataset)
    }
  }

  /// More than one chunk of input, packed and plain.
  @Test(arguments: [false, true])
  func readsFilesLargerThanAChunk(isPacked: Bool) throws {
    try withSmallDataset { folder in
      // Random bytes don't shrink, so the packed file is long, too.
      var generator = SplitMix(seed: 1)
      let noise = (0..<(300 * 784)).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let content = [0, 0, 8, 3] + bigEndian(300) + bigEndian(28) + bigEndian(28) + noise
      let packed = isPacked ? try gzipped(content) : content
      #expect(packed.count > 3 << 16)
      try write(packed, to: folder.appendingPathComponent(fileNames[0]))
      try write(
        labelFile((0..<300).map { UInt8($0 % 10) }), to: folder.appendingPathComponent(fileNames[1])
      )
      #expect(try Dataset.load(from: folder).train.pixels == noise)
    }
  }

  private func contents(of folder: URL) throws -> [[UInt8]] {
    let dataset = try Dataset.load(from: folder)
    return [
      dataset.train.pixels, dataset.train.labels, dataset.test.pixels, dataset.test.labels,
    ]
  }
}
