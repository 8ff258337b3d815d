import Foundation
import Synchronization

/// Opens what is closed of standard input, output and error, before a file takes its number and is printed into.
/// Nothing can be printed there either, and that is found out.
package func openStandardFiles() {
  for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
    _ = open("/dev/null", O_RDONLY)
  }
}

/// Why standard output has refused something that was printed; nil when it has not.
///
/// A full disk is a reason. A reader who has gone, as `head` does, is not: he has what he wanted.
package var lostOutput: String? {
  let code = failure.load(ordering: .relaxed)
  return code == 0
    ? nil : "standard output: expected to print there, found: \(systemMessage(code))"
}

/// The number of the error that something printed has met last; 0 when there was none.
private let failure = Atomic<Int32>(0)

/// Prints a line.
package func say(_ text: String) {
  let code = write(text + "\n", to: STDOUT_FILENO)
  if code != 0 { failure.store(code, ordering: .relaxed) }
}

/// Prints a line, or several, on standard error. What the text quotes can't move the cursor.
package func complain(_ text: String) { show(printableLines(text) + "\n") }

/// Writes to standard error as it is. Where nobody can read it, there is nobody to tell.
package func show(_ text: String) { _ = write(text, to: STDERR_FILENO) }

/// Writes all of a text; the number of the system's error, or 0.
private func write(_ text: String, to descriptor: Int32) -> Int32 {
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
    if count >= 0 {
      rest = rest.dropFirst(count)
    } else if errno == EPIPE {
      return 0
    } else if errno != EINTR {
      return errno
    }
  }
  return 0
}
