@testable import Engine
import Testing

@Suite("Gradients against differences")
struct GradientTests {
  @Test("A tensor has a gradient, too, without a model around it")
  func tensor() {
    let x = Matrix(row: [1, -2, 3])
    let (value, gradient) = valueWithGradient(at: Tensor(x)) { ($0 * $0).sum }
    #expect(value == 14)
    #expect(gradient.value == 2 * x)
  }

  @Test("Every element of every argument", arguments: gradientTable)
  func agrees(_ check: GradientCase) {
    #expect(disagreement(check) == nil)
  }

  @Test("A gradient that is wrong in one element by a thousandth is found")
  func canFail() {
    let check = GradientCase("wrong", at: Matrix(row: [0.5, -0.25, 1])) {
      let y = $0[0].value.map { $0 * $0 }
      let slopes = Matrix(row: [1, -0.5, 2.002])
      return Tensor(y, $0[0].pullingBack { $0 * slopes })
    }
    #expect(disagreement(check) != nil)
  }

  /// Where the pullbacks of a function differ from its differences; nil where they agree.
  ///
  /// The scalar to differentiate is ⟨r, y⟩ with random r. Its derivative by each element comes from
  /// the values at ±h and ±2h,
  ///
  ///     (8 (f(h) − f(−h)) − (f(2h) − f(−2h))) / 12 h,
  ///
  /// summed in double. With y in float, about 6e-8 exact, rounding adds up to 1.5 · 6e-8 / h, and
  /// the fourth-order formula is off by h⁴ f⁗′ / 30: h = 1/32 makes them 3e-6 and 1e-6, which
  /// gives the tolerance, 2e-5 of the largest element. Plain central differences could promise 1e-4.
  private func disagreement(_ check: GradientCase) -> String? {
    let value = { (arguments: [Matrix]) in check.function(arguments.map { Tensor($0) }).value }
    let y = value(check.arguments)
    let r = Key(seed: 4).uniforms(rows: y.rows, columns: y.columns, in: -1..<1)
    let found = gradients(at: check.arguments) { projection(of: check.function($0), on: r) }
    guard found.count == check.arguments.count else {
      return "\(found.count) gradients of \(check.arguments.count) arguments"
    }

    let h: Float = 1 / 32
    for (argument, gradient) in found.enumerated() {
      var expected: [Double] = []
      for element in 0..<check.arguments[argument].count {
        let along = { (steps: Float) in
          var moved = check.arguments
          moved[argument].withMutableElements { $0[element] += steps * h }
          return zip(value(moved).elements, r.elements).reduce(0) {
            $0 + Double($1.0) * Double($1.1)
          }
        }
        expected.append((8 * (along(1) - along(-1)) - (along(2) - along(-2))) / (12 * Double(h)))
      }
      let largest = expected.map(abs).max() ?? 0
      if let difference = difference(gradient, expected, relative: 0, absolute: 2e-5 * largest) {
        return "\(check), argument \(argument): \(difference)"
      }
    }
    return nil
  }
}
