import Foundation
import Synchronization

/// A folder or file that can't be written.
struct PublicationError: Error, CustomStringConvertible {
  let description: String
}

/// A chapter's output on its way into a folder: gathered elsewhere, then moved in at once, so that
/// a run that fails or is stopped leaves what was there.
final class Publication: Sendable {
  /// Where the page goes.
  let folder: URL
  private let chapter: String
  /// Held while files are moved in: a stop waits for the end of it.
  private let moving = Mutex(())
  /// What listens for Ctrl-C; kept, because a source that is released listens no more.
  nonisolated(unsafe) private var interrupts: [any DispatchSourceSignal] = []

  /// Where pictures, data and results are gathered.
  let staging: URL

  /// Prepares to publish `chapter` in `folder`, and finds out now, before any work, whether that
  /// can be done.
  init(chapter: String, in folder: URL) throws(PublicationError) {
    (self.chapter, self.folder) = (chapter, folder)
    staging = FileManager.default.temporaryDirectory
      .appending(path: "autoencoders-\(chapter)-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try FileManager.default.createDirectory(at: staging, withIntermediateDirectories: true)
    } catch {
      throw PublicationError(
        description: "\(folder.path): expected a folder to write to, found that it can't be made "
          + "(\(error.localizedDescription)); choose another with --out DIR")
    }
    guard FileManager.default.isWritableFile(atPath: folder.path) else {
      throw PublicationError(
        description: "\(folder.path): expected a folder to write to, found one without write "
          + "permission; choose another with --out DIR")
    }
    cleanUpWhenInterrupted()
  }

  /// Moves the page and its folder in, each in one step.
  func publish(page: String) throws {
    try moving.withLock { _ in
      let files = FileManager.default
      let incoming = folder.appending(path: ".\(chapter).new")
      let outgoing = folder.appending(path: ".\(chapter).old")
      let target = folder.appending(path: chapter)
      for leftover in [incoming, outgoing] where files.fileExists(atPath: leftover.path) {
        try files.removeItem(at: leftover)
      }
      defer { try? files.removeItem(at: incoming) }

      // Copy first: it may fail for want of space, and nothing is replaced until it has succeeded.
      try files.copyItem(at: staging, to: incoming)
      if files.fileExists(atPath: target.path) { try files.moveItem(at: target, to: outgoing) }
      try files.moveItem(at: incoming, to: target)
      try Data(page.utf8).write(to: folder.appending(path: "\(chapter).md"), options: .atomic)
      try? files.removeItem(at: outgoing)
    }
    discard()
  }

  /// Removes what was gathered.
  func discard() { try? FileManager.default.removeItem(at: staging) }

  /// Ends the program at Ctrl-C or a polite kill, with nothing left behind and the usual status.
  private func cleanUpWhenInterrupted() {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [self] in
        moving.withLock { _ in
          discard()
          Terminal.complain("\nstopped; \(folder.lastPathComponent)/ is as it was")
          exit(128 + number)
        }
      }
      source.resume()
      interrupts.append(source)
    }
  }
}
