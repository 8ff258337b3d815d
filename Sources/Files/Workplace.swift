import Foundation
import Synchronization

/// A hidden folder in which one living process prepares something, and no second one.
///
/// It holds a file that marks it as ours and that the process has locked. The system frees the lock when
/// the process ends, however it ends, so what a killed process has left is known: the next one takes the
/// folder over. A folder of that name without the mark is somebody else's and refused.
public final class Workplace: Sendable {
  /// Where it is.
  public let folder: URL
  /// The folders that were made to hold it, the innermost first.
  private let newFolders: [String]
  /// The file that is locked; nil when the work has ended.
  private let lock: Mutex<Int32?>

  /// Makes the folder and those that it lies in, or takes it over from a process that was killed.
  ///
  /// - Parameters:
  ///   - purpose: what the other process does when there is one: "writes this page".
  ///   - remedy: what to do when the folder can't be made.
  public init(_ folder: URL, purpose: String, remedy: String) throws(FileError) {
    let path = folder.absoluteURL.path
    var newFolders: [String] = []
    var lock: Int32?
    do throws(FileError) {
      // Another process may make or remove the folder while we look at it, so one look decides nothing.
      for _ in 0..<100 where lock == nil {
        newFolders = try makeFolders(parent(of: path), remedy: remedy) + newFolders
        lock = try lockedFile(in: path, purpose: purpose, remedy: remedy)
      }
      guard lock != nil else {
        let isThere = kind(of: path, followingLinks: false) != nil
        throw FileError(
          path, expected: "a folder to work in",
          found: isThere
            ? "something that no program of this package has made" : "a path that leads nowhere",
          remedy: (isThere ? "move it away, or " : "") + remedy)
      }
    } catch {
      newFolders.forEach { removeFolder($0) }
      throw error
    }
    self.folder = folder
    self.newFolders = newFolders
    self.lock = Mutex(lock)
    takeBackWhenStopped(self) {
      $0.remove()
      return nil
    }
  }

  /// Writes a file here that nobody reads before it has been moved to its place; its path.
  func write(_ data: Data, as name: String, remedy: String) throws(FileError) -> String {
    let path = folder.path + "/" + name
    guard Files.write(data, as: path) else {
      throw FileError(path, expected: "to write it", remedy: remedy)
    }
    return path
  }

  /// Removes all that lies here.
  public func clear() { uninterrupted { removeContents(of: folder.path, but: lockName) } }

  /// Removes the folder, and those that were made to hold it and hold nothing else.
  public func remove() {
    uninterrupted {
      guard lock.withLock({ $0 != nil }) else { return }
      clear()
      // The mark goes last: without it what could not be removed would be nobody's.
      if entries(of: folder.path) == [lockName] {
        removeFile(folder.path + "/" + lockName)
        removeFolder(folder.path)
        newFolders.forEach { removeFolder($0) }
      }
      leave()
    }
  }

  /// Leaves the folder as it is to the next process.
  func leave() {
    lock.withLock {
      if let file = $0 { close(file) }
      $0 = nil
    }
    forget(self)
  }
}

private let lockName = "lock"
private let mark = Data("A program of Autoencoders works in this folder and removes it.\n".utf8)

/// Makes a folder with the file that marks it, and locks that; nil when the folder is not ours or went away
/// meanwhile.
private func lockedFile(
  in folder: String, purpose: String, remedy: String
) throws(FileError) -> Int32? {
  let expected = "a folder to work in"
  let path = folder + "/" + lockName
  guard makeFolder(folder) || errno == EEXIST else {
    if errno == ENOENT { return nil }
    throw FileError(folder, expected: expected, remedy: remedy)
  }
  guard isOurs(folder) else { return nil }
  let file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
  guard file >= 0 else {
    if errno == ENOENT { return nil }
    throw FileError(folder, expected: expected, remedy: remedy)
  }
  guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
    defer { close(file) }
    guard errno == EWOULDBLOCK else {
      throw FileError(folder, expected: "a file system with locks", remedy: remedy)
    }
    throw FileError(
      folder, expected: "to work alone", found: "that another run \(purpose) now",
      remedy: "wait for its end, or " + remedy)
  }

  // The file may have been removed before we locked it.
  var locked = stat()
  guard fstat(file, &locked) == 0, status(of: path)?.st_ino == locked.st_ino else {
    close(file)
    return nil
  }
  guard FileManager.default.contents(atPath: path) == mark || Files.write(mark, as: path) else {
    defer { close(file) }
    throw FileError(folder, expected: expected, remedy: remedy)
  }
  return file
}

/// Whether a folder is new, or has the mark of one that a program of ours has made.
private func isOurs(_ folder: String) -> Bool {
  guard kind(of: folder, followingLinks: false) == .folder else { return false }
  // The mark is written before anything else, so look at the names first.
  let names = Set(entries(of: folder) ?? [])
  let path = folder + "/" + lockName
  let text =
    kind(of: path, followingLinks: false) == .file
    ? FileManager.default.contents(atPath: path) ?? Data() : Data()
  return names.isSubset(of: [lockName]) ? mark.starts(with: text) : text == mark
}
