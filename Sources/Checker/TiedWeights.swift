import Engine

extension Findings {
  /// Notes a fault unless the models are x̂ = σ(z Eᵀ + b), with z = x E or z = x E + c, and have one
  /// matrix E, [pixels, codeSize], which is drawn from the key and learns from both of its uses.
  ///
  /// - Parameter model: an untrained model for these sizes, its weights from the key.
  mutating func expectTiedWeights(
    pixels: Int, codeSize: Int, model: (Key) throws -> any Layer
  ) rethrows {
    let first = try model(Key(seed: 1))
    expectParameters(of: first, pixels: pixels, codeSize: codeSize)
    if faults.isEmpty { expectOutputAndGradient(of: first, pixels: pixels, codeSize: codeSize) }
    guard faults.isEmpty else { return }

    func start(_ seed: Int) throws -> Matrix? {
      try model(Key(seed: seed)).parameters.map(\.value).first { $0.count > pixels }
    }
    guard let e = try start(1) else { return }
    guard e.elements.contains(where: { $0 != 0 }) else {
      expect(
        false,
        "E starts at zero: then both shares of its gradient are also zero, and it never learns")
      return
    }
    expect(try start(1) == e, "E must be drawn from the key; the same key gave two different ones")
    expect(try start(2) != e, "E must be drawn from the key; two keys gave the same one")
  }

  private mutating func expectParameters(of model: any Layer, pixels: Int, codeSize: Int) {
    let shapes = model.parameters.map(\.value.shape)
    let (down, up) = ("\(pixels)×\(codeSize)", "\(codeSize)×\(pixels)")
    let matrices = shapes.filter { $0 == down || $0 == up }
    expect(
      matrices.count == 1,
      "for \(pixels) pixels and a code of \(codeSize) one matrix must be learned, E of \(down); "
        + "among the parameters (\(listed(shapes))) there are \(matrices.count)"
        + (matrices.count > 1
          ? ": the decoder has one of its own, which training would move away" : ""))
    expect(
      shapes.count { $0 == "1×\(pixels)" } == 1,
      "the output needs its bias b of 1×\(pixels); the parameters are \(listed(shapes))")
    expect(
      shapes.allSatisfy { [down, up, "1×\(pixels)", "1×\(codeSize)"].contains($0) },
      "besides E and b there may be a bias of the code, of 1×\(codeSize); the parameters are "
        + listed(shapes))
  }

  private mutating func expectOutputAndGradient(
    of model: some Layer, pixels: Int, codeSize: Int
  ) {
    // Other numbers than the first ones: biases that are zero show nothing.
    let key = Key(seed: 42)
    var model = model
    var (e, c, b) = (Matrix?.none, Matrix(rows: 1, columns: codeSize, repeating: 0), Matrix?.none)
    var name = ""
    model.visit { parameterName, parameter in
      let value = parameter.value
      let drawn = 0.7 * key[parameterName].normals(rows: value.rows, columns: value.columns)
      parameter = Tensor(drawn)
      if value.count > pixels {
        e = value.rows == pixels ? drawn : drawn.transposed
        name = parameterName
      } else if value.columns == pixels {
        b = drawn
      } else {
        c = drawn
      }
    }
    guard let e, let b else { return }

    let x = key["x"].uniforms(rows: 4, columns: pixels)
    let z = x.multiplied(by: e).adding(row: c)
    let logits = z.multiplied(byTransposeOf: e).adding(row: b)
    let expected = logits.sigmoid
    expectMatrix(
      model(Tensor(x)).value, expected, "with different numbers in its parameters, x̂ = σ(z Eᵀ + b)",
      unless: [
        ("z Eᵀ + b, without σ", logits),
        ("σ(z Eᵀ), without b", logits.subtracting(row: b).sigmoid),
        (
          "σ(z Eᵀ + b) with a non-linear code, max(z, 0)",
          z.clipped(to: 0...(.greatestFiniteMagnitude)).multiplied(byTransposeOf: e)
            .adding(row: b).sigmoid
        ),
      ])
    guard faults.isEmpty else { return }

    // E is used twice, and both uses have a share in its gradient.
    let g = key["g"].normals(rows: 4, columns: pixels)
    let (_, gradient) = valueWithGradient(at: model) { ($0(Tensor(x)) * Tensor(g)).sum }
    guard let slope = gradient.parameters.first(where: { $0.name == name })?.value else { return }
    let upstream = g * expected * expected.map { 1 - $0 }
    let encoderShare = x.transposeMultiplied(by: upstream.multiplied(by: e))
    let decoderShare = upstream.transposeMultiplied(by: z)
    expectMatrix(
      slope.rows == pixels ? slope : slope.transposed, encoderShare + decoderShare,
      "the gradient of E",
      unless: [
        (
          "only the encoder's share; in the decoder E is a constant, as is everything made "
            + "from `.value`", encoderShare
        ),
        ("only the decoder's share; in the encoder E is a constant", decoderShare),
      ])
  }
}
