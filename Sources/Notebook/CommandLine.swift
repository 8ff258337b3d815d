import Foundation
import Weaver

/// What a chapter's command line asks for, apart from its settings.
struct Options: Equatable {
  var data: String?
  var out: String?
  var threads = ProcessInfo.processInfo.activeProcessorCount
  var quick = false
  var help = false
}

/// A command line that can't be followed.
struct UsageError: Error, CustomStringConvertible {
  let description: String
}

/// Sets `settings` from a chapter's arguments and returns the other options.
func parse(
  _ arguments: [String], into settings: [(name: String, setting: any AnySetting)]
) throws(UsageError) -> Options {
  var options = Options()
  var given: [(name: String, value: String)] = []
  var rest = arguments[...]

  func value(of name: String) throws(UsageError) -> String {
    guard let value = rest.popFirst() else {
      throw UsageError(description: "\(name): expected a value behind it, found none")
    }
    guard !value.hasPrefix("--"), !value.isEmpty else {
      let found = value.isEmpty ? "an empty one" : value
      throw UsageError(description: "\(name): expected a value behind it, found \(found)")
    }
    return value
  }

  // Read the line first, so that `--quick` may stand anywhere and what is said by name wins over
  // it.
  while let argument = rest.popFirst() {
    switch argument {
    case "--help", "-h": options.help = true
    case "--quick": options.quick = true
    case "--data": options.data = try value(of: argument)
    case "--out": options.out = try value(of: argument)
    case "--threads":
      let text = try value(of: argument)
      guard let threads = Int(text), (1...1024).contains(threads) else {
        throw UsageError(description: "--threads \(text): threads is a whole number, 1…1024")
      }
      options.threads = threads
    default:
      let names = settings.map { flag($0.name) }
      guard names.contains(argument) else {
        throw UsageError(description: unknown(argument, among: names))
      }
      given.append((argument, try value(of: argument)))
    }
  }

  if options.quick { settings.forEach { $0.setting.makeQuick() } }
  for (name, text) in given {
    for (settingName, setting) in settings where flag(settingName) == name {
      guard setting.read(text) else {
        throw UsageError(
          description: "\(name) \(text): \(name.dropFirst(2)) is \(setting.rangeText)")
      }
    }
  }
  return options
}

/// "batch_size" → "--batch-size".
func flag(_ name: String) -> String {
  "--" + name.replacingOccurrences(of: "_", with: "-")
}

/// What to say of an argument that is none, with the nearest name that there is.
private func unknown(_ argument: String, among names: [String]) -> String {
  let all = names + ["--data", "--out", "--quick", "--threads", "--help"]
  guard argument.hasPrefix("--") else {
    return "\(argument): expected an option, which begins with two hyphens; --help lists them"
  }
  let hint = nearest(to: argument, among: all).map { "did you mean \($0)?" }
  return "\(argument): unknown option; \(hint ?? "--help lists them")"
}

/// The text of `--help`.
func helpText(
  chapter: String, title: String, question: String,
  settings: [(name: String, setting: any AnySetting)]
) -> String {
  let options: [(String, String)] =
    settings.map { name, setting in
      (
        "\(flag(name)) N",
        "\(setting.sentence) (\(setting.rangeText); \(setting.defaultText) in the book)"
      )
    } + [
      ("--data DIR", "another folder with MNIST-named files: the full MNIST, Fashion-MNIST"),
      ("--out DIR", "where to write the page (Book/ with the book's settings, else .runs/)"),
      ("--quick", "settings for a smoke test: seconds, not results; claims do not count"),
      ("--threads N", "threads to compute on (all; the results are the same bits)"),
      ("--help", "this text"),
    ]
  let width = options.map(\.0.count).max() ?? 0
  let lines = options.map { "  \($0.padding(toLength: width, withPad: " ", startingAt: 0))  \($1)" }
  return """
    \(title)
    \(question)

    usage: swift run \(chapter) [options]

    \(lines.joined(separator: "\n"))

    A run with the book's settings rewrites the chapter's page in Book/. A run with any other
    setting writes elsewhere and is compared with the book. Exit status: 0; 1 when a claim does
    not hold or the run fails; 64 for a command line that can't be followed.

    """
}
