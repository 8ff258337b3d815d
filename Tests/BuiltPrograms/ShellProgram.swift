import Foundation

/// Writes a program of the shell's.
///
/// Another program does the writing: what this one has open, a process that it starts at the same time
/// has open as well, and the system runs no program that is open for writing.
public func writeProgram(_ commands: String, to file: URL) throws {
  let text = file.appendingPathExtension("sh")
  try write("#!/bin/sh\n\(commands)\n", to: text)
  let install = try Process.run(
    URL(filePath: "/usr/bin/install"), arguments: ["-m", "755", text.path, file.path])
  install.waitUntilExit()
}

/// Whether the process whose number is in a file has ended, or does so soon.
public func isGone(_ file: URL) throws -> Bool {
  let text = try String(contentsOf: file, encoding: .utf8)
  return (0..<10_000).contains { _ in
    // It is gone, or waits for its new parent to be told so.
    let state = try? String(contentsOfFile: "/proc/\(text.dropLast())/stat", encoding: .utf8)
    if state == nil || state?.contains(") Z ") == true { return true }
    usleep(1000)
    return false
  }
}
