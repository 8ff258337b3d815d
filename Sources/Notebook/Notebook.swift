import Foundation
import Plot
import Synchronization
import Weaver

/// A chapter's run: it takes the settings, keeps what the chapter shows, checks and names, and in
/// the end writes the page.
///
/// What it is given is kept by source line, so that the page has every output behind the code that
/// made it. The same things go to the terminal as they come.
public final class Notebook: Sendable {
  /// How many training runs may go on at a time.
  public let threads: Int
  /// The folder with the digits.
  public let data: URL

  private let chapter: ChapterSource
  private let publication: Publication
  private let isBook: Bool
  private let state: Mutex<State>

  /// What the run has given so far.
  private struct State {
    var records: Records
    var results: Results
    var headings: ArraySlice<(line: Int, text: String)>
  }

  /// Reads the command line into `settings`, and opens the chapter that `file` is the source of.
  ///
  /// `--help` and a command line that can't be followed end the program here.
  public static func open<Settings: ChapterSettings>(
    _ settings: Settings, file: String = #filePath
  ) -> (settings: Settings, notebook: Notebook) {
    let list = declaredSettings(of: settings)
    do {
      let chapter = try ChapterSource(path: file)
      let options = try parse(Array(CommandLine.arguments.dropFirst()), into: list)
      if options.help {
        Terminal.print(
          helpText(
            chapter: chapter.name, title: chapter.title, question: chapter.question, settings: list)
        )
        exit(0)
      }
      return (settings, try Notebook(chapter: chapter, settings: list, options: options))
    } catch let error as UsageError {
      Terminal.complain("error: \(error)")
      exit(64)
    } catch {
      Terminal.complain("error: \(error)")
      exit(1)
    }
  }

  init(
    chapter: ChapterSource, settings: [(name: String, setting: any AnySetting)], options: Options
  ) throws {
    let ownData = chapter.root.appending(path: "Data/mnist-5k")
    let book = chapter.root.appending(path: "Book")
    self.chapter = chapter
    threads = options.threads
    data = options.data.map { URL(filePath: $0) } ?? ownData

    // The book's page is written by the book's settings and the book's data, and by nothing else.
    isBook =
      !options.quick && !settings.contains { $0.setting.isTurned }
      && data.standardizedFileURL.path == ownData.standardizedFileURL.path
    let ownFolder = isBook ? book : chapter.root.appending(path: ".runs")
    let folder = options.out.map { URL(filePath: $0) } ?? ownFolder
    guard isBook || folder.standardizedFileURL.path != book.standardizedFileURL.path else {
      throw UsageError(
        description: "--out \(options.out ?? ""): expected another folder than the book's, because "
          + "a setting is not the book's; leave it out to write to .runs/")
    }
    publication = try Publication(chapter: chapter.name, in: folder)
    state = Mutex(
      State(
        records: Records(
          values: Dictionary(
            uniqueKeysWithValues: settings.map {
              ($0.name, .init(text: $0.setting.text, line: nil))
            }
          )),
        results: Results(
          chapter: chapter.name,
          settings: Dictionary(uniqueKeysWithValues: settings.map { ($0.name, $0.setting.number) })),
        headings: chapter.headings[...]))
    Terminal.print("\(Terminal.bold(chapter.title))\n\(chapter.question)")
    for (name, setting) in settings where setting.isTurned {
      Terminal.print("  \(flag(name)) \(setting.text) (\(setting.defaultText) in the book)")
    }
  }
}

// MARK: What a chapter gives

extension Notebook {
  /// Names a number of the run, for the prose, for tables and for results.json.
  ///
  /// - Parameters:
  ///   - name: in snake case, with the case in it: `pca_test_mse_k32`.
  ///   - number: the number; results.json has it in full.
  ///   - format: how the book writes it.
  @discardableResult
  public func value(
    _ name: String, _ number: Double, _ format: Format = .significant(3), line: Int = #line
  ) -> Value {
    bind(name, number, text: format(number), line: line)
    return Value(name: name, number: number, text: format(number))
  }

  /// Names a mean over seeds and its spread: `name` reads "0.0147 ± 0.0001" in prose and tables,
  /// and results.json has `name_mean` and `name_sd`, the sample standard deviation (with n − 1).
  @discardableResult
  public func spread(
    _ name: String, _ numbers: [Double], _ format: Format = .significant(3), line: Int = #line
  ) -> Value {
    let (mean, deviation) = (numbers.mean, numbers.standardDeviation)
    let text = "\(format(mean)) ± \(format(deviation))"
    bind(name + "_mean", mean, text: format(mean), line: nil)
    bind(name + "_sd", deviation, text: format(deviation), line: nil)
    state.withLock { $0.records.values[name] = .init(text: text, line: line) }
    return Value(name: name, number: mean, text: text)
  }

  private func bind(_ name: String, _ number: Double, text: String, line: Int?) {
    precondition(
      name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil,
      "the value name \(name) is not in snake case, such as pca_test_mse_k32")
    state.withLock {
      precondition($0.records.values[name] == nil, "the value \(name) is given twice")
      $0.records.values[name] = .init(text: text, line: line)
      $0.results.values[name] = number
    }
  }

  /// Checks a claim: a sentence that this run can refute.
  ///
  /// - Parameters:
  ///   - claim: the sentence, without numbers of the run: they would make it another claim in
  ///     another run.
  ///   - holds: whether the run bears it out.
  ///   - evidence: the numbers it rests on.
  public func check(
    _ claim: String, _ holds: Bool, evidence: String? = nil, line: Int = #line
  ) {
    record(.claim(.init(text: claim, holds: holds, evidence: evidence)), line: line) {
      $0.results.claims.append(.init(text: claim, holds: holds))
    }
    let shown = evidence.map { " (\(fill($0)))" } ?? ""
    Terminal.print("  \(holds ? "✓" : "✗ does not hold:") \(fill(claim))\(shown)")
  }

  /// Shows text as a terminal would.
  public func show(_ text: String, line: Int = #line) {
    record(.text(text), line: line)
    Terminal.print(text)
  }

  /// Shows a table.
  public func show(_ table: Table, line: Int = #line) {
    let columns = table.titles.indices.map { column in
      Output.Column(table.titles[column], alignment: table.isNumeric(column) ? .right : .left)
    }
    let rows = table.rows.map { $0.map(\.text) }
    record(.table(.init(columns: columns, rows: rows, caption: table.caption)), line: line) {
      $0.records.shown.formUnion(table.rows.joined().compactMap(\.valueName))
    }
    Terminal.print(
      Terminal.table(
        header: table.titles, rows: rows, rightAligned: table.titles.indices.map(table.isNumeric)))
  }

  /// Shows a figure, drawn into the file `name` with its data beside it.
  ///
  /// - Parameters:
  ///   - name: the files' name: "explained-variance".
  ///   - caption: a sentence that says what to see.
  public func show(_ figure: some Figure, as name: String, caption: String, line: Int = #line) {
    let picture = "\(name).\(figure.format.rawValue)"
    attempt {
      try render(figure, to: publication.staging.appending(path: picture))
      try Data(figure.data.utf8).write(to: publication.staging.appending(path: "\(name).csv"))
    }
    let number = state.withLock { $0.results.figures.count + 1 }
    let output = Output.Figure(
      number: number, path: "\(chapter.name)/\(picture)", alt: figure.altText, caption: caption,
      dataPath: "\(chapter.name)/\(name).csv")
    record(.figure(output), line: line) {
      precondition(
        !$0.results.figures.contains { $0.file == picture }, "two figures are named \(name)")
      $0.results.figures.append(
        .init(file: picture, alt: figure.altText, dataDigest: digest(figure.data)))
    }
    if Terminal.isInteractive, let chart = figure as? any Sketchable {
      Terminal.print(attempt { try sketch(chart) })
    }
    Terminal.print("  Figure \(number). \(fill(caption))")
  }

  /// Shows the settings: symbol, value, range and meaning of each.
  public func show(_ settings: some ChapterSettings, line: Int = #line) {
    let rows = declaredSettings(of: settings).map { name, setting in
      [
        "`\(flag(name))`", setting.symbol.isEmpty ? "" : "$\(setting.symbol)$", setting.text,
        setting.rangeText, setting.sentence,
      ]
    }
    let columns = ["Setting", "Symbol", "Value", "Range", "Meaning"].map {
      Output.Column($0, alignment: $0 == "Value" ? .right : .left)
    }
    record(.table(.init(columns: columns, rows: rows)), line: line)
  }

  /// Keeps an output, and prints the headings that stand before it in the source.
  private func record(
    _ content: Output.Content, line: Int, _ also: (inout State) -> Void = { _ in }
  ) {
    let passed = state.withLock { state in
      state.records.outputs.append(Output(line: line, content: content))
      also(&state)
      let passed = state.headings.prefix { $0.line < line }
      state.headings = state.headings.dropFirst(passed.count)
      return passed.map(\.text)
    }
    for heading in passed { Terminal.print("\n" + Terminal.bold(heading)) }
  }

  /// The text with each `{{name}}` replaced, for the terminal.
  private func fill(_ text: String) -> String {
    let values = state.withLock(\.records.values)
    return text.replacing(/\{\{\s*([a-z0-9_]+)\s*\}\}/) { match in
      values[String(match.1)]?.text ?? String(match.0)
    }
  }

  /// The 64-bit FNV-1a hash of a text, in hexadecimal (Fowler, Noll & Vo 1991).
  private func digest(_ text: String) -> String {
    let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    return String(hash, radix: 16)
  }
}

// MARK: How a run goes and ends

extension Notebook {
  /// A progress bar for `total` runs; call what is returned at the end of each.
  public func progress(_ label: String, total: Int) -> @Sendable () -> Void {
    let progress = Progress(label, total: total)
    return { progress.advance() }
  }

  /// A file of the package, by its path from the root.
  public func file(_ path: String) -> URL { chapter.root.appending(path: path) }

  /// Does what may fail because of the world, a missing file say: an error ends the run with its
  /// message, and nothing is written.
  public func attempt<Result>(_ work: () throws -> Result) -> Result {
    do {
      return try work()
    } catch {
      fail(error)
    }
  }

  /// Ends the run because of `error`; what was published before stays as it was.
  public func fail(_ error: any Error) -> Never {
    publication.discard()
    Terminal.complain("error: \(error)")
    exit(1)
  }

  /// Writes the page, says where, compares a run that is not the book's with it, and ends the
  /// program.
  public func finish() -> Never {
    let (records, results) = state.withLock { ($0.records, $0.results) }
    attempt {
      let page = try weave(
        source: chapter.text, file: chapter.file, records: records, navigation: chapter.navigation,
        includes: chapter.include)
      try results.json().write(to: publication.staging.appending(path: "results.json"))
      try publication.publish(page: page)
    }

    let bookResults = chapter.root.appending(path: "Book/\(chapter.name)/results.json")
    if !isBook, let data = try? Data(contentsOf: bookResults) {
      let book = attempt { try JSONDecoder().decode(Results.self, from: data) }
      Terminal.print("\n" + Terminal.bold("Compared with the book"))
      Terminal.print(results.compared(with: book))
    }
    let page = publication.folder.appending(path: "\(chapter.name).md").path
    Terminal.print("\nThe page is \(page)")
    let failed = results.claims.filter { !$0.holds }.count
    if failed > 0 {
      Terminal.complain("\(failed) of \(results.claims.count) claims do not hold in this run")
    }
    exit(failed == 0 ? 0 : 1)
  }
}
