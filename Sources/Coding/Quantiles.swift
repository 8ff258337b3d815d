/// How numbers are distributed, told by a few of their quantiles: between two neighbouring ones lies the same share of
/// them, evenly spread.
///
/// From it follows a table for any step of a ``Quantizer``, on every machine the same one.
public struct Quantiles: Hashable, Sendable {
  /// The quantiles, in ascending order, from the least number to the greatest.
  public let values: [Float]

  /// The quantiles of some numbers, of which none is infinite or no number.
  public init(of numbers: some Collection<Float>, parts: Int = 64) {
    let sorted = numbers.sorted()
    self.init((0...parts).map { sorted[$0 * (sorted.count - 1) / parts] })
  }

  /// Quantiles that were computed elsewhere: two or more finite numbers in ascending order.
  public init(_ values: [Float]) {
    guard Self.areValid(values) else {
      fatalError("quantiles are finite numbers in ascending order")
    }
    self.values = values
  }

  /// Whether these can be quantiles.
  public static func areValid(_ values: [Float]) -> Bool {
    values.count >= 2 && values.allSatisfy(\.isFinite)
      && zip(values, values.dropFirst()).allSatisfy(<=)
  }

  /// The share of the numbers below `x`.
  public func share(below x: Double) -> Double {
    guard x > Double(values[0]) else { return 0 }
    // The last quantile below x.
    var (low, high) = (0, values.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if Double(values[middle]) < x { low = middle } else { high = middle }
    }
    guard high < values.count else { return 1 }
    let (from, to) = (Double(values[low]), Double(values[high]))
    return (Double(low) + (x - from) / (to - from)) / Double(values.count - 1)
  }

  /// A table for these numbers, quantised; one in two thousand is taken to be none of those in their range.
  public func table(for quantizer: Quantizer) -> WholeNumbers {
    let (least, greatest) = (
      quantizer.index(of: values[0]), quantizer.index(of: values[values.count - 1])
    )
    // So small a step that there is no room for all: those in the middle.
    let range = least...min(greatest, least + symbolLimit - 2)
    let step = Double(quantizer.step)
    let below = (range.lowerBound...range.upperBound + 1).map {
      share(below: (Double($0) - 0.5) * step)
    }
    // What lies at the ends, rounded inwards, belongs to the outermost numbers.
    var weights = zip(below, below.dropFirst()).map { $1 - $0 }
    weights[0] += below[0]
    weights[weights.count - 1] += 1 - below[below.count - 1]
    return WholeNumbers(range, weights: weights, others: 0.0005)
  }
}
