import TestSupport
import Testing

@testable import Coding

/// A model that is one of the library's, and a source of symbols that may follow it or not.
struct Message: CustomTestStringConvertible {
  var name: String
  var testDescription: String { name }
  var model: any SymbolModel & Sendable
  var symbols: [Int]

  /// Symbols drawn at places of the line where the model puts them: as it says they are distributed.
  init(_ name: String, _ model: any SymbolModel & Sendable, length: Int, seed: UInt64) {
    var random = SplitMix(seed: seed)
    self.init(
      name, model,
      symbols: (0..<length).map { _ in
        model.symbol(at: UInt32.random(in: 0..<Interval.whole, using: &random))
      })
  }

  init(_ name: String, _ model: any SymbolModel & Sendable, symbols: [Int]) {
    (self.name, self.model, self.symbols) = (name, model, symbols)
  }

  /// What a perfect coder would take, in binary digits.
  var information: Double { symbols.reduce(0) { $0 + model.interval(of: $1).information } }
}

/// Ordinary, odd and hostile ones.
let messages: [Message] = {
  var random = SplitMix(seed: 1)
  func table(_ count: Int, _ weight: (Int) -> Double) -> FrequencyTable {
    FrequencyTable(weights: (0..<count).map(weight))
  }
  let geometric = table(20) { 1 / Double(1 << $0) }
  let certain = table(2) { $0 == 0 ? 1 : 0 }
  let wide = table(symbolLimit) { 1 / Double($0 + 1) }
  let uneven = table(300) { _ in Double.random(in: 0...1, using: &random) }
  return [
    Message("nothing", geometric, symbols: []),
    Message("one symbol", geometric, symbols: [3]),
    Message("the only symbol", EqualSymbols(count: 1), symbols: [Int](repeating: 0, count: 1000)),
    Message("bits", EqualSymbols(count: 2), length: 10_000, seed: 2),
    Message("three equal symbols", EqualSymbols(count: 3), length: 10_000, seed: 3),
    Message(
      "as many symbols as there can be", EqualSymbols(count: symbolLimit), length: 10_000, seed: 4),
    Message("a wide table", wide, length: 10_000, seed: 5),
    Message("an uneven table", uneven, length: 10_000, seed: 6),
    Message("a million symbols", geometric, length: 1_000_000, seed: 7),
    Message("what is certain", certain, symbols: [Int](repeating: 0, count: 100_000)),
    Message("what is all but impossible", certain, symbols: [Int](repeating: 1, count: 1000)),
    Message("both in turn", certain, symbols: (0..<1000).map { $0 % 2 }),
    Message(
      "the last symbol, which carries", wide,
      symbols: [Int](repeating: symbolLimit - 1, count: 1000)),
    Message("all weights zero", table(7) { _ in 0 }, length: 1000, seed: 8),
  ]
}()
