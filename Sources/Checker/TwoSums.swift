import Engine

extension Exercise {
  /// A.3: a product of matrices with two sums an element, one over even steps and one over odd.
  ///
  /// - Parameter answer: the product, [m, k] · [k, n] → [m, n].
  public static func twoSums(
    _ answer: @escaping @Sendable (Matrix, Matrix) throws -> Matrix
  ) -> Exercise {
    Exercise("A.3", "the triple loop with one sum for even steps and one for odd") { findings in
      // An odd number of steps, so that none may be forgotten; numbers whose sums get rounded.
      for steps in [37, 64] where findings.faults.isEmpty {
        let key = Key(seed: 3)[steps]
        let a = key["a"].normals(rows: 5, columns: steps)
        let b = key["b"].normals(rows: steps, columns: 6)
        let c = try answer(a, b)
        guard c.rows == a.rows, c.columns == b.columns else {
          findings.expect(
            false, "\(a.shape) times \(b.shape) is \(a.rows)×\(b.columns), found \(c.shape)")
          return
        }

        // Is it the product?
        func sums(_ sum: (Int, Int) -> Float) -> Matrix {
          Matrix(
            rows: a.rows, columns: b.columns,
            elements: (0..<a.rows).flatMap { i in (0..<b.columns).map { sum(i, $0) } })
        }
        func chain(_ steps: some Sequence<Int>, _ i: Int, _ j: Int) -> Float {
          steps.reduce(into: 0) { $0.addProduct(a[i, $1], b[$1, j]) }
        }
        let even = Array(stride(from: 0, to: steps, by: 2))
        let odd = Array(stride(from: 1, to: steps, by: 2))
        let expected = sums { chain(even, $0, $1) + chain(odd, $0, $1) }
        guard greatestDifference(c, expected) < 1e-3 else {
          let parts: [(String, Matrix)] = [
            ("only the sum over even steps", sums { chain(even, $0, $1) }),
            ("only the sum over odd steps", sums { chain(odd, $0, $1) }),
            ("all but the last step", sums { chain(0..<(steps - 1), $0, $1) }),
          ]
          let found = parts.first { greatestDifference(c, $0.1) < 1e-3 }?.0
          findings.expect(
            false,
            "element [0, 0] of a product over \(steps) steps is \(expected[0, 0]), found "
              + "\(c[0, 0])" + (found.map { ": that is \($0)" } ?? ""))
          return
        }

        // By this order?
        if c == expected { continue }
        let half = steps / 2
        let orders: [(String, Matrix)] = [
          ("one sum over all steps, as in the appendix", sums { chain(0..<steps, $0, $1) }),
          (
            "one sum over the first half of the steps and one over the second",
            sums { chain(0..<half, $0, $1) + chain(half..<steps, $0, $1) }
          ),
          (
            "one chain that continues from the even steps to the odd: the two sums should not "
              + "meet before the end", sums { chain(even + odd, $0, $1) }
          ),
          (
            "two sums without the fused multiply-add: products are rounded before they are added, "
              + "use addProduct",
            sums { i, j in
              [even, odd].map { $0.reduce(0) { $0 + a[i, $1] * b[$1, j] } }.reduce(0, +)
            }
          ),
        ]
        let found = orders.first { $0.1 == c }?.0
        findings.expect(
          false,
          "over \(steps) steps the product is right except for its last bits, which are not "
            + "those of two sums, over even and odd steps"
            + (found.map { "; they are those of \($0)" } ?? ""))
      }
    }
  }
}
