import Engine

extension Exercise {
  /// 3.5: a network with two layers each way, of any width, whose code has an activation of its
  /// own.
  ///
  /// - Parameter answer: from the numbers of hidden units and of the code's, the activation of the
  ///   hidden layers and that of the code, the output's bias [1, 784] and a key: the untrained
  ///   network 784-hidden-code-hidden-784.
  public static func deepNetwork(
    _ answer:
      @escaping @Sendable (
        _ hidden: Int, _ code: Int, _ activation: Activation, _ codeActivation: Activation,
        _ outputBias: Matrix, _ key: Key
      ) throws -> Sequential
  ) -> Exercise {
    Exercise("3.5", "a deep network whose code has an activation of its own") { findings in
      let (hidden, code) = (24, 7)
      let x = Key(seed: 35)["images"].uniforms(rows: 6, columns: 784)
      let outputBias = Key(seed: 35)["bias"].normals(rows: 1, columns: 784)
      let cases: [(Activation, Activation)] = [
        (.relu, .identity), (.tanh, .identity), (.tanh, .relu),
      ]
      for (activation, codeActivation) in cases where findings.faults.isEmpty {
        let asked = "\(activation) in the hidden layers and \(codeActivation) at the code"
        let network = try answer(
          hidden, code, activation, codeActivation, outputBias, Key(seed: 1))

        // The sizes.
        let parameters = network.parameters.map(\.value)
        let sizes = [784, hidden, code, hidden, 784]
        let expected = zip(sizes, sizes.dropFirst()).flatMap { ["\($0)×\($1)", "1×\($1)"] }
        guard parameters.map(\.shape) == expected else {
          findings.expect(
            false,
            "with \(hidden) hidden units and a code of \(code), expected weights and biases of "
              + "\(expected.joined(separator: ", ")), found "
              + (parameters.isEmpty ? "none" : parameters.map(\.shape).joined(separator: ", ")))
          return
        }

        // The draws, and the start.
        let weights = stride(from: 0, to: 8, by: 2).map { parameters[$0].elements }
        if let layer = weights.firstIndex(where: { $0.allSatisfy { $0 == 0 } }) {
          findings.expect(
            false,
            "the weights of layer \(layer + 1) are all 0: then so are the gradients of others, and "
              + "all its units stay alike; draw them from a key")
          return
        }
        for a in 0..<4 {
          for b in (a + 1)..<4 {
            findings.expect(
              correlation(weights[a], weights[b]) < 0.9,
              "the weights of layers \(a + 1) and \(b + 1) are the same numbers, apart from "
                + "their size: draw each layer's from a key of its own, key[1], key[2], …")
          }
        }
        findings.expect(
          parameters[7] == outputBias,
          "the output layer should begin with the given bias, found a different one")
        for layer in 0..<3 {
          let odd = parameters[2 * layer + 1].elements.first { $0 != 0 }
          findings.expect(
            odd == nil,
            "the biases of layer \(layer + 1) should begin at 0, found \(odd ?? 0)")
        }

        // The activations: what is done to the layers' outputs.
        let y = network(Tensor(x)).value
        func behaves(as bends: [Activation]) -> Bool {
          let z = forward(x, through: parameters, bends)
          return z.shape == y.shape
            && zip(z.elements, y.elements).allSatisfy { abs($0 - $1) < 1e-4 }
        }
        if behaves(as: [activation, codeActivation, activation, .sigmoid]) { continue }
        let known = Activation.allCases
        let found = known.lazy.flatMap { first in
          known.lazy.flatMap { second in
            known.lazy.flatMap { third in
              [Activation.sigmoid, .identity].lazy.map { [first, second, third, $0] }
            }
          }
        }.first { behaves(as: $0) }
        findings.expect(
          false,
          "asked for \(asked), the four layers should be followed by \(activation), "
            + "\(codeActivation), \(activation) and sigmoid; "
            + (found.map {
              "found " + $0.dropLast().map(\.rawValue).joined(separator: ", ") + " and "
                + ($0.last == .sigmoid ? "sigmoid" : "none")
            } ?? "the output is not what these activations give with the weights"))
      }
    }
  }
}

/// What four layers of these weights and biases make of x [n, 784], each followed by its
/// activation.
private func forward(_ x: Matrix, through parameters: [Matrix], _ bends: [Activation]) -> Matrix {
  bends.indices.reduce(x) { x, layer in
    let y = x.multiplied(by: parameters[2 * layer]).adding(row: parameters[2 * layer + 1])
    return bends[layer](Tensor(y)).value
  }
}

/// Pearson's correlation of the numbers at the same places, as far as the shorter list goes; 0 where
/// one list does not vary.
func correlation(_ a: [Float], _ b: [Float]) -> Double {
  let pairs = zip(a, b).map { (Double($0), Double($1)) }
  let n = Double(pairs.count)
  let (x, y) = (pairs.map(\.0).reduce(0, +) / n, pairs.map(\.1).reduce(0, +) / n)
  let products = pairs.reduce((0.0, 0.0, 0.0)) { sums, pair in
    let (dx, dy) = (pair.0 - x, pair.1 - y)
    return (sums.0 + dx * dx, sums.1 + dx * dy, sums.2 + dy * dy)
  }
  let scale = (products.0 * products.2).squareRoot()
  return scale > 0 ? products.1 / scale : 0
}
