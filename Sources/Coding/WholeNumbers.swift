/// Whole numbers, near ones by a table and others behind an escape: how indices of a ``Quantizer`` are coded.
///
/// The table has a symbol for each number of its range, and one more that says that another number follows, in Elias's
/// gamma code (Elias 1975, "Universal codeword sets and representations of the integers"): its length in unary, then
/// its binary digits.
public struct WholeNumbers: Sendable {
  /// The numbers that the table has.
  public let range: ClosedRange<Int>
  private let table: FrequencyTable

  /// A table of numbers that were seen.
  public init(seen numbers: some Collection<Int>) {
    let range = (numbers.min() ?? 0)...(numbers.max() ?? 0)
    self.init(
      range,
      weights: numbers.reduce(into: [Double](repeating: 0, count: range.count)) {
        $0[$1 - range.lowerBound] += 1
      }, others: 1)
  }

  /// - Parameters:
  ///   - range: numbers of at most ``Quantizer/limit``, at most 2¹⁶ − 1 of them.
  ///   - weights: how frequent each of them is.
  ///   - others: how frequent all others are together.
  public init(_ range: ClosedRange<Int>, weights: [Double], others: Double) {
    guard range.count == weights.count, range.count < symbolLimit else {
      fatalError("a table of \(range.count) numbers has a weight for each, not \(weights.count)")
    }
    guard -Quantizer.limit...Quantizer.limit ~= range.lowerBound,
      range.upperBound <= Quantizer.limit
    else {
      fatalError(
        "numbers from \(range.lowerBound) to \(range.upperBound) are beyond what a quantiser gives")
    }
    self.range = range
    table = FrequencyTable(weights: weights + [others])
  }

  /// What stands for a number, in the order in which it is read.
  public func intervals(of number: Int) -> [Interval] {
    guard abs(number) <= Quantizer.limit else {
      fatalError("\(number) is beyond what a quantiser gives")
    }
    guard !range.contains(number) else { return [table.interval(of: number - range.lowerBound)] }
    // 1, 2, … for the numbers outside, those above the range odd, those below it even.
    let rank =
      number > range.upperBound
      ? 2 * (number - range.upperBound) - 1 : 2 * (range.lowerBound - number)
    let length = Int.bitWidth - rank.leadingZeroBitCount
    let unary = [Int](repeating: 1, count: length - 1) + [0]
    let digits = (0..<length - 1).reversed().map { rank >> $0 & 1 }
    return [table.interval(of: range.count)] + (unary + digits).map { Interval($0, of: 2) }
  }

  /// Reads a number, symbol by symbol.
  ///
  /// - Parameter next: reads the next symbol by a model.
  public func number(
    reading next: (any SymbolModel) throws(CodingError) -> Int
  ) throws(CodingError) -> Int {
    let symbol = try next(table)
    guard symbol == range.count else { return range.lowerBound + symbol }
    let digit = EqualSymbols(count: 2)
    var length = 1
    while try next(digit) == 1 {
      length += 1
      guard length <= 22 else { throw .damaged }
    }
    var rank = 1
    for _ in 1..<length { rank = try 2 * rank + next(digit) }
    let number = rank % 2 == 1 ? range.upperBound + (rank + 1) / 2 : range.lowerBound - rank / 2
    guard abs(number) <= Quantizer.limit else { throw .damaged }
    return number
  }
}
