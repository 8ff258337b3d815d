import Files
import Foundation

/// Reads a file's content from front to end, inflated where the file begins as gzip does.
///
/// The first two bytes, 1f 8b, decide whether a file is gzip, not its name: browsers and archivers
/// unpack files and leave the `.gz`, or take it away and unpack nothing.
final class ContentReader {
  private static let chunkSize = 1 << 16

  private let file: URL
  private let descriptor: Int32
  private var gzip: GzipStream?
  private var chunk: [UInt8] = []
  private var used = 0

  /// Opens `file`.
  ///
  /// - Throws: `specialFile` where it is no regular file, `unreadableFile` where the system refuses.
  init(_ file: URL) throws(DatasetError) {
    if let found = kind(of: file.path), found != .file {
      throw DatasetError(
        reason: .specialFile, file: file.relativePath, expected: "a regular file",
        found: found.rawValue, remedy: "Save its content as a file")
    }
    self.file = file
    // Without waiting, should it have become a FIFO since.
    descriptor = open(file.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(file, errno) }
    try fetch()
    if chunk.starts(with: [0x1F, 0x8B]) {
      do { gzip = try GzipStream() } catch { throw .damagedGzip(file, error) }
    }
  }

  deinit {
    close(descriptor)
  }

  /// Reads the next `count` bytes of the content, or what is left of it.
  ///
  /// No more than `count` bytes are ever inflated, and a page of the result that the content does
  /// not reach is never touched: a header that lies about its count costs nothing.
  ///
  /// - Throws: `unreadableFile` where the system refuses, `damagedGzip` where zlib does.
  func next(_ count: Int) throws(DatasetError) -> [UInt8] {
    var failure: DatasetError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(DatasetError) {
        while filled < count, try hasInput() {
          filled += try advance(into: UnsafeMutableBufferPointer(rebasing: buffer[filled..<count]))
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Whether there is input: what is left of the chunk, or else the next one.
  private func hasInput() throws(DatasetError) -> Bool {
    guard used == chunk.count else { return true }
    try fetch()
    if chunk.isEmpty, let gzip {
      do { try gzip.finish() } catch { throw .damagedGzip(file, error) }
    }
    return !chunk.isEmpty
  }

  /// Replaces the chunk by the file's next one, which is empty at its end.
  private func fetch() throws(DatasetError) {
    var failure: Int32?
    chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkSize) { buffer, filled in
      let count = read(descriptor, buffer.baseAddress, Self.chunkSize)
      if count < 0 { failure = errno } else { filled = count }
    }
    if let failure { throw .unreadable(file, failure) }
    used = 0
  }

  /// Moves bytes from the chunk to `output`, and returns how many arrived there.
  private func advance(
    into output: UnsafeMutableBufferPointer<UInt8>
  ) throws(DatasetError) -> Int {
    guard let gzip else {
      let count = min(output.count, chunk.count - used)
      _ = output.update(fromContentsOf: chunk[used..<(used + count)])
      used += count
      return count
    }
    do {
      let step = try chunk.withUnsafeMutableBufferPointer { input throws(GzipStream.Damage) in
        try gzip.inflate(UnsafeMutableBufferPointer(rebasing: input[used...]), into: output)
      }
      used += step.taken
      return step.written
    } catch {
      throw .damagedGzip(file, error)
    }
  }
}

extension DatasetError {
  fileprivate static func unreadable(_ file: URL, _ code: Int32) -> DatasetError {
    DatasetError(
      reason: .unreadableFile, file: file.relativePath, expected: "a file that can be read",
      found: "what the system calls “\(String(cString: strerror(code)))”",
      remedy: "Check the file's permissions and the disk")
  }

  fileprivate static func damagedGzip(
    _ file: URL, _ damage: GzipStream.Damage
  ) -> DatasetError {
    DatasetError(
      reason: .damagedGzip, file: file.relativePath, expected: "gzip data, whole and undamaged",
      found: damage.found, remedy: "Download or copy the file again")
  }
}
