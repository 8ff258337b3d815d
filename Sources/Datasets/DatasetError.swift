/// A dataset's folder or file that can't be used, and what to do about it.
///
/// Its description is one line for a terminal: the file, what was expected there, what was found
/// instead, and the remedy.
public struct DatasetError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, for a program to tell apart.
  public enum Reason: Sendable, CaseIterable {
    /// The folder does not exist, or is a file.
    case missingFolder
    /// The folder has no file of a name that is needed.
    case missingFile
    /// The folder has several datasets in folders of their own.
    case severalDatasets
    /// The file is a FIFO, a device or a socket.
    case specialFile
    /// The system refuses to open or to read the file.
    case unreadableFile
    /// The file begins as gzip does, and zlib can't inflate it to its end.
    case damagedGzip
    /// The first four bytes are not those of the IDX file that the name promises.
    case wrongMagic
    /// The images are not 28 × 28, or the rows of labels have another length.
    case itemSize
    /// The file holds no items at all.
    case empty
    /// The header claims more items than this loader takes.
    case tooManyItems
    /// The content ends before the last item.
    case truncated
    /// The content goes on after the last item.
    case trailingBytes
    /// There are more, or fewer, labels than images.
    case countMismatch
    /// A label is not one of 0…9.
    case labelOutOfRange
    /// The images are fewer, or of fewer kinds, than a program needs.
    case unmetNeeds
  }

  /// What is wrong.
  public let reason: Reason
  /// The folder or file, as the caller wrote it.
  public let file: String
  /// What should have been there.
  public let expected: String
  /// What is there.
  public let found: String
  /// What to do.
  public let remedy: String

  /// The error in one line.
  public var description: String {
    "\(file): expected \(expected), found \(found). \(remedy)."
  }
}
