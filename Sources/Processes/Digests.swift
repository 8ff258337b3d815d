import Foundation

/// The SHA-256 of files by path, without those that are not there.
///
/// - Throws: as ``output(of:_:)`` does, of coreutils' `sha256sum`.
public func digests(of files: [String]) throws -> [String: String] {
  let there = files.filter { FileManager.default.fileExists(atPath: $0) }
  guard !there.isEmpty else { return [:] }
  // One line a file: the digest, two characters, the path; `--zero` keeps paths as they are.
  let lines = String(
    decoding: try output(of: "sha256sum", ["--zero", "--"] + there), as: UTF8.self
  )
  .split(separator: "\0")
  return Dictionary(
    uniqueKeysWithValues: lines.map { (String($0.dropFirst(66)), String($0.prefix(64))) })
}
