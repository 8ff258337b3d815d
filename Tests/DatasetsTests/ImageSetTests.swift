import Engine
import TestSupport
import Testing

@testable import Datasets

@Suite struct ImageSetTests {
  /// Image i has the pixels i, i + 1, … modulo 256 and the label i modulo 10.
  let images = ImageSet(
    pixels: (0..<20).flatMap { image in (0..<784).map { UInt8(truncatingIfNeeded: image + $0) } },
    labels: (0..<20).map { UInt8($0 % 10) })

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

  @Test(arguments: [(1, 2, 1), (7, 2, 7), (10, 2, 10), (400, 2, 10), (400, 10, 2), (1, 10, 1)])
  func splitHoldsBackTheLastButNoGreaterShare(wanted: Int, oneIn: Int, count: Int) {
    let (train, validation) = images.split(validation: wanted, oneIn: oneIn)
    #expect(validation.count == count)
    #expect(train.labels + validation.labels == images.labels)
    #expect(train.pixels + validation.pixels == images.pixels)
  }

  @Test(arguments: 2...9)
  func splitLeavesSomethingOnEitherSide(count: Int) {
    let (train, validation) = images.prefix(count).split(validation: 400)
    #expect((train.count, validation.count) == (count - 1, 1))
  }

  @Test func transposedExchangesRowsAndColumns() {
    let turned = images.transposed
    for (image, y, x) in [(0, 0, 1), (7, 13, 2), (19, 27, 0)] {
      #expect(
        turned.pixels[784 * image + 28 * y + x] == images.pixels[784 * image + 28 * x + y])
    }
    #expect(turned != images && turned.transposed == images)
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
