import Foundation
import Weaver

/// What stops the making of the book.
struct BookError: Error, CustomStringConvertible {
  let description: String
}

/// What is wrong with the prose of a chapter, a line each with its place.
struct ProseError: Error, CustomStringConvertible {
  let problems: [Problem]

  var description: String { problems.map(\.description).joined(separator: "\n") }
}
