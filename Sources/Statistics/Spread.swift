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
