import Kernels
import TestSupport
import Testing

@Suite struct ElementwiseTests {
  @Test(arguments: [Inputs.uniform, .wild, .special], [0, 1, 15, 64, 77, 1_001])
  func `passes equal their formulas, float by float, at every level`(
    inputs: Inputs, count: Int
  ) throws {
    var generator = SplitMix(seed: 11)
    let a = inputs.make(count, using: &generator)
    let b = inputs.make(count, using: &generator)
    let pairs = Array(zip(a, b))
    for level in levels {
      let table = try table(level)
      func found(_ pass: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
        var out = [Float](repeating: 7, count: count)
        pass(&out)
        return out
      }
      #expect(difference(found { table.relu(count, a, $0) }, a.map { $0 < 0 ? 0 : $0 }) == nil)
      #expect(
        difference(
          found { table.relu_gradient(count, a, b, $0) }, pairs.map { $0 > 0 ? $1 : 0 }) == nil)
      #expect(
        difference(
          found { table.sigmoid_gradient(count, a, b, $0) }, pairs.map { $1 * ($0 * (1 - $0)) })
          == nil)
      #expect(difference(found { table.add(count, a, b, $0) }, pairs.map { $0 + $1 }) == nil)
      #expect(difference(found { table.multiply(count, a, b, $0) }, pairs.map { $0 * $1 }) == nil)
      let tails = found { table.softplus(count, a.map { -abs($0) }, $0) }
      #expect(
        difference(
          found { table.bernoulli_cross_entropy(count, a, b, $0) },
          zip(tails, pairs).map { $0 + ($1.0 > 0 ? $1.0 * (1 - $1.1) : -$1.0 * $1.1) }) == nil)
      #expect(
        difference(
          found { table.scaled_difference(count, 0.3, a, b, $0) }, pairs.map { 0.3 * ($0 - $1) })
          == nil)
    }
  }

  @Test func `every byte becomes its 255th, rows in the order asked for`() throws {
    let bytes = (0..<1_000).map { UInt8($0 % 256) }
    let rows = [3, 0, 3, 1, 2]
    for level in levels {
      var found = [Float](repeating: 7, count: rows.count * 250)
      try table(level).unit_rows(rows.count, 250, rows, bytes, &found)
      let expected = rows.flatMap { bytes[$0 * 250..<($0 + 1) * 250].map { Float($0) / 255 } }
      #expect(difference(found, expected) == nil, "\(level)")
    }
  }

  @Test(arguments: [(0, 3), (3, 0), (1, 1), (5, 17), (7, 64)])
  func `a row is added to every row`(rows: Int, columns: Int) throws {
    var generator = SplitMix(seed: 12)
    let x = Inputs.uniform.make(rows * columns, using: &generator)
    let row = Inputs.uniform.make(columns, using: &generator)
    let expected = x.indices.map { x[$0] + row[$0 % columns] }
    for level in levels {
      var found = [Float](repeating: 7, count: rows * columns)
      try table(level).add_row(rows, columns, x, row, &found)
      #expect(difference(found, expected) == nil, "\(level)")
    }
  }
}
