import Basics
import Statistics

/// A column of a table of trials: its title, and what it takes of a case and its results.
///
/// A number in it is a value of the run, named `case_measure`: the case `.noise` and the measure
/// `test_mse` make `noise_test_mse`. Its format follows from the measure.
public struct Column<C: Case, Result: Sendable> {
  let title: String
  let cell: (Row) -> any Cell

  /// What a cell is made of.
  struct Row {
    let notebook: Notebook
    let trials: Trials<C, Result>
    let place: Int
    let prefix: String
    let line: Int

    var entry: C { trials.cases[place] }
    var results: [Result] { trials.results[place] }

    /// The name of a value of this row's case.
    func name(_ measure: String) -> String { prefix + entry.name + "_" + measure }
  }

  /// The case's title.
  public static func label(_ title: String) -> Column {
    Column(title: title) { $0.entry.title }
  }

  /// A text that belongs to the case.
  public static func text(_ title: String, _ text: @escaping (C) -> String) -> Column {
    Column(title: title) { text($0.entry) }
  }

  /// A whole number that belongs to the case, of the program and not of the run.
  public static func count(_ title: String, _ count: @escaping (C) -> Int) -> Column {
    Column(title: title) { count($0.entry) }
  }

  /// A number that belongs to the case, a setting or what was chosen for it; a dash where it has
  /// none.
  public static func of(
    _ title: String, _ measure: String, format: Format? = nil, _ number: @escaping (C) -> Double?
  ) -> Column {
    Column(title: title) { row in
      guard let number = number(row.entry) else { return "–" }
      return row.notebook.value(row.name(measure), number, format, line: row.line)
    }
  }

  /// The same with the title for the measure.
  public static func of(
    _ title: String, format: Format? = nil, _ number: @escaping (C) -> Double?
  ) -> Column {
    of(title, snakeCase(title: title), format: format, number)
  }

  /// The mean over the seeds and the standard deviation of a number of each result.
  public static func spread(
    _ title: String, _ measure: String, format: Format? = nil,
    _ number: @escaping (Result) -> Double
  ) -> Column {
    Column(title: title) { row in
      row.notebook.spread(row.name(measure), row.results.map(number), format, line: row.line)
    }
  }

  /// The mean and the standard deviation of numbers of a case and all its results.
  public static func spread(
    _ title: String, _ measure: String, format: Format? = nil,
    _ numbers: @escaping (C, [Result]) -> [Double]
  ) -> Column {
    Column(title: title) { row in
      row.notebook.spread(
        row.name(measure), numbers(row.entry, row.results), format, line: row.line)
    }
  }

  /// The mean over the seeds of a number of each result.
  public static func mean(
    _ title: String, _ measure: String, format: Format? = nil,
    _ number: @escaping (Result) -> Double
  ) -> Column {
    value(title, measure, format: format) { $0.map(number).mean }
  }

  /// A number of all results of a case.
  public static func value(
    _ title: String, _ measure: String, format: Format? = nil,
    _ number: @escaping ([Result]) -> Double
  ) -> Column {
    value(title, measure, format: format) { _, results in number(results) }
  }

  /// A number of a case and all its results.
  public static func value(
    _ title: String, _ measure: String, format: Format? = nil,
    _ number: @escaping (C, [Result]) -> Double
  ) -> Column {
    Column(title: title) { row in
      row.notebook.value(
        row.name(measure), number(row.entry, row.results), format, line: row.line)
    }
  }

  /// A whole number that all results of a case share, of the program and not of the run.
  public static func shared(_ title: String, _ count: @escaping (Result) -> Int) -> Column {
    Column(title: title) { $0.results.first.map(count) ?? 0 }
  }

  /// By what share the mean of a number is lower for a case than for another; a dash for that case itself.
  public static func gain(
    _ title: String, over id: C.ID, format: Format? = nil, _ number: @escaping (Result) -> Double
  ) -> Column {
    Column(title: title) { row in
      guard row.entry.id != id else { return "–" }
      let gain = 1 - row.results.map(number).mean / row.trials.mean(id, number)
      return row.notebook.value(row.name("gain"), gain, format, line: row.line)
    }
  }

  /// The p of the difference between a case and another, as ``Trials/adjustedP(against:_:)`` has it; a dash for
  /// that case itself.
  public static func p(
    _ title: String = "p", against id: C.ID, _ number: @escaping (Result) -> Double
  ) -> Column {
    Column(title: title) { row in
      guard row.entry.id != id else { return "–" }
      let p = row.trials.adjustedP(against: id, number)[row.entry.id] ?? 1
      return p < 0.001 ? "< 0.001" : row.notebook.value(row.name("p"), p, line: row.line)
    }
  }
}

extension Notebook {
  /// A table of trials, a row for each case; rows of other things, baselines say, may be added to it.
  ///
  /// - Parameter prefix: what names of its values begin with, before the case's name.
  public func table<C: Case, Result: Sendable>(
    _ trials: Trials<C, Result>, as prefix: String? = nil, _ columns: Column<C, Result>...,
    caption: String? = nil, line: Int = #line
  ) -> Table {
    table(trials, as: prefix, columns, caption: caption, line: line)
  }

  /// Shows a table of trials, a row for each case.
  ///
  /// - Parameter prefix: what names of its values begin with, before the case's name.
  public func show<C: Case, Result: Sendable>(
    _ trials: Trials<C, Result>, as prefix: String? = nil, _ columns: Column<C, Result>...,
    caption: String? = nil, line: Int = #line
  ) {
    show(table(trials, as: prefix, columns, caption: caption, line: line), line: line)
  }

  /// Shows a table of cases whose numbers are their own, with no runs behind them.
  ///
  /// - Parameter prefix: what names of its values begin with, before the case's name.
  public func show<C: Case>(
    _ cases: [C], as prefix: String? = nil, _ columns: Column<C, Never>...,
    caption: String? = nil, line: Int = #line
  ) {
    let trials = Trials<C, Never>(cases: cases, seeds: [], results: cases.map { _ in [] })
    show(table(trials, as: prefix, columns, caption: caption, line: line), line: line)
  }

  private func table<C: Case, Result: Sendable>(
    _ trials: Trials<C, Result>, as prefix: String?, _ columns: [Column<C, Result>],
    caption: String?, line: Int
  ) -> Table {
    var table = Table(columns.map(\.title), caption: caption)
    for place in trials.cases.indices {
      let row = Column<C, Result>.Row(
        notebook: self, trials: trials, place: place, prefix: prefix.map { "\($0)_" } ?? "",
        line: line)
      table.row(columns.map { $0.cell(row) })
    }
    return table
  }

  /// Names how far paired numbers differ: the mean difference and its spread, with `_difference` at the end
  /// of the name, and Student's paired p, with `_p`.
  public func difference(
    _ name: String, _ a: [Double], _ b: [Double], _ format: Format? = nil, line: Int = #line
  ) {
    spread("\(name)_difference", zip(a, b).map(-), format, line: line)
    value("\(name)_p", pairedP(a, b), line: line)
  }

  /// Names the least and the greatest of some numbers, with `_min` and `_max` at the end of the name.
  public func range(
    _ name: String, _ numbers: some Collection<Double>, _ format: Format? = nil, line: Int = #line
  ) {
    guard let least = numbers.min(), let greatest = numbers.max() else {
      stop("the range \(name) is of no numbers")
    }
    value("\(name)_min", least, format ?? .of(name), line: line)
    value("\(name)_max", greatest, format ?? .of(name), line: line)
  }
}
