import Foundation
import Synchronization

// All changes to files go through these functions, one step each.

/// The step before which this program is stopped, and the signal that does it: tests set STOP_AT, and
/// STOP_BY where it is not SIGKILL, to stop a program at each of its places.
private let stop: (step: Int, signal: Int32)? = {
  let environment = ProcessInfo.processInfo.environment
  return environment["STOP_AT"].flatMap(Int.init).map {
    ($0, environment["STOP_BY"].flatMap(Int32.init) ?? SIGKILL)
  }
}()

private let steps = Atomic(0)

private func step() {
  guard let stop, steps.add(1, ordering: .relaxed).newValue == stop.step else { return }
  kill(getpid(), stop.signal)
}

/// Makes a folder in one that exists; false, with `errno`, when the system refuses it.
func makeFolder(_ path: String) -> Bool {
  step()
  return mkdir(path, 0o777) == 0
}

/// Writes a new file, or what is left of one, in a folder of our own.
func write(_ data: Data, as path: String) -> Bool {
  step()
  let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o666)
  guard file >= 0 else { return false }
  step()
  let isWhole = data.withUnsafeBytes { bytes in
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = Glibc.write(
        file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return false }
      rest = rest.dropFirst(written)
    }
    return true
  }
  let reason = errno
  // Some file systems say only here that there was no room.
  let isClosed = close(file) == 0
  if !isWhole { errno = reason }
  return isWhole && isClosed
}

/// Gives a file or folder the permissions and, where we may, the owner of another.
func adopt(_ path: String, from other: stat) -> Bool {
  step()
  _ = chown(path, other.st_uid, other.st_gid)
  return chmod(path, other.st_mode & 0o7777) == 0
}

/// Moves a file or folder within a file system; a file that has the name is replaced.
func move(_ path: String, to target: String) -> Bool {
  step()
  return rename(path, target) == 0
}

/// Removes a file or a link.
@discardableResult
func removeFile(_ path: String) -> Bool {
  step()
  return unlink(path) == 0
}

/// Removes a folder if it is empty.
@discardableResult
func removeFolder(_ path: String) -> Bool {
  step()
  return rmdir(path) == 0
}

/// Removes what lies in a folder of our own; links are removed and not followed.
func removeContents(of folder: String, but kept: String? = nil) {
  for name in entries(of: folder) ?? [] where name != kept {
    let path = folder + "/" + name
    if kind(of: path, followingLinks: false) == .folder {
      removeContents(of: path)
      removeFolder(path)
    } else {
      removeFile(path)
    }
  }
}
