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

  /// The same, where it keeps nothing from being done.
  public var warning: String { "\(file):\(line): warning: \(message)" }
}

/// All the problems that keep a chapter from becoming a page, in the order of files and lines.
public struct WeavingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// At least one problem.
  public let problems: [Problem]

  /// An error of these problems.
  public init(problems: [Problem]) { self.problems = problems.inOrder }

  /// One line a problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}

extension [Problem] {
  /// The problems, each once, in an order that does not depend on which check came first.
  var inOrder: [Problem] {
    sorted { ($0.file, $0.line, $0.message) < ($1.file, $1.line, $1.message) }
      .reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }
}
