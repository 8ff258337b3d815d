import Foundation

/// The SHA-256 of files by path, without those that are not there.
///
/// - Throws: as ``output(of:_:)`` does, of coreutils' `sha256sum`.
public func digests(of files: [String]) throws -> [String: String] {
  var digests: [String: String] = [:]
  var rest = Set(files).filter { FileManager.default.fileExists(atPath: $0) }.sorted()[...]
  while !rest.isEmpty {
    // Not all at once: the system bounds the length of a command.
    let some = rest.prefix(1000)
    rest = rest.dropFirst(1000)
    // One line a file: the digest, two characters, the path; `--zero` keeps paths as they are.
    let lines = String(
      decoding: try output(of: "sha256sum", ["--zero", "--"] + some), as: UTF8.self
    )
    .split(separator: "\0")
    for line in lines { digests[String(line.dropFirst(66))] = String(line.prefix(64)) }
  }
  return digests
}
