import Engine
import Models
import Notebook
import Statistics

/// What the crossed experiment crosses.
struct Setup: Sendable {
  var activation: Candidate
  var initializer: Initializer
  var rate: Double
  var startsAtMean: Bool

  /// Every combination of these activations, initialisers and rates with both starts, the last changing fastest.
  static func all(
    _ activations: [Candidate], _ initializers: [Initializer], _ rates: [Double]
  ) -> [Setup] {
    activations.flatMap { activation in
      initializers.flatMap { initializer in
        rates.flatMap { rate in
          [false, true].map {
            Setup(
              activation: activation, initializer: initializer, rate: rate, startsAtMean: $0)
          }
        }
      }
    }
  }
}

// anchor: share
/// The share η² of a factor in the variance of the logarithms of errors, given the factor's level in each run.
func share(of levels: [String], in errors: [Double]) -> Double {
  let logErrors = Matrix(row: errors.map(Float.init)).log.elements.map(Double.init)
  let mean = logErrors.mean
  func squared(_ x: Double) -> Double { x * x }
  let between = Set(levels).sorted().reduce(0) { sum, name in
    let group = zip(levels, logErrors).filter { $0.0 == name }.map(\.1)
    return sum + Double(group.count) * squared(group.mean - mean)
  }
  return between / logErrors.reduce(0) { $0 + squared($1 - mean) }
}
// end anchor: share

/// An activation's setups, those by Glorot's rule first, and their validation errors by updates.
struct Judged: Case {
  var activation: Candidate
  var setups: [(setup: Setup, curve: LearningCurve)]

  var id: String { activation.id }
  var title: String { activation.title }
  var name: String { "levels_\(activation.name)" }
  var byRecipe: Double { setups[0].curve.last }
  var best: (setup: Setup, curve: LearningCurve) {
    setups.min { $0.curve.last < $1.curve.last } ?? setups[0]
  }

  /// The geometric mean over rates and starts of the ratio of its error by He's rule to that by Glorot's.
  func heToGlorot(after budget: Int) -> Double {
    let curves = setups.map(\.curve)
    let ratios = zip(curves.prefix(4), curves.suffix(4)).map { Float($1[budget] / $0[budget]) }
    return Double(Matrix(row: [Float(Matrix(row: ratios).log.mean)]).exp[0, 0])
  }
}
