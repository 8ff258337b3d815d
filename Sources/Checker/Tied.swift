import Engine

extension Exercise {
  /// 2.4: A Bᵀ with its two pullbacks, and an autoencoder whose decoder is the encoder's matrix,
  /// transposed: x̂ = σ(z Eᵀ + b).
  ///
  /// - Parameters:
  ///   - product: A Bᵀ, [m, k] · [n, k] → [m, n].
  ///   - model: an untrained autoencoder for images of so many pixels and codes of so many numbers,
  ///     its weights from the key.
  public static func tied(
    product: @escaping @Sendable (Tensor, Tensor) throws -> Tensor,
    model: @escaping @Sendable (_ pixels: Int, _ codeSize: Int, _ key: Key) throws -> any Layer
  ) -> Exercise {
    Exercise("2.4", "the product with a transpose, and an autoencoder with tied weights") {
      findings in
      // Square ones first: there a wrong pullback gives a wrong number and not a wrong shape, which
      // would end the program.
      try examine(product, sizes: (3, 3, 3), &findings)
      if findings.faults.isEmpty { try examine(product, sizes: (2, 4, 3), &findings) }
      guard findings.faults.isEmpty else { return }
      do {
        let (first, other) = (try model(5, 3, Key(seed: 1)), try model(5, 3, Key(seed: 2)))
        examine(first, pixels: 5, codeSize: 3, &findings)
        if findings.faults.isEmpty { examineDraw(first, other, pixels: 5, &findings) }
      } catch is NotWritten {
        findings.expect(false, "the product is right; the model is not written yet")
      }
    }
  }
}

// MARK: The product

private func examine(
  _ product: (Tensor, Tensor) throws -> Tensor, sizes: (m: Int, n: Int, k: Int),
  _ findings: inout Findings
) throws {
  let key = Key(seed: 24)
  let a = key["a"].normals(rows: sizes.m, columns: sizes.k)
  let b = key["b"].normals(rows: sizes.n, columns: sizes.k)
  let expected = a.multiplied(byTransposeOf: b)
  let value = try product(Tensor(a), Tensor(b)).value
  findings.expectMatrix(
    value, expected, "A Bᵀ of \(a.shape) and \(b.shape)",
    unless: sizes.k == sizes.n ? [("A B", a.multiplied(by: b))] : [])
  guard findings.faults.isEmpty else { return }

  // Weights that differ, so that a pullback that forgets what comes from above is found out.
  let g = key["g"].normals(rows: sizes.m, columns: sizes.n)
  let toA = try slope(at: a) { (try product($0, Tensor(b)) * Tensor(g)).sum }
  let toB = try slope(at: b) { (try product(Tensor(a), $0) * Tensor(g)).sum }
  let isSquare = sizes == (3, 3, 3)
  findings.expectMatrix(
    toA, g.multiplied(by: b), "the gradient of A",
    unless: [("no gradient at all", 0 * a)]
      + (isSquare
        ? [
          ("G Bᵀ", g.multiplied(byTransposeOf: b)), ("B alone, without G", b),
          ("Gᵀ B", g.transposeMultiplied(by: b)),
        ] : []))
  findings.expectMatrix(
    toB, g.transposeMultiplied(by: a), "the gradient of B",
    unless: [("no gradient at all", 0 * b)]
      + (isSquare
        ? [
          ("Aᵀ G, which is its transpose", a.transposeMultiplied(by: g)),
          ("G A", g.multiplied(by: a)), ("A alone, without G", a),
        ] : []))
}

// MARK: The model

private func examine(
  _ model: some Layer, pixels: Int, codeSize: Int, _ findings: inout Findings
) {
  let shapes = model.parameters.map(\.value.shape)
  let (down, up) = ("\(pixels)×\(codeSize)", "\(codeSize)×\(pixels)")
  let matrices = shapes.filter { $0 == down || $0 == up }
  let listed = shapes.isEmpty ? "none" : shapes.joined(separator: ", ")
  findings.expect(
    matrices.count == 1,
    "for \(pixels) pixels and a code of \(codeSize) one matrix must be learned, E of \(down); "
      + "among the parameters (\(listed)) there are \(matrices.count)"
      + (matrices.count > 1
        ? ": the decoder has one of its own, which training would move away" : "")
  )
  findings.expect(
    shapes.count { $0 == "1×\(pixels)" } == 1,
    "the output needs its bias b of 1×\(pixels); the parameters are \(listed)")
  findings.expect(
    shapes.allSatisfy { [down, up, "1×\(pixels)", "1×\(codeSize)"].contains($0) },
    "beside E and b there may be a bias of the code, of 1×\(codeSize); the parameters are \(listed)"
  )
  guard findings.faults.isEmpty else { return }

  // Other numbers than the first ones: biases that are zero show nothing.
  let key = Key(seed: 42)
  var model = model
  var (e, c, b) = (Matrix?.none, Matrix(rows: 1, columns: codeSize, repeating: 0), Matrix?.none)
  var name = ""
  model.visit { parameterName, parameter in
    let value = parameter.value
    let drawn = 0.7 * key[parameterName].normals(rows: value.rows, columns: value.columns)
    parameter = Tensor(drawn)
    if value.shape == down || value.shape == up {
      e = value.shape == down ? drawn : drawn.transposed
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
  let found = model(Tensor(x)).value
  findings.expectMatrix(
    found, expected, "with other numbers in its parameters, x̂ = σ(z Eᵀ + b)",
    unless: [
      ("z Eᵀ + b, without σ", logits), ("σ(z Eᵀ), without b", logits.subtracting(row: b).sigmoid),
      (
        "σ(z Eᵀ + b) with a bent code, max(z, 0)",
        z.clipped(to: 0...(.greatestFiniteMagnitude)).multiplied(byTransposeOf: e)
          .adding(row: b).sigmoid
      ),
    ])
  guard findings.faults.isEmpty else { return }

  // E is used twice, and both uses have a share in its gradient.
  let g = key["g"].normals(rows: 4, columns: pixels)
  let (_, gradient) = valueWithGradient(at: model) { ($0(Tensor(x)) * Tensor(g)).sum }
  guard let slope = gradient.parameters.first(where: { $0.name == name })?.value else { return }
  let upstream = g * expected * expected.map { 1 - $0 }
  let encoderShare = x.transposeMultiplied(by: upstream.multiplied(by: e))
  let decoderShare = upstream.transposeMultiplied(by: z)
  findings.expectMatrix(
    slope.rows == pixels ? slope : slope.transposed, encoderShare + decoderShare,
    "the gradient of E",
    unless: [
      (
        "the encoder's share alone; in the decoder E is a constant, as everything is that was made "
          + "from `.value`", encoderShare
      ),
      ("the decoder's share alone; in the encoder E is a constant", decoderShare),
    ])
}

/// What E starts from: of two models by two keys.
private func examineDraw(
  _ first: any Layer, _ other: any Layer, pixels: Int, _ findings: inout Findings
) {
  func encoder(_ model: any Layer) -> Matrix? {
    model.parameters.map(\.value).first { $0.count > pixels }
  }
  guard let e = encoder(first), let f = encoder(other) else { return }
  guard e.elements.contains(where: { $0 != 0 }) else {
    findings.expect(
      false, "E starts at zero: then both shares of its gradient are zero, too, and it never learns"
    )
    return
  }
  findings.expect(e != f, "E must be drawn from the key; two keys gave the same one")
}

extension Findings {
  /// Notes a fault unless `found` is `expected`, to single precision; where it is one of the
  /// `readings` instead, says which.
  fileprivate mutating func expectMatrix(
    _ found: Matrix, _ expected: Matrix, _ what: String,
    unless readings: [(what: String, result: Matrix)]
  ) {
    guard found.shape == expected.shape else {
      expect(false, "\(what): expected a matrix of \(expected.shape), found one of \(found.shape)")
      return
    }
    guard greatestDifference(found, expected) >= 1e-3 else { return }
    let reading = readings.first {
      $0.result.shape == found.shape && greatestDifference(found, $0.result) < 1e-3
    }
    let (row, column) = farthest(found, expected)
    expect(
      false,
      "\(what): element [\(row), \(column)] must be \(expected[row, column]), found "
        + "\(found[row, column])" + (reading.map { "; that is \($0.what)" } ?? ""))
  }
}
