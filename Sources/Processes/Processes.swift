import Foundation
import Synchronization

/// A program that can't be started, or that failed.
public struct ProgramError: Error, CustomStringConvertible {
  /// What was expected, what was found and what to do.
  public let description: String
}

/// Ctrl-C or a polite kill, after the program that ran has ended.
public struct Stopped: Error {
  /// SIGINT or SIGTERM.
  public let signal: Int32

  /// The status that a program ends with which was stopped so.
  public var status: Int32 { 128 + signal }
}

/// The program that runs, and the signal that has told this one to stop.
private let running = Mutex<(child: pid_t?, stop: Int32?)>((nil, nil))

/// Passes Ctrl-C and a polite kill on to the program that runs, for as long as the result is kept.
///
/// A child has a process group of its own, which Ctrl-C does not reach: it would run on alone.
///
/// - Parameter idle: what to do with a stop while no program runs; else the next one ends at once.
public func passStopsOn(
  idle: @escaping @Sendable (Stopped) -> Void = { _ in }
) -> [any DispatchSourceSignal] {
  // A queue of its own: threads that compute may hold all of the global ones.
  let queue = DispatchQueue(label: "stops")
  return [SIGINT, SIGTERM].map { number in
    signal(number, SIG_IGN)
    let listener = DispatchSource.makeSignalSource(signal: number, queue: queue)
    listener.setEventHandler {
      let child = running.withLock {
        $0.stop = number
        return $0.child
      }
      if let child { kill(child, number) } else { idle(Stopped(signal: number)) }
    }
    listener.resume()
    return listener
  }
}

/// Runs a program to its end, its output passed through.
///
/// - Parameter folder: where it runs; here, when nil.
/// - Throws: ``ProgramError`` when it can't be started or ends with another status than 0; ``Stopped``
///   when this program was told to stop meanwhile.
public func run(_ program: URL, _ arguments: [String], in folder: URL? = nil) throws {
  let process = Process()
  process.executableURL = program
  process.arguments = arguments
  if let folder { process.currentDirectoryURL = folder }
  try process.runToEnd { "its messages are above" }
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
  try process.runToEnd {
    readers.wait()
    return texts.withLock {
      "it says:\n\(String(decoding: $0.complaints.suffix(1000), as: UTF8.self))"
    }
  }
  readers.wait()
  return texts.withLock(\.printed)
}

/// The first line that a program prints; nil when there is no such program.
public func firstLine(of program: String, _ arguments: [String]) -> String? {
  guard let text = try? output(of: program, arguments) else { return nil }
  return String(decoding: text, as: UTF8.self).split(separator: "\n").first.map(String.init)
}

extension Process {
  /// Starts the program, passes stops on to it, and waits for its end.
  fileprivate func runToEnd(remark: () -> String) throws {
    do {
      try run()
    } catch {
      throw ProgramError(
        description: "\(executableURL?.path ?? ""): expected a program, found none that starts")
    }
    running.withLock {
      $0.child = processIdentifier
      if let stop = $0.stop { kill(processIdentifier, stop) }
    }
    waitUntilExit()
    let stop = running.withLock {
      $0.child = nil
      return $0.stop
    }
    if let stop { throw Stopped(signal: stop) }
    guard terminationStatus == 0 else {
      let name = executableURL?.lastPathComponent == "env" ? arguments?.first : executableURL?.path
      throw ProgramError(
        description: "\(URL(filePath: name ?? "").lastPathComponent): expected status 0, found "
          + "\(terminationStatus); \(remark())")
    }
  }
}
