import Engine

extension Exercise {
  /// 4.5: an autoencoder whose decoder has the encoder's weights, x̂ = σ(z Eᵀ + b) with z = x E + c.
  ///
  /// - Parameters:
  ///   - make: a model for so many inputs and so many numbers in its code, with the b that it
  ///     starts from, [1, inputs], and what its weights are drawn from.
  ///   - reconstruction: what a model makes of images, [n, inputs] → [n, inputs].
  public static func tiedAutoencoder<Model: Module>(
    _ make:
      @escaping @Sendable (_ inputs: Int, _ codeSize: Int, _ bias: Matrix, _ key: Key) throws
      -> Model,
    reconstruction: @escaping @Sendable (_ model: Model, _ images: Tensor) throws -> Tensor
  ) -> Exercise {
    Exercise("4.5", "an autoencoder with tied weights") { findings in
      // Count.
      let bias = Matrix(row: [0.5, -1, 0, 2, -0.25, 1])
      var model = try make(6, 2, bias, Key(seed: 4))
      let shapes = model.parameters.map(\.value.shape)
      findings.expect(
        model.parameterCount == 20,
        "a network 6-2-6 with tied weights has 20 numbers to learn, 12 weights and 8 biases; the "
          + "answer's visit shows \(model.parameterCount): " + list(shapes))
      guard model.parameterCount == 20 else { return }
      findings.expect(
        shapes.sorted() == ["1×2", "1×6", "6×2"],
        "expected the parameters E of 6×2, c of 1×2 and b of 1×6; found " + list(shapes))
      guard shapes.sorted() == ["1×2", "1×6", "6×2"] else { return }

      // The start.
      for (_, value) in model.parameters {
        if value.shape == "6×2" {
          findings.expect(
            value.elements.contains { $0 != 0 },
            "E starts at zero: then both of its gradients are zero, too, and it never learns")
        }
        if value.shape == "1×2" {
          findings.expect(
            value.elements.allSatisfy { $0 == 0 },
            "c should start at zero; it starts at \(value.row(0))")
        }
        if value.shape == "1×6" {
          findings.expect(
            value == bias, "b should start at \(bias.row(0)); it starts at \(value.row(0))")
        }
      }

      func start(_ seed: Int) throws -> Matrix? {
        try make(6, 2, bias, Key(seed: seed)).parameters.map(\.value).first { $0.shape == "6×2" }
      }
      let first = try start(4)
      findings.expect(
        try start(4) == first,
        "the same key should give the same E; the answer draws from elsewhere")
      if first?.elements.contains(where: { $0 != 0 }) == true {
        findings.expect(
          try start(5) != first, "another key should give another E; the answer's is the same")
      }

      // What it rebuilds.
      let tied = Tied(key: Key(seed: 5))
      model.visit { _, parameter in
        switch parameter.value.shape {
        case "6×2": parameter = tied.weight
        case "1×2": parameter = tied.codeBias
        default: parameter = tied.bias
        }
      }
      let x = Key(seed: 6).uniforms(rows: 4, columns: 6)
      let rebuilt = try reconstruction(model, Tensor(x)).value
      let expected = tied(Tensor(x)).value
      findings.expect(
        rebuilt.shape == x.shape, "images of \(x.shape) were rebuilt as \(rebuilt.shape)")
      guard rebuilt.shape == x.shape else { return }
      let isRight = rebuilt.meanSquaredError(to: expected) < 1e-10
      let lacksSigmoid = rebuilt.sigmoid.meanSquaredError(to: expected) < 1e-10
      findings.expect(
        isRight,
        lacksSigmoid
          ? "the reconstruction is z Eᵀ + b: the sigmoid is missing"
          : "with E, c and b given, the first pixel of the first image should be rebuilt as "
            + "\(expected[0, 0]); the answer says \(rebuilt[0, 0])")
      guard isRight else { return }

      // Its gradient, which must flow into E from both sides.
      var failure: (any Error)?
      let (_, gradient) = valueWithGradient(at: model) { model in
        do {
          return meanSquaredError(try reconstruction(model, Tensor(x)), x)
        } catch {
          failure = error
          return Tensor(Matrix(row: [0]))
        }
      }
      if let failure { throw failure }
      let (_, whole) = valueWithGradient(at: tied) { meanSquaredError($0(Tensor(x)), x) }
      let (_, encoder) = valueWithGradient(at: tied) {
        meanSquaredError($0(Tensor(x), decodingWith: tied.weight), x)
      }
      let (_, decoder) = valueWithGradient(at: tied) {
        meanSquaredError($0(Tensor(x), encodingWith: tied.weight), x)
      }
      for (_, found) in gradient.parameters where found.shape == "6×2" {
        func isClose(_ other: Tied) -> Bool {
          found.meanSquaredError(to: other.weight.value) < 1e-10
        }
        let part =
          isClose(encoder)
          ? "what flows through the decoder is missing: is its Eᵀ a constant?"
          : isClose(decoder)
            ? "what flows through the encoder is missing: is its E a constant?"
            : "the first element should be \(whole.weight.value[0, 0]); it is \(found[0, 0])"
        findings.expect(isClose(whole), "the gradient of E is not right: " + part)
      }
      for (_, found) in gradient.parameters where found.rows == 1 {
        let right = found.columns == 2 ? whole.codeBias.value : whole.bias.value
        findings.expect(
          found.meanSquaredError(to: right) < 1e-10,
          "the gradient of \(found.columns == 2 ? "c" : "b") should be \(right.row(0)); it is "
            + "\(found.row(0))")
      }
    }
  }
}

/// What a right answer computes, for six pixels and a code of two numbers.
private struct Tied: Module {
  var weight: Tensor
  var codeBias: Tensor
  var bias: Tensor

  init(key: Key) {
    weight = Tensor(key["E"].normals(rows: 6, columns: 2))
    codeBias = Tensor(key["c"].normals(rows: 1, columns: 2))
    bias = Tensor(key["b"].normals(rows: 1, columns: 6))
  }

  /// The reconstruction, with other weights on one side where they are given.
  func callAsFunction(
    _ x: Tensor, encodingWith encoder: Tensor? = nil, decodingWith decoder: Tensor? = nil
  ) -> Tensor {
    let z = x.multiplied(by: encoder ?? weight).adding(row: codeBias)
    return Activation.sigmoid(z.multiplied(byTransposeOf: decoder ?? weight).adding(row: bias))
  }

  mutating func visit(_ body: (String, inout Tensor) throws -> Void) rethrows {
    try body("weight", &weight)
    try body("codeBias", &codeBias)
    try body("bias", &bias)
  }
}

/// Shapes in a message: "6×2, 1×2".
private func list(_ shapes: [String]) -> String {
  shapes.isEmpty ? "no parameter" : shapes.joined(separator: ", ")
}
