/// Stops the program with `message` when a caller has broken a rule.
///
/// Not `precondition`: that prints its message in unoptimised code only, and much of this package is
/// optimised in every configuration.
@inlinable @inline(__always)
package func require(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String,
  file: StaticString = #fileID, line: UInt = #line
) {
  if !condition() { fatalError(message(), file: file, line: line) }
}

/// Stops the program with `message` where a broken rule leaves no value to go on with.
@inlinable
package func stop(
  _ message: String, file: StaticString = #fileID, line: UInt = #line
) -> Never {
  fatalError(message, file: file, line: line)
}
