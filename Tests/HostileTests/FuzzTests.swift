import BuiltPrograms
import Engine
import Foundation
import TestSupport
import Testing

@testable import Datasets
@testable import Notebook

/// Input that chance has changed, always in the same way: whatever it is, it gives a value or a typed
/// error, and never stops the program.
@Suite("Fuzzing")
struct FuzzTests {
  /// Flips, cuts out, doubles or cuts off a few bytes, half the time near the front, where the header is.
  private func mutated(_ data: Data, using generator: inout SplitMix) -> Data {
    var bytes = [UInt8](data)
    for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
      let reach = Bool.random(using: &generator) ? min(bytes.count, 20) : bytes.count
      let start = Int.random(in: 0..<reach, using: &generator)
      let end = Int.random(in: start...min(start + 8, bytes.count), using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: bytes[start] ^= UInt8.random(in: 1...255, using: &generator)
      case 1: bytes.removeSubrange(start..<end)
      case 2: bytes.insert(contentsOf: bytes[start..<end], at: start)
      case 3: for place in start..<end { bytes[place] = 0xFF }
      default: bytes.removeSubrange(start...)
      }
    }
    return Data(bytes)
  }

  /// The four files of three training and two test images, under a publisher's names.
  private static let publishers: [(name: String, names: [String])] = [
    ("MNIST", mnistNames),
    ("EMNIST", mnistNames.map { "emnist-digits-" + $0.replacing("t10k", with: "test") }),
    (
      "QMNIST",
      mnistNames.map {
        "qmnist-" + $0.replacing("t10k", with: "test").replacing("idx1-ubyte", with: "idx2-int")
      }
    ),
  ]

  @Test("IDX and gzip", arguments: publishers, [false, true])
  func datasets(publisher: (name: String, names: [String]), isPacked: Bool) throws {
    try withTemporaryFolder { folder in
      let (train, test) = (Pictures(try digits.get().train), Pictures(try digits.get().test))
      try write(train.first(3), test.first(2), to: folder, names: publisher.names)
      if publisher.name == "QMNIST" {
        for (name, count) in [(publisher.names[1], 3), (publisher.names[3], 2)] {
          let rows = Data((0..<(32 * count)).map { $0 % 32 == 3 ? UInt8($0 / 32) : 0 })
          try idx([count, 8], rows, areIntegers: true).write(to: folder.appending(path: name))
        }
      }
      if isPacked {
        for name in publisher.names { try pack(folder.appending(path: name)) }
      }
      let dataset = try Dataset.load(from: folder)

      var (refused, generator) = (0, SplitMix(seed: 2024))
      for round in 0..<600 {
        let file = folder.appending(path: publisher.names[round % 4])
        let original = try Data(contentsOf: file)
        defer { try? original.write(to: file) }
        try mutated(original, using: &generator).write(to: file)
        do throws(DatasetError) {
          let loaded = try Dataset.load(from: folder)
          for set in [loaded.train, loaded.test] {
            #expect(set.pixels.count == set.count * ImageSet.pixelsPerImage)
            #expect(set.labels.allSatisfy { $0 <= 9 })
          }
          // gzip's CRC-32 lets no other content through.
          if isPacked { #expect(loaded == dataset) }
        } catch {
          #expect(error.description.hasPrefix(error.file))
          refused += 1
        }
      }
      // Both ways are taken, else this test says little.
      #expect((200..<600).contains(refused))
    }
  }

  /// Packs a file by the system's gzip, under its old name.
  private func pack(_ file: URL) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "--no-name", file.path]
    try process.run()
    process.waitUntilExit()
    try FileManager.default.moveItem(at: file.appendingPathExtension("gz"), to: file)
  }

  @Test("safetensors")
  func models() throws {
    let key = Key(seed: 1)
    let model = Sequential([Dense(3, 2, using: key[0]), PReLU(2), Dense(2, 3, using: key[1])])
    let whole = model.safetensors(metadata: ["settings": #"{"epochs":50}"#, "é": "\"\\\n"])
    let header = whole.dropFirst(8).prefix(while: { $0 != 0 })
    let words = header.split(separator: UInt8(ascii: "\"")).map { Data($0) }
    func bits(_ model: Sequential) -> [UInt32] {
      model.parameters.flatMap { $0.value.elements.map(\.bitPattern) }
    }

    var (refused, generator) = (0, SplitMix(seed: 7))
    for round in 0..<6000 {
      var bytes = mutated(whole, using: &generator)
      if round.isMultiple(of: 2) {
        // Put a word of the header in another's place, or a number in a number's, and correct the length.
        var text = Data(header)
        let place = text.startIndex + Int.random(in: 0..<text.count, using: &generator)
        let word =
          Bool.random(using: &generator)
          ? words.randomElement(using: &generator) ?? Data()
          : Data(
            ["0", "-1", "1e9", "4", "[", "]", "{}", "null", "9223372036854775808", "\\u0030"]
              .randomElement(using: &generator)?.utf8 ?? "".utf8)
        let end = min(place + Int.random(in: 0...word.count, using: &generator), text.endIndex)
        text.replaceSubrange(place..<end, with: word)
        bytes =
          withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) } + text
          + whole.dropFirst(8 + header.count)
      }
      var loaded = Sequential([Dense(3, 2, using: key[2]), PReLU(2), Dense(2, 3, using: key[3])])
      let before = bits(loaded)
      do throws(CheckpointError) {
        try loaded.load(Checkpoint(safetensors: bytes))
        #expect(loaded.parameters.allSatisfy { $0.value.elements.allSatisfy(\.isFinite) })
      } catch {
        #expect(bits(loaded) == before)
        refused += 1
      }
    }
    #expect((3000..<6000).contains(refused))
  }

  private struct Settings: ChapterSettings {
    @Setting("passes", in: 1...1000, quick: 2) var epochs = 50
    @Setting("rate", in: 1e-6...1) var learningRate = 1e-3
    @Setting("seed", in: 0...1_000_000) var seed = 1
  }

  @Test("Command lines")
  func commandLines() {
    let words = [
      "--epochs", "--learning-rate", "--seed", "--epoch", "--data", "--out", "--quick", "--threads",
      "--sweep", "--measure", "--sshlogin", "--save-model", "--load-model", "--help", "--", "-h",
      "",
      "=", "1", "0", "-1", "1000", "1001", "0.5", "1e-6", "1e400", "nan", "inf", "0x10", "１", "1 ",
      "epochs=1,2", "epochs=", "seed=1,1", "learning-rate=0.1,nan", "a/b", "a\nb", "\u{1B}[2J", "'",
      "`", "é", "\u{0}", String(repeating: "9", count: 400),
    ]
    var (refused, generator) = (0, SplitMix(seed: 99))
    for _ in 0..<6000 {
      let line = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
        let word = words.randomElement(using: &generator) ?? ""
        guard Int.random(in: 0..<4, using: &generator) == 0 else { return word }
        return word + "=" + (words.randomElement(using: &generator) ?? "")
      }
      let settings = Settings()
      do throws(UsageError) {
        let options = try parse(line, into: declaredSettings(of: settings), hasModel: true)
        #expect(1...1000 ~= settings.epochs && 1e-6...1 ~= settings.learningRate)
        #expect(0...1_000_000 ~= settings.seed)
        #expect((options.threads ?? 1) >= 1)
        #expect(options.sweep.allSatisfy { !$0.values.isEmpty })
      } catch {
        #expect(!error.description.isEmpty)
        refused += 1
      }
    }
    #expect((2000..<6000).contains(refused))
  }
}
