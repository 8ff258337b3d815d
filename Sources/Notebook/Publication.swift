import Foundation
import Synchronization

/// A folder or file that can't be read or written.
struct PublicationError: Error, Equatable, CustomStringConvertible {
  let description: String
}

/// The page that has been begun and neither published nor discarded.
private let unfinished = Mutex<Publication?>(nil)

/// A chapter's output on its way into a folder: gathered elsewhere, then moved in at once, so that
/// a run that fails or is stopped leaves what was there.
final class Publication: Sendable {
  /// Where the page goes.
  let folder: URL
  /// Where pictures, data and results are gathered.
  let staging: URL
  private let chapter: String
  /// The folders that were made for the page, the innermost first.
  private let newFolders: [URL]
  /// Whether the page has been moved in; held while it is, so that a stop waits for the end of it.
  private let isPublished = Mutex(false)
  /// What listens for Ctrl-C; kept, because a source that is released listens no more.
  nonisolated(unsafe) private var interrupts: [any DispatchSourceSignal] = []

  /// Prepares to publish `chapter` in `folder`, and finds out now, before any work, whether that
  /// can be done.
  init(chapter: String, in folder: URL) throws(PublicationError) {
    self.chapter = chapter
    self.folder = folder.absoluteURL.standardizedFileURL
    staging = FileManager.default.temporaryDirectory
      .appending(path: "autoencoders-\(chapter)-\(UUID().uuidString)")
    newFolders = Array(self.folder.andAbove.prefix { !$0.exists })
    do {
      try checkAbove()
      try make(self.folder, remedy: "choose another with --out DIR")
      try checkPlace()
      try make(staging, remedy: "choose another with TMPDIR=DIR in the environment")
    } catch {
      discard()
      throw error
    }
    unfinished.withLock { $0 = self }
    cleanUpWhenInterrupted()
  }

  private var page: URL { folder.appending(path: "\(chapter).md") }
  private var target: URL { folder.appending(path: chapter) }

  /// Refuses a folder that would lie in a file.
  private func checkAbove() throws(PublicationError) {
    guard let place = folder.andAbove.first(where: \.exists), !place.isFolder else { return }
    throw refusal(place, expected: "a folder", found: "a file")
  }

  private func make(_ folder: URL, remedy: String) throws(PublicationError) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw PublicationError(
        description: "\(folder.path): expected a folder to write to, found that it can't be made: "
          + "\(reason(error)); \(remedy)")
    }
  }

  /// Refuses a folder without write permission, and one where the page would replace what no
  /// chapter has written.
  private func checkPlace() throws(PublicationError) {
    let files = FileManager.default
    guard files.isWritableFile(atPath: folder.path) else {
      throw refusal(folder, expected: "a folder to write to", found: "one without write permission")
    }
    guard !page.isFolder else {
      throw refusal(page, expected: "no file or an earlier page", found: "a folder")
    }
    guard target.exists else { return }
    let contents = try? files.contentsOfDirectory(atPath: target.path)
    guard let contents else {
      throw refusal(target, expected: "no file or an earlier run's folder", found: "a file")
    }
    guard contents.isEmpty || contents.contains("results.json") else {
      throw refusal(
        target, expected: "no file or an earlier run's folder", found: "one without results.json")
    }
  }

  private func refusal(_ place: URL, expected: String, found: String) -> PublicationError {
    PublicationError(
      description: "\(place.path): expected \(expected), found \(found); "
        + "choose another folder with --out DIR")
  }

  /// Moves the page and its folder in, or, when that fails, leaves both as they were.
  func publish(page text: String) throws(PublicationError) {
    do {
      try isPublished.withLock { isPublished in
        try moveIn(text)
        isPublished = true
      }
    } catch {
      throw PublicationError(
        description: "\(folder.path): expected to write \(chapter) there, found: \(reason(error)); "
          + "the old files are untouched; fix this or choose another folder with --out DIR")
    }
    discard()
  }

  private func moveIn(_ text: String) throws {
    let files = FileManager.default
    let incoming = folder.appending(path: ".\(chapter).new")
    let outgoing = folder.appending(path: ".\(chapter).old")

    // Clear up after a run that was killed in here: its old folder may be the only one there is.
    if outgoing.exists, !target.exists { try files.moveItem(at: outgoing, to: target) }
    for leftover in [incoming, outgoing] where leftover.exists {
      try files.removeItem(at: leftover)
    }
    defer { try? files.removeItem(at: incoming) }

    // Copy first: it may fail for want of space, and nothing is replaced until it has succeeded.
    try files.copyItem(at: staging, to: incoming)
    if target.exists { try files.moveItem(at: target, to: outgoing) }
    do {
      try files.moveItem(at: incoming, to: target)
      try Data(text.utf8).write(to: page, options: .atomic)
    } catch {
      try? files.removeItem(at: target)
      if outgoing.exists { try files.moveItem(at: outgoing, to: target) }
      throw error
    }
    try? files.removeItem(at: outgoing)
  }

  /// Makes it an error to reach the program's end with a page neither published nor discarded.
  static func expectEnd() {
    atexit {
      guard let forgotten = unfinished.withLock(\.self) else { return }
      forgotten.discard()
      Terminal.complain(
        "error: \(forgotten.chapter): expected notebook.finish() at the end, found none; no page was "
          + "written")
      _exit(1)
    }
  }

  /// Removes what was gathered, and the folders that were made and stayed empty.
  func discard() {
    unfinished.withLock { $0 = nil }
    try? FileManager.default.removeItem(at: staging)
    for folder in newFolders { rmdir(folder.path) }
  }

  /// Ends the program at Ctrl-C or a polite kill, with nothing left behind and the usual status.
  private func cleanUpWhenInterrupted() {
    // A queue of its own: trainings may hold all threads of the global ones.
    let queue = DispatchQueue(label: "interrupts", qos: .userInteractive)
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { [self] in
        isPublished.withLock { isPublished in
          discard()
          let state = isPublished ? "has the new page" : "is unchanged"
          Terminal.complain("\nstopped; \(folder.path) \(state)")
          exit(128 + number)
        }
      }
      source.resume()
      interrupts.append(source)
    }
  }
}

extension URL {
  /// This place and the folders it lies in, the innermost first.
  fileprivate var andAbove: some Sequence<URL> {
    sequence(first: absoluteURL.standardizedFileURL) {
      $0.path == "/" ? nil : $0.deletingLastPathComponent()
    }
  }

  /// Whether this place is `folder` or lies in it, whatever symbolic links lead to either.
  func isInside(_ folder: URL) -> Bool {
    // A place that is not there yet has no links of its own: ask the folders that are.
    let folder = folder.resolvingSymlinksInPath().path
    return andAbove.contains { $0.resolvingSymlinksInPath().path == folder }
  }

  fileprivate var exists: Bool { FileManager.default.fileExists(atPath: path) }

  fileprivate var isFolder: Bool {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return exists && isFolder.boolValue
  }
}

/// What the system says of an error, without the layers around it.
private func reason(_ error: any Error) -> String {
  let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
  return (cause ?? error as NSError).localizedDescription
}
