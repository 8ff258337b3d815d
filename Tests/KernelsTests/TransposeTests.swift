import Kernels
import TestSupport
import Testing

@Suite struct TransposeTests {
  @Test(
    arguments: [(0, 3), (3, 0), (1, 1), (1, 40), (40, 1), (16, 16), (17, 33), (50, 95), (8, 64)])
  func `rows become columns, and what lies between them stays`(rows: Int, columns: Int) throws {
    // Both matrices lie in wider ones, as parts do.
    let (xRow, yRow) = (columns + 3, rows + 5)
    var generator = SplitMix(seed: 4)
    let x = Inputs.special.make(max(1, rows * xRow), using: &generator)
    let start = [Float](repeating: 7, count: max(1, columns * yRow))
    var expected = start
    for i in 0..<rows { for j in 0..<columns { expected[j * yRow + i] = x[i * xRow + j] } }
    for level in levels {
      var found = start
      try table(level).transpose(rows, columns, x, xRow, &found, yRow)
      #expect(difference(found, expected) == nil, "\(level)")
    }
  }
}
