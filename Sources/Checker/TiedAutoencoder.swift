import Engine

extension Exercise {
  /// 4.5: an autoencoder whose decoder has the encoder's weights, x̂ = σ(z Eᵀ + b) with z = x E + c.
  ///
  /// - Parameter model: an untrained autoencoder for so many inputs and so many numbers in its code,
  ///   with the b that it starts from, [1, inputs], and what its weights are drawn from.
  public static func tiedAutoencoder(
    _ model:
      @escaping @Sendable (_ inputs: Int, _ codeSize: Int, _ bias: Matrix, _ key: Key) throws
      -> any Layer
  ) -> Exercise {
    Exercise("4.5", "an autoencoder with tied weights") { findings in
      let bias = Matrix(row: [0.5, -1, 0, 2, -0.25, 1])
      try findings.expectTiedWeights(pixels: 6, codeSize: 2) { try model(6, 2, bias, $0) }
      guard findings.faults.isEmpty else { return }

      let start = try model(6, 2, bias, Key(seed: 4)).parameters.map(\.value)
      for value in start where value.shape == bias.shape {
        findings.expect(
          value == bias, "b should start at \(bias.row(0)); it starts at \(value.row(0))")
      }
      guard let codeBias = start.first(where: { $0.shape == "1×2" }) else {
        findings.expect(
          false,
          "the code needs its bias c of 1×2; the parameters are \(listed(start.map(\.shape)))")
        return
      }
      findings.expect(
        codeBias.elements.allSatisfy { $0 == 0 },
        "c should start at zero; it starts at \(codeBias.row(0))")
    }
  }
}
