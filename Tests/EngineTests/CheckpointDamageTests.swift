import Engine
import Foundation
import Testing

@Suite("Damaged files of parameters")
struct CheckpointDamageTests {
  /// A header and what the message must name of what is wrong with it, for the two numbers of
  /// parameter "0", [1, 2].
  static let headers: [(header: String, named: String)] = [
    ("", "JSON"),
    ("[]", "JSON"),
    (#"{"0":"#, "JSON"),
    (#"{"0":{"dtype":"F32","shape":[1,2]}}"#, "JSON"),
    (#"{"0":{"dtype":"F32","shape":[1,2.5],"data_offsets":[0,8]}}"#, "JSON"),
    (#"{"__metadata__":{"n":1},\#(body("0"))}"#, "JSON"),
    (#"{"__metadata__":[],\#(body("0"))}"#, "JSON"),
    (entry(dtype: "F64", shape: "[1,1]"), "F64"),
    (entry(dtype: "F16"), "found F16; save it again as safetensors in single precision"),
    (entry(dtype: "BF16"), "found BF16"),
    (entry(dtype: "I32"), "I32"),
    (#"{\#(body("0")),\#(body("0"))}"#, "expected one entry 0 in the header, found two"),
    (#"{\#(body("0")),\#(body(#"\u0030"#))}"#, "expected one entry 0 in the header, found two"),
    (#"{"0":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8],"shape":[1,2]}}"#, "entry shape"),
    (#"{"__metadata__":{"a\"":"{","a\"":"b"},\#(body("0"))}"#, #"entry a""#),
    (entry(shape: "[2,1]"), "[2, 1]"),
    (entry(shape: "[2]"), "[2]"),
    (entry(shape: "[1,2,1]"), "[1, 2, 1]"),
    (entry(shape: "[1,3]"), "[1, 3]"),
    (entry(shape: "[-1,-2]"), "[-1, -2]"),
    (entry(shape: "[9223372036854775807,9223372036854775807]"), "9223372036854775807"),
    (entry(shape: "[4294967296,4294967296]"), "4294967296"),
    (entry(offsets: "[-8,0]"), "[-8, 0]"),
    (entry(offsets: "[8,0]"), "[8, 0]"),
    (entry(offsets: "[0,16]"), "[0, 16]"),
    (entry(offsets: "[4,12]"), "[4, 12]"),
    (entry(offsets: "[0,9223372036854775807]"), "9223372036854775807"),
    (entry(offsets: "[0]"), "[0]"),
    (entry(offsets: "[0,4,8]"), "[0, 4, 8]"),
    (entry(offsets: "[]"), "[]"),
    (entry(name: "1"), "expected a parameter 0"),
    ("{}", "8"),
    (entry(shape: "[1,1]", offsets: "[0,4]"), "8"),
    (#"{\#(body("0")),\#(body("1", offsets: "[8,8]", shape: "[0,0]"))}"#, "no parameter 1"),
    (#"{\#(body("0")),\#(body("1"))}"#, "from byte 8"),
  ]

  @Test("Each wrong header is an error that names what is wrong", arguments: headers)
  func wrongHeader(header: String, named: String) {
    expectFailure(file(header), naming: named)
  }

  @Test("The header that all the wrong ones are made from is right")
  func rightHeader() throws {
    var model = Arguments([Matrix(row: [5, 6])])
    try model.load(Checkpoint(safetensors: file(Self.entry())))
    #expect(model.tensors[0].value == Matrix(row: [1, -2]))
  }

  @Test("A file cut short anywhere, or with a byte too many")
  func truncated() {
    let whole = file(Self.entry())
    for length in 0..<whole.count { expectFailure(whole.prefix(length), naming: "expected") }
    expectFailure(whole + [0], naming: "9")
  }

  @Test("A header longer than the file, by one and by the greatest number")
  func lengths() {
    var bytes = [UInt8](file(Self.entry()))
    bytes[0] = UInt8(bytes.count - 8 + 1)
    expectFailure(Data(bytes), naming: "a header of \(bytes.count - 8 + 1) bytes")
    bytes.replaceSubrange(0..<8, with: repeatElement(255, count: 8))
    expectFailure(Data(bytes), naming: "18446744073709551615")
  }

  @Test("Words that look like keys are none, and equal keys of different objects do not meet")
  func keysApart() throws {
    let metadata = #""__metadata__":{"dtype":"\"0\":{","0":"\"0\":","e":"\\"}"#
    var model = Arguments([Matrix(row: [5, 6])])
    let checkpoint = try Checkpoint(safetensors: file("{\(metadata) ,\n\(Self.body("0"))}"))
    #expect(checkpoint.metadata == ["dtype": "\"0\":{", "0": "\"0\":", "e": "\\"])
    try model.load(checkpoint)
    #expect(model.tensors[0].value == Matrix(row: [1, -2]))
  }

  @Test("A header in UTF-16 is none", arguments: [String.Encoding.utf16LittleEndian, .utf16])
  func encodings(encoding: String.Encoding) throws {
    let header = try #require(Self.entry().data(using: encoding))
    let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
    expectFailure(length + header + Data([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]), naming: "JSON")
  }

  @Test(
    "A number that is not finite is named with its parameter",
    arguments: [
      (UInt32(0x7fc0_1234), "nan"), (0x7f80_0000, "inf"), (0xff80_0000, "-inf"),
    ])
  func notFinite(bits: UInt32, text: String) {
    var bytes = file(Self.entry())
    bytes.replaceSubrange(
      (bytes.count - 4)..., with: withUnsafeBytes(of: bits.littleEndian) { Data($0) })
    expectFailure(bytes, naming: "expected finite numbers in 0, found \(text)")
  }

  @Test("A header that is whole and too long is refused before it is read")
  func longHeader() {
    let length = Checkpoint.longestHeader + 1
    let spaces = Data(repeating: UInt8(ascii: " "), count: length - Self.entry().utf8.count)
    let bytes =
      withUnsafeBytes(of: UInt64(length).littleEndian) { Data($0) } + Self.entry().utf8 + spaces
      + [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]
    expectFailure(bytes, naming: "a header of at most \(length - 1) bytes, found \(length)")
  }

  @Test("A file with any one byte changed is loaded or refused, but never stops the program")
  func fuzz() {
    let whole = [UInt8](file(Self.entry()))
    for index in whole.indices {
      for value: UInt8 in [0, 0x22, 0x2d, 0x30, 0x39, 0x5b, 0x7d, 0xff] {
        var bytes = whole
        bytes[index] = value
        var model = Arguments([Matrix(row: [5, 6])])
        let before = bits(model)
        do { try model.load(Checkpoint(safetensors: Data(bytes))) } catch {
          #expect(bits(model) == before)
        }
      }
    }
  }

  @Test("Two wrong parameters leave both unchanged, and the first is named")
  func unchanged() {
    let saved = Arguments([Matrix(row: [1]), Matrix(row: [2, 3])]).safetensors()
    var model = Arguments([Matrix(row: [7]), Matrix(row: [8])])
    let error = #expect(throws: CheckpointError.self) {
      try model.load(Checkpoint(safetensors: saved))
    }
    #expect(error?.description.contains("expected 1 of shape [1, 1], found [1, 2]") == true)
    #expect(model.tensors.map(\.value) == [Matrix(row: [7]), Matrix(row: [8])])
  }

  private func expectFailure(
    _ bytes: Data, naming named: String, location: SourceLocation = #_sourceLocation
  ) {
    var model = Arguments([Matrix(row: [5, 6])])
    let error = #expect(throws: CheckpointError.self, sourceLocation: location) {
      try model.load(Checkpoint(safetensors: bytes))
    }
    let description = error?.description ?? "nothing"
    #expect(description.contains(named), sourceLocation: location)
    #expect(model.tensors[0].value == Matrix(row: [5, 6]), sourceLocation: location)
  }

  /// A file with this header and the numbers 1 and −2.
  private func file(_ header: String) -> Data {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + header.utf8
      + [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]
  }

  private static func entry(
    name: String = "0", dtype: String = "F32", shape: String = "[1,2]", offsets: String = "[0,8]"
  ) -> String {
    "{\(body(name, dtype: dtype, offsets: offsets, shape: shape))}"
  }

  private static func body(
    _ name: String, dtype: String = "F32", offsets: String = "[0,8]", shape: String = "[1,2]"
  ) -> String {
    #""\#(name)":{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }
}
