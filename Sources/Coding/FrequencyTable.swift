/// A model that does not change: how often each symbol was seen elsewhere, in training data say.
public struct FrequencyTable: SymbolModel, Sendable {
  /// Where each symbol begins, and at the end where the last one ends.
  private let starts: [UInt32]

  /// How many symbols there are.
  public var count: Int { starts.count - 1 }

  /// A table in which every symbol has a share of the line in proportion to its weight, and besides that the least
  /// share that there is, 2⁻²⁴: one that was never seen costs much, but can be coded.
  ///
  /// The same weights give the same table on every machine: what is computed of them is rounded by IEEE 754 alone.
  ///
  /// - Parameter weights: 1 to 2¹⁶ numbers of at least 0, numbers of occurrences or probabilities. If all are 0, all
  ///   symbols are equally probable.
  public init(weights: [Double]) {
    guard 1...symbolLimit ~= weights.count else {
      fatalError("a model has 1 to 65,536 symbols, not \(weights.count)")
    }
    guard weights.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      fatalError("a weight is a finite number from 0 on")
    }
    let sum = weights.reduce(0, +)
    let known = sum > 0 && sum.isFinite
    let shared = Double(Int(Interval.whole) - weights.count)
    var (starts, seen) = ([UInt32](), 0.0)
    starts.reserveCapacity(weights.count + 1)
    for (symbol, weight) in weights.enumerated() {
      starts.append(UInt32(shared * min(seen, 1)) + UInt32(symbol))
      seen += known ? weight / sum : 1 / Double(weights.count)
    }
    self.starts = starts + [Interval.whole]
  }

  /// The same of numbers of occurrences.
  public init(counts: [Int]) {
    self.init(weights: counts.map(Double.init))
  }

  /// Where a symbol lies.
  public func interval(of symbol: Int) -> Interval {
    Interval(start: starts[symbol], size: starts[symbol + 1] - starts[symbol])
  }

  /// Which symbol lies there, by halving.
  public func symbol(at place: UInt32) -> Int {
    var (low, high) = (0, count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= place { low = middle } else { high = middle }
    }
    return low
  }
}
