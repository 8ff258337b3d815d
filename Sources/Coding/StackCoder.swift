#if canImport(Glibc)
  import Glibc
#else
  import Foundation
#endif

/// Writes symbols onto a stack of bytes and reads them from its top, the last one first: asymmetric numeral systems
/// (Duda 2009, "Asymmetric numeral systems", section 3).
///
/// All that was written is one large number. A symbol of probability p makes it 1/p times as large, and reading the
/// symbol makes it as small again, exactly. Because reading undoes writing, one can also *read* symbols that nobody
/// wrote, from whatever bytes lie on the stack, and get the same bytes back by writing them: that is how a model with
/// latent variables gets bits back (Townsend, Bird and Barber 2019, "Practical lossless compression with latent
/// variables using bits back coding").
public struct StackCoder: Hashable, Sendable {
  private var bytes: [UInt8]
  /// The top of the stack: at least `least`, below 256 times that.
  private var top: UInt64
  private static let least: UInt64 = 1 << 55

  /// An empty stack.
  public init() {
    (bytes, top) = ([], Self.least)
  }

  /// A stack that was ``serialized``.
  ///
  /// - Throws: ``CodingError`` if no stack is written so.
  public init(serialized: some Collection<UInt8>) throws(CodingError) {
    guard serialized.count >= 8 else { throw .truncated }
    top = serialized.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    bytes = Array(serialized.dropLast(8))
    guard top >= Self.least, top < Self.least << 8 else { throw .damaged }
  }

  /// All of the stack, 8 bytes more than its information.
  public var serialized: [UInt8] {
    bytes + (0..<8).map { UInt8(truncatingIfNeeded: top >> (56 - 8 * $0)) }
  }

  /// Whether nothing is left to read.
  public var isEmpty: Bool { bytes.isEmpty && top == Self.least }

  /// How many binary digits the number has, about: what it would take to write it.
  public var information: Double { 8 * Double(bytes.count) + log2(Double(top)) - 55 }

  /// Writes a symbol that lies in `interval`.
  public mutating func push(_ interval: Interval) {
    let size = UInt64(interval.size)
    while top >= size << (63 - Interval.bits) {
      bytes.append(UInt8(truncatingIfNeeded: top))
      top >>= 8
    }
    top = (top / size) << Interval.bits + UInt64(interval.start) + top % size
  }

  /// Reads a symbol, by the model that it was written with.
  public mutating func pop(by model: some SymbolModel) throws(CodingError) -> Int {
    let slot = top & UInt64(Interval.whole - 1)
    let symbol = model.symbol(at: UInt32(slot))
    let interval = model.interval(of: symbol)
    top = UInt64(interval.size) * (top >> Interval.bits) + slot - UInt64(interval.start)
    while top < Self.least {
      guard let byte = bytes.popLast() else { throw .truncated }
      top = top << 8 | UInt64(byte)
    }
    return symbol
  }
}
