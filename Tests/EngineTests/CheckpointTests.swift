import Engine
import Foundation
import Testing

@Suite("Parameters as safetensors")
struct CheckpointTests {
  @Test("A round trip keeps every bit, of −0 and of the smallest and the greatest numbers, too")
  func roundTrip() throws {
    let special: [Float] = [
      0, -0, .leastNonzeroMagnitude, .leastNormalMagnitude, -.greatestFiniteMagnitude, 1 / 3,
    ]
    let model = Arguments([Matrix(rows: 2, columns: 3, elements: special), Matrix(row: [42])])
    var loaded = Arguments([Matrix(rows: 2, columns: 3, repeating: 1), Matrix(row: [1])])
    try loaded.load(Checkpoint(safetensors: model.safetensors()))
    #expect(bits(loaded) == bits(model))
  }

  @Test("A real model, and one without parameters or elements")
  func models() throws {
    let model = { (seed: Int) in
      Sequential([
        Dense(5, 3, using: Key(seed: seed)), PReLU(3), Dense(3, 5, using: Key(seed: -seed)),
      ])
    }
    var loaded = model(2)
    try loaded.load(Checkpoint(safetensors: model(1).safetensors()))
    #expect(bits(loaded) == bits(model(1)))

    var empty = Sequential([])
    try empty.load(Checkpoint(safetensors: empty.safetensors()))
    let hollow = Arguments([Matrix(rows: 0, columns: 3, elements: []), Matrix(row: [])])
    var other = hollow
    try other.load(Checkpoint(safetensors: hollow.safetensors()))
  }

  @Test("The bytes are the format's, and equal for equal parameters")
  func format() {
    let model = Arguments([Matrix(row: [1, -2])])
    let header = #"{"0":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}"#
    #expect(header.utf8.count == 56)
    let expected =
      [UInt8]([56, 0, 0, 0, 0, 0, 0, 0]) + header.utf8 + [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]
    #expect([UInt8](model.safetensors()) == expected)
    #expect(model.safetensors() == Arguments([Matrix(row: [1, -2])]).safetensors())
    #expect(model.safetensors() != Arguments([Matrix(row: [1, -3])]).safetensors())
  }

  @Test("Texts stand beside the parameters, whatever is in them, and are in no parameter's way")
  func metadata() throws {
    let model = Arguments([Matrix(row: [1, -2])])
    let texts = ["": "", "a \"b\"": "line\nline", "é": "\\u00e9 {}", "__metadata__": "x"]
    let bytes = model.safetensors(metadata: texts)
    #expect(try Checkpoint(safetensors: bytes).metadata == texts)
    #expect(try Checkpoint(safetensors: model.safetensors()).metadata == [:])
    #expect(bytes == model.safetensors(metadata: texts))
    var loaded = Arguments([Matrix(row: [0, 0])])
    try loaded.load(Checkpoint(safetensors: bytes))
    #expect(bits(loaded) == bits(model))
    #expect((bytes.count - 8) % 8 == 0)
  }

  @Test("The numbers begin at a multiple of eight bytes, whatever the length of the header")
  func alignment() {
    for columns in [1, 10, 100, 1000] {
      let bytes = Arguments([Matrix(rows: 1, columns: columns, repeating: 0)]).safetensors()
      #expect((bytes.count - 4 * columns) % 8 == 0)
    }
  }
}
