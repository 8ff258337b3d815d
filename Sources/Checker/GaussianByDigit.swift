import Engine
import Models

extension Exercise {
  /// 5.5: codes drawn from a Gaussian for each digit, in tens from 0 to 9.
  ///
  /// - Parameter answer: codes [n, d] and the digit of each, how many tens to draw, and what the
  ///   draws come from; → [10 tens, d].
  public static func gaussianByDigit(
    _ answer:
      @escaping @Sendable (_ codes: Matrix, _ labels: [UInt8], _ tens: Int, _ key: Key) throws
      -> Matrix
  ) -> Exercise {
    Exercise("5.5", "codes from a Gaussian for each digit, in tens from 0 to 9") { findings in
      // Codes whose digits lie far apart, in clouds of three shapes.
      let labels = (0..<600).map { UInt8($0 * 7 % 10) }
      let base = (0..<10).map { _ in Key(seed: 5).normals(rows: 60, columns: 2) }
      var taken = [Int](repeating: 0, count: 10)
      let codes = Matrix(
        rows: labels.count, columns: 2,
        elements: labels.flatMap { label in
          let digit = Int(label)
          defer { taken[digit] += 1 }
          let (a, b) = (base[digit][taken[digit], 0], base[digit][taken[digit], 1])
          let (across, up) = [(a, b), (a, 0.5 * b + a), (2 * a - b, b)][digit % 3]
          return [40 * Float(digit % 5) + across, 40 * Float(digit / 5) + up]
        })
      let clouds = (0..<10).map { digit in
        Gaussian(of: codes.rows(at: labels.indices.filter { Int(labels[$0]) == digit }))
      }

      let (tens, key) = (400, Key(seed: 6))
      let drawn = try answer(codes, labels, tens, key)
      findings.expect(
        drawn.rows == 10 * tens && drawn.columns == 2,
        "\(tens) tens of codes with 2 numbers make a matrix of \(10 * tens)×2; the answer's is "
          + drawn.shape)
      guard drawn.rows == 10 * tens, drawn.columns == 2 else { return }

      // Which digit's cloud does each row lie in?
      let nearest = (0..<drawn.rows).map { row in
        (0..<10).min { distance(drawn, row, clouds[$0]) < distance(drawn, row, clouds[$1]) } ?? 0
      }
      let inPlace = nearest.indices.count { nearest[$0] == $0 % 10 }
      let inBlocks = nearest.indices.count { nearest[$0] == $0 / tens }
      let isInPlace = 100 * inPlace >= 99 * drawn.rows
      let order =
        100 * inBlocks >= 99 * drawn.rows
        ? "they come digit by digit, all zeros first"
        : "\(inPlace) of \(drawn.rows) do. Is each drawn from its own digit's Gaussian?"
      findings.expect(
        isInPlace,
        "row 0 should be among the codes of zeros, row 1 of ones, row 9 of nines, row 10 of zeros "
          + "again; \(order)")
      guard isInPlace else { return }

      // The mean and the covariance of each digit's draws.
      let byDigit = (0..<10).map { digit in
        drawn.rows(at: stride(from: digit, to: drawn.rows, by: 10).map { $0 })
      }
      for (digit, (draws, cloud)) in zip(byDigit, clouds).enumerated() {
        let own = Gaussian(of: draws)
        for i in 0..<2 {
          let deviation = Double(cloud.covariance[i, i]).squareRoot()
          findings.expect(
            abs(Double(own.mean[0, i] - cloud.mean[0, i])) < 0.3 * deviation,
            "the mean of number \(i) of the codes of digit \(digit) is \(cloud.mean[0, i]); "
              + "that of the draws is \(own.mean[0, i])")
        }
        let scale = (Double(cloud.covariance[0, 0]) * Double(cloud.covariance[1, 1])).squareRoot()
        for (i, j) in [(0, 0), (1, 1), (0, 1)] {
          let (expected, found) = (cloud.covariance[i, j], own.covariance[i, j])
          let size = i == j ? Double(expected) : scale
          findings.expect(
            abs(Double(found - expected)) < 0.35 * size,
            "the \(i == j ? "variance of number \(i)" : "covariance of the two numbers") of the "
              + "codes of digit \(digit) is \(expected); that of the draws is \(found)")
        }
      }

      // With one noise for two digits some number of the one goes with some number of the other,
      // whatever the shapes of their clouds.
      let numbers = byDigit.map { draws in
        (0..<2).map { column in (0..<tens).map { Double(draws[$0, column]) } }
      }
      let pairs = (0..<10).flatMap { one in
        (0..<one).map { other -> (digits: (Int, Int), shared: Double) in
          let correlations = numbers[other].flatMap { a in
            numbers[one].map { correlation(a, $0) }
          }
          return ((other, one), correlations.max { abs($0) < abs($1) } ?? 0)
        }
      }
      let tied = pairs.filter { abs($0.shared) >= 0.3 }
      if let (digits, shared) = tied.first {
        findings.expect(
          false,
          "the digits of a ten should be drawn independently; over the tens a number of the "
            + "\(digits.0) and one of the \(digits.1) have a correlation of \(brief(shared)), and so "
            + "have \(tied.count) of the 45 pairs of digits")
      }
      findings.expect(
        try answer(codes, labels, tens, key) == drawn, "the same key should give the same draws")
      findings.expect(
        try answer(codes, labels, tens, Key(seed: 7)) != drawn,
        "a different key should give different draws; the answer draws from somewhere else")
    }
  }
}

/// The squared distance of a row from the mean of a cloud.
private func distance(_ codes: Matrix, _ row: Int, _ cloud: Gaussian) -> Float {
  let (across, up) = (codes[row, 0] - cloud.mean[0, 0], codes[row, 1] - cloud.mean[0, 1])
  return across * across + up * up
}
