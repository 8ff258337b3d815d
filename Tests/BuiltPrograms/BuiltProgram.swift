import Foundation
import Synchronization

/// A program of this package as its users run it: the one that was built beside the tests.
public struct BuiltProgram {
  /// Where it is.
  public let file: URL

  /// A program by its product's name, "01-pca", found in the folder of the test bundle or one above it.
  public init(_ name: String) throws {
    let here = Bundle.main.bundleURL
    let places = sequence(first: here) { $0.deletingLastPathComponent() }.prefix(6)
      .map { $0.appending(path: name) }
    guard let file = places.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) })
    else { throw NotBuilt(name: name) }
    self.file = file
  }

  /// A program of the system's that starts one of this package's.
  public init(at file: URL) { self.file = file }

  /// Runs it to its end.
  public func run(
    _ arguments: [String], in folder: URL, environment: [String: String] = [:]
  ) throws -> RunningProgram.End {
    try start(arguments, in: folder, environment: environment).end()
  }

  /// Starts it in `folder`, with nothing to read, and with more variables in its environment.
  public func start(
    _ arguments: [String], in folder: URL, environment: [String: String] = [:]
  ) throws -> RunningProgram {
    let process = Process()
    process.executableURL = file
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    return try RunningProgram(process)
  }
}

/// A program that no build has made.
struct NotBuilt: Error, CustomStringConvertible {
  let name: String

  var description: String { "\(name) is not built: `swift build` builds it" }
}

/// A program that runs, and what it prints meanwhile.
public final class RunningProgram: Sendable {
  /// How a program ended.
  public struct End: Equatable, Sendable {
    /// Its status; 128 and the signal's number where a signal ended it.
    public let status: Int32
    /// Whether it ended by itself and was not ended by a signal.
    public let isExit: Bool
    /// What it printed on standard output.
    public let output: String
    /// What it printed on standard error.
    public let messages: String
  }

  private let process: Process
  private let output = Reader()
  private let messages = Reader()

  init(_ process: Process) throws {
    self.process = process
    (process.standardOutput, process.standardError) = (output.pipe, messages.pipe)
    try process.run()
    output.read()
    messages.read()
  }

  /// Sends it a signal.
  public func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Waits until it has printed something on standard output, or has ended.
  public func waitForOutput() { output.begun.wait() }

  /// Closes its standard output after what it prints next, as `head` does.
  public func stopReading() { output.isOver.withLock { $0 = true } }

  /// Waits for its end.
  public func end() -> End {
    process.waitUntilExit()
    let isExit = process.terminationReason == .exit
    return End(
      status: process.terminationStatus + (isExit ? 0 : 128), isExit: isExit, output: output.text,
      messages: messages.text)
  }
}

/// Reads a pipe to its end on a thread of its own, so that it never fills.
private final class Reader: Sendable {
  let pipe = Pipe()
  let begun = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)
  private let data = Mutex(Data())
  let isOver = Mutex(false)

  func read() {
    Thread { [self] in
      let end = pipe.fileHandleForReading
      while case let part = end.availableData, !part.isEmpty, !isOver.withLock(\.self) {
        data.withLock { $0 += part }
        begun.signal()
      }
      try? end.close()
      begun.signal()
      ended.signal()
    }.start()
  }

  var text: String {
    ended.wait()
    defer { ended.signal() }
    return String(decoding: data.withLock(\.self), as: UTF8.self)
  }
}
