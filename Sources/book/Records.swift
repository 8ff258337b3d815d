import Files
import Foundation

/// What is known of the last full run of each page, kept in the book: only what has changed runs again, and
/// anyone can see in seconds whether a page fits the sources.
///
/// A page depends on the sources of its program, on the files that its run has read, on its neighbours'
/// titles and on gnuplot. Nothing is kept but digests, SHA-256: the page and its folder are taken for the
/// run's only while their bytes are those that it wrote.
struct Records {
  /// The name of the file in the book, without `.json`.
  static let name = "records"

  /// What one run was made from, and what it made.
  struct Record: Codable, Equatable {
    /// The digests of the folders and files that the program is built from.
    var sources: [String: String]
    /// What gnuplot says of its version.
    var gnuplot: String
    /// The titles of the pages around it.
    var neighbours: [String]
    /// The digests of the files that the run read.
    var inputs: [String: String]
    /// The digests of the page and of the files beside it.
    var outputs: [String: String]
    /// The digests of what a quick run writes, without pictures.
    var quick: [String: String] = [:]
    /// How long the run took, in seconds.
    var seconds = 0.0
    /// The day of the run: "2026-11-26".
    var day = ""
  }

  private var records: [String: Record]
  /// Where they are kept.
  private let file: URL

  /// The records that are kept in `folder`; none where there are none, or none that can be read.
  init(in folder: URL) {
    file = folder.appending(path: "\(Self.name).json")
    records = (try? Data(contentsOf: file)).flatMap(Self.records(from:)) ?? [:]
  }

  /// The records in a file's text; nil when it holds something else.
  static func records(from data: Data) -> [String: Record]? {
    try? JSONDecoder().decode([String: Record].self, from: data)
  }

  subscript(page: String) -> Record? { records[page] }

  var isEmpty: Bool { records.isEmpty }

  /// Takes what a run was made from, keeps it, and forgets the pages that are gone.
  mutating func keep(_ record: Record, of page: String, among pages: [String]) throws {
    records[page] = record
    records = records.filter { pages.contains($0.key) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try save(encoder.encode(records) + Data("\n".utf8), to: file, remedy: "move it away")
  }
}

extension Records.Record {
  /// Why a run would have to be made again, a reason each; nothing when all is as it was.
  ///
  /// - Parameter now: what it would be made from, and what lies in the book.
  func reasons(against now: Records.Record) -> [String] {
    var reasons = changes(from: sources, to: now.sources)
    if gnuplot != now.gnuplot { reasons.append("\(now.gnuplot) instead of \(gnuplot)") }
    if neighbours != now.neighbours {
      reasons.append("the titles of the pages around it have changed")
    }
    reasons += changes(from: inputs, to: now.inputs)
    for path in Set(outputs.keys).union(now.outputs.keys).sorted()
    where outputs[path] != now.outputs[path] {
      reasons.append("\(path) is not what the run wrote")
    }
    return reasons
  }

  private func changes(from before: [String: String], to now: [String: String]) -> [String] {
    Set(before.keys).union(now.keys).sorted().compactMap { path in
      guard before[path] != now[path] else { return nil }
      return now[path] == nil
        ? "\(path) is gone" : before[path] == nil ? "\(path) is new" : "\(path) has changed"
    }
  }
}
