import Engine

/// The greatest difference between two elements in one place, of matrices of one shape; infinite
/// where one is not a number.
func greatestDifference(_ a: Matrix, _ b: Matrix) -> Float {
  zip(a.elements, b.elements).reduce(0) { greatest, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(greatest, difference)
  }
}

/// Where two matrices of one shape differ most.
func farthest(_ a: Matrix, _ b: Matrix) -> (row: Int, column: Int) {
  let differences = zip(a.elements, b.elements).map { abs($0 - $1) }
  let place =
    differences.firstIndex(where: \.isNaN)
    ?? differences.indices.max { differences[$0] < differences[$1] } ?? 0
  return (place / max(a.columns, 1), place % max(a.columns, 1))
}

extension Findings {
  /// Notes a fault unless `found` is `expected`, to single precision; where it is one of the
  /// `readings` instead, says which.
  mutating func expectMatrix(
    _ found: Matrix, _ expected: Matrix, _ what: String,
    unless readings: [(what: String, result: Matrix)]
  ) {
    guard found.shape == expected.shape else {
      expect(false, "\(what): expected a matrix of \(expected.shape), found one of \(found.shape)")
      return
    }
    guard greatestDifference(found, expected) >= 1e-3 else { return }
    let reading = readings.first {
      $0.result.shape == found.shape && greatestDifference(found, $0.result) < 1e-3
    }
    let (row, column) = farthest(found, expected)
    expect(
      false,
      "\(what): element [\(row), \(column)] must be \(expected[row, column]), found "
        + "\(found[row, column])" + (reading.map { "; this is \($0.what)" } ?? ""))
  }
}

/// Shapes in a message: "6×2, 1×2".
func listed(_ shapes: [String]) -> String {
  shapes.isEmpty ? "none" : shapes.joined(separator: ", ")
}
