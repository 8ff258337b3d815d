/// Writes symbols as bytes, the first one first (Martin 1979, "Range encoding: an algorithm for removing redundancy from a
/// digitised message").
///
/// All that may still come is a range of numbers, `low` up to `low + range`, read as a fraction of base 256. A symbol
/// narrows it to a part as long as the symbol is probable; leading bytes that are settled are written. So a message
/// takes the sum of its symbols' ``Interval/information``, and one or two bytes besides.
public struct RangeEncoder {
  private var bytes: [UInt8] = []
  private var low: UInt64 = 0
  private var range: UInt64 = .max

  /// An encoder that has written nothing.
  public init() {}

  /// Writes a symbol that lies in `interval`.
  public mutating func encode(_ interval: Interval) {
    let unit = range >> Interval.bits
    let (sum, carries) = low.addingReportingOverflow(unit * UInt64(interval.start))
    if carries { carry() }
    (low, range) = (sum, unit * UInt64(interval.size))
    while range < shortestRange {
      bytes.append(UInt8(low >> 56))
      low <<= 8
      range <<= 8
    }
  }

  /// The message: what was written, and as few bytes more as tell the last symbol.
  public consuming func finished() -> [UInt8] {
    let (tail, carries) = tail(low: low, range: range)
    if carries { carry() }
    return bytes + tail
  }

  /// Adds 1 to the number that the bytes make.
  private mutating func carry() {
    var place = bytes.count - 1
    while bytes[place] == .max {
      bytes[place] = 0
      place -= 1
    }
    bytes[place] += 1
  }
}

/// Reads symbols that ``RangeEncoder`` has written.
public struct RangeDecoder<Bytes: RandomAccessCollection<UInt8>> where Bytes.Index == Int {
  private let bytes: Bytes
  /// Which byte is read next; behind the end are zeros, which were not written.
  private var place: Int
  private var low: UInt64 = 0
  private var range: UInt64 = .max
  /// How far into the range the message leads.
  private var offset: UInt64 = 0

  /// A decoder of a message.
  public init(_ bytes: Bytes) {
    (self.bytes, place) = (bytes, bytes.startIndex)
    for _ in 0..<8 { readByte() }
  }

  /// The next symbol, by the model that it was written with.
  ///
  /// - Throws: ``CodingError``, at the latest a few symbols after the end of a message that is too short.
  public mutating func decode(by model: some SymbolModel) throws(CodingError) -> Int {
    guard place <= bytes.endIndex + 8 else { throw .truncated }
    let unit = range >> Interval.bits
    let slot = offset / unit
    guard slot < UInt64(Interval.whole) else { throw .damaged }
    let symbol = model.symbol(at: UInt32(slot))
    let interval = model.interval(of: symbol)
    low &+= unit * UInt64(interval.start)
    offset -= unit * UInt64(interval.start)
    range = unit * UInt64(interval.size)
    while range < shortestRange {
      low <<= 8
      range <<= 8
      readByte()
    }
    return symbol
  }

  /// Makes sure that the message ends here, with the bytes that the encoder ends it with.
  public func finish() throws(CodingError) {
    let (expected, _) = tail(low: low, range: range)
    let first = place - 8
    guard first + expected.count <= bytes.endIndex else { throw .truncated }
    guard bytes[first...].elementsEqual(expected) else { throw .damaged }
  }

  private mutating func readByte() {
    offset = offset << 8 | UInt64(place < bytes.endIndex ? bytes[place] : 0)
    place += 1
  }
}

/// A shorter range is made longer by a byte: so a range has always at least 2³² units of an interval.
private let shortestRange: UInt64 = 1 << 56

/// The fewest bytes that, followed by zeros, make a number of a range, and whether that number has become too large for
/// 64 binary digits.
private func tail(low: UInt64, range: UInt64) -> (bytes: [UInt8], carries: Bool) {
  for count in 0..<8 {
    // Round up to so many bytes.
    let step = count == 0 ? UInt64(0) : UInt64(1) << (64 - 8 * UInt64(count))
    let mask = step &- 1
    let (sum, carries) = low.addingReportingOverflow(mask)
    let number = sum & ~mask
    guard number &- low < range else { continue }
    return (
      (0..<count).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) },
      carries || (count == 0 && low > 0)
    )
  }
  return ((0..<8).map { UInt8(truncatingIfNeeded: low >> (56 - 8 * $0)) }, false)
}
