import Kernels
import TestSupport
import Testing

@Suite struct AdamTests {
  @Test func `steps equal the formula, float by float, at every level`() throws {
    let (rate, beta1, beta2, epsilon): (Float, Float, Float, Float) = (1e-3, 0.9, 0.999, 1e-8)
    let keep: Float = 0.99
    let count = 77
    var generator = SplitMix(seed: 2)
    let start = Inputs.uniform.make(count, using: &generator)
    let gradients = (0..<5).map { _ in Inputs.uniform.make(count, using: &generator) }
    let scales = (1...5).map { t -> (Float, Float) in
      var powers: (Float, Float) = (1, 1)
      for _ in 0..<t { powers = (powers.0 * beta1, powers.1 * beta2) }
      return (1 / (1 - powers.0), 1 / (1 - powers.1))
    }

    var p = start
    var m = [Float](repeating: 0, count: count)
    var v = m
    for (g, (mScale, vScale)) in zip(gradients, scales) {
      for i in 0..<count {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i]
        v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * g[i])
        p[i] = p[i] * keep - rate * (m[i] * mScale) / ((v[i] * vScale).squareRoot() + epsilon)
      }
    }
    #expect(difference(p, start) != nil)

    for level in levels {
      let table = try table(level)
      var found = start
      var foundM = [Float](repeating: 0, count: count)
      var foundV = foundM
      for (g, (mScale, vScale)) in zip(gradients, scales) {
        table.adam(
          count, &found, g, &foundM, &foundV, rate, beta1, beta2, epsilon, mScale, vScale, keep)
      }
      #expect(difference(found, p) == nil, "\(level)")
      #expect(difference(foundM, m) == nil, "\(level)")
      #expect(difference(foundV, v) == nil, "\(level)")
    }
  }
}
