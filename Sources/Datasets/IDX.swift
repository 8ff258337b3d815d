import Foundation

/// IDX, the file format of MNIST: a big-endian header and then numbers, the last dimension fastest.
///
///     magic   00 00 type rank: type 08 for unsigned bytes, 0c for big-endian integers of 32 bits;
///             rank for the number of dimensions
///     sizes   32 bits for each dimension; the first is the number of items
///     numbers as many as the product of the sizes
///
/// Images are `[count, 28, 28]`, magic 00 00 08 03; labels are `[count]`, magic 00 00 08 01. QMNIST's
/// labels are rows of eight integers, `[count, 8]`, magic 00 00 0c 02, of which the first is the class.
///
/// Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits", section "File
/// formats for the MNIST database".
enum IDX {
  /// The most items that are read from one file: many times MNIST's, and few enough, 784 MB of
  /// images, that a small gzip whose header lies can't swell until the machine is full.
  static let maximumCount = 1_000_000

  /// What a file holds, and so how its header must look.
  enum Items {
    case images, labels, labelRows

    /// The sizes of one item, rows first.
    var shape: [Int] {
      switch self {
      case .images: [ImageSet.side, ImageSet.side]
      case .labels: []
      case .labelRows: [8]
      }
    }
    /// The number of dimensions: that of the count and those of one item.
    var rank: Int { 1 + shape.count }
    /// The bytes of one number.
    var width: Int { self == .labelRows ? 4 : 1 }
    var magic: [UInt8] { [0, 0, self == .labelRows ? 0x0C : 0x08, UInt8(rank)] }
    /// How the name of such a file ends.
    var ending: String { "idx\(rank)-\(self == .labelRows ? "int" : "ubyte")" }
    /// What an item is, for messages.
    var noun: String { self == .images ? "images" : "labels" }
    /// What an item of these sizes is, for messages.
    func described(_ sizes: some Collection<Int>) -> String {
      let sizes = sizes.map { "\($0)" }.joined(separator: " × ")
      return self == .images ? "images of \(sizes)" : "labels in rows of \(sizes)"
    }
  }

  /// Reads `file`, which holds `items`, and returns their bytes without the header.
  ///
  /// - Throws: `unreadableFile`, `damagedGzip`, `wrongMagic`, `itemSize`, `empty`, `tooManyItems`,
  ///   `truncated` or `trailingBytes`.
  static func read(_ items: Items, from file: URL) throws(DatasetError) -> [UInt8] {
    let content = try ContentReader(file)
    func error(
      _ reason: DatasetError.Reason, expected: String, found: String, remedy: String
    ) -> DatasetError {
      DatasetError(
        reason: reason, file: file.relativePath, expected: expected, found: found, remedy: remedy)
    }

    // Read the header, the magic before the sizes: it says how many of them there are.
    let magic = try content.next(4)
    guard magic == items.magic else {
      throw error(
        .wrongMagic, expected: "the IDX magic \(hex(items.magic)) of \(items.noun)",
        found: magic.isEmpty ? "no bytes at all" : hex(magic),
        remedy:
          "Check that this is the IDX file of \(items.noun), and not a different file under its name"
      )
    }
    let header = try content.next(4 * items.rank)
    guard header.count == 4 * items.rank else {
      throw error(
        .truncated, expected: "a header of \(4 + 4 * items.rank) bytes",
        found: "\(4 + header.count)", remedy: "Download or copy the file again")
    }
    let sizes = stride(from: 0, to: header.count, by: 4).map { start in
      header[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
    }

    // Check the sizes before a byte is read on their word.
    let count = sizes[0]
    guard sizes.dropFirst().elementsEqual(items.shape) else {
      throw error(
        .itemSize, expected: items.described(items.shape),
        found: items.described(sizes.dropFirst()),
        remedy: items == .images
          ? "Scale the images, or choose a different dataset" : "Choose a different dataset")
    }
    guard count > 0 else {
      throw error(
        .empty, expected: "a count of at least 1", found: "0",
        remedy: "Choose a folder with images to learn from")
    }
    guard count <= maximumCount else {
      throw error(
        .tooManyItems, expected: "a count of at most \(maximumCount)", found: "\(count)",
        remedy: "Check the file, or cut the dataset down")
    }

    // Read what they promise, and not one byte more.
    let size = items.shape.reduce(count * items.width, *)
    let bytes = try content.next(size)
    guard bytes.count == size else {
      throw error(
        .truncated, expected: "\(size) bytes for \(count) \(items.noun)", found: "\(bytes.count)",
        remedy: "Download or copy the file again")
    }
    guard try content.next(1).isEmpty else {
      throw error(
        .trailingBytes, expected: "an end after \(size) bytes for \(count) \(items.noun)",
        found: "more bytes", remedy: "Download or copy the file again")
    }
    return bytes
  }

  /// The labels of `file`, which holds `items`.
  ///
  /// - Throws: what ``read(_:from:)`` throws.
  static func labels(_ items: Items, from file: URL) throws(DatasetError) -> [Int] {
    let bytes = try read(items, from: file)
    guard items == .labelRows else { return bytes.map(Int.init) }
    return stride(from: 0, to: bytes.count, by: items.shape.reduce(items.width, *)).map { row in
      let bits = bytes[row..<(row + items.width)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return Int(Int32(bitPattern: bits))
    }
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }
      .joined(separator: " ")
  }
}
