// Makes the book: runs the chapters in order and writes the pages around them.
//
//     swift run book          rebuilds what has changed of Book/
//     swift run book --why    and says what has changed
//     swift run book check    proves that Book/ is what the chapters write now; it runs them all
//
// What follows `check` goes to every chapter: `swift run book check --threads 1`.

import Basics
import Foundation
import Processes
import Weaver

let package = Package(source: #filePath)
let arguments = Array(CommandLine.arguments.dropFirst())
endWhenStopped { complain($0) }

do {
  switch arguments.first {
  case nil,
    "--why" where arguments.count == 1:
    try Book(of: package).make(explains: arguments.first == "--why")
  case "check":
    try Book(of: package).check(options: Array(arguments.dropFirst()))
  case "--help", "-h":
    say("usage: swift run book [--why | check [option of a chapter…]]")
  case .some(let word):
    complain("error: \(word): expected nothing, `--why` alone, `check` or `--help`")
    exit(64)
  }
} catch {
  complain(error is WeavingError ? "\(error)" : "error: \(words(for: error))")
  endProgram(with: 1)
}
endProgram(with: 0)
