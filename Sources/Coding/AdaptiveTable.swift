/// A model that learns: it begins with symbols that are equally probable, and counts those that come. Coder and decoder
/// each have one and tell it each symbol once they know it, so no table need be sent.
public struct AdaptiveTable: SymbolModel, Sendable {
  /// How many symbols there are.
  public let count: Int
  /// Sums of the counts, in a binary indexed tree (Fenwick 1994): node i, from 1, holds the sum of as many counts up to
  /// symbol i − 1 as its lowest binary digit says.
  private var tree: [UInt32]
  private var total: UInt32
  private let limit: UInt32

  /// How much a symbol's count grows when it comes. A greater number learns faster, and forgets faster.
  private static let increment: UInt32 = 24

  /// A model of `count` symbols, 1 to 2¹⁶.
  public init(count: Int) {
    guard 1...symbolLimit ~= count else {
      fatalError("a model has 1 to 65,536 symbols, not \(count)")
    }
    self.count = count
    tree = (0...count).map { UInt32($0 & -$0) }
    total = UInt32(count)
    limit = UInt32(max(1 << 16, 4 * count))
  }

  /// Where a symbol lies.
  public func interval(of symbol: Int) -> Interval {
    let (start, end) = (place(of: sum(before: symbol)), place(of: sum(before: symbol + 1)))
    return Interval(start: start, size: end - start)
  }

  /// Which symbol lies there, by going down the tree.
  public func symbol(at place: UInt32) -> Int {
    // The greatest sum that begins at or before this place.
    var rest = UInt32(((UInt64(place) + 1) * UInt64(total) - 1) >> Interval.bits)
    var (node, length) = (0, 1 << (Int.bitWidth - 1 - count.leadingZeroBitCount))
    while length > 0 {
      if node + length <= count, tree[node + length] <= rest {
        node += length
        rest -= tree[node]
      }
      length /= 2
    }
    return min(node, count - 1)
  }

  /// Counts a symbol. When the counts have become large all are halved, so that what was seen lately weighs more.
  public mutating func learn(_ symbol: Int) {
    add(Self.increment, to: symbol)
    guard total > limit else { return }
    let counts = (0..<count).map { sum(before: $0 + 1) - sum(before: $0) }
    tree = (0...count).map { _ in 0 }
    total = 0
    for (symbol, old) in counts.enumerated() { add((old + 1) / 2, to: symbol) }
  }

  private mutating func add(_ increase: UInt32, to symbol: Int) {
    var node = symbol + 1
    while node <= count {
      tree[node] += increase
      node += node & -node
    }
    total += increase
  }

  private func sum(before symbol: Int) -> UInt32 {
    var (node, sum) = (symbol, UInt32(0))
    while node > 0 {
      sum += tree[node]
      node &= node - 1
    }
    return sum
  }

  /// Where on the line a sum of counts lies.
  private func place(of sum: UInt32) -> UInt32 {
    UInt32(UInt64(sum) << Interval.bits / UInt64(total))
  }
}
