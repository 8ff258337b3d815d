import Engine

extension Exercise {
  /// B.4: v ← μ v + g, p ← p − η (g + μ v), Nesterov's momentum with the parameters at the point
  /// ahead, where the gradient is taken (Bengio, Boulanger-Lewandowski & Pascanu 2013, "Advances in
  /// optimizing recurrent networks").
  ///
  /// - Parameter answer: makes the optimiser from η and μ.
  public static func nesterov(
    _ answer: @escaping @Sendable (_ rate: Float, _ momentum: Float) throws -> any Optimizer
  ) -> Exercise {
    Exercise("B.4", "Nesterov's momentum as an optimiser") { findings in
      for (rate, momentum) in [(0.5, 0.75), (0.25, 0)] as [(Float, Float)] {
        let walk = Walk(rate: rate, momentum: momentum)
        let found = walk.positions(by: try answer(rate, momentum))
        if let fault = walk.firstFault(in: found) { findings.expect(false, fault) }
      }
    }
  }
}

/// Two parameters of one shape: an optimiser that keeps one velocity for both is found out.
private struct Pair: Module {
  var first: Tensor
  var second: Tensor

  mutating func visit(_ body: (String, inout Tensor) -> Void) {
    body("first", &first)
    body("second", &second)
  }
}

/// A few steps along gradients that are given, whatever the parameters are.
private struct Walk {
  let rate: Float
  let momentum: Float
  let start = Pair(first: Tensor(Matrix(row: [1, -2])), second: Tensor(Matrix(row: [0, 4])))
  let gradients: [Pair] = [([0.5, -1], [2, 1]), ([2, 0.25], [-3, 1]), ([-1, 3], [0.5, -2])].map {
    Pair(first: Tensor(Matrix(row: $0)), second: Tensor(Matrix(row: $1)))
  }

  /// Both parameters after each step.
  func positions(by optimizer: any Optimizer) -> [[Matrix]] {
    var (optimizer, pair) = (optimizer, start)
    return gradients.map { gradient in
      optimizer.update(&pair, along: gradient)
      return pair.parameters.map(\.value)
    }
  }

  /// Both parameters after each step p ← p − η `step`(g, v), with v ← μ v + g before it.
  func positions(by step: (_ g: Float, _ v: Float) -> Float) -> [[Matrix]] {
    var places = start.parameters.map(\.value.elements)
    var velocities = places.map { $0.map { _ in Float(0) } }
    return gradients.map { gradient in
      for (i, g) in gradient.parameters.map(\.value.elements).enumerated() {
        for j in g.indices {
          velocities[i][j] = momentum * velocities[i][j] + g[j]
          places[i][j] -= rate * step(g[j], velocities[i][j])
        }
      }
      return places.map { Matrix(row: $0) }
    }
  }

  /// What a walk does instead of Nesterov's, where it is one of the usual mistakes.
  private func mistake(in found: [[Matrix]]) -> String {
    let usual: [(rule: String, step: (Float, Float) -> Float)] = [
      ("p ← p − η g, descent without momentum", { g, _ in g }),
      ("p ← p − η v, plain momentum; so does g + μ v with the v from before the step", { $1 }),
      ("p ← p + η (g + μ v), uphill", { g, v in -(g + momentum * v) }),
    ]
    let match = usual.first { difference(between: positions(by: $0.step), found) == nil }
    return match.map { "; it does \($0.rule)" } ?? ""
  }

  /// Where a walk first leaves Nesterov's, in a sentence; nil where it does not.
  func firstFault(in found: [[Matrix]]) -> String? {
    let expected = positions { g, v in g + momentum * v }
    guard let (step, parameter) = difference(between: expected, found) else { return nil }
    let (right, wrong) = (expected[step][parameter], found[step][parameter])
    let values =
      right.shape == wrong.shape
      ? "at \(right.elements), the answer puts it at \(wrong.elements)"
      : "of \(right.shape), the answer makes it one of \(wrong.shape)"
    return
      "with η = \(rate) and μ = \(momentum), after step \(step + 1) along given gradients, the "
      + "\(parameter == 0 ? "first" : "second") parameter is \(values)\(mistake(in: found))"
  }

  /// The first step and parameter in which two walks differ; nil where there is none.
  private func difference(between a: [[Matrix]], _ b: [[Matrix]]) -> (step: Int, parameter: Int)? {
    for step in a.indices {
      for parameter in a[step].indices
      where !isClose(a[step][parameter], b[step][parameter]) {
        return (step, parameter)
      }
    }
    return nil
  }

  private func isClose(_ a: Matrix, _ b: Matrix) -> Bool {
    a.shape == b.shape && zip(a.elements, b.elements).allSatisfy { abs($0 - $1) < 1e-4 }
  }
}
