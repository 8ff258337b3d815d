import Foundation
import Synchronization
import Weaver

func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

func complain(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

/// What stops the making of the book.
struct BookError: Error, CustomStringConvertible {
  let description: String
}

/// What is wrong with the prose of a chapter, a line each with its place.
struct ProseError: Error, CustomStringConvertible {
  let problems: [Problem]

  var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Ctrl-C or a polite kill, after the program that ran has ended.
struct Stopped: Error {
  let signal: Int32
}

/// The program that runs, and the signal that has told this one to stop.
private let running = Mutex<(child: pid_t?, stop: Int32?)>((nil, nil))

/// Passes Ctrl-C and a polite kill on to the program that runs, for as long as the result is kept.
///
/// A child has a process group of its own, which Ctrl-C does not reach: it would run on alone.
func passStopsOn() -> [any DispatchSourceSignal] {
  [SIGINT, SIGTERM].map { number in
    signal(number, SIG_IGN)
    let listener = DispatchSource.makeSignalSource(signal: number, queue: .global())
    listener.setEventHandler {
      running.withLock {
        $0.stop = number
        if let child = $0.child { kill(child, number) }
      }
    }
    listener.resume()
    return listener
  }
}

/// Runs a program to its end, its output passed through.
///
/// - Throws: ``BookError`` when it can't be started or ends with another status than 0; ``Stopped``
///   when this program was told to stop meanwhile.
func run(_ program: URL, _ arguments: [String], in folder: URL) throws {
  let process = Process()
  process.executableURL = program
  process.arguments = arguments
  process.currentDirectoryURL = folder
  do {
    try process.run()
  } catch {
    throw BookError(
      description: "\(program.path): expected a program, found none that starts; a chapter needs "
        + "an executable product by its folder's name in Package.swift")
  }

  let child = process.processIdentifier
  running.withLock {
    $0.child = child
    if let stop = $0.stop { kill(child, stop) }
  }
  process.waitUntilExit()
  let stop = running.withLock {
    $0.child = nil
    return $0.stop
  }
  if let stop { throw Stopped(signal: stop) }
  guard process.terminationStatus == 0 else {
    throw BookError(
      description: "\(program.lastPathComponent): expected status 0, found "
        + "\(process.terminationStatus); its messages are above")
  }
}

/// The first line that a program prints; nil when there is no such program.
func firstLine(of program: String, _ arguments: [String]) -> String? {
  let process = Process()
  let output = Pipe()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [program] + arguments
  process.standardOutput = output
  process.standardError = FileHandle.nullDevice
  guard (try? process.run()) != nil else { return nil }
  let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  guard process.terminationStatus == 0 else { return nil }
  return text.split(separator: "\n").first.map(String.init)
}
