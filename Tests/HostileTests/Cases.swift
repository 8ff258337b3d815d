import BuiltPrograms
import Datasets
import Foundation

/// Images and their labels, as bytes.
struct Pictures {
  var pixels: [UInt8]
  var labels: [UInt8]

  init(_ set: ImageSet) { (pixels, labels) = (set.pixels, set.labels) }

  /// The images at `indices`, in that order.
  func at(_ indices: some Sequence<Int>) -> Pictures {
    var chosen = self
    chosen.labels = indices.map { labels[$0] }
    chosen.pixels = indices.flatMap { pixels[(784 * $0)..<(784 * $0 + 784)] }
    return chosen
  }

  func first(_ count: Int) -> Pictures { at(0..<count) }

  /// The first `count`, or more, with so many of each digit among them.
  func least(_ count: Int, ofEach few: Int) -> Pictures {
    let wanted = (0..<10).flatMap { digit -> ArraySlice<Int> in
      labels.indices.filter { labels[$0] == digit }.prefix(few)
    }
    let others = labels.indices.filter { !wanted.contains($0) }
    return at(wanted + others.prefix(max(count - wanted.count, 0)))
  }

  func only(_ isWanted: (UInt8) -> Bool) -> Pictures {
    at(labels.indices.filter { isWanted(labels[$0]) })
  }

  /// As many blank images, with the same labels.
  var blank: Pictures {
    var blank = self
    blank.pixels = pixels.map { _ in 0 }
    return blank
  }

  /// As many images of one dot, lighter or darker, with the same labels.
  var dots: Pictures {
    var dots = blank
    for image in labels.indices { dots.pixels[784 * image + 400] = UInt8(image % 256) }
    return dots
  }

  /// Each image black on white.
  var inverted: Pictures {
    var inverted = self
    inverted.pixels = pixels.map { 255 - $0 }
    return inverted
  }

  /// Each image on its side.
  var onTheirSides: Pictures {
    var turned = self
    for place in pixels.indices {
      let (image, y, x) = (place / 784, place % 784 / 28, place % 28)
      turned.pixels[place] = pixels[784 * image + 28 * x + y]
    }
    return turned
  }
}

/// A dataset that users may have.
enum Case: String, CaseIterable {
  case oneImage, tenImages, hundred
  case blank, same, twentyRepeated, oneImageAndFifty, oneDirection
  case small
  case zeroOne, withoutNine, single

  /// Training and test images, from the book's.
  func sets(_ train: Pictures, _ test: Pictures) -> (train: Pictures, test: Pictures) {
    switch self {
    case .oneImage: (train.first(1), test.first(10))
    case .tenImages: (train.first(10), test.first(10))
    case .hundred: (train.first(100), test.first(50))
    case .blank: (train.first(500).blank, test.first(100).blank)
    case .same:
      (train.at(Array(repeating: 0, count: 500)), test.at(Array(repeating: 0, count: 100)))
    case .twentyRepeated: (train.at((0..<800).map { $0 % 20 }), test.at((0..<200).map { $0 % 20 }))
    case .oneImageAndFifty:
      (train.at(Array(repeating: 0, count: 950) + Array(1...50)), test.first(500))
    case .oneDirection: (train.first(1100).dots, test.first(200).dots)
    case .small: (train.first(500), test.first(60))
    case .zeroOne: (train.only { $0 < 2 }, test.only { $0 < 2 })
    case .withoutNine: (train.only { $0 != 9 }, test.only { $0 != 9 })
    case .single: (train.only { $0 == 7 }, test.only { $0 == 7 })
    }
  }
}

/// The book's digits.
let digits = Result { try Dataset.load(from: package.appending(path: "Data/mnist-5k")) }

/// The four names of MNIST's files.
let mnistNames = [
  "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
  "t10k-labels-idx1-ubyte",
]

/// Writes the four files of a dataset into `folder`, each wrapped in something and under a name of its
/// own.
func write(
  _ train: Pictures, _ test: Pictures, to folder: URL, names: [String] = mnistNames,
  _ wrap: (Data) throws -> Data = { $0 }
) throws {
  let files = [train, test].flatMap { set in
    [
      idx([set.labels.count, 28, 28], Data(set.pixels)), idx([set.labels.count], Data(set.labels)),
    ]
  }
  for (name, file) in zip(names, files) {
    let url = folder.appending(path: name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try wrap(file).write(to: url)
  }
}

/// An IDX file of these sizes; its numbers are bytes, or integers of 32 bits.
func idx(_ sizes: [Int], _ numbers: Data, areIntegers: Bool = false) -> Data {
  let header =
    [UInt32(areIntegers ? 0x0C00 : 0x0800) | UInt32(sizes.count)] + sizes.map(UInt32.init)
  return header.reduce(into: Data()) { data, number in
    withUnsafeBytes(of: number.bigEndian) { data.append(contentsOf: $0) }
  } + numbers
}
