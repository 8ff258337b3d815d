import Basics
import Foundation

/// A file of parameters that can't be used.
public struct CheckpointError: Error, CustomStringConvertible {
  /// What was expected, what was found and what to do.
  public let description: String
}

// Parameters as safetensors (Hugging Face, "Safetensors format"): eight bytes with the length of a
// JSON header, little-endian; the header, which gives each tensor's type, shape and place; then the
// numbers, little-endian. Other frameworks read it.

extension Module {
  /// The parameters as the bytes of a safetensors file, equal bytes for equal parameters.
  ///
  /// - Parameter metadata: texts to keep beside them.
  public func safetensors(metadata: [String: String] = [:]) -> Data {
    // Lay the tensors out one behind the other.
    let parameters = parameters
    require(
      Set(parameters.map(\.name)).count == parameters.count,
      "two parameters have one name: \(parameters.map(\.name))")
    var (entries, numbers) = ([String](), Data())
    if !metadata.isEmpty { entries.append("\"__metadata__\":\(json(metadata))") }
    for (name, value) in parameters {
      let begin = numbers.count
      for element in value.elements {
        withUnsafeBytes(of: element.bitPattern.littleEndian) { numbers.append(contentsOf: $0) }
      }
      entries.append(
        #""\#(name)":{"dtype":"F32","shape":[\#(value.rows),\#(value.columns)],"data_offsets":[\#(begin),\#(numbers.count)]}"#
      )
    }

    // Pad the header with spaces, so that the numbers begin at a multiple of eight bytes.
    var header = Data("{\(entries.joined(separator: ","))}".utf8)
    header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: -header.count & 7))
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header + numbers
  }

  /// Takes the values of all parameters from a file.
  ///
  /// - Throws: ``CheckpointError`` when a parameter is missing, of another shape or not finite, or the
  ///   file has one that the model lacks. The model is then unchanged.
  public mutating func load(_ checkpoint: Checkpoint) throws(CheckpointError) {
    var places = checkpoint.places
    var loaded = self
    var problem: String?
    loaded.visit { name, parameter in
      let shape = [parameter.value.rows, parameter.value.columns]
      guard let place = places.removeValue(forKey: name) else {
        problem = problem ?? "expected a parameter \(name) of shape \(shape), found none"
        return
      }
      guard place.shape == shape else {
        problem = problem ?? "expected \(name) of shape \(shape), found \(place.shape)"
        return
      }
      let elements = checkpoint.elements(at: place)
      if let odd = elements.first(where: { !$0.isFinite }) {
        problem = problem ?? "expected finite numbers in \(name), found \(odd)"
      }
      parameter = Tensor(Matrix(rows: shape[0], columns: shape[1], elements: elements))
    }
    if let name = places.keys.min() {
      problem = problem ?? "expected no parameter \(name), found one"
    }
    if let problem {
      throw CheckpointError(
        description: "\(problem); load the file into the model that it was saved from")
    }
    self = loaded
  }
}

/// Texts by name as JSON, in the order of the names.
private func json(_ texts: [String: String]) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return (try? encoder.encode(texts)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
}

/// The content of a safetensors file: the header is read, the numbers stay where they are.
public struct Checkpoint: Sendable {
  /// The longest header that is read, in bytes. It is read as a whole, and a model's takes a hundred
  /// bytes a parameter, so that a longer one can only be a mistake.
  public static let longestHeader = 1 << 20

  /// The texts beside the parameters.
  public let metadata: [String: String]
  /// Where each parameter is, and its shape.
  let places: [String: Place]
  /// The numbers, one parameter behind the other.
  private let numbers: Data

  struct Place: Decodable {
    var dtype: String
    var shape: [Int]
    var data_offsets: [Int]
  }

  /// An entry of the header: a tensor, or the texts under the name `__metadata__`.
  private enum Entry: Decodable {
    case tensor(Place)
    case metadata([String: String])

    init(from decoder: any Decoder) throws {
      let isMetadata = decoder.codingPath.last?.stringValue == "__metadata__"
      self = isMetadata ? .metadata(try .init(from: decoder)) : .tensor(try .init(from: decoder))
    }
  }

  /// Reads the header of a file's bytes, and looks whether they are what it says.
  ///
  /// - Throws: ``CheckpointError`` when the bytes are not a safetensors file in single precision, or
  ///   not whole.
  public init(safetensors bytes: Data) throws(CheckpointError) {
    func damaged(_ expected: String, _ found: String) -> CheckpointError {
      CheckpointError(
        description:
          "expected \(expected), found \(found); save it again as safetensors in single precision")
    }

    // Read the header.
    guard bytes.count >= 8 else { throw damaged("at least 8 bytes", "\(bytes.count)") }
    let length = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(bytes.count - 8) else {
      throw damaged("a header of \(length) bytes", "\(bytes.count - 8) bytes behind its length")
    }
    guard length <= UInt64(Self.longestHeader) else {
      throw damaged("a header of at most \(Self.longestHeader) bytes", "\(length)")
    }
    let json = Data(bytes.dropFirst(8).prefix(Int(length)))
    numbers = bytes.dropFirst(8 + Int(length))
    // JSONDecoder takes UTF-16, too, where every brace has a zero beside it.
    guard !json.contains(0),
      let entries = try? JSONDecoder().decode([String: Entry].self, from: json)
    else {
      throw damaged("a JSON header of tensors", "something else")
    }
    if let key = firstRepeatedKey(in: json) {
      throw damaged("one entry \(key) in the header", "two")
    }

    // Follow the tensors, one behind the other to the end of the file.
    var (places, texts) = ([String: Place](), [String: String]())
    for (name, entry) in entries {
      switch entry {
      case .tensor(let place): places[name] = place
      case .metadata(let metadata): texts = metadata
      }
    }
    var end = 0
    for (name, place) in places.sorted(by: {
      $0.value.data_offsets.lexicographicallyPrecedes($1.value.data_offsets)
    }) {
      guard place.dtype == "F32" else { throw damaged("\(name) of dtype F32", place.dtype) }
      let (shape, offsets) = (place.shape, place.data_offsets)
      guard
        offsets.count == 2, offsets[0] == end, offsets[0] <= offsets[1],
        offsets[1] <= numbers.count, shape.allSatisfy({ 0 <= $0 }),
        // In double, so that no shape overflows.
        shape.reduce(1.0, { $0 * Double($1) }) * 4 == Double(offsets[1] - offsets[0])
      else {
        throw damaged(
          "\(name) from byte \(end) of \(numbers.count), 4 bytes an element",
          "shape \(shape) at \(offsets)")
      }
      end = offsets[1]
    }
    guard end == numbers.count else {
      throw damaged("\(end) bytes of numbers", "\(numbers.count)")
    }
    (self.places, metadata) = (places, texts)
  }

  /// The numbers of a parameter.
  func elements(at place: Place) -> [Float] {
    numbers.withUnsafeBytes { bytes in
      stride(from: place.data_offsets[0], to: place.data_offsets[1], by: 4).map { start in
        let bits = bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: bits))
      }
    }
  }
}

/// A key that some object of a valid JSON text has twice: JSONDecoder would take one of the two without
/// a word.
private func firstRepeatedKey(in json: Data) -> String? {
  var objects: [Set<String>] = []
  var bytes = json[...]
  while let byte = bytes.popFirst() {
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["): objects.append([])
    case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = objects.popLast()
    case UInt8(ascii: "\""):
      // Go to the string's end; a colon behind it makes it a key.
      var text = Data([byte])
      while let next = bytes.popFirst() {
        text.append(next)
        if next == byte { break }
        if next == UInt8(ascii: "\\"), let escaped = bytes.popFirst() { text.append(escaped) }
      }
      guard bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: ":"),
        let key = try? JSONDecoder().decode(String.self, from: text),
        let object = objects.indices.last
      else { continue }
      if !objects[object].insert(key).inserted { return key }
    default: break
    }
  }
  return nil
}
