import Basics
import Statistics

/// A case of an experiment, one of several that are compared.
public protocol Case: Sendable {
  /// What tells it from the others.
  associatedtype ID: Hashable & Sendable
  /// What tells it from the others.
  var id: ID { get }
  /// What tables and charts call it: "Gaussian noise".
  var title: String { get }
  /// What names of its values begin with: "gaussian_noise", as in `gaussian_noise_test_mse`.
  var name: String { get }
}

extension Case {
  /// The title in small letters and digits, with underscores between words.
  public var name: String { snakeCase(title: title) }
}

extension Case where Self: Hashable {
  /// The case itself.
  public var id: Self { self }
}

extension Case where Self: RawRepresentable, RawValue == String {
  /// The raw value.
  public var title: String { rawValue }
}

/// A name of something is a case of its own.
extension String: Case {
  /// The string itself.
  public var title: String { self }
}

/// A number is a code size unless a case of its own says otherwise: "32", named `k32`.
extension Int: Case {
  /// Its digits.
  public var title: String { "\(self)" }
  /// "k32".
  public var name: String { "k\(self)" }
}

/// "L1 on the code" → "l1_on_the_code", "β = ½" → "beta_half".
func snakeCase(title: String) -> String {
  let spelled: [Character: String] = ["β": "beta", "½": "half"]
  return title.lowercased().map { spelled[$0] ?? String($0) }.joined()
    .split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "_")
}

/// What an experiment gave: for each case a result with each seed.
///
///     finals[.noise]                // the results of a case, one a seed
///     finals[.noise, \.testError]   // a number of each
///
/// A costly case may have been run with the first seeds only.
public struct Trials<C: Case, Result: Sendable>: Sendable {
  /// The cases, in the order of tables.
  public let cases: [C]
  /// The seeds, in the order of results.
  public let seeds: [Int]
  /// The results by case and seed.
  public let results: [[Result]]

  /// The results [case][seed].
  public init(cases: [C], seeds: [Int], results: [[Result]]) {
    require(
      results.count == cases.count && results.allSatisfy { $0.count <= seeds.count },
      "trials of \(cases.count) cases and \(seeds.count) seeds have a result for each pair, not "
        + "\(results.map(\.count))")
    require(
      Set(cases.map(\.id)).count == cases.count,
      "two cases of these trials are the same one: \(cases.map(\.title))")
    (self.cases, self.seeds, self.results) = (cases, seeds, results)
  }

  /// The results of each case, one a seed.
  public init(seeds: [Int], _ results: KeyValuePairs<C, [Result]>) {
    self.init(cases: results.map(\.key), seeds: seeds, results: results.map(\.value))
  }

  /// The results of a case, one a seed.
  public subscript(id: C.ID) -> [Result] {
    guard let place = cases.firstIndex(where: { $0.id == id }) else {
      stop("there is no case \(id) among \(cases.map(\.title))")
    }
    return results[place]
  }

  /// What `measure` takes of the results of a case, one a seed.
  public subscript<Value>(id: C.ID, measure: (Result) -> Value) -> [Value] {
    self[id].map(measure)
  }

  /// The mean over the seeds of what `measure` takes of the results of a case.
  public func mean(_ id: C.ID, _ measure: (Result) -> Double) -> Double { self[id, measure].mean }

  /// The case of this identity.
  public func `case`(_ id: C.ID) -> C {
    guard let found = cases.first(where: { $0.id == id }) else {
      stop("there is no case \(id) among \(cases.map(\.title))")
    }
    return found
  }

  /// The same cases and seeds with what `transform` makes of each result.
  public func map<Other: Sendable>(_ transform: (Result) -> Other) -> Trials<C, Other> {
    Trials<C, Other>(cases: cases, seeds: seeds, results: results.map { $0.map(transform) })
  }

  /// The same cases and seeds with what `transform` makes of each case's results.
  public func map<Other: Sendable>(_ transform: (C, Result) -> Other) -> Trials<C, Other> {
    Trials<C, Other>(
      cases: cases, seeds: seeds,
      results: zip(cases, results).map { entry, results in results.map { transform(entry, $0) } })
  }

  /// These trials without the cases that `isIncluded` refuses.
  public func filter(_ isIncluded: (C) -> Bool) -> Trials {
    let kept = zip(cases, results).filter { isIncluded($0.0) }
    return Trials(cases: kept.map(\.0), seeds: seeds, results: kept.map(\.1))
  }

  /// These trials and those of other cases with the same seeds, or with the first of them only.
  public static func + (a: Trials, b: Trials) -> Trials {
    let seeds = a.seeds.count < b.seeds.count ? b.seeds : a.seeds
    require(
      seeds.starts(with: a.seeds) && seeds.starts(with: b.seeds),
      "trials with the seeds \(a.seeds) and \(b.seeds) make no table")
    return Trials(cases: a.cases + b.cases, seeds: seeds, results: a.results + b.results)
  }
}

extension Trials {
  /// Of each other case, the p of its difference from the case `id`: Student's paired p, a pair for each seed
  /// that both were run with, adjusted by Holm's method for the number of these cases. The chance that any
  /// of them is below a level, when only chance makes the cases differ, is at most that level.
  public func adjustedP(
    against id: C.ID, _ number: (Result) -> Double
  ) -> [C.ID: Double] {
    let others = cases.map(\.id).filter { $0 != id }
    let ps = others.map { other in
      let pairs = zip(self[other, number], self[id, number])
      return pairedP(pairs.map(\.0), pairs.map(\.1))
    }
    return Dictionary(uniqueKeysWithValues: zip(others, holm(ps)))
  }

  /// Whether the difference of a case from the case `other` is shown: its ``adjustedP(against:_:)`` is below one in a
  /// hundred.
  public func differs(_ id: C.ID, from other: C.ID, _ number: (Result) -> Double) -> Bool {
    (adjustedP(against: other, number)[id] ?? 1) < 0.01
  }
}
