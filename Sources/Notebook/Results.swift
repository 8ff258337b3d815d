import Foundation
import Weaver

/// The record of a run for programs: no time, path, host or version, so that equal runs give equal
/// bytes.
struct Results: Codable, Equatable {
  /// Its name, beside a page's figures.
  static let file = "results.json"

  struct Figure: Codable, Equatable {
    var file: String
    var alt: String
    var dataDigest: String

    enum CodingKeys: String, CodingKey {
      case file, alt
      case dataDigest = "data_digest"
    }
  }

  var chapter: String
  var settings: [String: Double]
  var values: [String: Double] = [:]
  var claims: [Outline.Claim] = []
  var figures: [Figure] = []

  /// The bytes of results.json: keys sorted, one a line.
  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}

extension Results {
  /// What a run has left, for programs.
  init(of records: Records, chapter: String, settings: [String: Double]) {
    (self.chapter, self.settings) = (chapter, settings)
    for value in records.values { values[value.name] = value.number }
    claims = records.claims.compactMap { claim in
      claim.holds.map { Outline.Claim(text: claim.text, holds: $0) }
    }
    figures = records.figures.map { figure in
      Figure(
        file: URL(filePath: figure.path).lastPathComponent, alt: figure.alt,
        dataDigest: figure.dataDigest)
    }
  }

  /// The results of the book's run; nil where there are none, with a word about it where a file is damaged.
  static func book(of chapter: ChapterSource) -> Results? {
    let file = chapter.root.appending(path: "Book/\(chapter.name)/results.json")
    guard let data = try? Data(contentsOf: file) else { return nil }
    guard let book = try? JSONDecoder().decode(Results.self, from: data) else {
      Terminal.complain(
        "\(file.path): expected the results of the book's run to compare with, found something "
          + "else; `swift run \(chapter.name)` writes them again")
      return nil
    }
    return book
  }

  /// How the book's claims fare with other seeds; nil where that was not tried.
  static func robustness(of chapter: ChapterSource) -> Robustness? {
    let file = chapter.root.appending(path: "Book/\(Robustness.file)")
    return Robustness.pages(in: try? Data(contentsOf: file))[chapter.name]
  }

  /// What to tell the reader of a run whose settings are not the book's: every value that differs,
  /// and what became of the book's claims.
  ///
  /// - Parameters:
  ///   - robustness: how the book's claims fare with other seeds, where that was tried.
  ///   - fill: puts what its names stand for into a claim.
  func compared(
    with book: Results, _ robustness: Robustness? = nil, filling fill: (String) -> String = { $0 }
  ) -> String {
    var lines: [String] = []

    // List the values that both have and that differ, with the ratio. The deviations are in results.json.
    let rows = values.keys.sorted().filter { !$0.hasSuffix("_sd") }.compactMap {
      name -> [String]? in
      guard let here = values[name], let there = book.values[name], here != there else {
        return nil
      }
      let digits = Format.significant(4)
      return [name, digits(there), digits(here), here * there > 0 ? digits(here / there) : ""]
    }
    if rows.isEmpty {
      lines.append("  Every value that both have is the same.")
    } else {
      lines.append(
        Terminal.table(
          header: ["value", "book", "this run", "ratio"], rows: rows,
          // Long names may make it wider than a terminal: as a table it is still easier to read.
          rightAligned: [false, true, true, true], width: .max))
    }
    for (place, names) in [
      ("Only in the book", Set(book.values.keys).subtracting(values.keys)),
      ("Only in this run", Set(values.keys).subtracting(book.values.keys)),
    ] where !names.isEmpty {
      lines.append(Terminal.paragraph("\(place): \(names.sorted().joined(separator: ", "))."))
    }

    // Say which claims changed.
    func note(_ change: String, _ claim: Outline.Claim) {
      lines.append(Terminal.paragraph("\(change): \(fill(claim.text))"))
    }
    func reservation(on claim: Outline.Claim) -> String {
      guard let robustness, robustness.fits(book.values) else { return "" }
      let seeds = robustness.seeds(of: Outline.Claim(text: claim.text, holds: true))
      return seeds.held == seeds.tried
        ? "" : " (with the book's settings, with \(seeds.held) of \(seeds.tried) seeds)"
    }
    for claim in claims {
      switch (book.claims.first { $0.text == claim.text }?.holds, claim.holds) {
      case (true, false): note("✗ no longer holds" + reservation(on: claim), claim)
      case (false, true): note("✓ holds now", claim)
      case (nil, _): note("\(claim.holds ? "✓" : "✗") not in the book", claim)
      default: break
      }
    }
    for claim in book.claims where !claims.contains(where: { $0.text == claim.text }) {
      note("– not checked here", claim)
    }
    func score(_ claims: [Outline.Claim]) -> String {
      "\(claims.filter(\.holds).count) of \(claims.count)"
    }
    lines.append("  \(score(claims)) claims hold here, \(score(book.claims)) in the book.")
    return lines.joined(separator: "\n")
  }
}
