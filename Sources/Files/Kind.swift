import Foundation

/// What may stand at a path.
public enum Kind: String {
  /// A regular file.
  case file = "a file"
  /// A folder.
  case folder = "a folder"
  /// A symbolic link.
  case link = "a symbolic link"
  /// A named pipe, which may keep its reader waiting for ever.
  case pipe = "a FIFO"
  /// A device, which may never end.
  case device = "a device"
  /// A socket.
  case socket = "a socket"
}

/// What the system knows of what stands at a path; nil when nothing does, or nobody may look.
func status(of path: String, followingLinks: Bool = true) -> stat? {
  var status = stat()
  return (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 ? status : nil
}

/// What stands at a path; nil when nothing does, or nobody may look.
public func kind(of path: String, followingLinks: Bool = true) -> Kind? {
  status(of: path, followingLinks: followingLinks).map(kind)
}

func kind(_ status: stat) -> Kind {
  switch status.st_mode & S_IFMT {
  case S_IFREG: .file
  case S_IFDIR: .folder
  case S_IFLNK: .link
  case S_IFIFO: .pipe
  case S_IFSOCK: .socket
  default: .device
  }
}

/// The names in a folder, in order; nil when it can't be read.
func entries(of folder: String) -> [String]? {
  try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

/// Whether this process may write to what exists. Nobody may where no permission says so, not even root.
func isWritable(_ path: String) -> Bool {
  guard let status = status(of: path) else { return false }
  return status.st_mode & 0o222 != 0 && access(path, W_OK) == 0
}
