import Engine
import Testing

@Suite("Keys")
struct KeyTests {
  @Test("Zeros and ones as often as their probabilities say, never against 0 or 1")
  func bernoullis() {
    let wanted: [Float] = [0, 0.1, 0.5, 1]
    let rows = Matrix(rows: 4000, columns: 4, repeating: 0).adding(row: Matrix(row: wanted))
    let found = Key(seed: 1).bernoullis(rows)
    #expect(found.elements.allSatisfy { $0 == 0 || $0 == 1 })
    let shares = found.columnMeans.elements
    #expect(shares[0] == 0 && shares[3] == 1)
    // Five standard deviations of the share.
    #expect(abs(shares[1] - 0.1) < 0.024 && abs(shares[2] - 0.5) < 0.04)
  }

  @Test("The same key gives the same numbers, the more asked for the longer the list")
  func repeatable() {
    let key = Key(seed: 7)["noise"][3]
    let again = Key(seed: 7)["noise"][3]
    #expect(key.normals(rows: 5, columns: 7) == again.normals(rows: 5, columns: 7))
    #expect(key.permutation(of: 50) == again.permutation(of: 50))
    let long = key.uniforms(rows: 1, columns: 1000).elements
    for count in 0..<40 {
      #expect(key.uniforms(rows: 1, columns: count).elements == Array(long.prefix(count)))
    }
  }

  /// Computed apart from this package, by Philox4x32-10 and FNV-1a written in Python.
  @Test("The numbers of a derived key are these, on every machine and in every version")
  func known() {
    let key = Key(seed: 1)["weights"][3]
    #expect(key.uniforms(rows: 1, columns: 3).elements == [0.2498439, 0.73026836, 0.98385763])
    #expect(key.permutation(of: 6) == [0, 1, 5, 3, 4, 2])
  }

  @Test("No two uses share a key: labels, indices, seeds and their order all count")
  func distinct() {
    let key = Key(seed: 1)
    var keys: [Key] = [key]
    keys += (-500..<500).map { Key(seed: 1)[$0] }
    keys += (-500..<500).map { Key(seed: 1)["\($0)"] }
    keys += (2..<500).map { Key(seed: $0) }
    keys += ["", "a", "b", "ab", "ba", "noise", "noise "].map { key[$0] }
    keys += [key["a"]["b"], key["b"]["a"], key[1][2], key[2][1], key["a"][1], key[1]["a"]]
    #expect(Set(keys).count == keys.count)
    #expect(Set(keys.map { $0.uniforms(rows: 1, columns: 4).elements }).count == keys.count)
  }

  @Test("Uniform numbers fill their range, and never reach its end")
  func uniforms() {
    // Near 1000 a float is 6e-5 from the next: the sum rounds up to 1001 a few times in 10⁵.
    for range: Range<Float> in [0..<1, -2..<3, 1000..<1001] {
      let numbers = Key(seed: 2).uniforms(rows: 100, columns: 1000, in: range)
      let width = Double(range.upperBound - range.lowerBound)
      #expect(numbers.elements.allSatisfy(range.contains))
      let middle = Double(range.lowerBound) + width / 2
      #expect(abs(numbers.mean - middle) < 4 * width / (12 * 100_000.0).squareRoot())
    }
  }

  @Test("Normal numbers have the normal's moments, and other keys' are uncorrelated")
  func normals() {
    let n = 100_000
    let z = Key(seed: 3)["a"].normals(rows: 1, columns: n).elements.map(Double.init)
    let other = Key(seed: 3)["b"].normals(rows: 1, columns: n).elements.map(Double.init)
    let moments = (1...4).map { power in
      z.map { z in (1..<power).reduce(z) { product, _ in product * z } }.reduce(0, +) / Double(n)
    }
    // The k-th moment of n numbers varies by √((m₂ₖ − mₖ²) / n): 1, 2, 15 and 96 over n.
    for (found, (expected, variance)) in zip(moments, [(0.0, 1.0), (1, 2), (0, 15), (3, 96)]) {
      #expect(abs(found - expected) < 4 * (variance / Double(n)).squareRoot())
    }
    let correlation = zip(z, other).reduce(0) { $0 + $1.0 * $1.1 } / Double(n)
    #expect(abs(correlation) < 4 / Double(n).squareRoot())
  }
}
