import Checker
import Datasets
import Engine
import Foundation
import Testing
import Models

/// Whether one of the faults has `phrase` in it.
private func finds(_ phrase: String, in faults: [String]) -> Bool {
  faults.contains { $0.contains(phrase) }
}

@Suite("Exercise 4.4, shifts and rotations")
struct ShiftsAndRotationsTests {
  @Test("Either order is right")
  func right() throws {
    let turnedFirst = Exercise.shiftsAndRotations { images, pixels, degrees, key in
      shifted(rotated(images, byUpTo: degrees, using: key[0]), byUpTo: pixels, using: key[1])
    }
    #expect(try turnedFirst.faults() == [])
    let shiftedFirst = Exercise.shiftsAndRotations { images, pixels, degrees, key in
      rotated(shifted(images, byUpTo: pixels, using: key["a"]), byUpTo: degrees, using: key["b"])
    }
    #expect(try shiftedFirst.faults() == [])
  }

  @Test("One key for both ties the angle to the move")
  func oneKey() throws {
    let faults = try Exercise.shiftsAndRotations { images, pixels, degrees, key in
      shifted(rotated(images, byUpTo: degrees, using: key), byUpTo: pixels, using: key)
    }.faults()
    #expect(faults.count == 1)
    #expect(finds("should say nothing about where it moves", in: faults))
  }

  @Test("Some shifted and the others rotated is not both")
  func eitherOr() throws {
    let faults = try Exercise.shiftsAndRotations { images, pixels, degrees, key in
      let half = images.rows / 2
      let first = shifted(images.rows(at: 0..<half), byUpTo: pixels, using: key[0])
      let second = rotated(images.rows(at: half..<images.rows), byUpTo: degrees, using: key[1])
      return Matrix(
        rows: images.rows, columns: images.columns, elements: first.elements + second.elements)
    }.faults()
    #expect(finds("nearly every image should be moved and rotated", in: faults))
  }

  @Test("A key of its own making, and a step that is left out")
  func fixedKeyAndNoTurn() throws {
    let fixed = try Exercise.shiftsAndRotations { images, pixels, degrees, _ in
      let key = Key(seed: 1)
      return shifted(rotated(images, byUpTo: degrees, using: key[0]), byUpTo: pixels, using: key[1])
    }.faults()
    #expect(finds("a different key should give different images", in: fixed))
    let unturned = try Exercise.shiftsAndRotations { images, pixels, _, key in
      shifted(images, byUpTo: pixels, using: key)
    }.faults()
    #expect(finds("the angles should reach from about -40 to 40", in: unturned))
  }
}

/// An answer to exercise 4.5, right but for what its closures say.
private struct Answer: Layer {
  var weight: Tensor
  var codeBias = Tensor(Matrix(rows: 1, columns: 2, repeating: 0))
  var bias: Tensor
  /// A decoder's weights, where it has some of its own.
  var decoder: Tensor?
  var isDetached = false
  var output = Activation.sigmoid
  var showsBias = true
  var showsCodeBias = true

  init(_ inputs: Int, _ codeSize: Int, _ bias: Matrix, _ key: Key) {
    weight = Tensor(key.normals(rows: inputs, columns: codeSize))
    self.bias = Tensor(bias)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let other = decoder ?? (isDetached ? Tensor(weight.value) : weight)
    return output(
      x.multiplied(by: weight).adding(row: codeBias).multiplied(byTransposeOf: other)
        .adding(row: bias))
  }

  mutating func visit(_ body: (String, inout Tensor) -> Void) {
    body("weight", &weight)
    if showsCodeBias { body("codeBias", &codeBias) }
    if var own = decoder {
      body("decoder", &own)
      decoder = own
    }
    if showsBias { body("bias", &bias) }
  }
}

@Suite("Exercise 4.5, tied weights")
struct TiedAutoencoderTests {
  /// What the checker says of an answer that is right but for `change`.
  private func faults(_ change: @escaping @Sendable (inout Answer) -> Void) throws -> [String] {
    try Exercise.tiedAutoencoder {
      var model = Answer($0, $1, $2, $3)
      change(&model)
      return model
    }.faults()
  }

  @Test("The right answer")
  func right() throws {
    #expect(try faults { _ in } == [])
  }

  @Test("Weights that only start as copies are not tied")
  func copies() throws {
    let found = try faults { $0.decoder = $0.weight }
    #expect(found.count == 1)
    #expect(finds("(6×2, 1×2, 6×2, 1×6) there are 2: the decoder has one of its own", in: found))
  }

  @Test("Biases that are not visited")
  func hiddenBiases() throws {
    let bias = try faults { $0.showsBias = false }
    #expect(bias.count == 1 && finds("b of 1×6; the parameters are 6×2, 1×2", in: bias))
    let codeBias = try faults { $0.showsCodeBias = false }
    #expect(codeBias.count == 1 && finds("c of 1×2; the parameters are 6×2, 1×6", in: codeBias))
  }

  @Test("A decoder that takes the weights as constants learns from one side only")
  func constant() throws {
    let found = try faults { $0.isDetached = true }
    #expect(found.count == 1 && finds("only the encoder's share", in: found))
  }

  @Test("No sigmoid, and weights of zero")
  func sigmoidAndZero() throws {
    let straight = try faults { $0.output = .identity }
    #expect(straight.count == 1 && finds("without σ", in: straight))
    let zero = try faults { $0.weight = Tensor(0 * $0.weight.value) }
    #expect(zero.count == 1 && finds("E starts at zero", in: zero))
  }

  @Test("Weights that are not drawn from the key")
  func ignoredKey() throws {
    let fixed = try Exercise.tiedAutoencoder { inputs, codeSize, bias, _ in
      Answer(inputs, codeSize, bias, Key(seed: 1))
    }.faults()
    #expect(fixed == ["E must be drawn from the key; two keys gave the same one"])
    let random = try Exercise.tiedAutoencoder { inputs, codeSize, bias, _ in
      Answer(inputs, codeSize, bias, Key(seed: .random(in: 0...1_000_000)))
    }.faults()
    #expect(random == ["E must be drawn from the key; the same key gave two different ones"])
  }

  @Test("Biases that do not start where they should")
  func starts() throws {
    let codeBias = try faults {
      $0.codeBias = Tensor(Matrix(rows: 1, columns: 2, repeating: 1))
    }
    #expect(codeBias.count == 1 && finds("c should start at zero", in: codeBias))
    let bias = try faults { $0.bias = Tensor(0 * $0.bias.value) }
    #expect(bias.count == 1 && finds("b should start at [0.5, -1", in: bias))
  }
}

@Suite("Exercise 5.5, a Gaussian for each digit")
struct GaussianByDigitTests {
  /// The Gaussian of a digit's codes.
  private static func cloud(_ digit: Int, _ codes: Matrix, _ labels: [UInt8]) -> Gaussian {
    Gaussian(of: codes.rows(at: labels.indices.filter { Int(labels[$0]) == digit }))
  }

  /// Rows of draws, digit after digit, as tens.
  private static func tens(_ draws: [Matrix]) -> Matrix {
    let count = draws[0].rows
    return Matrix(
      rows: 10 * count, columns: draws[0].columns,
      elements: (0..<10 * count).flatMap { draws[$0 % 10].row($0 / 10) })
  }

  @Test("The right answer")
  func right() throws {
    let exercise = Exercise.gaussianByDigit { codes, labels, tens, key in
      Self.tens((0..<10).map { Self.cloud($0, codes, labels).draws(tens, using: key[$0]) })
    }
    #expect(try exercise.faults() == [])
  }

  @Test("One key for all digits")
  func oneKey() throws {
    let faults = try Exercise.gaussianByDigit { codes, labels, tens, key in
      Self.tens((0..<10).map { Self.cloud($0, codes, labels).draws(tens, using: key) })
    }.faults()
    #expect(faults.count == 1)
    #expect(finds("should be drawn independently", in: faults))
    #expect(finds("45 of the 45 pairs", in: faults))
  }

  @Test("One key for some of the digits, whatever the shapes of their clouds")
  func sharedKey() throws {
    let nine = try Exercise.gaussianByDigit { codes, labels, tens, key in
      Self.tens(
        (0..<10).map { Self.cloud($0, codes, labels).draws(tens, using: key[min($0, 1)]) })
    }.faults()
    #expect(nine.count == 1 && finds("36 of the 45 pairs", in: nine))
    for digit in 1..<10 {
      let two = try Exercise.gaussianByDigit { codes, labels, tens, key in
        Self.tens(
          (0..<10).map {
            Self.cloud($0, codes, labels).draws(tens, using: key[$0 == digit ? 0 : $0])
          })
      }.faults()
      #expect(two.count == 1 && finds("of the 0 and one of the \(digit)", in: two))
    }
  }

  @Test("Digit by digit instead of tens, and one Gaussian for all")
  func order() throws {
    let blocks = try Exercise.gaussianByDigit { codes, labels, tens, key in
      let draws = (0..<10).map { Self.cloud($0, codes, labels).draws(tens, using: key[$0]) }
      return Matrix(rows: 10 * tens, columns: 2, elements: draws.flatMap(\.elements))
    }.faults()
    #expect(blocks.count == 1 && finds("they come digit by digit", in: blocks))
    let one = try Exercise.gaussianByDigit { codes, _, tens, key in
      Gaussian(of: codes).draws(10 * tens, using: key)
    }.faults()
    #expect(one.count == 1 && finds("from its own digit's Gaussian?", in: one))
  }

  @Test("Means without a covariance")
  func means() throws {
    let faults = try Exercise.gaussianByDigit { codes, labels, tens, _ in
      Self.tens(
        (0..<10).map { digit in
          Self.cloud(digit, codes, labels).mean.rows(at: Array(repeating: 0, count: tens))
        })
    }.faults()
    #expect(finds("the variance of number 0 of the codes of digit 0", in: faults))
    #expect(finds("a different key should give different draws", in: faults))
  }
}
