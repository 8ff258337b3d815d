import Foundation
import TestSupport
import Testing

@testable import Coding

@Suite("Models of symbols")
struct ModelTests {
  /// Whether the intervals of all symbols lie one behind the other from 0 to the end of the line, and each place finds
  /// its symbol.
  func cover(_ model: some SymbolModel) -> Bool {
    var end: UInt32 = 0
    for symbol in 0..<model.count {
      let interval = model.interval(of: symbol)
      guard interval.start == end else { return false }
      end += interval.size
      guard model.symbol(at: interval.start) == symbol, model.symbol(at: end - 1) == symbol else {
        return false
      }
    }
    return end == Interval.whole
  }

  @Test("Equal symbols cover the line", arguments: [1, 2, 3, 10, 255, 256, 1000, 65535, 65536])
  func equal(_ count: Int) {
    #expect(cover(EqualSymbols(count: count)))
  }

  @Test("A table covers the line, whatever its weights", arguments: 1...40)
  func table(_ seed: Int) {
    var random = SplitMix(seed: UInt64(seed))
    let count = [1, 2, 3, 16, 256, 5000, symbolLimit][seed % 7]
    let weights = (0..<count).map { _ in
      Bool.random(using: &random) ? 0 : exp(Double.random(in: -300...300, using: &random))
    }
    #expect(cover(FrequencyTable(weights: weights)))
  }

  @Test("Weights so large that their sum is none are equal ones")
  func overflow() {
    let table = FrequencyTable(weights: [.greatestFiniteMagnitude, .greatestFiniteMagnitude, 1])
    #expect(cover(table))
  }

  @Test("A symbol's share is its weight's, but for 2⁻²⁴ a symbol")
  func shares() {
    let table = FrequencyTable(counts: [3, 0, 1])
    let shares = (0..<3).map { Double(table.interval(of: $0).size) / Double(Interval.whole) }
    for (share, expected) in zip(shares, [0.75, 0, 0.25]) { #expect(abs(share - expected) < 1e-6) }
    #expect(table.interval(of: 1).size == 1)
  }

  @Test(
    "An adaptive table covers the line after whatever it has learned",
    arguments: [1, 2, 3, 27, 256, 3000])
  func adaptive(_ count: Int) {
    var (table, random) = (AdaptiveTable(count: count), SplitMix(seed: 5))
    #expect(cover(table))
    for step in 0..<20_000 {
      table.learn(step % 3 == 0 ? Int.random(in: 0..<count, using: &random) : count / 2)
      if step % 2999 == 0 { #expect(cover(table)) }
    }
    #expect(cover(table))
  }

  @Test("An adaptive table comes near the information of a source that it was not told of")
  func learning() throws {
    let source = FrequencyTable(counts: [600, 250, 100, 50])
    let message = Message("source", source, length: 100_000, seed: 3)
    var (encoder, table) = (RangeEncoder(), AdaptiveTable(count: 4))
    for symbol in message.symbols {
      encoder.encode(table.interval(of: symbol))
      table.learn(symbol)
    }
    let bytes = encoder.finished()
    #expect(Double(8 * bytes.count) < 1.01 * message.information)
    var (decoder, mirror) = (RangeDecoder(bytes), AdaptiveTable(count: 4))
    for symbol in message.symbols {
      let decoded = try decoder.decode(by: mirror)
      try #require(decoded == symbol)
      mirror.learn(symbol)
    }
    try decoder.finish()
  }

  @Test(
    "Whole numbers come back, near ones and far ones",
    arguments: [0...0, -1...3, 7...9, -255 ... -3])
  func wholeNumbers(_ range: ClosedRange<Int>) throws {
    var random = SplitMix(seed: 4)
    let near = (0..<500).map { _ in Int.random(in: -9...9, using: &random) }
    let numbers =
      near + [
        -Quantizer.limit, Quantizer.limit, range.lowerBound, range.upperBound, range.lowerBound - 1,
        range.upperBound + 1,
      ]
    let code = WholeNumbers(range, weights: range.map { _ in 1 }, others: 1)
    var (encoder, stack) = (RangeEncoder(), StackCoder())
    for number in numbers { code.intervals(of: number).forEach { encoder.encode($0) } }
    for number in numbers.reversed() {
      code.intervals(of: number).reversed().forEach { stack.push($0) }
    }
    var decoder = RangeDecoder(encoder.finished())
    for number in numbers {
      #expect(
        try code.number { model throws(CodingError) in try decoder.decode(by: model) } == number)
      #expect(try code.number { model throws(CodingError) in try stack.pop(by: model) } == number)
    }
    try decoder.finish()
    #expect(stack.isEmpty)
  }

  @Test(
    "Quantiles give the table of the numbers that they are of, for any step",
    arguments: [0.03, 0.1, 1, 30] as [Float])
  func quantiles(_ step: Float) {
    var random = SplitMix(seed: 8)
    let numbers = (0..<20_000).map { _ in
      (0..<4).reduce(Float(2)) { sum, _ in sum + Float.random(in: -1...1, using: &random) }
    }
    let quantizer = Quantizer(step: step)
    let indices = numbers.map { quantizer.index(of: $0) }
    func information(_ code: WholeNumbers) -> Double {
      indices.reduce(0) { $0 + code.intervals(of: $1).reduce(0) { $0 + $1.information } }
        / Double(indices.count)
    }
    let code = Quantiles(of: numbers).table(for: quantizer)
    #expect(information(code) < information(WholeNumbers(seen: indices)) + 0.03)
  }

  @Test("Quantiles that are all one number, or of a step that is far too small, still make a table")
  func narrowQuantiles() {
    #expect(Quantiles([1, 1, 1]).table(for: Quantizer(step: 0.5)).range == 2...2)
    #expect(Quantiles([0, 0]).share(below: 0) == 0)
    #expect(
      Quantiles([-1e30, 1e30]).table(for: Quantizer(step: 1e-30)).range.count == symbolLimit - 1)
  }

  @Test("A quantiser's value is within half a step, and any float has an index")
  func quantizer() {
    let quantizer = Quantizer(step: 0.1)
    var random = SplitMix(seed: 6)
    for _ in 0..<1000 {
      let number = Float.random(in: -50...50, using: &random)
      #expect(abs(quantizer.value(of: quantizer.index(of: number)) - number) <= 0.0501)
    }
    #expect(quantizer.index(of: .nan) == 0)
    #expect(quantizer.index(of: .infinity) == Quantizer.limit)
    #expect(quantizer.index(of: -.greatestFiniteMagnitude) == -Quantizer.limit)
    #expect(Quantizer(step: .leastNonzeroMagnitude).index(of: 1) == Quantizer.limit)
  }
}
