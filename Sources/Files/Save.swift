import Foundation

/// Writes a file whole or not at all: it is prepared beside its place and moved in.
///
/// Only a regular file is written. A symbolic link is followed and stays; an existing file keeps its
/// permissions, and one that nobody may write to is refused like a folder, a device or a pipe.
///
/// - Parameter remedy: what to do when it can't be written.
public func save(
  _ data: Data, to file: URL, remedy: String = "choose another place"
) throws(FileError) {
  try uninterrupted { () throws(FileError) in
    let prepared = try PreparedFile(data, for: file, remedy: remedy)
    defer { prepared.remove() }
    try prepared.moveIn()
  }
}

/// Finds out before any work whether ``save(_:to:remedy:)`` could write a file.
public func checkSaving(
  to file: URL, remedy: String = "choose another place"
) throws(FileError) {
  _ = try Place(of: file, remedy: remedy)
}

/// Removes a regular file where there is one; what else stands there is somebody's and refused.
public func removeFile(at file: URL, remedy: String) throws(FileError) {
  guard let found = kind(of: file.path, followingLinks: false) else { return }
  guard found == .file, uninterrupted({ removeFile(file.path) }) else {
    throw FileError(
      file.path, expected: "nothing or a file of an earlier run, to remove it",
      found: found == .file ? "one that can't be removed" : found.rawValue,
      remedy: "move it away, or " + remedy)
  }
}

/// A file that is written, and not yet where it goes.
struct PreparedFile {
  private let place: Place
  private let workplace: Workplace
  private let path: String
  private let remedy: String

  init(_ data: Data, for file: URL, remedy: String) throws(FileError) {
    self.remedy = remedy
    place = try Place(of: file, remedy: remedy)
    workplace = try Workplace(
      URL(filePath: "\(place.folder)/.\(place.name).new"), purpose: "writes this file",
      remedy: remedy)
    do throws(FileError) {
      path = try workplace.write(data, as: place.name, remedy: remedy)
      if let before = place.before, !adopt(path, from: before) {
        throw FileError(place.path, expected: "to keep its permissions", remedy: remedy)
      }
    } catch {
      workplace.remove()
      throw error
    }
  }

  /// Puts it in its place.
  func moveIn() throws(FileError) {
    guard move(path, to: place.path) else {
      throw FileError(place.path, expected: "a file to write to", remedy: remedy)
    }
  }

  /// Removes what was prepared.
  func remove() { workplace.remove() }
}

/// Where a file is written: the place that its path leads to when links are followed.
struct Place {
  /// The path of the file itself, in which no link is the last part.
  let path: String
  /// What is there already.
  let before: stat?

  var folder: String { parent(of: path) }
  var name: String { (path as NSString).lastPathComponent }

  /// Refuses a place where no regular file can be written.
  init(of file: URL, remedy: String) throws(FileError) {
    let given = file.absoluteURL.path
    let expected = "a file to write to"
    if let found = kind(of: given), found != .file {
      throw FileError(given, expected: expected, found: found.rawValue, remedy: remedy)
    }
    guard let path = Self.target(of: given) else {
      throw FileError(
        given, expected: expected, found: "a symbolic link that leads nowhere", remedy: remedy)
    }
    (self.path, before) = (path, status(of: path, followingLinks: false))
    guard before == nil || isWritable(path) else {
      throw FileError(given, expected: expected, found: "one that is read-only", remedy: remedy)
    }
    try checkFolder(folder, remedy: remedy)
  }

  /// Where a path leads that may be a symbolic link, to a file that need not be there yet; nil when it
  /// leads in a circle.
  static func target(of path: String) -> String? {
    var path = path
    for _ in 0..<40 {
      guard kind(of: path, followingLinks: false) == .link else { return path }
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
        return nil
      }
      path = next.hasPrefix("/") ? next : parent(of: path) + "/" + next
    }
    return nil
  }
}
