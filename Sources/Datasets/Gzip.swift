import CZlib

/// Inflates gzip by zlib, a piece at a time, so that the reader decides how much memory it spends.
///
/// A file may hold several members, one after the other, as `cat a.gz b.gz` makes them; their
/// contents follow on each other. Zeros may stand after the last one, as tape blocks have them; whatever
/// else stands after a member has to be another one. zlib checks each member's CRC-32 and length at its
/// end.
///
/// Source: Deutsch, RFC 1952, 1996, section 2.2.
final class GzipStream {
  /// What zlib, or the end of the input, has against the content.
  struct Damage: Error {
    let found: String
  }

  // zlib keeps the address of the stream, so the stream can't live in a value that moves.
  private let stream: UnsafeMutablePointer<z_stream>
  private var member = 1
  private var isBetweenMembers = false
  private var isPadding = false

  init() throws(Damage) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 bits of window, the format's maximum; 16 more ask for gzip's header and trailer.
    try check(
      inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)))
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Inflates the front of `input` into `output`, until one of them is used up.
  ///
  /// - Returns: the number of bytes taken from `input` and of those written to `output`.
  /// - Throws: `Damage` where zlib finds the content damaged.
  func inflate(
    _ input: UnsafeMutableBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
  ) throws(Damage) -> (taken: Int, written: Int) {
    stream.pointee.next_in = input.baseAddress
    stream.pointee.avail_in = UInt32(input.count)
    stream.pointee.next_out = output.baseAddress
    stream.pointee.avail_out = UInt32(output.count)

    while stream.pointee.avail_in > 0 && stream.pointee.avail_out > 0 {
      if isBetweenMembers {
        skipZeros()
        guard stream.pointee.avail_in > 0 else { break }
        guard !isPadding else {
          throw Damage(
            found: "something else than zeros behind the padding of gzip member \(member)")
        }
        try check(inflateReset(stream))
        member += 1
        isBetweenMembers = false
      }
      let status = CZlib.inflate(stream, Z_NO_FLUSH)
      isBetweenMembers = status == Z_STREAM_END
      if !isBetweenMembers { try check(status) }
    }
    return (
      input.count - Int(stream.pointee.avail_in), output.count - Int(stream.pointee.avail_out)
    )
  }

  /// Passes over the zeros in front of what is left of the input.
  private func skipZeros() {
    while stream.pointee.avail_in > 0, stream.pointee.next_in.pointee == 0 {
      stream.pointee.next_in += 1
      stream.pointee.avail_in -= 1
      isPadding = true
    }
  }

  /// Says that there is no more input: only after a whole member is that an end.
  func finish() throws(Damage) {
    guard isBetweenMembers else {
      throw Damage(found: "an end in the middle of gzip member \(member)")
    }
  }

  private func check(_ status: Int32) throws(Damage) {
    guard status != Z_OK else { return }
    let text = stream.pointee.msg.map { String(cString: $0) } ?? String(cString: zError(status))
    throw Damage(found: "what zlib calls “\(text)” in gzip member \(member)")
  }
}
