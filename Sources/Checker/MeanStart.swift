import Engine

extension Exercise {
  /// 2.3: the first model of chapter 2, started at the mean image.
  ///
  /// - Parameter answer: an untrained autoencoder, a layer each way with a linear code and a
  ///   sigmoid at the output; it is given the training images [m, pixels], the size of the code,
  ///   and where the weights come from.
  public static func meanStart(
    _ answer:
      @escaping @Sendable (_ images: Matrix, _ codeSize: Int, _ key: Key) throws -> Sequential
  ) -> Exercise {
    Exercise("2.3", "an autoencoder that starts at the mean image") { findings in
      // The first pixel is never inked, the last one always.
      var images = Key(seed: 23).uniforms(rows: 40, columns: 6)
      for image in 0..<images.rows { (images[image, 0], images[image, 5]) = (0, 1) }
      let codeSize = 3
      let model = try answer(images, codeSize, Key(seed: 1))

      let shapes = model.parameters.map(\.value.shape)
      let expectedShapes = ["6×3", "1×3", "3×6", "1×6"]
      findings.expect(
        shapes == expectedShapes,
        "for images of 6 pixels and a code of 3 units the parameters must be of "
          + "\(listed(expectedShapes)): weights and bias of the encoder, then of the decoder; found "
          + listed(shapes))
      guard shapes == expectedShapes else { return }

      let other = try answer(images, codeSize, Key(seed: 2)).parameters
      findings.expect(
        [0, 2].allSatisfy { model.parameters[$0].value != other[$0].value },
        "the weights must be drawn from the key; two keys gave the same ones")
      let (down, up) = (model.parameters[0].value, model.parameters[2].value)
      findings.expect(
        correlation(down.elements, up.elements) < 0.9,
        "the weights of encoder and decoder are the same numbers: draw each layer's from a key of "
          + "its own, key[1] and key[2]")

      let bias = model.parameters[3].value
      if let pixel = bias.elements.firstIndex(where: { !$0.isFinite }) {
        findings.expect(
          false,
          "the output's bias must be finite; at pixel \(pixel), where every image has "
            + "\(images[0, pixel]), it is \(bias[0, pixel]), and no step would ever move it")
        return
      }

      // An empty image has a code of zeros, and the output shows the bias alone.
      let mean = images.columnMeans
      let expected = mean.clipped(to: 1e-3...(1 - 1e-3))
      let found = model(Tensor(0 * mean)).value
      guard greatestDifference(found, expected) >= 1e-4 else {
        examineCode(of: model, &findings)
        return
      }
      let misreadings: [(what: String, result: Matrix)] = [
        ("the output's bias is zero: the start is an even grey", 0 * mean + Matrix(row: grey)),
        ("the bias is the mean image itself; the sigmoid after it changes it", mean.sigmoid),
        ("the outputs are logits: there is no sigmoid after them", logit(mean, margin: 1e-3)),
      ]
      let guess = misreadings.first { greatestDifference(found, $0.result) < 1e-4 }?.what
      let pixel = farthest(found, expected).column
      findings.expect(
        false,
        "at pixel \(pixel) the mean of the images is \(mean[0, pixel]), and from a code of zeros "
          + "the untrained output must be \(expected[0, pixel]); found \(found[0, pixel])"
          + (guess.map { "; \($0)" } ?? ""))
    }
  }
}

/// Whether the code is not bent: what comes back, σ((x E + c) D + b), for images whose codes have
/// numbers of both signs.
private func examineCode(of model: Sequential, _ findings: inout Findings) {
  let values = model.parameters.map(\.value)
  let x = Key(seed: 32).normals(rows: 8, columns: values[0].rows)
  let code = x.multiplied(by: values[0]).adding(row: values[1])
  func output(_ bend: Activation) -> Matrix {
    bend(Tensor(code)).value.multiplied(by: values[2]).adding(row: values[3]).sigmoid
  }
  let (found, expected) = (model(Tensor(x)).value, output(.identity))
  guard greatestDifference(found, expected) >= 1e-4 else { return }
  let bend = Activation.allCases.first { greatestDifference(found, output($0)) < 1e-4 }
  let (row, pixel) = farthest(found, expected)
  findings.expect(
    false,
    "from an image x the untrained output must be σ((x E + c) D + b), with a linear "
      + "code: at pixel \(pixel) \(expected[row, pixel]), found \(found[row, pixel])"
      + (bend.map { "; the code is passed through \($0)" } ?? ""))
}

/// σ(0) in each of six pixels.
private let grey = [Float](repeating: 0.5, count: 6)
