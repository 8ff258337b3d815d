/// `text` on one line and without control characters: each is shown as Swift would write it, an escape
/// as `\u{1B}`, the end of a line as `\n`.
///
/// What comes from outside, a path or another program's words, goes through this on its way to a
/// terminal, which would obey it.
package func printable(_ text: String) -> String {
  text.unicodeScalars.map { isControl($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
}

/// The lines of `text`, each made ``printable(_:)``: for messages that quote something on lines of its
/// own.
package func printableLines(_ text: String) -> String {
  // By scalars: "\r\n" is one character.
  text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    .map { printable(String($0)) }.joined(separator: "\n")
}

/// Whether `text` has a character that ``printable(_:)`` would have to show in another way.
package func hasControlCharacters(_ text: String) -> Bool {
  text.unicodeScalars.contains(where: isControl)
}

/// Whether a character is a command and not a sign; the ends of lines and paragraphs are commands. U+FFFD
/// stands where bytes were no UTF-8: a path with it leads elsewhere.
private func isControl(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .lineSeparator, .paragraphSeparator: true
  default: scalar == "\u{FFFD}"
  }
}
