import Foundation

/// What is at `file` where that is no regular file, in words: "a FIFO", say, which might keep its reader
/// waiting for ever, or "a device", which might never end. Nil for a regular file, and where there is
/// nothing to see.
public func specialKind(of file: URL) -> String? {
  var status = stat()
  guard stat(file.path, &status) == 0 else { return nil }
  return switch status.st_mode & S_IFMT {
  case S_IFREG: nil
  case S_IFDIR: "a folder"
  case S_IFIFO: "a FIFO"
  case S_IFCHR, S_IFBLK: "a device"
  case S_IFSOCK: "a socket"
  default: "something else"
  }
}
