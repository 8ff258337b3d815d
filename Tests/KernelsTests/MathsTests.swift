import Foundation
import Kernels
import TestSupport
import Testing

/// A function under test: where to find it in a table, the truth in double, and the greatest error
/// in ulps over all floats, as Kernels.h states it.
struct Elementwise: CustomTestStringConvertible, Sendable {
  let name: String
  let kernel: @Sendable (KernelTable) -> KernelMap
  let truth: @Sendable (Double) -> Double
  let bound: Double

  var testDescription: String { name }

  static let all: [Elementwise] = [
    .init(name: "exp", kernel: { $0.exp }, truth: { Foundation.exp($0) }, bound: 0.87),
    .init(name: "expm1", kernel: { $0.expm1 }, truth: { Foundation.expm1($0) }, bound: 1.53),
    .init(name: "log", kernel: { $0.log }, truth: { Foundation.log($0) }, bound: 0.84),
    .init(name: "log1p", kernel: { $0.log1p }, truth: { Foundation.log1p($0) }, bound: 0.84),
    .init(name: "tanh", kernel: { $0.tanh }, truth: { Foundation.tanh($0) }, bound: 1.31),
    .init(
      name: "sigmoid", kernel: { $0.sigmoid },
      truth: { 1 / (1 + Foundation.exp(-$0)) }, bound: 1.97),
    .init(
      name: "softplus", kernel: { $0.softplus },
      truth: { max($0, 0) + Foundation.log1p(Foundation.exp(-abs($0))) }, bound: 1.67),
    .init(name: "erf", kernel: { $0.erf }, truth: { Foundation.erf($0) }, bound: 1.19),
    .init(
      name: "normal_quantile", kernel: { $0.normal_quantile }, truth: normalQuantile, bound: 6.6),
  ]

  func callAsFunction(_ x: [Float], level: String) throws -> [Float] {
    let kernel = kernel(try table(level))
    var y = [Float](repeating: 7, count: x.count)
    kernel(x.count, x, &y)
    return y
  }
}

/// Φ⁻¹ in double: Halley steps on erfc, from an approximation good to three digits.
func normalQuantile(_ p: Double) -> Double {
  guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
  if p == 0.5 { return 0 }
  let tail = min(p, 1 - p)
  // Abramowitz & Stegun 1964, 26.2.23, to 4.5e-4.
  let t = sqrt(-2 * log(tail))
  var z =
    t - (2.515517 + t * (0.802853 + t * 0.010328))
    / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  for _ in 0..<3 {
    let error = 0.5 * erfc(z / 2.0.squareRoot()) - tail
    let u = error * (2 * Double.pi).squareRoot() * exp(z * z / 2)
    z += u / (1 - z * u / 2)
  }
  return p < 0.5 ? -z : z
}

/// |found − truth| in units of the last place of a float as large as the truth; ∞ counts as 2^128.
func ulps(_ found: Float, _ truth: Double) -> Double {
  if truth.isNaN || found.isNaN { return truth.isNaN && found.isNaN ? 0 : .infinity }
  if truth.isInfinite { return Double(found) == truth ? 0 : .infinity }
  let limit = 0x1p128
  let value = found.isInfinite ? (found > 0 ? limit : -limit) : Double(found)
  let clipped = min(max(truth, -limit), limit)
  let exponent = max(min(clipped == 0 ? -126 : clipped.exponent, 127), -126)
  return abs(value - clipped) / Double(sign: .plus, exponent: Int(exponent) - 23, significand: 1)
}

@Suite struct MathsTests {
  /// Every 4,099th float, or every one with ULPS=full in the environment (an hour).
  static let stride: UInt64 = ProcessInfo.processInfo.environment["ULPS"] == "full" ? 1 : 4_099

  static let specials: [Float] = [
    0, -0.0, .infinity, -.infinity, .nan, 1, -1, 0.5, -0.5,
    .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude, -.leastNormalMagnitude,
    Float.leastNormalMagnitude.nextDown, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
    Float(1).nextUp, Float(1).nextDown, Float(-1).nextUp, Float(-1).nextDown, 88.72283, 88.72284,
    -87.33654, -87.33655, -103.97207, -103.97208, -103.97209, -104, 89, 0.625, 0.9275, 4,
    16_777_216,
  ]

  /// Calls `body` with all the floats of the sweep, a block at a time.
  static func sweep(_ body: ([Float]) throws -> Void) rethrows {
    try body(specials)
    let block = 1 << 16
    var next: UInt64 = 0
    while next <= UInt64(UInt32.max) {
      var x: [Float] = []
      x.reserveCapacity(block)
      while x.count < block, next <= UInt64(UInt32.max) {
        x.append(Float(bitPattern: UInt32(next)))
        next += stride
      }
      try body(x)
    }
  }

  @Test(arguments: Elementwise.all)
  func `the error stays under the stated bound, with the same bits at every level`(
    function: Elementwise
  ) throws {
    var worst = (error: 0.0, at: Float(0))
    try Self.sweep { x in
      let y = try function(x, level: "baseline")
      for (x, y) in zip(x, y) {
        let error = ulps(y, function.truth(Double(x)))
        if error > worst.error { worst = (error, x) }
      }
      for level in levels.dropFirst() {
        #expect(difference(try function(x, level: level), y) == nil, "\(level)")
      }
    }
    #expect(worst.error <= function.bound, "at \(worst.at)")
    if Self.stride == 1 { print("\(function.name): \(worst.error) ulp at \(worst.at)") }
  }

  @Test(arguments: Elementwise.all)
  func `every length and place in a vector gives the same bits, also in place`(
    function: Elementwise
  ) throws {
    var generator = SplitMix(seed: 5)
    let x = Inputs.wild.make(67, using: &generator)
    for level in levels {
      let one = try x.map { try function([$0], level: level)[0] }
      for count in 0...x.count {
        var y = Array(x[..<count])
        let kernel = function.kernel(try table(level))
        y.withUnsafeMutableBufferPointer { y in
          if let start = y.baseAddress { kernel(count, start, start) }
        }
        #expect(difference(y, Array(one[..<count])) == nil, "\(level), \(count) elements")
      }
    }
  }

  @Test func `the values at the edges of each domain are exact`() throws {
    let inf = Float.infinity
    let tiny = Float.leastNonzeroMagnitude
    let expected: [String: [(Float, Float)]] = [
      "exp": [(0, 1), (-0.0, 1), (inf, inf), (-inf, 0), (tiny, 1), (-104, 0), (89, inf)],
      "expm1": [(0, 0), (-0.0, -0.0), (inf, inf), (-inf, -1), (tiny, tiny), (-tiny, -tiny)],
      "log": [
        (0, -inf), (-0.0, -inf), (1, 0), (inf, inf), (-1, .nan), (-inf, .nan), (-tiny, .nan),
      ],
      "log1p": [
        (0, 0), (-0.0, -0.0), (-1, -inf), (inf, inf), (-2, .nan), (-inf, .nan), (tiny, tiny),
        (-tiny, -tiny),
      ],
      "tanh": [(0, 0), (-0.0, -0.0), (inf, 1), (-inf, -1), (tiny, tiny), (-tiny, -tiny)],
      "sigmoid": [(0, 0.5), (-0.0, 0.5), (inf, 1), (-inf, 0), (tiny, 0.5)],
      "softplus": [(inf, inf), (-inf, 0), (-104, 0), (100, 100)],
      "erf": [(0, 0), (-0.0, -0.0), (inf, 1), (-inf, -1), (tiny, tiny), (-tiny, -tiny)],
      "normal_quantile": [
        (0, -inf), (-0.0, -inf), (1, inf), (0.5, 0), (-tiny, .nan), (Float(1).nextUp, .nan),
        (inf, .nan), (-inf, .nan),
      ],
    ]
    #expect(Set(expected.keys) == Set(Elementwise.all.map(\.name)))
    for function in Elementwise.all {
      for (x, y) in try #require(expected[function.name]) + [(.nan, .nan), (-.nan, .nan)] {
        for level in levels {
          let found = try function([x], level: level)
          #expect(difference(found, [y]) == nil, "\(function.name)(\(x)) at \(level)")
        }
      }
    }
  }

  @Test func `odd functions are odd, exactly`() throws {
    for function in Elementwise.all where ["tanh", "erf"].contains(function.name) {
      try Self.sweep { x in
        let numbers = x.filter { !$0.isNaN }
        let mirrored = try function(numbers.map { -$0 }, level: "baseline").map { -$0 }
        #expect(difference(mirrored, try function(numbers, level: "baseline")) == nil)
      }
    }
  }

  @Test func `an ulp is counted as it should be`() {
    #expect(ulps(1, 1) == 0)
    #expect(ulps(Float(1).nextUp, 1) == 1)
    #expect(ulps(1, 1 + 0x1p-24) == 0.5)
    #expect(ulps(0, 0x1p-149) == 1)
    #expect(ulps(.infinity, 0x1.ffffffp127) == 0.5)
    #expect(ulps(.infinity, 1) > 1e30)
    #expect(ulps(.greatestFiniteMagnitude, .infinity) == .infinity)
    #expect(ulps(.nan, 1) == .infinity)
    #expect(ulps(1, .nan) == .infinity)
  }
}
