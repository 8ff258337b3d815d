import Foundation
import Synchronization

/// A page, `name.md`, and the folder `name` with its pictures and data, on their way into a folder.
///
/// They are prepared in a workplace beside their place and moved in at once, so that a run that fails or is
/// stopped leaves what was there. A process that is killed while it moves them in leaves the rest to the
/// next run, which does that first.
///
/// The page's folder has a record, `.files`, of the files that the run has made. The next run replaces
/// these, and keeps all others.
public final class Publication: Sendable {
  /// Where the page goes.
  public let folder: URL
  private let name: String
  private let remedy: String
  let workplace: Workplace
  private let isPublished = Mutex(false)

  /// Prepares to publish the page `name` in a folder, and finds out now, before any work, whether that
  /// can be done.
  ///
  /// - Parameters:
  ///   - files: files of its folder that it will have in any case.
  ///   - remedy: what to do when it can't: "choose another folder with --out DIR".
  public init(
    of name: String, with files: [String] = [], in folder: URL, remedy: String
  ) throws(FileError) {
    (self.name, self.remedy) = (name, remedy)
    self.folder = folder.absoluteURL.standardizedFileURL
    enter()
    defer { leave() }
    let path = self.folder.path
    if kind(of: path) != nil { try checkFolder(path, remedy: remedy) }
    workplace = try Workplace(
      self.folder.appending(path: ".\(name)"), purpose: "writes this page", remedy: remedy)
    // What is to be done with it at a stop depends on how far we are.
    forget(workplace)
    do throws(FileError) {
      try moveIn()
      workplace.clear()
      try checkPlace()
      for file in files { try checkName(file) }
      guard makeFolder(new) else {
        throw FileError(new, expected: "a folder to write to", remedy: remedy)
      }
    } catch {
      discard()
      throw error
    }
    takeBackWhenStopped(self) { $0.takeBack() }
  }

  /// The page and the folder beside it.
  private var page: URL { folder.appending(path: "\(name).md") }
  private var target: String { folder.path + "/" + name }
  /// In the workplace: the new folder, the old one, and the new page, with which moving in begins.
  private var new: String { workplace.folder.path + "/new" }
  private var old: String { workplace.folder.path + "/old" }
  private var newPage: String { workplace.folder.path + "/page" }

  /// The files that the last run has made in the folder of the page `name`.
  public static func files(of name: String, in folder: URL) -> [String] {
    (record(of: folder.path + "/" + name) ?? []).sorted()
  }

  // MARK: Preparing

  /// Prepares a file of the page's folder.
  public func save(_ data: Data, as file: String) throws(FileError) {
    try uninterrupted { () throws(FileError) in
      try checkName(file)
      let path = try workplace.write(data, as: "new/" + file, remedy: remedy)
      if let before = status(of: target + "/" + file), !adopt(path, from: before) {
        throw FileError(path, expected: "to keep the file's permissions", remedy: remedy)
      }
    }
  }

  /// Whether a file is one that this page writes, or stands where its folder is to be.
  public func writes(_ file: URL) -> Bool {
    guard let path = Place.target(of: file.absoluteURL.path) else { return false }
    let place = URL(filePath: path).deletingLastPathComponent().resolvingSymlinksInPath().path
    let file = (path as NSString).lastPathComponent
    switch place {
    case folder.resolvingSymlinksInPath().path: return [name, "\(name).md"].contains(file)
    case URL(filePath: target).resolvingSymlinksInPath().path:
      // Where nothing says which files are the page's, it is going to replace all of them.
      return record(of: target)?.contains(file) ?? true
    default: return place.hasPrefix(workplace.folder.resolvingSymlinksInPath().path)
    }
  }

  // MARK: Checking

  /// Refuses a place where the page would replace what no run has made, or could not keep it.
  private func checkPlace() throws(FileError) {
    try checkFolder(folder.path, remedy: remedy)
    try checkSaving(to: page, remedy: remedy)
    guard !exists(page.path) || record(of: target) != nil else {
      throw FileError(
        page.path, expected: "nothing or the page of an earlier run",
        found: "one without the folder \(name) and the record of its files there",
        remedy: "move it away, or " + remedy)
    }
    guard let found = kind(of: target, followingLinks: false) else { return }
    let expected = "nothing or the folder of an earlier run"
    guard found == .folder else {
      throw FileError(target, expected: expected, found: found.rawValue, remedy: remedy)
    }
    try checkFolder(target, remedy: remedy)
    guard let files = entries(of: target) else {
      throw FileError(
        target, expected: expected, found: "one that can't be read",
        remedy: "move it away, or " + remedy)
    }
    let record = record(of: target)
    guard files.isEmpty || record != nil else {
      throw FileError(
        target, expected: expected, found: "one without \(recordName), the record of its files",
        remedy: "move it away, or " + remedy)
    }
    for file in files {
      let path = target + "/" + file
      let found = kind(of: path, followingLinks: false) ?? .device
      if record?.contains(file) == true {
        guard found == .file, isWritable(path) else {
          throw FileError(
            path, expected: "the file of an earlier run, to replace it",
            found: found == .file ? "that it is read-only" : found.rawValue,
            remedy: "move it away, or " + remedy)
        }
      } else if found == .folder, !isWritable(path) {
        throw FileError(
          path, expected: "a folder to keep beside the new page",
          found: "one without write permission",
          remedy: "move it away, or " + remedy)
      }
    }
  }

  /// Refuses the name of a file that is there and that no run has made.
  private func checkName(_ file: String) throws(FileError) {
    let path = target + "/" + file
    guard let found = kind(of: path, followingLinks: false),
      record(of: target)?.contains(file) != true
    else { return }
    throw FileError(
      path, expected: "nothing or the file of an earlier run",
      found: "\(found.rawValue) that no run has made", remedy: "move it away, or " + remedy)
  }

  // MARK: Ending

  /// Moves the page and its folder in, or, when that fails, leaves both as they were.
  public func publish(_ text: String) throws(FileError) {
    try uninterrupted { () throws(FileError) in
      // Meanwhile the world may have changed.
      try checkPlace()
      let files = (entries(of: new) ?? []).filter { $0 != recordName }
      for file in files { try checkName(file) }
      let list = ([recordName] + files).map { $0 + "\n" }.joined()
      _ = try workplace.write(Data(list.utf8), as: "new/" + recordName, remedy: remedy)
      if let before = status(of: target), !adopt(new, from: before) {
        throw FileError(new, expected: "to keep the folder's permissions", remedy: remedy)
      }
      let page = try workplace.write(Data(text.utf8), as: "half", remedy: remedy)
      try rename(page, to: newPage)
      try moveIn()
      isPublished.withLock { $0 = true }
      workplace.remove()
    }
  }

  /// Does what is left to do from the moment that there is a new page.
  private func moveIn() throws(FileError) {
    if let text = FileManager.default.contents(atPath: newPage) {
      do throws(FileError) {
        let page = try PreparedFile(text, for: page, remedy: remedy)
        defer { page.remove() }
        if exists(new) {
          if exists(target), !exists(old) { try rename(target, to: old) }
          try rename(new, to: target)
        }
        try page.moveIn()
      } catch {
        moveOut()
        throw error
      }
      removeFile(newPage)
    }
    if exists(old) { try clearOld() }
  }

  /// Puts everything back.
  private func moveOut() {
    if !exists(new) { _ = move(target, to: new) }
    if exists(old) { _ = move(old, to: target) }
    // Where even that fails, the next run has something to go on from.
    if !exists(old) { removeFile(newPage) }
  }

  /// Keeps what no run has made, and removes what the last run has.
  private func clearOld() throws(FileError) {
    let files = record(of: old) ?? []
    guard let all = entries(of: old) else {
      throw FileError(
        old, expected: "a folder to read, which stood at \(target)",
        found: "one that can't be read",
        remedy: "make it readable")
    }
    for file in all where !files.contains(file) {
      guard !exists(target + "/" + file) else {
        throw FileError(
          target + "/" + file, expected: "room for the file of that name in \(old)",
          found: "another file", remedy: "move one of the two")
      }
      try rename(old + "/" + file, to: target + "/" + file)
    }
    // The record goes last: without it nothing here would be known as ours.
    for file in files where file != recordName { removeFile(old + "/" + file) }
    removeFile(old + "/" + recordName)
    removeFolder(old)
  }

  private func rename(_ path: String, to target: String) throws(FileError) {
    guard move(path, to: target) else {
      throw FileError(target, expected: "to move \(path) there", remedy: remedy)
    }
  }

  /// Removes what was prepared; what was there before stays as it is.
  public func discard() {
    uninterrupted {
      forget(self)
      // What was put aside and could not be put back is not ours to remove.
      if exists(old) { workplace.leave() } else { workplace.remove() }
    }
  }

  /// Ends this publication because the program is stopped; what to say of it.
  private func takeBack() -> String {
    discard()
    return "\(page.path) is \(isPublished.withLock(\.self) ? "the new page" : "as it was")"
  }
}

/// The file in a page's folder with the names of the files that the run has made, one a line.
private let recordName = ".files"

/// The names of the files that an earlier run has made in a folder; nil when nothing says so.
private func record(of folder: String) -> Set<String>? {
  let path = folder + "/" + recordName
  guard kind(of: path, followingLinks: false) == .file,
    let text = FileManager.default.contents(atPath: path)
  else { return nil }
  // A name leads nowhere else.
  let names = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    .filter { !$0.contains("/") && ![".", ".."].contains($0) }
  return Set(names + [recordName])
}

private func exists(_ path: String) -> Bool { kind(of: path, followingLinks: false) != nil }
