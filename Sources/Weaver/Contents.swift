/// The pages that programs write, in reading order, as the package's manifest declares them.
///
/// Package.swift has a list for each kind of page, with the names of folders in Chapters:
///
///     let chapters: [String] = ["01-pca", "02-autoencoder"]
///
/// A folder in none of the lists is no part of the book.
public struct Contents: Sendable {
  /// The lists, in the order of the book.
  private static let lists: [(name: String, kind: PageKind)] = [
    ("chapters", .chapter), ("appendices", .appendix), ("solutions", .solution),
  ]

  /// A page that a program writes.
  public struct Page: Sendable, Equatable {
    /// The name of its folder: "01-pca".
    public let name: String
    /// What it is in the book.
    public let kind: PageKind

    /// The path of its source from the root of the package.
    public var file: String { "Chapters/\(name)/main.swift" }
  }

  /// The chapters, the appendices and the solutions.
  public let pages: [Page]

  /// Reads the lists in Package.swift.
  ///
  /// - Parameter sources: the text of a file of the package by its path; nil where there is none.
  /// - Throws: `WeavingError` when the file or a list is missing.
  public init(from sources: (String) -> String?) throws(WeavingError) {
    let code = try source("Package.swift", from: sources).sourceLines.map {
      $0.text.replacing(/\/\/.*/, with: "")
    }
    .joined(separator: "\n")
    let declared = Dictionary(
      code.matches(of: /\blet (\w+): \[String\] = \[([^\]]*)\]/).map {
        ($0.output.1, $0.output.2.matches(of: /"([^"]*)"/).map { String($0.output.1) })
      }, uniquingKeysWith: { first, _ in first })
    let missing = Self.lists.map(\.name).filter { declared[$0[...]] == nil }
    guard missing.isEmpty else {
      throw WeavingError(
        problems: missing.map {
          Problem(
            file: "Package.swift", line: 1,
            message:
              "expected the names of the book's \($0) as `let \($0): [String] = […]`, found no "
              + "such list: write it, empty if there are none")
        })
    }
    pages = Self.lists.flatMap { list, kind in
      (declared[list[...]] ?? []).map { Page(name: $0, kind: kind) }
    }
  }
}

/// What a page is in the book.
public enum PageKind: String, Sendable, Codable {
  /// The table of contents.
  case contents
  /// A part of the course.
  case chapter
  /// What the course can do without.
  case appendix
  /// The solutions to the exercises of another page.
  case solution
  /// A page to look something up in.
  case reference
  /// What teachers alone need.
  case guide
}

/// What is wrong with those of some sources of the book that are not there.
public func missingSources(
  _ paths: [String], from sources: (String) -> String?
) -> [Problem] {
  paths.flatMap { path -> [Problem] in
    do throws(WeavingError) {
      _ = try source(path, from: sources)
      return []
    } catch {
      return error.problems
    }
  }
}

/// The text of a source that the book can't do without.
///
/// - Throws: `WeavingError` when there is none.
public func source(
  _ path: String, from sources: (String) -> String?
) throws(WeavingError) -> String {
  guard let text = sources(path) else {
    throw WeavingError(problems: [
      Problem(
        file: path, line: 1,
        message:
          "expected a source of the book, found no file of text in UTF-8: write it, or bring a "
          + "committed one back with `git checkout`")
    ])
  }
  return text
}
