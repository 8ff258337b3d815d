import Engine

/// A differentiable function of this library, and where to differentiate it.
struct GradientCase: CustomStringConvertible, Sendable {
  /// The function, layer or activation, as the source names it.
  let description: String
  let arguments: [Matrix]
  let function: @Sendable ([Tensor]) -> Tensor

  init(
    _ description: String, at arguments: Matrix...,
    function: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    (self.description, self.arguments, self.function) = (description, arguments, function)
  }
}

/// Every operation, layer, activation and loss. `GradientTableTests` fails when one is missing.
let gradientTable: [GradientCase] =
  [
    GradientCase("multiplied(by:)", at: draw(3, 4), draw(4, 2)) { $0[0].multiplied(by: $0[1]) },
    GradientCase("multiplied(byTransposeOf:)", at: draw(3, 4), draw(2, 4)) {
      $0[0].multiplied(byTransposeOf: $0[1])
    },
    GradientCase("+(a:b:)", at: draw(3, 4), draw(3, 4)) { $0[0] + $0[1] },
    GradientCase("-(a:b:)", at: draw(3, 4), draw(3, 4)) { $0[0] - $0[1] },
    GradientCase("*(a:b:)", at: draw(3, 4), draw(3, 4)) { $0[0] * $0[1] },
    GradientCase("*(scale:a:)", at: draw(3, 4)) { -2.5 * $0[0] },
    GradientCase("+(a:s:)", at: draw(3, 4)) { $0[0] + 1.5 },
    GradientCase("-(a:s:)", at: draw(3, 4)) { $0[0] - 1.5 },
    GradientCase("exp", at: draw(3, 4)) { $0[0].exp },
    GradientCase("absolute", at: draw(3, 4)) { $0[0].absolute },
    GradientCase("sum", at: draw(3, 4)) { $0[0].sum },
    GradientCase("adding(row:)", at: draw(3, 4), draw(1, 4)) { $0[0].adding(row: $0[1]) },
    GradientCase("Dense", at: draw(3, 4), draw(4, 2), draw(1, 2)) {
      var layer = Dense(4, 2, using: Key(seed: 1))
      (layer.weight, layer.bias) = ($0[1], $0[2])
      return layer($0[0])
    },
    GradientCase("PReLU", at: draw(3, 4), draw(1, 4)) {
      var layer = PReLU(4)
      layer.slopes = $0[1]
      return layer($0[0])
    },
    GradientCase("Sequential", at: draw(3, 4), draw(4, 2), draw(1, 2)) {
      var layer = Dense(4, 2, using: Key(seed: 1))
      (layer.weight, layer.bias) = ($0[1], $0[2])
      return Sequential([Activation.softplus, layer, Activation.tanh])($0[0])
    },
    GradientCase("meanSquaredError(_:_:)", at: draw(3, 4)) {
      meanSquaredError($0[0], nearby)
    },
    GradientCase("meanAbsoluteError(_:_:)", at: draw(3, 4)) {
      meanAbsoluteError($0[0], nearby)
    },
    GradientCase("meanBernoulliCrossEntropy(logits:_:)", at: draw(3, 4)) {
      meanBernoulliCrossEntropy(logits: $0[0], Key(seed: 2).uniforms(rows: 3, columns: 4))
    },
    GradientCase("meanSoftmaxCrossEntropy(logits:labels:)", at: draw(3, 4)) {
      meanSoftmaxCrossEntropy(logits: $0[0], labels: [2, 0, 3])
    },
  ]
  + Activation.allCases.map { activation in
    GradientCase("Activation.\(activation)", at: draw(3, 4)) { activation($0[0]) }
  }

/// Numbers of either sign with magnitudes from ¼ to 2, so that a step of 1/16 crosses no kink at 0.
///
/// They are multiples of 2⁻¹⁰: a step of a power of two is then exact.
private func draw(_ rows: Int, _ columns: Int) -> Matrix {
  let key = Key(seed: 3)["\(rows)×\(columns)"]
  let magnitudes = key["magnitude"].uniforms(rows: rows, columns: columns, in: 256..<2048)
  let signs = key["sign"].uniforms(rows: rows, columns: columns)
  return Matrix(
    rows: rows, columns: columns,
    elements: zip(magnitudes.elements, signs.elements).map { magnitude, sign in
      (sign < 0.5 ? -1 : 1) * magnitude.rounded() / 1024
    })
}

/// Targets at least ¼ away from `draw(3, 4)`: the kink of the absolute error is there.
private let nearby =
  draw(3, 4)
  + Matrix(
    rows: 3, columns: 4, elements: (0..<12).map { ($0 % 3 == 0 ? -1 : 1) * (0.25 + Float($0) / 8) })
