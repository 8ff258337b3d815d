import Engine

/// Where two lists of numbers differ by more than a tolerance, in words; nil where they agree.
///
/// Numbers agree when |found − expected| ≤ relative · |expected| + absolute. NaN agrees with nothing.
func difference(
  _ found: [Double], _ expected: [Double], relative: Double, absolute: Double = 0
) -> String? {
  guard found.count == expected.count else {
    return "expected \(expected.count) numbers, found \(found.count)"
  }
  for (index, (found, expected)) in zip(found, expected).enumerated() {
    let tolerance = relative * abs(expected) + absolute
    guard abs(found - expected) <= tolerance else {
      return "expected \(expected) ± \(tolerance) at \(index), found \(found)"
    }
  }
  return nil
}

func difference(
  _ found: Matrix, _ expected: [Double], relative: Double, absolute: Double = 0
) -> String? {
  difference(
    found.elements.map(Double.init), expected, relative: relative, absolute: absolute)
}

func difference(
  _ found: Matrix, _ expected: Matrix, relative: Double, absolute: Double = 0
) -> String? {
  guard found.shape == expected.shape else {
    return "expected the shape \(expected.shape), found \(found.shape)"
  }
  return difference(
    found, expected.elements.map(Double.init), relative: relative, absolute: absolute)
}
