import Basics

/// A number of the run under its name: the prose cites it as `{{name}}`, tables show it,
/// results.json keeps it.
public struct Value: Sendable {
  /// Its name, in snake case.
  public let name: String
  /// The number itself; of a spread, the mean.
  public let number: Double
  /// How the book writes it.
  public let text: String
}

/// What a table's cell can hold.
public protocol Cell: Sendable {
  /// The text of the cell, in which `{{name}}` stands for a value.
  var markdown: String { get }
  /// Whether cells of this kind line up on the right.
  var isNumber: Bool { get }
}

extension Value: Cell {
  /// Its name, for which the page has its text.
  public var markdown: String { "{{\(name)}}" }
  /// Values are numbers.
  public var isNumber: Bool { true }
}

extension String: Cell {
  /// Itself.
  public var markdown: String { self }
  /// Text lines up on the left, but not what cites a value, `{{name}}`.
  public var isNumber: Bool { wholeMatch(of: /\{\{[a-z0-9_]+\}\}/) != nil }
}

extension Int: Cell {
  /// Its digits.
  public var markdown: String { "\(self)" }
  /// Numbers line up on the right.
  public var isNumber: Bool { true }
}

/// A table: titled columns, and rows of texts, whole numbers and values.
public struct Table: Sendable {
  let titles: [String]
  let caption: String?
  private(set) var rows: [[any Cell]] = []

  /// A table without rows.
  ///
  /// - Parameter caption: a sentence below it that says what to see.
  public init(_ titles: String..., caption: String? = nil) { self.init(titles, caption: caption) }

  init(_ titles: [String], caption: String?) { (self.titles, self.caption) = (titles, caption) }

  /// Adds a row below the others.
  public mutating func row(_ cells: any Cell...) { row(cells) }

  /// Adds a row below the others.
  public mutating func row(_ cells: [any Cell]) {
    require(
      cells.count == titles.count,
      "a row of \(cells.count) cells does not fit a table of \(titles.count) columns: \(titles)")
    rows.append(cells)
  }

  /// Adds a row below the others that has cells in the columns of these titles, and dashes in the rest.
  public mutating func row(_ cells: KeyValuePairs<String, any Cell>) {
    let unknown = cells.map(\.key).filter { !titles.contains($0) }
    require(unknown.isEmpty, "a table of the columns \(titles) has no \(unknown)")
    row(titles.map { title in cells.first { $0.key == title }?.value ?? "–" })
  }

  /// Whether a column lines up on the right: when it has numbers, and no text but dashes for what
  /// there is not.
  func isNumeric(_ column: Int) -> Bool {
    let cells = rows.map { $0[column] }
    return cells.contains(where: \.isNumber)
      && cells.allSatisfy { $0.isNumber || $0.markdown == "–" }
  }
}

/// Whether a value may have that name: snake case, as in `pca_test_mse_k32`.
func isValueName(_ name: String) -> Bool { name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil }
