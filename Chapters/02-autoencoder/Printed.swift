import Notebook

// anchor: printed
/// A network as an introduction prints it, from the image to the code and back.
struct Printed: Case {
  var title: String
  var encoder: [Int]
  var decoder: [Int]
  var batch = 256
  var epochs = 50
  /// Its name among the reference results.
  var reference: String

  var id: String { title }
  var codeSize: Int { encoder.last ?? 0 }
  var hasHiddenLayer: Bool { encoder.count + decoder.count > 4 }
}

extension Printed {
  /// All five.
  static let all = [
    Printed(title: "784-64-784", encoder: [784, 64], decoder: [64, 784], reference: "seed004"),
    Printed(
      title: "784-64-64-784", encoder: [784, 64], decoder: [64, 64, 784], reference: "seed000"),
    Printed(
      title: "784-64-32-32-64-784", encoder: [784, 64, 32], decoder: [32, 32, 64, 784],
      reference: "seed001"),
    Printed(
      title: "784-256-784, batch 32", encoder: [784, 256], decoder: [256, 784], batch: 32,
      epochs: 10,
      reference: "seed002"),
    Printed(
      title: "784-256-784, batch 256", encoder: [784, 256], decoder: [256, 784], epochs: 10,
      reference: "seed003"),
  ]
}
// end anchor: printed
