import Foundation

/// Makes a folder, and those that it lies in, where they are not there.
public func makeFolder(_ folder: URL, remedy: String) throws(FileError) {
  _ = try makeFolders(folder.absoluteURL.path, remedy: remedy)
  try checkFolder(folder.path, remedy: remedy)
}

/// Makes a folder, and those that it lies in; those that were not there, the innermost first.
func makeFolders(_ path: String, remedy: String) throws(FileError) -> [String] {
  switch kind(of: path) {
  case .folder?: return []
  case nil:
    let others = path == "/" ? [] : try makeFolders(parent(of: path), remedy: remedy)
    if makeFolder(path) { return [path] + others }
    guard errno == EEXIST else {
      throw FileError(path, expected: "a folder to write to", remedy: remedy)
    }
    return others
  case let other?:
    throw FileError(path, expected: "a folder", found: other.rawValue, remedy: remedy)
  }
}

/// The folder that a path lies in.
func parent(of path: String) -> String { (path as NSString).deletingLastPathComponent }

/// Refuses what is no folder in which files can be made.
func checkFolder(_ folder: String, remedy: String) throws(FileError) {
  let found: String? =
    switch kind(of: folder) {
    case nil: "none"
    case .folder?: isWritable(folder) ? nil : "one without write permission"
    case let other?: other.rawValue
    }
  guard let found else { return }
  throw FileError(folder, expected: "a folder to write to", found: found, remedy: remedy)
}
