import Foundation

/// The bytes of a regular file.
///
/// A pipe or a device is refused: reading it may never end.
public func contents(of file: URL, remedy: String) throws(FileError) -> Data {
  let expected = "a file to read"
  guard let found = kind(of: file.path) else {
    throw FileError(file.path, expected: expected, found: "none", remedy: remedy)
  }
  guard found == .file else {
    throw FileError(file.path, expected: expected, found: found.rawValue, remedy: remedy)
  }
  guard let data = FileManager.default.contents(atPath: file.path) else {
    throw FileError(file.path, expected: expected, found: "one that can't be read", remedy: remedy)
  }
  return data
}
