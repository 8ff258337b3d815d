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
        try findings.expectTiedWeights(pixels: 5, codeSize: 3) { try model(5, 3, $0) }
      } catch is NotWritten {
        findings.expect(false, "the product is right; the model is not written yet")
      }
    }
  }
}

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
          ("G Bᵀ", g.multiplied(byTransposeOf: b)), ("only B, without G", b),
          ("Gᵀ B", g.transposeMultiplied(by: b)),
        ] : []))
  findings.expectMatrix(
    toB, g.transposeMultiplied(by: a), "the gradient of B",
    unless: [("no gradient at all", 0 * b)]
      + (isSquare
        ? [
          ("Aᵀ G, which is its transpose", a.transposeMultiplied(by: g)),
          ("G A", g.multiplied(by: a)), ("only A, without G", a),
        ] : []))
}
