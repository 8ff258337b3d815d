import Foundation

/// Prints a line. A reader who has gone, as `head` does, is no error.
package func say(_ text: String) {
  try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
}

/// Prints a line, or several, on standard error. What the text quotes can't move the cursor.
package func complain(_ text: String) {
  try? FileHandle.standardError.write(contentsOf: Data((printableLines(text) + "\n").utf8))
}
