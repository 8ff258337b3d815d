import Foundation

/// The folder of this package.
public let package = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// Calls `body` with an empty folder, which is removed afterwards.
///
/// - Parameter name: the last part of its path, for paths that are hard to handle.
public func withTemporaryFolder<Result>(
  named name: String = "folder", _ body: (URL) throws -> Result
) throws -> Result {
  let above = FileManager.default.temporaryDirectory
    .appending(path: "tests-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: above) }
  let folder = above.appending(path: name)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  return try body(folder)
}

/// Writes a file and the folders it lies in.
public func write(_ text: String, to file: URL) throws {
  try FileManager.default.createDirectory(
    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
  try Data(text.utf8).write(to: file)
}

/// The text of each file below a folder, by its path from there, and "/" for a folder; hidden ones too.
public func contents(of folder: URL) throws -> [String: String] {
  let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
  return Dictionary(
    uniqueKeysWithValues: paths.map { path in
      let data = try? Data(contentsOf: folder.appending(path: path))
      return (path, data.map { String(decoding: $0, as: UTF8.self) } ?? "/")
    })
}
