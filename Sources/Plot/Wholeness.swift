import Foundation
import FoundationXML

extension PictureFormat {
  /// Whether `bytes` are a picture of this format from its first byte to its last.
  ///
  /// gnuplot does not look whether what it writes arrives, so its status says nothing of that.
  func isWhole(_ bytes: Data) -> Bool {
    switch self {
    case .svg: isWholeSVG(bytes)
    case .png: isWholePNG(bytes)
    }
  }
}

/// Whether `bytes` are a well-formed document whose root is `svg`.
private func isWholeSVG(_ bytes: Data) -> Bool {
  final class Elements: NSObject, XMLParserDelegate {
    var root: String?
    var open = 0

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      root = root ?? name
      open += 1
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) { open -= 1 }
  }
  let (parser, elements) = (XMLParser(data: bytes), Elements())
  parser.delegate = elements
  // What `parse` returns is not enough: it may be true for a part of a document.
  return parser.parse() && parser.parserError == nil && elements.root == "svg" && elements.open == 0
}

/// Whether `bytes` are the chunks of a PNG file, from IHDR to an empty IEND that ends the file.
///
/// A chunk is its length, a name, as many bytes and a check sum (W3C, "PNG Specification", third
/// edition, 2025, §5).
private func isWholePNG(_ bytes: Data) -> Bool {
  guard bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) else { return false }
  var rest = bytes.dropFirst(8)
  var names: [Data] = []
  while rest.count >= 12 {
    let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    names.append(rest.dropFirst(4).prefix(4))
    guard rest.count >= 12 + length else { return false }
    rest = rest.dropFirst(12 + length)
    if names.last == Data("IEND".utf8) { return rest.isEmpty && length == 0 && names.count > 2 }
    guard names.first == Data("IHDR".utf8) else { return false }
  }
  return false
}
