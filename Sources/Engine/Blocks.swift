import Basics

extension Matrix {
  /// The rows in blocks of at most `height`, one after another: who walks over all examples a block at a
  /// time needs no more memory for many of them than for few.
  public func blocks(of height: Int = 4096) -> some Sequence<Matrix> {
    stride(from: 0, to: rows, by: height).lazy.map { start in
      rows(at: start..<Swift.min(start + height, rows))
    }
  }

  /// Matrices with as many columns one below the other.
  public init(stacking parts: [Matrix]) {
    let columns = parts.first?.columns ?? 0
    require(
      parts.allSatisfy { $0.columns == columns },
      "\(parts.map(\.shape)) can't stand one below the other")
    self.init(rows: parts.reduce(0) { $0 + $1.rows }, columns: columns) { out in
      var place = out
      for part in parts {
        part.withElements { place.update(from: $0, count: part.count) }
        place += part.count
      }
    }
  }

  /// What becomes of the rows, a block at a time: [m, n] → [m, o].
  public func mapBlocks(_ transform: (Matrix) -> Matrix) -> Matrix {
    Matrix(stacking: blocks().map(transform))
  }

  /// The mean over all rows of a measure that gives the mean over the rows of a block.
  public func meanOverBlocks(_ measure: (Matrix) -> Double) -> Double {
    let parts = blocks().map { (rows: Double($0.rows), mean: measure($0)) }
    return parts.count == 1
      ? parts[0].mean : parts.reduce(0) { $0 + $1.rows * $1.mean } / Double(rows)
  }
}
