import Checker
import Engine
import Testing
import Models

@Suite("Checkers of chapters 1 and 2")
struct FirstChaptersTests {
  /// The faults of an exercise in one text.
  private func faults(_ exercise: Exercise) throws -> String {
    try exercise.faults().joined(separator: "\n")
  }

  // MARK: 1.3

  private static func own(_ train: Matrix, _ labels: [UInt8], _ digit: UInt8) -> Matrix {
    train.rows(at: labels.indices.filter { labels[$0] == digit })
  }

  @Test("1.3: PCA of the digit's own images is right")
  func oneDigit() throws {
    let exercise = Exercise.oneDigit { images, digit, train, labels, components in
      PCA(of: Self.own(train, labels, digit)).reconstruct(images, from: components)
    }
    #expect(try faults(exercise) == "")
  }

  @Test("1.3: PCA of all digits is named")
  func allDigits() throws {
    let exercise = Exercise.oneDigit { images, _, train, _, components in
      PCA(of: train).reconstruct(images, from: components)
    }
    #expect(try faults(exercise).contains("PCA is fitted to the images of all digits"))
  }

  @Test("1.3: another mean is named")
  func anotherMean() throws {
    let exercise = Exercise.oneDigit { images, digit, train, labels, components in
      let basis = PCA(of: Self.own(train, labels, digit)).components.rows(at: 0..<components)
      let mean = train.columnMeans
      return images.subtracting(row: mean).multiplied(byTransposeOf: basis).multiplied(by: basis)
        .adding(row: mean)
    }
    #expect(try faults(exercise).contains("the mean is the mean of all digits"))
  }

  @Test("1.3: codes are not images")
  func codes() throws {
    let exercise = Exercise.oneDigit { images, digit, train, labels, components in
      PCA(of: Self.own(train, labels, digit)).encode(images, to: components)
    }
    #expect(try faults(exercise).contains("these are the codes, not yet decoded"))
  }

  @Test("1.3: a digit or a number of components that is always the same is found out")
  func constants() throws {
    let sameDigit = Exercise.oneDigit { images, _, train, labels, components in
      PCA(of: Self.own(train, labels, 3)).reconstruct(images, from: components)
    }
    #expect(try faults(sameDigit).contains("PCA of the digit 8, 2 components"))
    let sameSize = Exercise.oneDigit { images, digit, train, labels, _ in
      PCA(of: Self.own(train, labels, digit)).reconstruct(images, from: 2)
    }
    #expect(try faults(sameSize).contains("PCA of the digit 8, 4 components"))
  }

  // MARK: 2.3

  /// The model of exercise 2.3 with the output's bias that `bias` makes of the mean.
  private func starting(
    _ last: Activation = .sigmoid, _ bias: @escaping @Sendable (Matrix) -> Matrix?
  ) -> Exercise {
    .meanStart { images, codeSize, key in
      Sequential([
        Dense(images.columns, codeSize, using: key["encoder"]),
        Dense(codeSize, images.columns, bias: bias(images.columnMeans), using: key["decoder"]),
        last,
      ])
    }
  }

  @Test("2.3: the logit of the mean is right")
  func meanStart() throws {
    #expect(try faults(starting { logit($0, margin: 1e-3) }) == "")
  }

  @Test("2.3: other starts are named")
  func otherStarts() throws {
    #expect(try faults(starting { _ in nil }).contains("the start is an even grey"))
    #expect(try faults(starting { $0 }).contains("the bias is the mean image itself"))
    #expect(
      try faults(starting(.identity) { logit($0, margin: 1e-3) }).contains("there is no sigmoid"))
  }

  @Test("2.3: without a margin the bias is not finite")
  func noMargin() throws {
    let found = try faults(starting { logit($0, margin: 0) })
    #expect(found.contains("at pixel 0, where every image has 0.0, it is -inf"))
  }

  @Test("2.3: weights that do not come from the key, and another shape")
  func anotherModel() throws {
    let sameWeights = Exercise.meanStart { images, codeSize, _ in
      let key = Key(seed: 3)
      return Sequential([
        Dense(images.columns, codeSize, using: key[0]),
        Dense(
          codeSize, images.columns, bias: logit(images.columnMeans, margin: 1e-3), using: key[1]),
        Activation.sigmoid,
      ])
    }
    #expect(try faults(sameWeights).contains("two keys gave the same ones"))
    let decoderAlone = Exercise.meanStart { images, codeSize, key in
      Sequential([Dense(codeSize, images.columns, using: key)])
    }
    #expect(try faults(decoderAlone).contains("found 3×6, 1×6"))
  }

  @Test("2.3: a non-linear code, and one key for both layers")
  func bentCode() throws {
    func found(_ bend: Activation, oneKey: Bool = false) throws -> String {
      try faults(
        .meanStart { images, codeSize, key in
          Sequential([
            Dense(images.columns, codeSize, using: oneKey ? key : key["encoder"]), bend,
            Dense(
              codeSize, images.columns, bias: logit(images.columnMeans, margin: 1e-3),
              using: oneKey ? key : key["decoder"]),
            Activation.sigmoid,
          ])
        })
    }
    #expect(try found(.identity) == "")
    #expect(try found(.relu).hasSuffix("; the code is passed through relu"))
    #expect(try found(.tanh).hasSuffix("; the code is passed through tanh"))
    #expect(
      try found(.identity, oneKey: true)
        == "the weights of encoder and decoder are the same numbers: draw each layer's from a key of "
        + "its own, key[1] and key[2]")
  }

  // MARK: 2.4

  @Test("2.4: the engine's product and one matrix used twice are right")
  func tied() throws {
    #expect(try faults(.tied(product: product, model: { Tied($0, $1, $2) })) == "")
  }

  @Test("2.4: without a model the product still gets its word")
  func noModel() throws {
    let right = Exercise.tied(product: product) { _, _, _ in throw NotWritten() }
    #expect(try faults(right) == "the product is right; the model is not written yet")
    let nothing = Exercise.tied(product: { _, _ in throw NotWritten() }) { Tied($0, $1, $2) }
    #expect(throws: NotWritten.self) { try nothing.faults() }
  }

  @Test("2.4: wrong pullbacks are named")
  func pullbacks() throws {
    func found(_ toA: @escaping Pulling, _ toB: @escaping Pulling) throws -> String {
      try faults(
        .tied(
          product: { a, b in
            let (x, y) = (a.value, b.value)
            return Tensor(
              x.multiplied(byTransposeOf: y), a.pullingBack { toA($0, x, y) },
              b.pullingBack { toB($0, x, y) })
          }, model: { Tied($0, $1, $2) }))
    }
    let rightA: Pulling = { g, _, b in g.multiplied(by: b) }
    let rightB: Pulling = { g, a, _ in g.transposeMultiplied(by: a) }
    #expect(try found(rightA, rightB) == "")
    let likeAProduct = try found({ g, _, b in g.multiplied(byTransposeOf: b) }, rightB)
    #expect(likeAProduct.contains("the gradient of A") && likeAProduct.contains("this is G Bᵀ"))
    let transposed = try found(rightA) { g, a, _ in a.transposeMultiplied(by: g) }
    #expect(transposed.contains("the gradient of B") && transposed.contains("its transpose"))
    #expect(try found({ _, _, b in b }, rightB).contains("only B, without G"))
  }

  @Test("2.4: a second matrix, a decoder without a gradient, no bias and no sigmoid are named")
  func models() throws {
    let untied = Exercise.tied(product: product) { pixels, codeSize, key in
      Sequential([
        Dense(pixels, codeSize, using: key[0]), Dense(codeSize, pixels, using: key[1]),
        Activation.sigmoid,
      ])
    }
    #expect(try faults(untied).contains("there are 2: the decoder has one of its own"))
    func found(_ make: @escaping @Sendable (Int, Int, Key) -> Tied) throws -> String {
      try faults(.tied(product: product, model: make))
    }
    let detached = try found { Tied($0, $1, $2, isDetached: true) }
    #expect(detached.contains("only the encoder's share"))
    #expect(try found { Tied($0, $1, $2, addsBias: false) }.contains("without b"))
    #expect(try found { Tied($0, $1, $2, output: .identity) }.contains("without σ"))
    #expect(try found { Tied($0, $1, $2, code: .relu) }.contains("a non-linear code"))
  }

  @Test("2.4: a matrix of zeros and one that does not come from the key are named")
  func drawn() throws {
    let zeros = Exercise.tied(product: product) { pixels, codeSize, key in
      var model = Tied(pixels, codeSize, key)
      model.weight = Tensor(0 * model.weight.value)
      return model
    }
    #expect(
      try faults(zeros)
        == "E starts at zero: then both shares of its gradient are also zero, and it never learns")
    let oneDraw = Exercise.tied(product: product) { pixels, codeSize, _ in
      Tied(pixels, codeSize, Key(seed: 7))
    }
    #expect(try faults(oneDraw) == "E must be drawn from the key; two keys gave the same one")
  }

  private typealias Pulling = @Sendable (_ g: Matrix, _ a: Matrix, _ b: Matrix) -> Matrix
  private let product: @Sendable (Tensor, Tensor) -> Tensor = { $0.multiplied(byTransposeOf: $1) }
}

/// A model with tied weights, and what may be wrong with it.
private struct Tied: Layer {
  var weight: Tensor
  var bias: Tensor
  var isDetached = false
  var addsBias = true
  var code = Activation.identity
  var output = Activation.sigmoid

  init(
    _ pixels: Int, _ codeSize: Int, _ key: Key, isDetached: Bool = false, addsBias: Bool = true,
    code: Activation = .identity, output: Activation = .sigmoid
  ) {
    weight = Tensor(key.normals(rows: pixels, columns: codeSize))
    bias = Tensor(Matrix(rows: 1, columns: pixels, repeating: 0))
    (self.isDetached, self.addsBias) = (isDetached, addsBias)
    (self.code, self.output) = (code, output)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let z = code(x.multiplied(by: weight))
    let product =
      isDetached
      ? z.multiplied(by: Tensor(weight.value.transposed)) : z.multiplied(byTransposeOf: weight)
    return output(addsBias ? product.adding(row: bias) : product)
  }

  mutating func visit(_ body: (String, inout Tensor) -> Void) {
    body("weight", &weight)
    body("bias", &bias)
  }
}
