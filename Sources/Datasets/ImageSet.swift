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
  /// The file of the images, as the caller wrote it; errors name it.
  let file: String

  /// The number of images.
  public var count: Int { labels.count }

  init(pixels: [UInt8], labels: [UInt8], file: String) {
    require(
      pixels.count == labels.count * Self.pixelsPerImage,
      "\(pixels.count) pixels do not make \(labels.count) images of \(Self.pixelsPerImage)")
    self.pixels = pixels
    self.labels = labels
    self.file = file
  }

  /// The first `maximum` images, or all where there are fewer.
  public func prefix(_ maximum: Int) -> ImageSet {
    require(maximum >= 0, "a prefix of \(maximum) images")
    return self[0..<min(maximum, count)]
  }

  /// The images but for the last `validation` ones, and those.
  ///
  /// The sample's rows cycle through the digits, so any run of a multiple of ten of them holds each
  /// digit equally often, and both parts are balanced without a draw.
  ///
  /// - Parameter validation: how many images to hold back, at least 0.
  /// - Throws: `tooFewImages` where that leaves none for training.
  public func split(
    validation: Int
  ) throws(DatasetError) -> (train: ImageSet, validation: ImageSet) {
    require(validation >= 0, "a validation set of \(validation) images")
    guard validation < count else {
      throw DatasetError(
        reason: .tooFewImages, file: file,
        expected: "more than the \(validation) images held back for validation",
        found: "\(count)", remedy: "Hold back fewer, or choose a larger dataset")
    }
    let boundary = count - validation
    return (self[0..<boundary], self[boundary..<count])
  }

  private subscript(range: Range<Int>) -> ImageSet {
    let size = Self.pixelsPerImage
    return ImageSet(
      pixels: Array(pixels[(range.lowerBound * size)..<(range.upperBound * size)]),
      labels: Array(labels[range]), file: file)
  }
}
