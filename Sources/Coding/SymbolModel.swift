/// What is known of the next symbol, one of 0, 1, …, count − 1: an interval for each, all of which together are the line.
///
/// Both coders use it, so a model that one of them can use the other can use, too.
public protocol SymbolModel {
  /// How many symbols there are.
  var count: Int { get }
  /// Where a symbol lies.
  func interval(of symbol: Int) -> Interval
  /// Which symbol lies at a place below ``Interval/whole``.
  func symbol(at place: UInt32) -> Int
}

/// Symbols of which each is as probable as the others.
public struct EqualSymbols: SymbolModel, Sendable {
  /// How many there are.
  public let count: Int

  /// A model of `count` symbols, 1 to 2¹⁶.
  public init(count: Int) {
    guard 1...symbolLimit ~= count else {
      fatalError("a model has 1 to 65,536 symbols, not \(count)")
    }
    self.count = count
  }

  /// Where a symbol lies.
  public func interval(of symbol: Int) -> Interval { Interval(symbol, of: count) }

  /// Which symbol lies there: the last one that begins at or before this place.
  public func symbol(at place: UInt32) -> Int {
    ((Int(place) + 1) * count - 1) / Int(Interval.whole)
  }
}

/// The greatest number of symbols: each of so many can still be as improbable as 1 in 2²⁴ and as probable as it likes.
public let symbolLimit = 1 << 16
