import Basics
import Files
import Foundation
import Processes
import Weaver

extension Book {
  /// The chapters whose claims are tried; of the pages for reference nobody draws a conclusion.
  private var tried: [Chapter] { chapters.filter { $0.page.kind == .chapter } }

  /// The file with what has been tried.
  private var trials: URL { package.book.appending(path: Robustness.file) }

  /// What has been tried of each page.
  private var robustness: [String: Robustness] {
    Robustness.pages(in: try? Data(contentsOf: trials))
  }

  /// Runs each chapter in all the ways that it is to be tried in and has not been, and writes the page. Each
  /// trial is kept as soon as it is made.
  func tryClaims() throws {
    let workplace = try begin()
    for (chapter, program) in zip(chapters, try programs()) where chapter.page.kind == .chapter {
      let results = try Results(of: chapter.name, in: package.book)
      for trial in Robustness.trials(for: results.settings) {
        var found = robustness
        var page = found[chapter.name] ?? Robustness(values: results.values)
        if !page.fits(results.values) { page = Robustness(values: results.values) }
        guard page.trials[trial.name] == nil else { continue }
        if case .data(let name) = trial, package.data(name) == nil {
          say("\(chapter.name), \(trial.name): left out, for there is no Data/\(name)")
          continue
        }
        say("\n――― \(chapter.name), \(trial.name) ―――\n")
        let claims = try claims(of: chapter, program, trial, results.settings, in: workplace.folder)
        page.trials[trial.name] = claims
        found[chapter.name] = page
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try save(
          encoder.encode(found) + Data("\n".utf8),
          to: trials, remedy: "move it away")
      }
    }
    try writePages(in: package.book)
    say("\nThe page is \(package.book.appending(path: "\(robustnessName).md").path)")
  }

  /// Which claims hold in a run of a chapter with other settings; that some fail is no failure.
  private func claims(
    of chapter: Chapter, _ program: URL, _ trial: Robustness.Trial, _ settings: [String: Double],
    in workplace: URL
  ) throws -> [String: Bool] {
    let folder = workplace.appending(path: trial.name)
    var flags = trial.changes(to: settings).sorted { $0.key < $1.key }.flatMap { name, value in
      ["--" + name.replacing("_", with: "-"), String(format: "%.0f", value)]
    }
    if case .data(let name) = trial, let folder = package.data(name) {
      flags += ["--data", folder.path]
    }
    do {
      try run(program, flags + ["--out", folder.path], in: package.root)
    } catch let error as ProgramError {
      let page = folder.appending(path: "\(chapter.name).md").path
      guard FileManager.default.fileExists(atPath: page) else { throw error }
    }
    let claims = try Results(of: chapter.name, in: folder).claims
    return Dictionary(claims.map { ($0.id, $0.holds) }) { first, _ in first }
  }

  /// Repeats one of the trials with other seeds, each day another one, and compares it with what is kept.
  ///
  /// - Returns: what differs.
  func differencesOfOneTrial(_ programs: [URL], in workplace: URL) throws -> [String] {
    let robustness = robustness
    let made = try zip(chapters, programs).flatMap { chapter, program in
      let results = try Results(of: chapter.name, in: package.book)
      guard let page = robustness[chapter.name], page.fits(results.values) else {
        return [(Chapter, URL, Robustness.Trial, Results, [String: Bool])]()
      }
      return Robustness.trials(for: results.settings).compactMap { trial in
        page.trials[trial.name].map { (chapter, program, trial, results, $0) }
      }
    }.filter { if case .seed = $0.2 { true } else { false } }
    guard !made.isEmpty else { return [] }
    let (chapter, program, trial, results, kept) = made[Self.day % made.count]
    say("\n――― \(chapter.name), \(trial.name) ―――\n")
    let claims = try claims(of: chapter, program, trial, results.settings, in: workplace)
    return Self.differences(of: claims, from: kept, among: results.claims).map {
      "\(chapter.name)#\($0): with \(trial.name) another verdict than in Book/\(Robustness.file)"
    }
  }

  /// Which of a page's claims have another verdict now than the one that was kept. A claim that the page no longer
  /// makes, and one that it did not make then, have nothing to compare.
  static func differences(
    of now: [String: Bool], from kept: [String: Bool], among claims: [Outline.Claim]
  ) -> [String] {
    claims.map(\.id).filter { kept[$0] != nil && kept[$0] != now[$0] }
  }

  // MARK: The page

  /// What a claim is tried under, apart from other seeds: how a column is called, and how a sentence goes on.
  private static let conditions: [(trial: Robustness.Trial, title: String, words: String)] = [
    (.budget(0.5), "half", "at half the budget"), (.budget(2), "twice", "at twice the budget"),
    (.data("optical-digits"), "8 × 8", "on the digits of 8 × 8 pixels"),
    (.data("shifted-60k"), "60,000", "on 60,000 images"),
  ]

  /// Book/robustness.md: with how many seeds each claim holds, and at which budgets; nil where nothing was tried.
  ///
  /// - Parameter folder: where the pages are.
  func robustnessPage(in folder: URL) throws -> String? {
    let robustness = robustness
    guard !robustness.isEmpty else { return nil }
    let parts = try tried.map { chapter in
      try part(
        on: chapter, Results(of: chapter.name, in: folder), robustness[chapter.name])
    }
    return """
      # How far does it carry?

      A claim that holds with the book's seed may say something about that seed alone, and one that holds at
      the book's budget something about that budget. So each chapter is run again with nine other seeds, from
      which all its random numbers derive, and with half and with twice the budget: every setting that says how
      many epochs or updates something is trained for, rounded up. And it is run on other images: on 1,797 digits
      of other people, which were 8 × 8 pixels large, and on 60,000, as many as MNIST has, which are the book's
      own, moved by up to two pixels, with a fifteenth of the epochs, rounded up, so that the updates are about
      as many; `Data/README.md` tells of both. The small digits have 64 numbers each, of which a code of 64
      loses nothing: there, what compares with PCA of that size falls with it.

      In the column *seeds*, the book's own run counts as one. At another budget and on other images the book's
      seed was used, and there ✗ does not mean that the claim is wrong: many claims name their budget, and a short
      budget of two epochs can't become a fifteenth of them. To see an order turn is the point of asking.
      A dash stands for what was not tried, and for what other images can't tell.

      \(parts.joined(separator: "\n"))
      `swift run -c release book robustness` makes what is missing of these runs, which takes hours. `swift run
      03-activations --seed 7` makes one of them, and `--data Data/optical-digits` another.

      [Contents](README.md)

      """
  }

  /// The part of the page about one chapter.
  private func part(
    on chapter: Chapter, _ results: Results, _ robustness: Robustness?
  ) -> String {
    let title = "## [\(chapter.summary.title)](\(chapter.name).md)\n\n"
    let planned = Robustness.trials(for: results.settings)
    guard let robustness else { return title + "Not tried yet.\n" }
    guard robustness.fits(results.values) else {
      return title
        + "The numbers of this page have changed since it was tried; it has to be tried again.\n"
    }
    let missing = planned.filter { robustness.trials[$0.name] == nil }
    let names = Names(
      of: Weaver.Records(
        values: results.settings.merging(results.values) { $1 }.map {
          .init($0.key, text: shown($0.value), line: nil)
        }),
      Equations(in: chapter.text, file: chapter.page.file))
    let rows = results.claims.map { claim in
      let seeds = robustness.seeds(of: claim)
      return ["[\(names.filled(claim.text).text)](\(chapter.name).md#\(claim.id))"]
        + ["\(seeds.held) of \(seeds.tried)"]
        + Self.conditions.map { robustness.holds(claim, $0.trial).map { $0 ? "✓" : "✗" } ?? "–" }
    }
    let table = Output.Table(
      columns: [.init("claim", alignment: .left)]
        + (["seeds"] + Self.conditions.map(\.title)).map { .init($0, alignment: .right) },
      rows: rows)
    return title + summary(of: results.claims, robustness) + "\n\n" + table.markdown() + "\n"
      + (missing.isEmpty
        ? "" : "Not tried yet: \(missing.map(\.name).joined(separator: ", ")).\n")
  }

  /// How many of a page's claims hold with all seeds, and at all budgets.
  private func summary(of claims: [Outline.Claim], _ robustness: Robustness) -> String {
    let seeds = claims.map(robustness.seeds)
    let always = seeds.count { $0.held == $0.tried }
    let first =
      seeds.allSatisfy { $0.tried == 1 }
      ? "Of \(claims.count) claims \(always) hold in the book"
      : "Of \(claims.count) claims \(always) hold with every seed that was tried"
    let shares = Self.conditions.compactMap { condition -> String? in
      let verdicts = claims.compactMap { robustness.holds($0, condition.trial) }
      return verdicts.isEmpty
        ? nil
        : "\(verdicts.count(where: \.self)) of \(verdicts.count) hold \(condition.words)"
    }
    return ([first] + shares).joined(separator: "; ") + "."
  }

  /// A number of a run in a sentence.
  private func shown(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e9
      ? "\(Int(number))" : String(format: "%.3g", number)
  }
}
