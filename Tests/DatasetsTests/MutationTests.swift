import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Whatever is done to a file, it loads or is refused with a `DatasetError`; it never traps, and
/// never gives a set whose parts don't fit.
@Suite struct MutationTests {
  @Test(arguments: fileNames, [false, true])
  func mutatedFilesLoadOrAreRefused(name: String, isPacked: Bool) throws {
    try withSmallDataset { folder in
      let file = folder.appendingPathComponent(name)
      if isPacked { try compress(file) }
      let original = try read(file)
      let dataset = try Dataset.load(from: folder)
      var generator = SplitMix(seed: 2024)
      var refused = 0

      for _ in 0..<300 {
        try write(mutated(original, using: &generator), to: file)
        do throws(DatasetError) {
          let loaded = try Dataset.load(from: folder)
          for set in [loaded.train, loaded.test] {
            #expect(set.pixels.count == set.count * ImageSet.pixelsPerImage)
            #expect(set.labels.allSatisfy { $0 <= 9 })
          }
          // gzip's CRC-32 lets no other content through.
          if isPacked { #expect(loaded == dataset) }
        } catch {
          refused += 1
        }
      }
      // Both ways are taken, else this test says little.
      #expect((100..<300).contains(refused))
    }
  }

  /// Flips, cuts out, doubles or cuts off a few bytes, half the time near the front, where the
  /// header is.
  private func mutated(_ bytes: [UInt8], using generator: inout SplitMix) -> [UInt8] {
    var bytes = bytes
    let reach = Bool.random(using: &generator) ? min(bytes.count, 20) : bytes.count
    let start = Int.random(in: 0..<reach, using: &generator)
    let end = Int.random(in: start...min(start + 8, bytes.count), using: &generator)
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: bytes[start] ^= UInt8.random(in: 1...255, using: &generator)
    case 1: bytes.removeSubrange(start..<end)
    case 2: bytes.insert(contentsOf: bytes[start..<end], at: start)
    default: bytes.removeSubrange(start...)
    }
    return bytes
  }
}
