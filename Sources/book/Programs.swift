import Foundation

func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

func complain(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

/// What stops the making of the book.
struct BookError: Error, CustomStringConvertible {
  let description: String
}

/// Runs a program to its end, its output passed through.
///
/// - Throws: ``BookError`` when it can't be started or ends with another status than 0.
func run(_ program: URL, _ arguments: [String], in folder: URL) throws {
  let process = Process()
  process.executableURL = program
  process.arguments = arguments
  process.currentDirectoryURL = folder
  try process.run()
  process.waitUntilExit()
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
