/// Stops the program with `message` when a chapter has broken a rule.
///
/// Not `precondition`: that prints its message in unoptimised code only, and a chapter may be built
/// for release.
func require(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String,
  file: StaticString = #fileID, line: UInt = #line
) {
  if !condition() { fatalError(message(), file: file, line: line) }
}
