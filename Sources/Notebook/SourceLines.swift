import Foundation
import Weaver

extension Notebook {
  /// The lines of a source of the package, by its path from the root, whatever ends them.
  public func lines(of path: String) throws -> [String] {
    try String(contentsOf: file(path), encoding: .utf8).sourceLines.map(\.text)
  }
}
