import Engine
import TestSupport
import Testing

@testable import Datasets

@Suite struct ImageSetTests {
  /// Image i has the pixels i, i + 1, … modulo 256 and the label i modulo 10.
  let images = ImageSet(
    pixels: (0..<20).flatMap { image in (0..<784).map { UInt8(truncatingIfNeeded: image + $0) } },
    labels: (0..<20).map { UInt8($0 % 10) }, file: "images")

  @Test func floatsAreBytesOver255() {
    let floats = images.batch(at: [0]).elements
    #expect(floats == (0..<784).map { Float($0 % 256) / 255 })
    #expect(floats.min() == 0)
    #expect(floats.max() == 1)
  }

  @Test func floatsFollowTheIndices() {
    let floats = images.batch(at: [19, 3, 3]).elements
    #expect(floats.count == 3 * ImageSet.pixelsPerImage)
    #expect(Array(floats[..<784]) == images.batch(at: [19]).elements)
    #expect(Array(floats[784..<1568]) == images.batch(at: [3]).elements)
    #expect(Array(floats[1568...]) == images.batch(at: [3]).elements)
    #expect(floats[0] == Float(19) / 255)
    #expect(images.batch(at: []).elements.isEmpty)
  }

  @Test func prefixTakesTheFirstOrAll() {
    #expect(images.prefix(2).labels == [0, 1])
    #expect(images.prefix(2).pixels == Array(images.pixels[..<1568]))
    #expect(images.prefix(20) == images)
    #expect(images.prefix(21) == images)
    #expect(images.prefix(0).count == 0)
  }

  @Test(arguments: [0, 1, 7, 19])
  func splitHoldsBackTheLast(count: Int) throws {
    let (train, validation) = try images.split(validation: count)
    #expect(validation.count == count)
    #expect(train.labels + validation.labels == images.labels)
    #expect(train.pixels + validation.pixels == images.pixels)
  }

  @Test(arguments: [20, 21])
  func splitLeavesSomethingToTrainOn(count: Int) {
    do throws(DatasetError) {
      _ = try images.split(validation: count)
      Issue.record("\(count) of 20 images were held back")
    } catch {
      #expect(error.reason == .tooFewImages)
      #expect(
        error.description
          == "images: expected more than the \(count) images held back for validation, found 20. "
          + "Hold back fewer, or choose a larger dataset.")
    }
  }

  @Test func aWrongIndexTrapsAndSaysSo() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = ImageSetTests().images.batch(at: [20])
    }
    expect("row 20 of a matrix of 20 rows, counted from 0", isPrintedBy: result)
  }
}
