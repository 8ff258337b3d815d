import Foundation
import TestSupport
import Testing

@testable import Coding

/// For how many seconds each fuzzer runs: `FUZZ_SECONDS`, or 1.
private let seconds = ProcessInfo.processInfo.environment["FUZZ_SECONDS"].flatMap(Double.init) ?? 1

/// Runs `body` with seed after seed until the time is over.
private func fuzz(_ body: (_ seed: UInt64, inout SplitMix) throws -> Void) rethrows {
  let end = Date(timeIntervalSinceNow: seconds)
  var seed: UInt64 = 0
  while Date() < end {
    var random = SplitMix(seed: seed)
    try body(seed, &random)
    seed += 1
  }
}

/// A model and up to 200 symbols, drawn in proportion to other weights than the model's.
private func message(_ random: inout SplitMix) -> (FrequencyTable, [Int]) {
  let count = [1, 2, 3, 17, 256, 4096].randomElement(using: &random) ?? 1
  let spread = Double.random(in: 0...40, using: &random)
  let table = FrequencyTable(
    weights: (0..<count).map { _ in exp(Double.random(in: -spread...spread, using: &random)) })
  let length = Int.random(in: 0...200, using: &random)
  return (table, (0..<length).map { _ in Int.random(in: 0..<count, using: &random) })
}

/// What `body` returns; nil where it ends in a CodingError. Another error is one.
@discardableResult
private func unlessDamaged<Value>(_ body: () throws -> Value) throws -> Value? {
  do { return try body() } catch is CodingError { return nil }
}

/// So many symbols of a message; nil where it is found damaged.
private func decoded(_ bytes: [UInt8], _ count: Int, by table: FrequencyTable) throws -> [Int]? {
  try unlessDamaged {
    var decoder = RangeDecoder(bytes)
    let symbols = try (0..<count).map { _ in try decoder.decode(by: table) }
    try decoder.finish()
    return symbols
  }
}

@Suite("Streams that chance has made or damaged")
struct FuzzTests {
  @Test("Both coders give back any message")
  func roundTrips() throws {
    try fuzz { seed, random in
      let (table, symbols) = message(&random)
      var (encoder, stack) = (RangeEncoder(), StackCoder())
      for symbol in symbols { encoder.encode(table.interval(of: symbol)) }
      for symbol in symbols.reversed() { stack.push(table.interval(of: symbol)) }
      var decoder = RangeDecoder(encoder.finished())
      for symbol in symbols {
        let decoded = (try decoder.decode(by: table), try stack.pop(by: table))
        try #require(decoded == (symbol, symbol), "seed \(seed)")
      }
      try decoder.finish()
      try #require(stack.isEmpty, "seed \(seed)")
    }
  }

  @Test("Damaged or made-up bytes are decoded to some symbols or end in a CodingError")
  func damage() throws {
    try fuzz { seed, random in
      let (table, symbols) = message(&random)
      var encoder = RangeEncoder()
      for symbol in symbols { encoder.encode(table.interval(of: symbol)) }
      var bytes = encoder.finished()
      switch seed % 4 {
      case 0:
        bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
          UInt8.random(in: 0...255, using: &random)
        }
      case 1: bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
      case 2:
        bytes += (0..<Int.random(in: 1...9, using: &random)).map { _ in
          UInt8.random(in: 0...255, using: &random)
        }
      default:
        if let place = bytes.indices.randomElement(using: &random) {
          bytes[place] ^= UInt8.random(in: 1...255, using: &random)
        }
      }
      if let accepted = try decoded(bytes, symbols.count, by: table) {
        // It is what the encoder writes for it.
        var again = RangeEncoder()
        for symbol in accepted { again.encode(table.interval(of: symbol)) }
        try #require(again.finished() == bytes, "seed \(seed)")
      }
      try unlessDamaged {
        var stack = try StackCoder(serialized: bytes)
        for _ in symbols { _ = try stack.pop(by: table) }
      }
      try unlessDamaged {
        var decoder = RangeDecoder(bytes)
        let code = WholeNumbers(seen: symbols.map { $0 % 9 - 4 })
        for _ in 0..<20 {
          _ = try code.number { model throws(CodingError) in try decoder.decode(by: model) }
        }
      }
    }
  }
}
