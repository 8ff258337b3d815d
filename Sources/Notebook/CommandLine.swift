import Foundation
import Basics
import Weaver

/// What a chapter's command line asks for, apart from its settings.
struct Options: Equatable {
  var data: String?
  var out: String?
  var threads: Int?
  var quick = false
  var help = false
  /// What is swept over, if anything: the grid of settings, the value to show, the machines.
  var sweep: [SweptSetting] = []
  var measure: String?
  var logins: [String] = []
  /// Where the chapter's model goes to and comes from.
  var saveModel: String?
  var loadModel: String?
  /// The settings given by name, as they were: ("--epochs", "10").
  var given: [Given] = []

  struct Given: Equatable {
    let name, value: String
  }
}

/// A command line that can't be followed.
struct UsageError: Error, CustomStringConvertible {
  let description: String
}

/// Sets `settings` from a chapter's arguments and returns the other options.
///
/// Here alone paths and names come in from outside, and none with control characters does: they have
/// no place in a page, in a shell's command or on a terminal.
///
/// - Parameter hasModel: whether the chapter has a model to save and to load.
func parse(
  _ arguments: [String], into settings: [(name: String, setting: any AnySetting)],
  hasModel: Bool = false
) throws(UsageError) -> Options {
  var options = Options()
  var rest = arguments[...]
  var seen: Set<String> = []

  if let argument = arguments.first(where: hasControlCharacters) {
    throw UsageError(
      description: "\(printable(argument)): expected an argument without control characters and "
        + "in UTF-8, found others, shown here as Swift writes them; rename the file")
  }

  func value(of name: String) throws(UsageError) -> String {
    guard let value = rest.popFirst() else {
      throw UsageError(description: "\(name): expected a value after it, found none")
    }
    guard !value.hasPrefix("--"), !value.isEmpty else {
      let found = value.isEmpty ? "an empty one" : value
      throw UsageError(description: "\(name): expected a value after it, found \(found)")
    }
    return value
  }

  func path(of name: String) throws(UsageError) -> String {
    let path = try value(of: name)
    // Where this program runs is a part of the path, too.
    guard path.hasPrefix("/") || !FileManager.default.currentDirectoryPath.isEmpty else {
      throw UsageError(
        description:
          "\(name) \(path): expected to run in a folder, found that the current one is gone; "
          + "change to another")
    }
    guard !hasControlCharacters(URL(filePath: path).path) else {
      throw UsageError(
        description: "\(name) \(path): expected a path without control characters, found "
          + "\(printable(URL(filePath: path).path)); rename the folder")
    }
    return path
  }

  // Read the line first, so that `--quick` may stand anywhere and what is said by name wins over
  // it.
  while let first = rest.popFirst() {
    // "--epochs=10" is "--epochs 10".
    let parts = first.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let isOption = first.hasPrefix("--")
    let argument = isOption ? String(parts[0]) : first
    if isOption, parts.count == 2 {
      guard !["--help", "--quick"].contains(argument) else {
        throw UsageError(
          description: "\(argument): expected no value, found \(printable(String(parts[1])))")
      }
      rest = [String(parts[1])] + rest
    }
    if !repeatable.contains(argument), !seen.insert(argument).inserted {
      throw UsageError(description: "\(argument): expected once, found twice")
    }
    switch argument {
    case "--help", "-h": options.help = true
    case "--quick": options.quick = true
    case "--data": options.data = try path(of: argument)
    case "--out": options.out = try path(of: argument)
    case "--threads":
      let text = try value(of: argument)
      guard let threads = Int(text), (1...1024).contains(threads) else {
        throw UsageError(description: "--threads \(text): expected a whole number, 1…1024")
      }
      options.threads = threads
    case "--sweep":
      options.sweep.append(try sweptSetting(try value(of: argument), among: settings))
    case "--measure":
      let name = try value(of: argument)
      guard isValueName(name) else {
        throw UsageError(
          description: "--measure \(name): expected the name of a value, in small letters, digits "
            + "and underscores; results.json lists them")
      }
      options.measure = name
    case "--save-model" where hasModel: options.saveModel = try path(of: argument)
    case "--load-model" where hasModel: options.loadModel = try path(of: argument)
    case "--save-model", "--load-model":
      throw UsageError(
        description:
          "\(argument): expected a chapter with a model, found one without; --help lists "
          + "what it takes")
    case "--sshlogin": options.logins.append(try value(of: argument))
    default:
      let names = settings.map { flag($0.name) }
      guard names.contains(argument) else {
        throw UsageError(description: unknown(argument, among: names))
      }
      options.given.append(.init(name: argument, value: try value(of: argument)))
    }
  }
  try checkSweep(options)

  if options.quick { settings.forEach { $0.setting.makeQuick() } }
  for given in options.given {
    let (name, text) = (given.name, given.value)
    for (settingName, setting) in settings where flag(settingName) == name {
      guard setting.read(text) else {
        throw UsageError(
          description: "\(name) \(text): expected \(setting.rangeText)")
      }
    }
  }
  return options
}

/// The options that may be given more than once.
private let repeatable: Set = ["--sweep", "--sshlogin", "--help", "-h"]

/// "batch_size" → "--batch-size".
func flag(_ name: String) -> String {
  "--" + name.replacingOccurrences(of: "_", with: "-")
}

/// "learning-rate=0.001,0.01" → the setting and its values, each of which it can take.
private func sweptSetting(
  _ text: String, among settings: [(name: String, setting: any AnySetting)]
) throws(UsageError) -> SweptSetting {
  let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
  guard parts.count == 2 else {
    throw UsageError(
      description: "--sweep \(text): expected a setting and its values, such as "
        + "\(settings.first.map { flag($0.name).dropFirst(2) } ?? "seed")=1,2,3")
  }
  guard let (name, setting) = settings.first(where: { flag($0.name) == "--" + parts[0] }) else {
    let names = settings.map { String(flag($0.name).dropFirst(2)) }
    let hint = nearest(to: parts[0], among: names).map { "did you mean \($0)?" }
    throw UsageError(
      description:
        "--sweep \(text): there is no setting \(parts[0]); \(hint ?? "--help lists them")")
  }
  let values = parts[1].split(separator: ",", omittingEmptySubsequences: false)
    .map { $0.trimmingCharacters(in: .whitespaces) }
  for value in values where !setting.accepts(value) {
    throw UsageError(
      description: "--sweep \(text): expected \(setting.rangeText), found “\(value)”")
  }
  guard Set(values.compactMap(Double.init)).count == values.count else {
    throw UsageError(description: "--sweep \(text): a value is listed twice")
  }
  return SweptSetting(name: name, values: values.compactMap(setting.canonical))
}

/// Refuses a setting that is swept twice or also given, and a sweep's options without a sweep.
private func checkSweep(_ options: Options) throws(UsageError) {
  let swept = options.sweep.map { flag($0.name) }
  for (index, name) in swept.enumerated() {
    if swept[..<index].contains(name) || options.given.contains(where: { $0.name == name }) {
      throw UsageError(description: "\(name): given twice, and swept over; leave one out")
    }
  }
  if !swept.isEmpty, options.saveModel != nil {
    throw UsageError(
      description: "--save-model: expected a single run, found a sweep, whose runs would all write "
        + "that file; save the model of the one you choose")
  }
  if swept.isEmpty, options.measure != nil || !options.logins.isEmpty {
    throw UsageError(
      description:
        "\(options.measure == nil ? "--sshlogin" : "--measure"): expected a --sweep as well, "
        + "found none")
  }
}

/// What to say of an argument that is none, with the nearest name that there is.
private func unknown(_ argument: String, among names: [String]) -> String {
  let all =
    names + [
      "--data", "--out", "--quick", "--threads", "--sweep", "--measure", "--sshlogin",
      "--save-model", "--load-model", "--help",
    ]
  guard argument.hasPrefix("--") else {
    return "\(argument): expected an option, which begins with two hyphens; --help lists them"
  }
  let hint = nearest(to: argument, among: all).map { "did you mean \($0)?" }
  return "\(argument): unknown option; \(hint ?? "--help lists them")"
}

/// The text of `--help`.
func helpText(
  chapter: String, title: String, question: String, model: String?,
  settings: [(name: String, setting: any AnySetting)]
) -> String {
  let models = model.map {
    [
      ("--save-model FILE", "where to save \($0), as safetensors"),
      ("--load-model FILE", "load it from such a file instead of training"),
    ]
  }
  let options: [(String, String)] =
    settings.map { name, setting in
      (
        "\(flag(name)) N",
        "\(setting.sentence) (\(setting.rangeText); \(setting.defaultText) in the book)"
      )
    } + [
      ("--data DIR", "a folder with other images: MNIST, Fashion-MNIST, KMNIST, EMNIST, QMNIST"),
      ("--out DIR", "where to write the page (Book/ with the book's settings, else .runs/)"),
      ("--quick", "settings for a smoke test: it takes seconds, and claims do not count"),
      ("--threads N", "number of threads (default: all; results are bit-identical)"),
      ("--sweep NAME=A,B", "one run for each value of a setting; several settings make a grid"),
      ("--measure NAME", "the value in a sweep's table and chart (default: claims that hold)"),
      (
        "--sshlogin HOST",
        "another machine for a sweep's runs, with this folder, as GNU parallel takes it"
      ),
    ] + (models ?? []) + [("--help", "this text")]
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
