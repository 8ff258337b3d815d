#if canImport(Glibc)
  import Glibc
#else
  import Foundation
#endif

/// What a symbol takes of the line from 0 to ``whole``, in proportion to its probability.
///
/// Coder and decoder must agree to the last digit, on whatever machines they run: so an interval is made of whole
/// numbers, and so is all that the coders do with it.
public struct Interval: Hashable, Sendable {
  /// How many binary digits a place on the line has.
  static let bits: UInt64 = 24
  /// The length of the line, 2²⁴.
  public static let whole: UInt32 = 1 << 24

  /// Where it begins.
  public let start: UInt32
  /// How long it is, at least 1.
  public let size: UInt32

  /// The interval from `start` to `start + size`, which is at most ``whole``.
  public init(start: UInt32, size: UInt32) {
    guard size >= 1, size <= Self.whole, start <= Self.whole - size else {
      fatalError("an interval of \(size) from \(start) on does not lie in 0..<\(Self.whole)")
    }
    (self.start, self.size) = (start, size)
  }

  /// The interval number `index` of `count` as equal ones as there can be: a number of log₂ count binary digits, each
  /// of which may be 0 or 1.
  public init(_ index: Int, of count: Int) {
    func place(_ index: Int) -> UInt32 { UInt32(index * Int(Self.whole) / count) }
    self.init(start: place(index), size: place(index + 1) - place(index))
  }

  /// How many binary digits a perfect coder spends on it: −log₂ of the probability.
  public var information: Double { Double(Interval.bits) - log2(Double(size)) }
}
