import Basics

/// A measure of a model, its error say, after ever more updates.
///
/// Which of two models is the better can turn around in a longer run. A learning curve shows when:
/// it is measured at `budgets`, each about twice the one before, so that a factor in time is a
/// distance on a logarithmic axis.
public struct LearningCurve: Sendable, Codable {
  /// The numbers of updates after which it is measured, in ascending order.
  public let budgets: [Int]
  /// What was measured so far, one value a budget.
  public private(set) var values: [Double] = []

  /// A curve without values, to be measured after `last` updates, after half as many, a quarter and so
  /// on, for as long as these are at least `first`; a half is rounded up.
  public init(from first: Int, to last: Int) {
    require(first >= 1 && last >= 1, "no budgets from \(first) to \(last) updates")
    let halves = sequence(first: last) { $0 > 1 ? ($0 + 1) / 2 : nil }
    budgets = halves.prefix { $0 >= min(first, last) }.reversed()
  }

  /// Whether it was measured at each of the budgets of `other`, and at no other.
  public func isWhole(like other: LearningCurve) -> Bool {
    budgets == other.budgets && values.count == budgets.count
  }

  /// Measures after so many updates, if that is one of the budgets. Call it after each update.
  public mutating func record(after updates: Int, _ measure: () -> Double) {
    guard values.count < budgets.count, budgets[values.count] == updates else { return }
    values.append(measure())
  }

  /// The curve in units of `unit`: of the error of a baseline, say, to show how it compares with that.
  public func divided(by unit: Double) -> LearningCurve {
    var curve = self
    curve.values = values.map { $0 / unit }
    return curve
  }

  /// The value at the end.
  public var last: Double { values.last ?? .infinity }

  /// The value after `budget` updates, one of the budgets.
  public subscript(budget: Int) -> Double {
    guard let place = budgets.firstIndex(of: budget), place < values.count else {
      stop("no value was measured after \(budget) updates; the budgets are \(budgets)")
    }
    return values[place]
  }

  /// The budgets of the last factor of four: from a quarter of the last one on.
  var lastBudgets: [Int] { budgets.filter { 4 * $0 >= budgets[budgets.count - 1] } }
}

/// Whether `a` is below `b` with every seed at every budget of the last factor of four: an order that a
/// longer run has not turned, and shows no sign of turning.
///
/// - Parameters:
///   - a: a curve a seed.
///   - b: as many with the same budgets, seed by seed.
public func stays(_ a: [LearningCurve], below b: [LearningCurve]) -> Bool {
  zip(a, b).allSatisfy { a, b in a.lastBudgets.allSatisfy { a[$0] < b[$0] } }
}

/// Whether every curve is below `value` at every budget of the last factor of four.
public func stays(_ curves: [LearningCurve], below value: Double) -> Bool {
  curves.allSatisfy { curve in curve.lastBudgets.allSatisfy { curve[$0] < value } }
}

/// Whether every curve is above `value` at every budget of the last factor of four.
public func stays(_ curves: [LearningCurve], above value: Double) -> Bool {
  curves.allSatisfy { curve in curve.lastBudgets.allSatisfy { curve[$0] > value } }
}

/// The budget from which on the mean of `a` is below that of `b`, at that budget and each later one;
/// nil where it is not below at the end.
public func overtaking(_ a: [LearningCurve], _ b: [LearningCurve]) -> Int? {
  let budgets = a.first?.budgets ?? []
  return budgets.reversed().prefix { budget in
    a.map { $0[budget] }.mean < b.map { $0[budget] }.mean
  }.last
}

/// The budget from which on the mean of `curves` is below `value`; nil where it is not at the end.
public func overtaking(_ curves: [LearningCurve], _ value: Double) -> Int? {
  let budgets = curves.first?.budgets ?? []
  return budgets.reversed().prefix { budget in curves.map { $0[budget] }.mean < value }.last
}
