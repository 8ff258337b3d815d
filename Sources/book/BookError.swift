/// What stops the making of the book.
struct BookError: Error, CustomStringConvertible {
  let description: String
}
