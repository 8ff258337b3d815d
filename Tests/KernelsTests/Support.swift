import Foundation
import Kernels
import TestSupport
import Testing

/// The levels this processor can run, lowest first.
let levels: [String] = String(cString: kernel_levels()).components(separatedBy: ", ")

/// One level's functions.
func table(_ level: String) throws -> KernelTable {
  try #require(kernel_table(level), "no level \(level)").pointee
}

/// What the numbers of a test are like. A fused multiply-add in double must fear those whose sums
/// lie so close to halfway between two floats that the double is exactly halfway; random numbers
/// never do.
enum Inputs: CaseIterable {
  /// Between −1 and 1.
  case uniform
  /// Few significant bits, so that many sums are exactly halfway.
  case short
  /// Products of (1 ± 2^-q) 2^e: sums within 2^-70 of halfway, but not halfway.
  case nearTies
  /// The same where results are subnormal.
  case tinyNearTies
  /// From the least subnormal to the edge of overflow.
  case wild
  /// Zeros of both signs, infinities and NaN among small whole numbers.
  case special

  func make(_ count: Int, using generator: inout SplitMix) -> [Float] {
    (0..<count).map { _ in
      let unit = Float.random(in: -1...1, using: &generator)
      let bits = UInt32(truncatingIfNeeded: generator.next())
      switch self {
      case .uniform: return unit
      case .short: return Float(Int32(bits & 0xFFF) - 2048) * (bits >> 31 == 0 ? 1 : 0x1p-24)
      case .nearTies: return Self.nearOne(bits, exponents: [0, 0, -11, -12, -13])
      case .tinyNearTies: return Self.nearOne(bits, exponents: [-63, -65, -74, -75, -76])
      case .wild:
        let any = Float(bitPattern: bits)
        return any.isFinite ? any : unit
      case .special:
        let values: [Float] = [0, -0, .infinity, -.infinity, .nan, 1, -1, 2, 3, -5]
        return values[bits % 64 < 10 ? Int(bits % 64) : Int(bits >> 8) % 5 + 5]
      }
    }
  }

  private static func nearOne(_ bits: UInt32, exponents: [Int]) -> Float {
    let step = Float(
      sign: bits & 1 == 0 ? .plus : .minus, exponent: -15 - Int(bits >> 1 & 7), significand: 1)
    let exponent = exponents[Int(bits >> 8) % exponents.count]
    return Float(sign: bits >> 31 == 0 ? .plus : .minus, exponent: exponent, significand: 1 + step)
  }
}

/// Says where two arrays differ in a bit, or nothing. Counts come first. With `anyNaN`, one NaN is
/// as good as another: products and sums promise no sign and payload for theirs.
func difference(_ found: [Float], _ expected: [Float], anyNaN: Bool = false) -> String? {
  guard found.count == expected.count else {
    return "\(found.count) elements, expected \(expected.count)"
  }
  for (i, (f, e)) in zip(found, expected).enumerated() where f.bitPattern != e.bitPattern {
    if anyNaN && f.isNaN && e.isNaN { continue }
    return "element \(i) is \(f), expected \(e)"
  }
  return nil
}

@Suite struct SupportTests {
  @Test func `a difference is found, be it one bit or one element`() {
    #expect(difference([1, 2], [1, 2]) == nil)
    #expect(difference([1, 2], [1, Float(2).nextUp]) == "element 1 is 2.0, expected 2.0000002")
    #expect(difference([0], [-0.0]) == "element 0 is 0.0, expected -0.0")
    #expect(difference([1], [1, 2]) == "1 elements, expected 2")
    #expect(difference([.nan], [-.nan]) != nil)
    #expect(difference([.nan], [-.nan], anyNaN: true) == nil)
    #expect(difference([.nan], [1], anyNaN: true) != nil)
  }
}
