import Foundation

/// A file or folder that can't be used as it was meant.
public struct FileError: Error, Equatable, CustomStringConvertible {
  /// Its path.
  public let place: String
  /// What should have been there.
  public let expected: String
  /// What was there.
  public let found: String
  /// What to do about it.
  public let remedy: String

  /// What is said of it in one sentence.
  public var description: String { "\(place): expected \(expected), found \(found); \(remedy)" }

  init(_ place: String, expected: String, found: String, remedy: String) {
    (self.place, self.expected, self.found, self.remedy) = (place, expected, found, remedy)
  }

  /// The error of the last call to the system.
  init(_ place: String, expected: String, remedy: String) {
    self.init(
      place, expected: expected,
      found: "that the system refuses it: \(String(cString: strerror(errno)))",
      remedy: remedy)
  }
}
