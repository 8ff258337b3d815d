/// A mistake in a chapter, printed as compilers do: `Chapters/01-pca/main.swift:42: error: …`.
public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file to mend, as the caller named it.
  public let file: String
  /// The line to mend, counted from 1.
  public let line: Int
  /// What was expected, what was found and what to do.
  public let message: String

  /// The place and the message on one line.
  public var description: String { "\(file):\(line): error: \(message)" }
}

/// All the problems that keep a chapter from becoming a page, in the order of files and lines.
public struct WeavingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// At least one problem.
  public let problems: [Problem]

  /// One line a problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}

extension [Problem] {
  /// The problems in an order that does not depend on which check came first.
  var inOrder: [Problem] {
    sorted { ($0.file, $0.line, $0.message) < ($1.file, $1.line, $1.message) }
  }
}

/// The name in `names` that needs the fewest edits to become `name`; nil if even that one is far off.
///
/// Edits are insertions, deletions and substitutions of one character (Levenshtein, 1966). Among
/// equals the first in the alphabet wins.
package func nearest(to name: String, among names: some Sequence<String>) -> String? {
  names
    .map { (distance: editDistance(name, $0), name: $0) }
    .filter { $0.distance <= Swift.max(1, name.count / 3) }
    .min { $0 < $1 }?
    .name
}

private func editDistance(_ a: String, _ b: String) -> Int {
  // row[j] is the distance from the part of a read so far to the first j characters of b.
  var row = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, y) in b.enumerated() {
      let substituted = diagonal + (x == y ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
