import Kernels
import TestSupport
import Testing

@Suite struct ProductTests {
  typealias Product = (
    Int, Int, Int, KernelView, KernelView, UnsafeMutablePointer<Float>, Int
  ) -> Void

  /// The product by its definition: no blocks, no vectors, one fused multiply-add a step.
  let tripleLoop: Product = { m, n, k, a, b, c, cRow in
    for i in 0..<m {
      for j in 0..<n {
        var sum: Float = 0
        for p in 0..<k {
          sum.addProduct(a.at[i * a.row + p * a.column], b.at[p * b.row + j * b.column])
        }
        c[i * cRow + j] = sum + 0
      }
    }
  }

  /// How a matrix lies in memory: row after row, transposed, or with room between its elements.
  enum Layout {
    case rows, columns, scattered

    /// The two strides of a matrix.
    func strides(_ rows: Int, _ columns: Int) -> (row: Int, column: Int) {
      switch self {
      case .rows: (columns, 1)
      case .columns: (1, rows)
      case .scattered: (2 * columns, 2)
      }
    }

    /// `elements`, row after row or column after column, as this layout has them.
    func spread(_ elements: [Float]) -> [Float] {
      self == .scattered ? elements.flatMap { [$0, .nan] } : elements
    }
  }

  /// How a product's factors lie in memory.
  struct Form {
    var a = Layout.rows
    var b = Layout.rows

    static let all = [
      Form(), Form(a: .columns), Form(b: .columns), Form(a: .columns, b: .columns),
      Form(a: .scattered, b: .scattered),
    ]
  }

  /// c = a b with `product`, for matrices that lie as `form` says.
  func multiply(
    _ product: Product, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, _ form: Form = Form()
  ) {
    func view(_ at: UnsafePointer<Float>, _ strides: (row: Int, column: Int)) -> KernelView {
      KernelView(at: at, row: strides.row, column: strides.column)
    }
    product(m, n, k, view(a, form.a.strides(m, k)), view(b, form.b.strides(k, n)), c, n)
  }

  /// Every level's product against the triple loop, in all forms.
  func check(_ m: Int, _ n: Int, _ k: Int, _ inputs: Inputs, seed: UInt64) throws {
    var generator = SplitMix(seed: seed)
    let a = inputs.make(m * k, using: &generator)
    try check(m, n, k, a, inputs.make(k * n, using: &generator), "\(inputs)")
  }

  func check(_ m: Int, _ n: Int, _ k: Int, _ a: [Float], _ b: [Float], _ inputs: String) throws {
    for form in Form.all {
      let (a, b) = (form.a.spread(a), form.b.spread(b))
      var expected = [Float](repeating: 7, count: m * n)
      multiply(tripleLoop, m, n, k, a, b, &expected, form)
      for level in levels {
        let product = try table(level).product
        // What lies behind the result must stay as it was.
        var found = [Float](repeating: 7, count: m * n + 64)
        multiply(product, m, n, k, a, b, &found, form)
        let result = difference(Array(found[..<(m * n)]), expected, anyNaN: true)
        #expect(result == nil, "\(form) \(m)×\(n)×\(k) \(inputs) at \(level)")
        #expect(found[(m * n)...].allSatisfy { $0 == 7 }, "\(form) \(m)×\(n)×\(k) at \(level)")
      }
    }
  }

  @Test(arguments: Inputs.allCases)
  func `every level equals the triple loop, bit for bit`(inputs: Inputs) throws {
    let shapes = [
      (1, 1, 1), (1, 1, 513), (2, 3, 5), (7, 11, 13), (13, 17, 31), (12, 32, 64), (6, 16, 8),
      (4, 8, 3), (37, 53, 29), (1, 97, 7), (97, 1, 7), (25, 33, 1), (32, 2, 128), (2, 784, 40),
      (101, 16, 1030), (13, 40, 600), (40, 1056, 33), (150, 33, 390), (147, 520, 40),
      (32, 150, 20), (48, 148, 390),
    ]
    for (seed, (m, n, k)) in shapes.enumerated() {
      try check(m, n, k, inputs, seed: UInt64(seed))
    }
  }

  @Test(arguments: [Inputs.uniform, .wild, .special])
  func `a matrix of zeros in margins, where steps are skipped, equals the triple loop`(
    inputs: Inputs
  ) throws {
    var generator = SplitMix(seed: 5)
    for (m, n, k) in [
      (64, 48, 784), (27, 48, 784), (12, 32, 512), (784, 33, 64), (784, 112, 70), (13, 70, 1100),
      (30, 16, 30), (27, 208, 519), (150, 256, 100), (31, 100, 391),
    ] {
      // The middle third of the rows and of the columns holds numbers, the rest zeros of either sign.
      let values = inputs.make(m * k, using: &generator)
      let a = values.indices.map { index in
        let (row, column) = (index / k, index % k)
        let isInside = row * 3 / m == 1 && column * 3 / k == 1
        return isInside ? values[index] : index % 2 == 0 ? 0 : -0
      }
      try check(m, n, k, a, inputs.make(k * n, using: &generator), "\(inputs) in margins")
    }
  }

  @Test func `what is not finite counts, also in steps that a tile or all of them skip`() throws {
    let (m, n, k) = (48, 64, 608)
    // Only rows 20 ..< 30 and columns 100 ..< 200 hold numbers.
    let a = (0..<m * k).map { 20..<30 ~= $0 / k && 100..<200 ~= $0 % k ? Float(1) : 0 }
    for value in [Float.infinity, -.infinity, .nan, .greatestFiniteMagnitude] {
      for place in [0, 150 * n + 1, k * n - 1] {
        var b = [Float](repeating: 1, count: k * n)
        b[place] = value
        try check(m, n, k, a, b, "\(value) at \(place)")
      }
    }
  }

  @Test func `random shapes equal the triple loop`() throws {
    var generator = SplitMix(seed: 3)
    for seed in 0..<60 {
      let (m, n, k) = (
        Int.random(in: 1...40, using: &generator), Int.random(in: 1...80, using: &generator),
        Int.random(in: 0...50, using: &generator)
      )
      try check(m, n, k, .uniform, seed: UInt64(seed))
      try check(m, n, k, .short, seed: UInt64(seed))
    }
  }

  @Test func `an empty sum is +0 and an empty result is left alone`() throws {
    try check(5, 7, 0, .uniform, seed: 0)
    try check(0, 7, 3, .uniform, seed: 0)
    try check(5, 0, 3, .uniform, seed: 0)
    try check(0, 0, 0, .uniform, seed: 0)
  }

  @Test func `a sum next to halfway between two floats is rounded once`() throws {
    // 1 + 2^-24 is halfway and goes to 1, which is even; 1 + 2^-23 + 2^-24 is and goes up. Where
    // the second term is 2^-24 (1 + 2^-23)(1 − 2^-23), the sum is 2^-70 below halfway: it goes
    // down, though the double nearest to it is halfway.
    let more: Float = 1 + 0x1p-23
    let less: Float = 1 - 0x1p-23
    let cases: [(first: Float, second: (Float, Float), sum: Float)] = [
      (1, (1, 1), 1), (1, (more, less), 1), (1, (more, more), more),
      (more, (1, 1), 1 + 0x1p-22), (more, (more, less), more), (more, (more, more), 1 + 0x1p-22),
    ]
    for level in levels {
      let product = try table(level).product
      for (first, second, expected) in cases {
        var sum: [Float] = [7]
        multiply(
          product, 1, 1, 2, [first, second.0 * 0x1p-12], [1, second.1 * 0x1p-12], &sum)
        #expect(sum == [expected], "\(first) + \(second) at \(level)")
      }
    }
  }

  @Test func `a zero sum is +0, also after underflow`() throws {
    for level in levels {
      let product = try table(level).product
      var c: [Float] = [7]
      multiply(product, 1, 1, 1, [-0.0], [1], &c)
      #expect(difference(c, [0]) == nil, "+0 + −0·1 at \(level)")
      multiply(product, 1, 1, 2, [-0x1p-100, -0.0], [0x1p-100, 1], &c)
      #expect(difference(c, [0]) == nil, "−0 + −0·1 at \(level)")
    }
  }
}
