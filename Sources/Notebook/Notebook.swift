import Basics
import Files
import Foundation
import Plot
import Processes
import Statistics
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
  /// Whether they are the book's.
  public let hasBookData: Bool
  /// The file that the chapter's model is to be read from, if any.
  public let modelToLoad: URL?
  /// The file that it is to be written to, if any.
  public let modelToSave: URL?

  /// The chapter's name, that of its folder: "01-pca".
  public var chapterName: String { chapter.name }
  /// The settings of this run by name.
  public let settings: [String: Double]

  private let chapter: ChapterSource
  private let publication: Publication
  private let isBook: Bool
  private let isQuick: Bool
  /// What a page says above its title that is not the book's.
  private let remark: String
  /// Whether the run is held against the book's: it is another one, and its results count.
  private var isCompared: Bool { !isBook && !isQuick }
  private let equations: Equations
  private let state: Mutex<State>

  /// What the run has given so far.
  private struct State {
    var records: Records
    /// The values that the terminal has had, most of them in a table, a claim or a caption.
    var told: Set<String> = []
    /// The files of the package that the page is made from, by their paths from its root.
    var inputs: Set<String> = []
    /// The headings that the terminal has not had.
    var headings: ArraySlice<(line: Int, text: String)>
    /// The names of the files beside the page that are taken.
    var files: Set = [Results.file]

    /// An output with what its names stand for: the terminal is about to have these values.
    mutating func fill(_ content: Output.Content, _ equations: Equations) -> Output.Content {
      let names = Names(of: records, equations)
      return content.mapTexts { text in
        let filled = names.filled(text)
        told.formUnion(filled.values)
        return filled.text
      }
    }

    /// Takes the headings above `line`, each behind the values above it that nothing has shown.
    mutating func takeHeadings(above line: Int) -> [String] {
      var lines: [String] = []
      while let heading = headings.first, heading.line < line {
        lines += takeValues(above: heading.line) + ["\n" + Terminal.bold(heading.text)]
        headings.removeFirst()
      }
      return lines
    }

    /// Takes the values above `line` that nothing has shown.
    mutating func takeValues(above line: Int) -> [String] {
      let values = records.values.filter { ($0.line ?? .max) < line && !told.contains($0.name) }
      told.formUnion(values.map(\.name))
      return values.map { "  \($0.name) = \($0.text)" }
    }
  }

  /// Reads the command line into `settings`, and opens the chapter that `file` is the source of.
  ///
  /// `--help` and a command line that can't be followed end the program here.
  ///
  /// - Parameter model: what the chapter passes through `notebook.model`, for `--help`: "the network of
  ///   the first run"; nil when it has no model to save.
  public static func open<Settings: ChapterSettings>(
    _ settings: Settings, model: String? = nil, file: String = #filePath
  ) -> (settings: Settings, notebook: Notebook) {
    openStandardFiles()
    let list = declaredSettings(of: settings)
    // A reader who has gone, and a file that is too long for a limit, are errors to be told like others.
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    do {
      let chapter = try ChapterSource(path: file)
      let options = try parse(
        Array(CommandLine.arguments.dropFirst()), into: list, hasModel: model != nil)
      if options.help {
        Terminal.print(
          helpText(
            chapter: chapter.name, title: chapter.title, question: chapter.question, model: model,
            settings: list)
        )
        endProgram(with: 0)
      }
      let isSweep = !options.sweep.isEmpty
      endWhenStopped(
        saying: isSweep ? "stopped; the same command continues from here" : "stopped"
      ) { Terminal.complain($0) }
      if isSweep { endProgram(with: try Sweep(of: chapter, options).make()) }
      expectFinish()
      return (settings, try Notebook(chapter: chapter, settings: list, options: options))
    } catch {
      end(because: error, with: error is UsageError ? 64 : 1)
    }
  }

  init(
    chapter: ChapterSource, settings: [(name: String, setting: any AnySetting)], options: Options
  ) throws {
    let ownData = chapter.root.appending(path: "Data/mnist-5k")
    self.chapter = chapter
    threads = options.threads ?? ProcessInfo.processInfo.activeProcessorCount
    isQuick = options.quick
    let changed = settings.filter(\.setting.isChanged)
      .map { "`\(flag($0.name)) \($0.setting.text)`" }
    let others = [
      options.quick ? "`--quick`" : nil, options.data.map { codeSpan("--data \($0)") },
      options.loadModel.map { codeSpan("--load-model \($0)") },
    ]
    remark =
      "> This page comes from a run other than the book's: "
      + (others.compactMap(\.self) + changed).joined(separator: ", ")
      + ". The numbers are this run's; the sentences around them were written for the book's."
    data = options.data.map { URL(filePath: $0) } ?? ownData
    modelToLoad = options.loadModel.map { URL(filePath: $0) }
    modelToSave = options.saveModel.map { URL(filePath: $0) }

    // The book's page is written by the book's settings and the book's data, and by nothing else.
    hasBookData = data.isSame(as: ownData)
    isBook =
      !options.quick && options.loadModel == nil && !settings.contains { $0.setting.isChanged }
      && hasBookData
    let folder = options.out.map { URL(filePath: $0) } ?? (isBook ? chapter.book : chapter.runs)
    try chapter.check(out: folder, isBook: isBook)
    publication = try Publication(
      of: chapter.name, with: [Results.file], in: folder,
      remedy: "choose another folder with --out DIR")
    try Self.checkModels(load: modelToLoad, save: modelToSave, beside: publication)
    let problems = problems(in: chapter.text, file: chapter.file, includes: chapter.include)
    guard problems.isEmpty else { throw WeavingError(problems: problems) }
    try checkGnuplot()
    self.settings = Dictionary(
      uniqueKeysWithValues: settings.map { ($0.name, $0.setting.number) })
    equations = Equations(in: chapter.text, file: chapter.file)
    let minutes = readingMinutes(of: chapter.text, file: chapter.file)
    let values =
      settings.map { Records.Value($0.name, text: $0.setting.text, line: nil) }
      + [Records.Value("reading_minutes", text: "\(minutes)", line: nil)]
    state = Mutex(State(records: Records(values: values), headings: chapter.headings[...]))
    Terminal.print("\(Terminal.bold(chapter.title))\n\(chapter.question)")
    for (name, setting) in settings where setting.isChanged {
      Terminal.print("  \(flag(name)) \(setting.text) (\(setting.defaultText) in the book)")
    }
  }
}

extension Notebook {
  /// Finds out before any work whether the models can be read and written.
  private static func checkModels(
    load: URL?, save: URL?, beside publication: Publication
  ) throws {
    if let load, !FileManager.default.isReadableFile(atPath: load.path) {
      throw ModelError(
        description:
          "--load-model \(load.path): expected a model that --save-model has written, found "
          + "no file that can be read")
    }
    guard let save else { return }
    do {
      try checkSaving(to: save, remedy: "choose another file")
    } catch {
      throw ModelError(description: "--save-model \(error)")
    }
    try checkIsFree(save)
    guard !publication.writes(save) else {
      throw ModelError(
        description:
          "--save-model \(save.path): expected a file of its own, found one that the page "
          + "needs; choose another name")
    }
  }
}

extension Notebook {
  /// Refuses a place for a model that holds anything but an empty file, or one that begins as --save-model's
  /// do: with the length of a header in JSON, which names a chapter. A file that can't be read is another.
  ///
  /// Asked before the run and once more before the model is written: meanwhile somebody may have put a file there.
  public static func checkIsFree(_ file: URL) throws {
    guard kind(of: file.path) != nil else { return }
    let start = try? FileHandle(forReadingFrom: file).read(upToCount: 1 << 20) ?? Data()
    let isModel =
      start?.dropFirst(8).first == UInt8(ascii: "{")
      && start?.range(of: Data(#""chapter""#.utf8)) != nil
    guard start?.isEmpty == true || isModel else {
      throw ModelError(
        description:
          "--save-model \(file.path): expected no file or one that --save-model has written, found "
          + "another; choose another name")
    }
  }
}

/// A file of a model that can't be read or written.
package struct ModelError: Error, CustomStringConvertible {
  package let description: String

  package init(description: String) { self.description = description }
}

// MARK: What a chapter gives

extension Notebook {
  /// Names a number of the run, for the prose, for tables and for results.json.
  ///
  /// - Parameters:
  ///   - name: in snake case, with the case in it: `pca_k32_test_mse`.
  ///   - number: the number; results.json has it in full.
  ///   - format: how the book writes it; as the words of its name ask for, when nil.
  @discardableResult
  public func value(
    _ name: String, _ number: Double, _ format: Format? = nil, line: Int = #line
  ) -> Value {
    let text = (format ?? .of(name))(number)
    bind(name, text, number, line: line)
    return Value(name: name, number: number, text: text)
  }

  /// Names a mean over seeds and its spread: `name` reads "0.0147 ± 0.0001" in prose and tables,
  /// and results.json has `name_mean` and `name_sd`, the sample standard deviation (with n − 1), or
  /// 0 where there is one number alone.
  @discardableResult
  public func spread(
    _ name: String, _ numbers: [Double], _ format: Format? = nil, line: Int = #line
  ) -> Value {
    let format = format ?? .of(name)
    require(!numbers.isEmpty, "the spread \(name) is of no numbers")
    let (mean, deviation) = (numbers.mean, numbers.standardDeviation)
    let text = "\(format(mean)) ± \(format(deviation))"
    bind("\(name)_mean", format(mean), mean, line: nil)
    bind("\(name)_sd", format(deviation), deviation, line: nil)
    bind(name, text, nil, line: line)
    return Value(name: name, number: mean, text: text)
  }

  /// Lets texts cite `name`, which a `line` obliges one of them to, and puts its number into results.json.
  private func bind(_ name: String, _ text: String, _ number: Double?, line: Int?) {
    require(
      isValueName(name),
      "the value name \(name) is not in snake case, such as pca_k32_test_mse")
    if let number, !number.isFinite {
      let causes = [
        hasBookData ? nil : "the images of \(data.path) leave it nothing to divide by",
        modelToLoad.map { "the model in \($0.path) computes no such number" },
        "a run has diverged",
      ].compactMap(\.self)
      fail(
        RunError(
          description: "the value \(name): expected a finite number, found \(number), which "
            + "\(Results.file) can't hold: \(causes.joined(separator: ", or ")); try "
            + (causes.count > 1 ? "others, or " : "") + "other settings"))
    }
    state.withLock {
      require(
        !$0.records.values.contains { $0.name == name }, "the value \(name) is given twice")
      $0.records.values.append(.init(name, text: text, number: number, line: line))
    }
  }

  /// Checks a claim: a sentence that this run can refute.
  ///
  /// - Parameters:
  ///   - claim: the sentence, without numbers of the run: they would make it another claim in
  ///     another run.
  ///   - holds: whether the run bears it out.
  ///   - needsBookData: whether it compares with what others found on the book's digits: a run with other
  ///     digits can't tell.
  ///   - evidence: the numbers it rests on.
  public func check(
    _ claim: String, _ holds: Bool, needsBookData: Bool = false, evidence: String? = nil,
    line: Int = #line
  ) {
    let holds: Bool? = needsBookData && !hasBookData ? nil : holds
    let claim = Output.Claim(text: claim, holds: holds, evidence: evidence)
    Terminal.print(record(.claim(claim), line: line))
  }

  /// Shows text as a terminal would.
  public func show(_ text: String, line: Int = #line) {
    Terminal.print(record(.text(text), line: line))
  }

  /// Shows a table.
  public func show(_ table: Table, line: Int = #line) {
    let columns = table.titles.indices.map { column in
      Output.Column(table.titles[column], alignment: table.isNumeric(column) ? .right : .left)
    }
    let rows = table.rows.map { $0.map(\.markdown) }
    let output = Output.Table(columns: columns, rows: rows, caption: table.caption)
    Terminal.print(record(.table(output), line: line))
  }

  /// Shows a figure, drawn into the file `name` with its data beside it.
  ///
  /// - Parameters:
  ///   - name: the files' name: "explained-variance".
  ///   - caption: a sentence that says what to see.
  public func show(_ figure: some Figure, as name: String, caption: String, line: Int = #line) {
    let earlier = state.withLock(\.records.figures)
    let picture = "\(name).\(figure.format.rawValue)"
    for file in [picture, "\(name).csv"] { take(file, line: line) }
    let compared = inFrontOfBook(figure, name)
    let drawn = compared ?? figure
    let caption = caption + (compared == nil ? "" : " In grey, where they differ: the book's run.")
    attempt {
      try publication.save(render(drawn, as: picture), as: picture)
      try publication.save(Data(figure.data.utf8), as: "\(name).csv")
    }
    let output = Output.Figure(
      number: earlier.count + 1, path: "\(chapter.name)/\(picture)", alt: drawn.altText,
      caption: caption, dataPath: "\(chapter.name)/\(name).csv", data: figure.data)
    let shown = record(.figure(output), line: line)
    if Terminal.isInteractive, let chart = figure as? any Sketchable {
      Terminal.print("\n" + attempt { try sketch(chart) })
    }
    Terminal.print(shown)
  }

  /// The figure of a run that is compared with the book, in front of the book's; nil where there is
  /// none, or it is the same.
  private func inFrontOfBook(_ figure: some Figure, _ name: String) -> (any Figure)? {
    guard isCompared, let chart = figure as? any Superposable,
      let data = chapter.include("Book/\(chapter.name)/\(name).csv"), data != figure.data
    else { return nil }
    guard let compared = chart.inFront(of: data) else {
      Terminal.complain(
        "Book/\(chapter.name)/\(name).csv: expected the data of this chart in the book, found "
          + "something else; the chart is drawn without them; `swift run \(chapter.name)` writes the data again"
      )
      return nil
    }
    return compared
  }

  /// Tells the reader of the run something that is no part of the page.
  public func tell(_ text: String) { Terminal.print("  " + printable(text)) }

  /// Puts a file beside the figures, for programs that want what the run has made: "plane.json".
  public func keep(_ data: Data, as file: String, line: Int = #line) {
    take(file, line: line)
    attempt { try publication.save(data, as: file) }
  }

  /// Takes the name of a file beside the page, before anything is written there: it is given once.
  private func take(_ file: String, line: Int) {
    guard state.withLock({ $0.files.insert(file).inserted }) else {
      fail(
        RunError(
          description: "\(chapter.file):\(line): expected a name of its own for each file beside "
            + "the page, found \(file) for the second time; name figures and files differently"))
    }
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
    _ = record(.table(.init(columns: columns, rows: rows)), line: line)
  }

  /// Keeps an output, and prints what stands before it in the source.
  ///
  /// - Returns: the output with what its names stand for, for the terminal.
  private func record(_ content: Output.Content, line: Int) -> Output.Content {
    let (above, filled) = state.withLock { state in
      state.records.outputs.append(Output(line: line, content: content))
      return (state.takeHeadings(above: line), state.fill(content, equations))
    }
    above.forEach { Terminal.print($0) }
    return filled
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
  public func file(_ path: String) -> URL {
    state.withLock { _ = $0.inputs.insert(path) }
    return chapter.root.appending(path: path)
  }

  /// Tells the program that makes the book which files the page was made from, a line each, where it has
  /// asked for that.
  private func tellInputs() throws {
    let list = chapter.runs.appending(path: ".book/inputs")
    guard ProcessInfo.processInfo.environment["NOTEBOOK_INPUTS"] == list.path else { return }
    let images = try FileManager.default.contentsOfDirectory(
      at: data, includingPropertiesForKeys: nil)
    let paths = state.withLock(\.inputs).union([chapter.file]).map {
      chapter.root.appending(path: $0)
    }
    let lines = (paths + images).map(\.path).sorted()
    try save(Data(lines.joined(separator: "\n").utf8), to: list)
  }

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
  public func fail(_ error: any Error) -> Never { Self.end(because: error, with: 1) }

  private static func end(because error: any Error, with status: Int32) -> Never {
    Terminal.complain(of: error)
    endProgram(with: status)
  }

  /// Makes it an error to reach the program's end with a page that is neither published nor given up.
  static func expectFinish() {
    atexit {
      guard !takeBackUnfinished().isEmpty else { return }
      Terminal.complain(
        "error: expected notebook.finish() at the end, found none; no page was written")
      _exit(1)
    }
  }

  /// Writes the page, says where, compares a run that gave something else than the book's with it, unless it
  /// was only a quick one, and ends the program.
  public func finish() -> Never {
    let records = state.withLock(\.records)
    let results = Results(of: records, chapter: chapter.name, settings: settings)
    let names = Names(of: records, equations)
    let book = isQuick ? nil : Results.book(of: chapter)
    attempt {
      let page = try weave(
        source: chapter.text, file: chapter.file, records: records, navigation: chapter.navigation,
        remark: isBook ? nil : remark,
        includes: { path in
          _ = file(path)
          return chapter.include(path)
        })
      try tellInputs()
      try publication.save(results.json(), as: Results.file)
      try publication.publish(page)
    }

    state.withLock { $0.takeValues(above: .max) }.forEach { Terminal.print($0) }
    unexplainedTerms(
      in: chapter.text, file: chapter.file, outputs: records.outputs, includes: chapter.include
    ).forEach { Terminal.complain($0.warning) }
    // The book's own run has something to compare where the program was changed.
    if let book, !isBook || results != book {
      let title = isBook ? "Compared with the book before this run" : "Compared with the book"
      Terminal.print("\n" + Terminal.bold(title))
      Terminal.print(
        results.compared(with: book, Results.robustness(of: chapter)) { names.filled($0).text })
      if publication.folder.isInside(chapter.book) {
        Terminal.print(
          "  The page in Book/ has changed; `git checkout Book` restores the committed one.")
      }
    }
    let page = publication.folder.appending(path: "\(chapter.name).md").path
    Terminal.print("\nThe page is \(page)")
    let fallen = records.outputs.compactMap { output -> String? in
      guard case .claim(let claim) = output.content, claim.holds == false else { return nil }
      return "\(chapter.file):\(output.line): does not hold: \(names.filled(claim.text).text)"
    }
    if !fallen.isEmpty {
      // In a run with other settings claims may fall; in the book's the author looks for them.
      if isBook { fallen.forEach(Terminal.complain) }
      Terminal.complain(
        "\(fallen.count) of \(results.claims.count) claims \(fallen.count == 1 ? "does" : "do") not hold in "
          + "this run" + (isQuick ? ", which does not count against a quick one" : ""))
    }
    endProgram(with: fallen.isEmpty || isQuick ? 0 : 1)
  }
}

/// What ends a run that can't go on.
private struct RunError: Error, CustomStringConvertible {
  let description: String
}
