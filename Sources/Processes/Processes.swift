import Basics
import Foundation
import Synchronization

/// A program that can't be started, or that failed.
public struct ProgramError: Error, CustomStringConvertible {
  /// What was expected, what was found and what to do.
  public let description: String
}

/// Runs a program to its end, its output passed through.
///
/// - Parameter folder: where it runs; here, when nil.
/// - Throws: ``ProgramError`` when it can't be started or ends with another status than 0.
public func run(_ program: URL, _ arguments: [String], in folder: URL? = nil) throws {
  let process = Process()
  process.executableURL = program
  process.arguments = arguments
  if let folder { process.currentDirectoryURL = folder }
  try process.expectSuccess { "its messages are above" }
}

/// What a program prints; what it complains about is in the error when it fails.
///
/// - Parameter program: a path, or a name to be found in `PATH`.
/// - Throws: as ``run(_:_:in:)`` does.
public func output(of program: String, _ arguments: [String]) throws -> Data {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [program] + arguments
  let (printed, complaints) = (Pipe(), Pipe())
  (process.standardOutput, process.standardError) = (printed, complaints)

  // Drained at the same time: a pipe that is full would stop the program.
  let texts = Mutex((printed: Data(), complaints: Data()))
  let readers = DispatchGroup()
  DispatchQueue.global().async(group: readers) {
    let text = printed.fileHandleForReading.readDataToEndOfFile()
    texts.withLock { $0.printed = text }
  }
  DispatchQueue.global().async(group: readers) {
    let text = complaints.fileHandleForReading.readDataToEndOfFile()
    texts.withLock { $0.complaints = text }
  }
  try process.expectSuccess {
    readers.wait()
    return texts.withLock {
      "it says:\n\(String(decoding: $0.complaints.suffix(1000), as: UTF8.self))"
    }
  }
  readers.wait()
  return texts.withLock(\.printed)
}

/// The first line that a program prints, made ``printable(_:)``; nil when there is no such program.
public func firstLine(of program: String, _ arguments: [String]) -> String? {
  guard let text = try? output(of: program, arguments) else { return nil }
  let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
  return lines.first.map { printable(String($0)) }
}

extension Process {
  /// Runs the program to its end.
  fileprivate func expectSuccess(remark: () -> String) throws {
    do {
      try runToEnd()
    } catch {
      throw ProgramError(
        description: "\(executableURL?.path ?? ""): expected a program, found none that starts")
    }
    guard terminationStatus == 0 else {
      // `env` ends with 127 when it finds no program of that name.
      let isByName = executableURL?.lastPathComponent == "env"
      let name = URL(filePath: (isByName ? arguments?.first : executableURL?.path) ?? "")
        .lastPathComponent
      throw ProgramError(
        description: isByName && terminationStatus == 127
          ? "\(name): expected a program of that name, found none; install it"
          : "\(name): expected status 0, found \(terminationStatus); \(remark())")
    }
  }
}
