import Testing

/// Expects that a program stopped with exactly this message.
public func expect(
  _ message: String, isPrintedBy result: ExitTest.Result?,
  at location: SourceLocation = #_sourceLocation
) {
  let printed = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  #expect(
    printed.contains("Fatal error: \(message)\n"), "\(message)\n\(printed)",
    sourceLocation: location)
}
