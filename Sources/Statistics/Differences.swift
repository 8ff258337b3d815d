import Basics
import Foundation

/// The chance that two classifiers of the same images differ as much as these when only chance makes them
/// differ: the two-sided p of McNemar's test, exact (McNemar 1947, "Note on the sampling error of the
/// difference between correlated proportions or percentages").
///
/// Of the images that only one of the two classifies correctly, each is then as likely to be the one's as
/// the other's: p = 2 P(X ≤ min(b, c)) with X binomial of b + c and ½, at most 1.
///
/// - Parameters:
///   - a: for each image whether the first classifies it correctly.
///   - b: the same for the second.
public func mcNemarP(_ a: [Bool], _ b: [Bool]) -> Double {
  require(a.count == b.count, "no pairs: \(a.count) images and \(b.count) images")
  let (onlyA, onlyB) = (zip(a, b).count { $0 && !$1 }, zip(a, b).count { !$0 && $1 })
  let trials = onlyA + onlyB
  // The logarithm of each chance, for 2⁻ⁿ is 0 beyond a thousand images.
  var logChance = -Double(trials) * log(2.0)
  var sum = 0.0
  for hits in 0...min(onlyA, onlyB) {
    sum += exp(logChance)
    logChance += log(Double(trials - hits) / Double(hits + 1))
  }
  return min(2 * sum, 1)
}

/// The p-values of a family of tests, each so much larger that the chance of *any* p below a level, when only
/// chance makes things differ, is at most that level (Holm 1979, "A simple sequentially rejective multiple
/// test procedure").
///
/// The i-th least of n becomes max(p₁ n, p₂ (n − 1), …, pᵢ (n − i + 1)), at most 1. In the order of `ps`.
public func holm(_ ps: [Double]) -> [Double] {
  var (adjusted, greatest) = (ps, 0.0)
  for (rank, place) in ps.indices.sorted(by: { ps[$0] < ps[$1] }).enumerated() {
    greatest = max(greatest, min(ps[place] * Double(ps.count - rank), 1))
    adjusted[place] = greatest
  }
  return adjusted
}

/// An interval that covers, with a confidence of 99 %, the difference of the means that two kinds of runs
/// have, mean(a) − mean(b), where the runs are no pairs and may be of different numbers and spreads (Welch
/// 1947, "The generalization of 'Student's' problem when several different population variances are
/// involved").
public func welchInterval(_ a: [Double], _ b: [Double]) -> ClosedRange<Double> {
  welchInterval(
    mean: a.mean, deviation: a.standardDeviation, count: a.count,
    mean: b.mean, deviation: b.standardDeviation, count: b.count)
}

/// ``welchInterval(_:_:)`` of runs of which only the mean and the standard deviation were kept.
public func welchInterval(
  mean a: Double, deviation sA: Double, count nA: Int, mean b: Double, deviation sB: Double,
  count nB: Int
) -> ClosedRange<Double> {
  require(nA >= 2 && nB >= 2, "no spread in \(nA) runs and \(nB) runs")
  let (vA, vB) = (sA * sA / Double(nA), sB * sB / Double(nB))
  guard vA + vB > 0 else { return a - b...a - b }
  let degrees = (vA + vB) * (vA + vB) / (vA * vA / Double(nA - 1) + vB * vB / Double(nB - 1))
  // Whole degrees, rounded down: the interval is then too wide rather than too narrow.
  let margin = criticalT(chance: 0.01, degrees: Int(degrees)) * (vA + vB).squareRoot()
  return a - b - margin...a - b + margin
}

/// The t that Student's T with `degrees` degrees of freedom exceeds, up or down, with this chance: by
/// halving an interval that holds it.
func criticalT(chance: Double, degrees: Int) -> Double {
  var (low, high) = (0.0, 1.0)
  while studentP(t: high, degrees: degrees) > chance { high *= 2 }
  for _ in 0..<60 {
    let middle = (low + high) / 2
    if studentP(t: middle, degrees: degrees) > chance { low = middle } else { high = middle }
  }
  return high
}

/// An interval for the mean difference of two models' errors over seeds *and* images, by resampling both with
/// replacement (Efron 1979, "Bootstrap methods: another look at the jackknife"): what part of it lies between
/// the quantiles ½ % and 99½ % of the resampled means.
///
/// - Parameters:
///   - differences: [seed][image], the first model's error minus the second's, on the same image.
///   - draws: how often to resample.
///   - uniforms: independent numbers from 0 up to, and without, 1: as many as are asked for, for a draw of this
///     number.
public func bootstrapInterval(
  _ differences: [[Double]], draws: Int = 2000, uniforms: (_ draw: Int, _ count: Int) -> [Double]
) -> ClosedRange<Double> {
  let (seeds, images) = (differences.count, differences.first?.count ?? 0)
  require(
    seeds >= 1 && images >= 1 && differences.allSatisfy { $0.count == images },
    "every seed has a difference for each image, not \(differences.map(\.count))")
  let means = (0..<draws).map { draw in
    let drawn = uniforms(draw, seeds + images)
    let rows = drawn[..<seeds].map { differences[Int($0 * Double(seeds))] }
    let columns = drawn[seeds...].map { Int($0 * Double(images)) }
    return rows.map { row in columns.reduce(0) { $0 + row[$1] } / Double(images) }.mean
  }.sorted()
  return means[draws / 200]...means[draws - 1 - draws / 200]
}
