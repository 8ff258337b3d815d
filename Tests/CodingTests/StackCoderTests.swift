import TestSupport
import Testing

@testable import Coding

@Suite("The stack coder")
struct StackCoderTests {
  @Test("What is popped is what was pushed, and is as long as its information", arguments: messages)
  func roundTrip(_ message: Message) throws {
    var stack = StackCoder()
    for symbol in message.symbols.reversed() { stack.push(message.model.interval(of: symbol)) }
    #expect(abs(stack.information - message.information) <= 0.001 * message.information + 1e-6)
    let bytes = stack.serialized
    #expect(Double(8 * bytes.count) <= stack.information + 64)
    stack = try StackCoder(serialized: bytes)
    for symbol in message.symbols {
      let decoded = try stack.pop(by: message.model)
      try #require(decoded == symbol)
    }
    #expect(stack.isEmpty)
  }

  @Test(
    "Symbols that nobody wrote can be read, and written back to the same bytes", arguments: messages
  )
  func bitsBack(_ message: Message) throws {
    var random = SplitMix(seed: 9)
    let bytes = (0..<4000).map { _ in UInt8.random(in: 0...255, using: &random) }
    let before = try StackCoder(serialized: bytes + [1, 0, 0, 0, 0, 0, 0, 0])
    var stack = before
    var read: [Int] = []
    for _ in 0..<500 { try read.append(stack.pop(by: message.model)) }
    for symbol in read.reversed() { stack.push(message.model.interval(of: symbol)) }
    #expect(stack == before)
  }

  @Test("A stack that is too short says so, and one that none wrote is refused")
  func damage() throws {
    #expect(throws: CodingError.truncated) { try StackCoder(serialized: [1, 2, 3]) }
    #expect(throws: CodingError.damaged) {
      try StackCoder(serialized: [UInt8](repeating: 0, count: 8))
    }
    #expect(throws: CodingError.damaged) {
      try StackCoder(serialized: [UInt8](repeating: 255, count: 8))
    }
    var empty = StackCoder()
    #expect(throws: CodingError.truncated) {
      for _ in 0..<100 { _ = try empty.pop(by: EqualSymbols(count: 256)) }
    }
  }
}
