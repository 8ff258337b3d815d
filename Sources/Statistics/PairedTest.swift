import Basics
import Foundation

/// The chance that two lists of paired numbers, one pair a seed, differ as much as these do on
/// average when only chance makes them differ: the two-sided p of Student's paired t-test ("Student"
/// 1908, "The probable error of a mean").
///
/// t = d̄ √n / s, where d̄ is the mean of the n differences and s their standard deviation, with n − 1
/// degrees of freedom; the distribution of t by its finite sum (Abramowitz & Stegun 1964, 26.7.3 and
/// 26.7.4). Equal lists give 1.
public func pairedP(_ a: [Double], _ b: [Double]) -> Double {
  require(
    a.count == b.count && a.count >= 2, "no pairs: \(a.count) numbers and \(b.count) numbers")
  let differences = zip(a, b).map { $0 - $1 }
  let count = Double(differences.count)
  let mean = differences.reduce(0, +) / count
  let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  guard squares > 0 else { return mean == 0 ? 1 : 0 }
  let t = abs(mean) * (count * (count - 1) / squares).squareRoot()
  return studentP(t: t, degrees: differences.count - 1)
}

/// Whether a difference between paired numbers is *shown*: if only chance made them differ, one so
/// large would turn up less than once in a hundred times.
public func differ(_ a: [Double], _ b: [Double]) -> Bool { pairedP(a, b) < 0.01 }

/// P(|T| ≥ t) for Student's T with `degrees` degrees of freedom.
func studentP(t: Double, degrees: Int) -> Double {
  // With tan θ = t / √degrees, P(|T| < t) is a polynomial in sin θ and cos θ, and θ where the degrees
  // are odd.
  let squaredCosine = Double(degrees) / (Double(degrees) + t * t)
  let sine = (1 - squaredCosine).squareRoot()
  let isOdd = degrees % 2 == 1
  var term = isOdd ? squaredCosine.squareRoot() : 1
  var sum = degrees == 1 ? 0 : term
  var index = isOdd ? 3 : 2
  while index <= degrees - 2 {
    term *= squaredCosine * Double(index - 1) / Double(index)
    sum += term
    index += 2
  }
  let within =
    isOdd ? 2 / Double.pi * (atan(t / Double(degrees).squareRoot()) + sine * sum) : sine * sum
  return 1 - within
}
