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

  /// Takes the values of all parameters from the bytes of a safetensors file.
  ///
  /// - Throws: ``CheckpointError`` when the bytes are not such a file, or a parameter is missing or
  ///   of another shape, or
  ///   the file has one that the model lacks. The model is then unchanged.
  public mutating func load(safetensors bytes: Data) throws(CheckpointError) {
    var tensors = try readSafetensors(bytes).tensors
    var loaded = self
    var problem: String?
    loaded.visit { name, parameter in
      let shape = [parameter.value.rows, parameter.value.columns]
      guard let tensor = tensors.removeValue(forKey: name) else {
        problem = problem ?? "expected a parameter \(name) of shape \(shape), found none"
        return
      }
      guard tensor.shape == shape else {
        problem = problem ?? "expected \(name) of shape \(shape), found \(tensor.shape)"
        return
      }
      parameter = Tensor(Matrix(rows: shape[0], columns: shape[1], elements: tensor.elements))
    }
    if let name = tensors.keys.min() {
      problem = problem ?? "expected no parameter \(name), found one"
    }
    if let problem {
      throw CheckpointError(
        description: "\(problem); load the file into the model that it was saved from")
    }
    self = loaded
  }
}

/// The texts beside the parameters of a safetensors file.
///
/// - Throws: ``CheckpointError`` when the bytes are not such a file.
public func safetensorsMetadata(_ bytes: Data) throws(CheckpointError) -> [String: String] {
  try readSafetensors(bytes).metadata
}

/// Texts by name as JSON, in the order of the names.
private func json(_ texts: [String: String]) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return (try? encoder.encode(texts)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
}

/// An entry of the header: a tensor, or the texts under the name `__metadata__`.
private enum Header: Decodable {
  case tensor(Place)
  case metadata([String: String])

  struct Place: Decodable {
    var dtype: String
    var shape: [Int]
    var data_offsets: [Int]
  }

  init(from decoder: any Decoder) throws {
    let isMetadata = decoder.codingPath.last?.stringValue == "__metadata__"
    self = isMetadata ? .metadata(try .init(from: decoder)) : .tensor(try .init(from: decoder))
  }
}

/// The tensors of a safetensors file by name, and its texts.
private func readSafetensors(
  _ bytes: Data
) throws(CheckpointError) -> (
  tensors: [String: (shape: [Int], elements: [Float])], metadata: [String: String]
) {
  func damaged(_ expected: String, _ found: String) -> CheckpointError {
    CheckpointError(
      description:
        "expected \(expected), found \(found); save it again as safetensors in single precision")
  }
  let bytes = [UInt8](bytes)
  guard bytes.count >= 8 else { throw damaged("at least 8 bytes", "\(bytes.count)") }
  let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
  guard length <= UInt64(bytes.count - 8) else {
    throw damaged("a header of \(length) bytes", "\(bytes.count - 8) bytes behind its length")
  }
  let numbers = bytes[(8 + Int(length))...]
  let json = Data(bytes[8..<numbers.startIndex])
  guard let headers = try? JSONDecoder().decode([String: Header].self, from: json) else {
    throw damaged("a JSON header of tensors", "something else")
  }

  // Read the tensors in the order of their places, one behind the other to the end of the file.
  var tensors: [String: (shape: [Int], elements: [Float])] = [:]
  var (end, metadata) = (0, [String: String]())
  var inOrder: [(key: String, value: Header.Place)] = []
  for (name, header) in headers {
    switch header {
    case .tensor(let place): inOrder.append((name, place))
    case .metadata(let texts): metadata = texts
    }
  }
  inOrder.sort { $0.value.data_offsets.lexicographicallyPrecedes($1.value.data_offsets) }
  for (name, header) in inOrder {
    guard header.dtype == "F32" else { throw damaged("\(name) of dtype F32", header.dtype) }
    let (shape, place) = (header.shape, header.data_offsets)
    guard
      place.count == 2, place[0] == end, place[0] <= place[1], place[1] <= numbers.count,
      shape.allSatisfy({ 0 <= $0 }),
      // In double, so that no shape overflows.
      shape.reduce(1.0, { $0 * Double($1) }) * 4 == Double(place[1] - place[0])
    else {
      throw damaged(
        "\(name) from byte \(end) of \(numbers.count), 4 bytes an element",
        "shape \(shape) at \(place)")
    }
    end = place[1]
    let slice = [UInt8](numbers.dropFirst(place[0]).prefix(place[1] - place[0]))
    tensors[name] = (
      shape,
      stride(from: 0, to: slice.count, by: 4).map { i in
        let bits = slice[i..<i + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Float(bitPattern: bits)
      }
    )
  }
  guard end == numbers.count else {
    throw damaged("\(end) bytes of numbers", "\(numbers.count)")
  }
  return (tensors, metadata)
}
