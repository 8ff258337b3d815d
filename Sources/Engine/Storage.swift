/// The elements of a matrix in memory, shared by its copies until one of them changes.
///
/// They begin at the beginning of a cache line. A vector that straddles two lines is loaded or stored
/// twice, and in rows of any other beginning each second vector, or every one, does.
final class Storage: @unchecked Sendable {
  /// Where the elements begin.
  let start: UnsafeMutablePointer<Float>
  private let memory: UnsafeMutableRawPointer

  /// The bytes of a cache line.
  static let line = 64

  /// Room for `count` elements, none of them set.
  init(count: Int) {
    memory = .allocate(byteCount: count * MemoryLayout<Float>.size + Self.line, alignment: 16)
    start = memory.alignedUp(toMultipleOf: Self.line)
      .bindMemory(to: Float.self, capacity: count)
  }

  deinit { memory.deallocate() }
}
