import Kernels
import TestSupport
import Testing

@Suite struct ReductionTests {
  /// The order that Kernels.h promises, written out: 16 lanes, then a tree.
  func laneSum(_ terms: [Double]) -> Double {
    var lanes = [Double](repeating: 0, count: 16)
    for (i, term) in terms.enumerated() { lanes[i % 16] += term }
    for half in [8, 4, 2, 1] {
      for lane in 0..<half { lanes[lane] += lanes[lane + half] }
    }
    return lanes[0]
  }

  @Test(arguments: [0, 1, 2, 15, 16, 17, 31, 33, 100, 1_000, 4_097])
  func `sums keep their promised order`(count: Int) throws {
    var generator = SplitMix(seed: UInt64(count))
    for inputs in [Inputs.uniform, .wild] {
      let a = inputs.make(count, using: &generator)
      let b = inputs.make(count, using: &generator)
      let pairs = zip(a, b).map { (Double($0), Double($1)) }
      for level in levels {
        let table = try table(level)
        #expect(table.sum(count, a) == laneSum(a.map(Double.init)), "\(level)")
        #expect(
          table.squared_distance(count, a, b)
            == laneSum(pairs.map { ($0 - $1) * ($0 - $1) }), "\(level)")
      }
    }
  }

  @Test(arguments: [(0, 3), (3, 0), (1, 1), (5, 17), (31, 7), (3, 600), (40, 256)])
  func `column sums are sums in double, rounded once`(rows: Int, columns: Int) throws {
    var generator = SplitMix(seed: 9)
    let x = Inputs.uniform.make(rows * columns, using: &generator)
    let byColumn = (0..<columns).map { j in
      Float((0..<rows).reduce(0.0) { $0 + Double(x[$1 * columns + j]) })
    }
    for level in levels {
      var found = [Float](repeating: 7, count: columns)
      try table(level).column_sums(rows, columns, x, columns, &found)
      #expect(difference(found, byColumn) == nil, "\(level)")
    }
  }
}
