import Basics

/// The nearest of several rows, and how far it is.
public struct Neighbour: Sendable {
  /// Which row it is.
  public var row: Int
  /// The squared Euclidean distance to it.
  public var squaredDistance: Float
  /// The squared distance to the nearest of the others; infinite where there is no other.
  public var secondSquaredDistance: Float
}

extension Matrix {
  /// Of each row the nearest of the rows of `others`, the first where several are as near: [m, n] against
  /// [o, n].
  ///
  /// ‖a − b‖² = ‖a‖² − 2ab + ‖b‖², with the products of so many rows at a time as take 64 MB.
  public func nearestRows(of others: Matrix) -> [Neighbour] {
    require(others.rows > 0, "no row is near where there is none")
    let lengths = others.blocks().flatMap { ($0 * $0).rowSums.elements }
    return blocks(of: Swift.max((1 << 24) / others.rows, 1)).flatMap { block in
      let own = (block * block).rowSums
      return block.multiplied(byTransposeOf: others).leastOfRows(adding: lengths).enumerated().map {
        Neighbour(
          row: $1.column, squaredDistance: Swift.max(own[$0, 0] + $1.value, 0),
          secondSquaredDistance: Swift.max(own[$0, 0] + $1.second, 0))
      }
    }
  }

  /// The least of s_j − 2 x_ij in each row i, the first column j that has it, and the least of the others.
  private func leastOfRows(adding summands: [Float]) -> [(column: Int, value: Float, second: Float)]
  {
    var least = [(column: Int, value: Float, second: Float)](
      repeating: (0, .infinity, .infinity), count: rows)
    least.withUnsafeMutableBufferPointer { least in
      withElements { x in
        summands.withUnsafeBufferPointer { summands in
          Threads.split(rows, least: Threads.elements / columns) { part in
            for row in part {
              let x = x + row * columns
              for column in 0..<columns {
                let value = summands[column] - 2 * x[column]
                if value < least[row].value {
                  least[row] = (column, value, least[row].value)
                } else if value < least[row].second {
                  least[row].second = value
                }
              }
            }
          }
        }
      }
    }
    return least
  }
}
