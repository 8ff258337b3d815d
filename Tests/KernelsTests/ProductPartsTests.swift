import Kernels
import TestSupport
import Testing

extension ProductTests {
  @Test(arguments: [Inputs.uniform, .wild, .special], [false, true])
  func `a part of a product computed alone equals that part of the whole`(
    inputs: Inputs, isSparse: Bool
  ) throws {
    var generator = SplitMix(seed: 11)
    for (m, n, k) in [(50, 96, 70), (50, 96, 528), (31, 75, 600), (96, 33, 40), (24, 64, 1100)] {
      let values = inputs.make(m * k, using: &generator)
      // Of a sparse factor one row in eight holds numbers.
      let a = values.indices.map { isSparse && $0 / k % 8 != 3 ? 0 : values[$0] }
      let b = inputs.make(k * n, using: &generator)
      let rows = parts(of: m, unit: Int(KERNEL_ROWS), using: &generator)
      let columns = parts(of: n, unit: Int(KERNEL_COLUMNS), using: &generator)
      for form in Form.all.dropLast() {
        for level in levels {
          let whole = try product(level, m, n, k, a, b, form, rows: [0..<m], columns: [0..<n])
          let found = try product(level, m, n, k, a, b, form, rows: rows, columns: columns)
          let result = difference(found, whole, anyNaN: true)
          #expect(result == nil, "\(form) \(m)×\(n)×\(k) at \(level), cut at \(rows), \(columns)")
        }
      }
    }
  }

  /// A product made of parts, each the given rows by the given columns.
  private func product(
    _ level: String, _ m: Int, _ n: Int, _ k: Int, _ a: [Float], _ b: [Float], _ form: Form,
    rows: [Range<Int>], columns: [Range<Int>]
  ) throws -> [Float] {
    let product: Product? = try table(level).product
    let compute = try #require(product)
    let (aStrides, bStrides) = (form.a.strides(m, k), form.b.strides(k, n))
    var c = [Float](repeating: 7, count: m * n)
    c.withUnsafeMutableBufferPointer { c in
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          for (i, j) in rows.flatMap({ i in columns.map { (i, $0) } }) {
            compute(
              i.count, j.count, k,
              KernelView(
                at: a + i.lowerBound * aStrides.row, row: aStrides.row, column: aStrides.column),
              KernelView(
                at: b + j.lowerBound * bStrides.column, row: bStrides.row, column: bStrides.column),
              c + i.lowerBound * n + j.lowerBound, n)
          }
        }
      }
    }
    return c
  }

  /// 0 ..< count in parts: cut at two multiples of `unit`, and at two places that need be none.
  private func parts(
    of count: Int, unit: Int, using generator: inout SplitMix
  ) -> [Range<Int>] {
    let units = (0..<2).map { _ in Int.random(in: 0...count / unit, using: &generator) * unit }
    let places = (0..<2).map { _ in Int.random(in: 0...count, using: &generator) }
    let cuts = ([0, count] + units + places).sorted()
    return zip(cuts, cuts.dropFirst()).map { $0..<$1 }
  }
}
