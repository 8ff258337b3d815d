extension Collection<Bool> {
  /// The share of what is true.
  public var share: Double { Double(count(where: \.self)) / Double(count) }
}

extension Collection<Double> {
  /// The arithmetic mean.
  public var mean: Double { reduce(0, +) / Double(count) }

  /// The sample standard deviation, with n − 1; 0 for a single number.
  public var standardDeviation: Double {
    let mean = mean
    let squares = reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return count > 1 ? (squares / Double(count - 1)).squareRoot() : 0
  }
}

/// Whether each list is above the one before, number by number: with every seed, where the numbers are one
/// a seed.
public func increasing(_ lists: [Double]...) -> Bool { increasing(lists) }

/// Whether each of `lists` is above the one before, number by number.
public func increasing(_ lists: [[Double]]) -> Bool {
  zip(lists, lists.dropFirst()).allSatisfy { zip($0, $1).allSatisfy(<) }
}

/// Whether every error of `a` is lower than every error of `b`.
public func beats(_ a: [Double], _ b: [Double]) -> Bool {
  a.allSatisfy { a in b.allSatisfy { a < $0 } }
}
