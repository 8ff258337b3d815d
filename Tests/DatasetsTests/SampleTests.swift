import Foundation
import Testing

@testable import Datasets

/// What Data/README.md says of the sample.
@Suite struct SampleTests {
  @Test func theChecksumsHold() throws {
    let listed = try String(
      contentsOf: sample.appendingPathComponent("SHA256SUMS"), encoding: .utf8
    ).split(separator: "\n").compactMap { $0.split(separator: " ").last.map(String.init) }
    let present = try FileManager.default.contentsOfDirectory(atPath: sample.path)
    #expect(Set(listed + ["SHA256SUMS"]) == Set(present))
    #expect(Set(listed) == Set(fileNames.map { $0 + ".gz" }))
    #expect(try checksumStatus(in: sample) == 0)
  }

  @Test("The optical digits are those that Data/README.md tells of")
  func opticalDigits() throws {
    let folder = sample.deletingLastPathComponent().appending(path: "optical-digits")
    #expect(try checksumStatus(in: folder) == 0)
    let dataset = try Dataset.load(from: folder)
    #expect((dataset.train.count, dataset.test.count) == (1500, 297))
    #expect(dataset.train.labels.prefix(12) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
    // A pixel of 15 is 239 of 255, and nine times there.
    #expect(dataset.train.pixels.prefix(784).count { $0 == 239 } % 9 == 0)
    let levels = (0...16).map { UInt8((255 * $0 + 8) / 16) }
    #expect(dataset.train.pixels.allSatisfy(levels.contains))
  }

  @Test(arguments: fileNames)
  func oneFlippedBitBreaksTheChecksums(name: String) throws {
    let copy = FileManager.default.temporaryDirectory
      .appendingPathComponent("datasets-tests-" + UUID().uuidString)
    try FileManager.default.copyItem(at: sample, to: copy)
    defer { try? FileManager.default.removeItem(at: copy) }
    #expect(try checksumStatus(in: copy) == 0)
    let file = copy.appendingPathComponent(name + ".gz")
    try overwrite(file, at: 30, with: [read(file)[30] ^ 1])
    #expect(try checksumStatus(in: copy) == 1)
  }

  private func checksumStatus(in folder: URL) throws -> Int32 {
    try run("sha256sum", "--check", "--strict", "SHA256SUMS", in: folder).status
  }

  @Test func theDigitsCycle() throws {
    let dataset = try Dataset.load(from: sample)
    #expect(dataset.train.labels == (0..<4000).map { UInt8($0 % 10) })
    #expect(dataset.test.labels == (0..<1000).map { UInt8($0 % 10) })
  }

  @Test func theSplitIsBalanced() throws {
    let (train, validation) = try Dataset.load(from: sample).train.split(
      validation: 400)
    for digit in UInt8(0)...9 {
      #expect(train.labels.count { $0 == digit } == 360)
      #expect(validation.labels.count { $0 == digit } == 40)
    }
  }

  @Test func thePixelsAreMNISTs() throws {
    let dataset = try Dataset.load(from: sample)
    #expect(dataset.train.pixels.reduce(0) { $0 + Int($1) } == 104_646_036)
    #expect(dataset.test.pixels.reduce(0) { $0 + Int($1) } == 26_621_066)
    #expect(dataset.train.pixels.count { $0 == 0 } == 3_136_000 - 602_546)
    #expect(dataset.test.pixels.count { $0 == 0 } == 784_000 - 152_407)
  }

  @Test func somePixelsNeverChange() throws {
    let dataset = try Dataset.load(from: sample)
    let counts = [dataset.train, dataset.test].map { set in
      (0..<ImageSet.pixelsPerImage).count { pixel in
        (0..<set.count).allSatisfy {
          set.pixels[$0 * ImageSet.pixelsPerImage + pixel] == set.pixels[pixel]
        }
      }
    }
    #expect(counts == [129, 171])
  }

  @Test func noImageOccursTwice() throws {
    let dataset = try Dataset.load(from: sample)
    let images = [dataset.train, dataset.test].flatMap { set in
      (0..<set.count).map { set.pixels[($0 * ImageSet.pixelsPerImage)...].prefix(784) }
    }
    #expect(images.count == 5000)
    #expect(Set(images).count == 5000)
  }
}
