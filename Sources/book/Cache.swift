import Files
import Foundation

/// What is known of the last run of each chapter, so that only what has changed runs again.
///
/// A chapter's page depends on its program, on the files that its run has read, on its neighbours'
/// titles and on gnuplot. Nothing is kept but digests: the page and its folder are taken for the run's only
/// while their bytes are those that it wrote.
struct Cache {
  /// What one run was made from, and what it made.
  struct Entry: Codable, Equatable {
    /// SHA-256 of the program.
    var program: String
    /// What gnuplot says of its version.
    var gnuplot: String
    /// The titles of the chapters around it.
    var neighbours: [String]
    /// The SHA-256 of the files that the run read.
    var inputs: [String: String]
    /// The SHA-256 of the page and of the files beside it.
    var outputs: [String: String]
    /// How long the run took, in seconds.
    var seconds: Double
  }

  private var entries: [String: Entry]
  /// Where it is kept.
  private let file: URL

  /// The cache that was kept in `file`; an empty one where there is none, or none that can be read.
  init(from file: URL) {
    let kept = try? JSONDecoder().decode([String: Entry].self, from: Data(contentsOf: file))
    (self.file, entries) = (file, kept ?? [:])
  }

  subscript(chapter: String) -> Entry? { entries[chapter] }

  /// Takes what a run was made from, and keeps it.
  mutating func keep(_ entry: Entry, of chapter: String) throws {
    entries[chapter] = entry
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try makeFolder(file.deletingLastPathComponent(), remedy: "make room for it")
    try save(encoder.encode(entries), to: file, remedy: "move it away")
  }
}

extension Cache.Entry {
  /// Why a run would have to be made again, a reason each; nothing when all is as it was.
  ///
  /// - Parameter now: what it would be made from, and what lies in the book.
  func reasons(against now: Cache.Entry) -> [String] {
    var reasons: [String] = []
    if program != now.program { reasons.append("its program has changed") }
    if gnuplot != now.gnuplot { reasons.append("\(now.gnuplot) instead of \(gnuplot)") }
    if neighbours != now.neighbours {
      reasons.append("the titles of the chapters around it have changed")
    }
    for (path, digest) in inputs.sorted(by: { $0.key < $1.key }) where now.inputs[path] != digest {
      reasons.append(now.inputs[path] == nil ? "\(path) is gone" : "\(path) has changed")
    }
    for path in Set(outputs.keys).union(now.outputs.keys).sorted()
    where outputs[path] != now.outputs[path] {
      reasons.append("\(path) is not what the run wrote")
    }
    return reasons
  }
}
