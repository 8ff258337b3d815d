// Makes the book: runs the chapters in order and writes the pages around them.
//
//     swift run book          rebuilds what has changed of Book/
//     swift run book --why    and says what has changed
//     swift run book check    proves that Book/ is what the chapters write now; it runs them all
//     swift run book robustness    runs the chapters with other seeds and budgets, as far as that is not done
//
// `check --threads 1` has every chapter run on one thread; `check --since COMMIT` runs in full only what has changed
// since then and a part of the rest, and all others quickly.

import Basics
import Foundation
import Processes
import Weaver

let package = Package(source: #filePath)
let arguments = Array(CommandLine.arguments.dropFirst())
openStandardFiles()
endWhenStopped { complain($0) }

do {
  switch arguments.first {
  case nil,
    "--why" where arguments.count == 1:
    try Book(of: package).make(explains: arguments.first == "--why")
  case "robustness" where arguments.count == 1:
    try Book(of: package).tryClaims()
  case "check":
    let options = Array(arguments.dropFirst())
    switch (options.first, options.count) {
    case (nil, _): try Book(of: package).check(options: [])
    case ("--threads", 2) where (Int(options[1]) ?? 0) >= 1:
      try Book(of: package).check(options: options)
    case ("--since", 2) where package.knows(commit: options[1]):
      try Book(of: package).check(options: [], since: options[1])
    case ("--since", 2):
      complain(
        "error: --since \(printable(options[1])): expected a commit, found none that git knows here"
      )
      exit(64)
    default:
      complain(
        "error: check \(printable(options.joined(separator: " "))): expected nothing behind check, "
          + "`--threads N` or `--since COMMIT`")
      exit(64)
    }
  case "--help", "-h":
    say("usage: swift run book [--why | check [--threads N | --since COMMIT] | robustness]")
  case .some(let word):
    complain(
      "error: \(word): expected nothing, `--why` alone, `check`, `robustness` alone or `--help`")
    exit(64)
  }
} catch {
  complain(error is WeavingError ? "\(error)" : "error: \(words(for: error))")
  endProgram(with: 1)
}
endProgram(with: 0)
