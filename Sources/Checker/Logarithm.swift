import Engine
import Foundation

extension Exercise {
  /// B.3: log x, element by element, with the pullback G ⊘ x.
  ///
  /// - Parameter answer: the operation, [m, n] → [m, n].
  public static func logarithm(
    _ answer: @escaping @Sendable (Tensor) throws -> Tensor
  ) -> Exercise {
    Exercise("B.3", "the natural logarithm as an operation, with its pullback") { findings in
      let x = Matrix(rows: 2, columns: 2, elements: [0.25, 1, 2, 10])
      let value = try answer(Tensor(x)).value
      findings.expect(
        value.shape == x.shape, "a matrix of \(x.shape) became one of \(value.shape)")
      guard value.shape == x.shape else { return }
      for (x, y) in zip(x.elements, value.elements) {
        let expected = Float(log(Double(x)))
        findings.expect(
          abs(y - expected) < 1e-5, "the logarithm of \(x) is \(expected); the answer says \(y)")
      }

      // Weights that differ, so that a pullback that forgets what comes from above is found out.
      let weights = Matrix(rows: 2, columns: 2, elements: [1, -2, 3, 5])
      let gradient = try slope(at: x) { (try answer($0) * Tensor(weights)).sum }
      for ((x, weight), slope) in zip(zip(x.elements, weights.elements), gradient.elements) {
        let expected = weight / x
        findings.expect(
          abs(slope - expected) < 1e-4,
          "at \(x), with \(weight) as the incoming gradient, the gradient is \(expected); "
            + "the answer's pullback says \(slope)")
      }
    }
  }
}

/// The gradient at `x` of a scalar that a reader's code computes and may fail at.
func slope(at x: Matrix, _ scalar: (Tensor) throws -> Tensor) throws -> Matrix {
  var failure: (any Error)?
  let (_, gradient) = valueWithGradient(at: Tensor(x)) { x in
    do {
      return try scalar(x)
    } catch {
      failure = error
      return x.sum
    }
  }
  if let failure { throw failure }
  return gradient.value
}
