import Engine

extension Exercise {
  /// 3.4: PReLU that starts at another slope, and what training makes of it.
  ///
  /// - Parameter answer: from a slope to start at, a number of units, images [n, 784], a number of
  ///   epochs, a learning rate and a key: the trained network 784-units-784.
  public static func preluStart(
    _ answer:
      @escaping @Sendable (
        _ slope: Float, _ units: Int, _ images: Matrix, _ epochs: Int, _ rate: Double, _ key: Key
      ) throws -> Sequential
  ) -> Exercise {
    Exercise("3.4", "a network whose PReLU starts at a given slope, trained") { findings in
      let (units, epochs, images) = (6, 8, patterns(images: 96))
      func slopes(_ network: Sequential) -> [PReLU] { network.layers.compactMap { $0 as? PReLU } }

      for start: Float in [1, 0] {
        // Before training.
        let untrained = try answer(start, units, images, 0, 0.01, Key(seed: 1))
        guard slopes(untrained).count == 1, let first = slopes(untrained).first else {
          findings.expect(
            false,
            "expected a network with one layer of type PReLU, after the code, found "
              + "\(slopes(untrained).count) of them")
          return
        }
        let before = first.slopes.value.elements
        guard before.count == units else {
          findings.expect(
            false,
            "a code of \(units) units has \(units) slopes, found \(before.count): does PReLU "
              + "follow the layer that makes the code?")
          return
        }
        let odd = before.first { $0 != start }
        findings.expect(
          odd == nil,
          "asked to start at \(start), with 0 epochs every slope should still be "
            + "\(start); found \(odd ?? start)")
        let rebuilt = untrained(Tensor(images)).value
        guard rebuilt.shape == images.shape else {
          findings.expect(
            false,
            "\(images.shape) images should be rebuilt as \(images.shape), found "
              + "\(rebuilt.shape)")
          return
        }

        // From end to end.
        let parameters = untrained.parameters.map(\.value)
        let shapes = parameters.map(\.shape)
        let expectedShapes = ["784×\(units)", "1×\(units)", "1×\(units)", "\(units)×784", "1×784"]
        guard shapes == expectedShapes else {
          findings.expect(
            false,
            "the parameters of 784-\(units)-784 must be of "
              + "\(expectedShapes.joined(separator: ", ")): weights and bias of the encoder, the "
              + "slopes, weights and bias of the decoder; found \(shapes.joined(separator: ", "))")
          return
        }
        let logits = first(
          Tensor(images.multiplied(by: parameters[0]).adding(row: parameters[1]))
        ).value.multiplied(by: parameters[3]).adding(row: parameters[4])
        guard greatestDifference(rebuilt, logits.sigmoid) < 1e-4 else {
          findings.expect(
            false,
            greatestDifference(rebuilt, logits) < 1e-4
              ? "the outputs are logits: there is no sigmoid at the end of the network"
              : "the output is not what Dense, PReLU, Dense and a sigmoid make of these weights")
          return
        }

        // After training.
        let trained = try answer(start, units, images, epochs, 0.01, Key(seed: 1))
        let after = slopes(trained).first?.slopes.value.elements ?? []
        findings.expect(
          after != before,
          "from \(start), after \(epochs) epochs all slopes are what they were before "
            + "the first: is the trained network returned?")
        let error = rebuilt.meanSquaredError(to: images)
        let lower = trained(Tensor(images)).value.meanSquaredError(to: images)
        findings.expect(
          lower < error,
          "from \(start), \(epochs) epochs should lower the squared error on the images "
            + "trained on; found \(lower) after them and \(error) before")
      }
    }
  }
}

/// Images that a small network learns quickly: each a mixture of three patterns, [n, 784], from 0
/// to 1.
private func patterns(images count: Int) -> Matrix {
  let key = Key(seed: 34)
  let patterns = key["patterns"].normals(rows: 3, columns: 784)
  return (2 * key["shares"].normals(rows: count, columns: 3).multiplied(by: patterns)).sigmoid
}
