/// An exercise that asks for code: its number in the book, and what tells a right answer from a
/// wrong one.
///
/// Each has a file of its own, with a function that takes the answer:
///
///     Exercise.logarithm { x in … }.faults()
///
/// The program `exercise` gives it the reader's answer, the page of solutions the book's.
public struct Exercise: Sendable {
  /// Where it stands: "B.3" is the third exercise of appendix B.
  public let number: String
  /// What it asks for, in a few words.
  public let task: String
  private let examine: @Sendable (inout Findings) throws -> Void

  /// - Parameters:
  ///   - number: where the exercise stands, "B.3".
  ///   - task: what it asks for, in a few words.
  ///   - examine: puts the answer to the test.
  init(
    _ number: String, _ task: String, _ examine: @escaping @Sendable (inout Findings) throws -> Void
  ) {
    (self.number, self.task, self.examine) = (number, task, examine)
  }

  /// What is still wrong with the answer, a sentence each; nothing when it is right.
  ///
  /// - Throws: ``NotWritten`` where there is no answer yet, and whatever else the answer throws.
  public func faults() throws -> [String] {
    var findings = Findings()
    try examine(&findings)
    return findings.faults
  }
}

/// What an answer throws that nobody has written yet.
public struct NotWritten: Error {
  /// An answer that is not there.
  public init() {}
}

/// What an examination has found.
struct Findings {
  private(set) var faults: [String] = []

  /// Notes `fault` unless what was expected holds.
  mutating func expect(_ holds: Bool, _ fault: @autoclosure () -> String) {
    if !holds { faults.append(fault()) }
  }
}
