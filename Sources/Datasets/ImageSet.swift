import Basics

/// Grey images of 28 × 28 pixels and their labels, kept as bytes.
///
/// A byte is a quarter of a float: MNIST's 60,000 images are 47 MB, and would be 188. Floats are
/// made for the images that a computation asks for, a batch at a time.
public struct ImageSet: Equatable, Sendable {
  /// The width and the height of an image, in pixels.
  public static let side = 28
  /// The number of pixels of an image, 784.
  public static let pixelsPerImage = side * side

  /// All pixels, [count, 28, 28], the last dimension fastest: 0 is background, 255 is ink.
  public let pixels: [UInt8]
  /// One label an image, [count], each 0…9.
  public let labels: [UInt8]

  /// The number of images.
  public var count: Int { labels.count }

  init(pixels: [UInt8], labels: [UInt8]) {
    require(
      pixels.count == labels.count * Self.pixelsPerImage,
      "\(pixels.count) pixels do not make \(labels.count) images of \(Self.pixelsPerImage)")
    self.pixels = pixels
    self.labels = labels
  }

  /// The first `maximum` images, or all where there are fewer.
  public func prefix(_ maximum: Int) -> ImageSet {
    require(maximum >= 0, "a prefix of \(maximum) images")
    return self[0..<min(maximum, count)]
  }

  /// The images but for the last `validation` ones, and those; of a small set no more than one image in
  /// `oneIn` is held back.
  ///
  /// The sample's rows cycle through the digits, so any run of a multiple of ten of them holds each
  /// digit equally often, and both parts are balanced without a draw.
  ///
  /// - Parameter validation: how many images to hold back, at least 1.
  public func split(
    validation: Int, oneIn: Int = 10
  ) -> (train: ImageSet, validation: ImageSet) {
    let boundary = count - heldBack(validation, oneIn: oneIn, of: count)
    return (self[0..<boundary], self[boundary..<count])
  }

  private subscript(range: Range<Int>) -> ImageSet {
    let size = Self.pixelsPerImage
    return ImageSet(
      pixels: Array(pixels[(range.lowerBound * size)..<(range.upperBound * size)]),
      labels: Array(labels[range]))
  }
}

extension ImageSet {
  /// The images with rows and columns exchanged.
  var transposed: ImageSet {
    var turned = pixels
    for start in stride(from: 0, to: pixels.count, by: Self.pixelsPerImage) {
      for y in 0..<Self.side {
        for x in 0..<Self.side {
          turned[start + y * Self.side + x] = pixels[start + x * Self.side + y]
        }
      }
    }
    return ImageSet(pixels: turned, labels: labels)
  }

  /// Whether the images differ from their mean by less than one grey level of one pixel, root of the
  /// mean square: single precision hardly sees the difference.
  var areAlike: Bool {
    var (sums, squares) = ([Int](repeating: 0, count: 784), [Int](repeating: 0, count: 784))
    for start in stride(from: 0, to: pixels.count, by: Self.pixelsPerImage) {
      for pixel in 0..<Self.pixelsPerImage {
        let value = Int(pixels[start + pixel])
        sums[pixel] += value
        squares[pixel] += value * value
      }
    }
    // n² times the variance of each pixel, in whole numbers.
    return zip(sums, squares).reduce(0) { $0 + count * $1.1 - $1.0 * $1.0 } < count * count
  }
}

/// How many of `count` examples are held back when `wanted` are to be: of few, no more than one in
/// `oneIn`, but at least one.
public func heldBack(_ wanted: Int, oneIn: Int = 10, of count: Int) -> Int {
  require(
    wanted >= 1 && oneIn >= 2 && count >= 2,
    "\(wanted) of \(count) examples can't be held back, one in \(oneIn) at most")
  return min(wanted, max(count / oneIn, 1))
}
