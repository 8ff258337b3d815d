import TestSupport
import Testing

@testable import Coding

@Suite("The range coder")
struct RangeCoderTests {
  @Test(
    "What is decoded is what was encoded, and is as long as its information", arguments: messages)
  func roundTrip(_ message: Message) throws {
    var encoder = RangeEncoder()
    for symbol in message.symbols { encoder.encode(message.model.interval(of: symbol)) }
    let bytes = encoder.finished()
    var decoder = RangeDecoder(bytes)
    for symbol in message.symbols {
      let decoded = try decoder.decode(by: message.model)
      try #require(decoded == symbol)
    }
    try decoder.finish()
    #expect(Double(8 * bytes.count) <= 1.001 * message.information + 16)
    #expect(Double(8 * bytes.count) >= message.information - 8)
  }

  @Test("Where more than a few bytes are missing this is said", arguments: messages)
  func truncation(_ message: Message) {
    var encoder = RangeEncoder()
    for symbol in message.symbols.prefix(300) {
      encoder.encode(message.model.interval(of: symbol))
    }
    let bytes = encoder.finished()
    for length in stride(from: 7, to: bytes.count - 10, by: 7) {
      #expect(throws: CodingError.self) {
        var decoder = RangeDecoder(bytes.prefix(length))
        for _ in message.symbols.prefix(300) { _ = try decoder.decode(by: message.model) }
        try decoder.finish()
      }
    }
  }

  @Test("A byte too many is not overlooked")
  func excess() throws {
    var encoder = RangeEncoder()
    encoder.encode(Interval(3, of: 10))
    var decoder = RangeDecoder(encoder.finished() + [0])
    #expect(try decoder.decode(by: EqualSymbols(count: 10)) == 3)
    #expect(throws: CodingError.damaged) { try decoder.finish() }
  }

  @Test("A part of a larger array is decoded as if it were alone")
  func slice() throws {
    var encoder = RangeEncoder()
    for symbol in 0..<100 { encoder.encode(Interval(symbol, of: 100)) }
    let bytes = encoder.finished()
    var decoder = RangeDecoder(([9, 9] + bytes + [9])[2..<(2 + bytes.count)])
    for symbol in 0..<100 { #expect(try decoder.decode(by: EqualSymbols(count: 100)) == symbol) }
    try decoder.finish()
  }
}
