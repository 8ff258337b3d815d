import Basics
import Kernels

extension Matrix {
  /// A B: [m, k] · [k, n] → [m, n].
  public func multiplied(by other: Matrix) -> Matrix {
    product(Factor(self), Factor(other))
  }

  /// Aᵀ B: [k, m] · [k, n] → [m, n], without forming the transpose.
  public func transposeMultiplied(by other: Matrix) -> Matrix {
    product(Factor(self, isTransposed: true), Factor(other))
  }

  /// A Bᵀ: [m, k] · [n, k] → [m, n], without forming the transpose.
  public func multiplied(byTransposeOf other: Matrix) -> Matrix {
    product(Factor(self), Factor(other, isTransposed: true))
  }
}

/// A matrix as a product reads it: as it is, or transposed.
private struct Factor {
  let matrix: Matrix
  let isTransposed: Bool

  init(_ matrix: Matrix, isTransposed: Bool = false) {
    (self.matrix, self.isTransposed) = (matrix, isTransposed)
  }

  var rows: Int { isTransposed ? matrix.columns : matrix.rows }
  var columns: Int { isTransposed ? matrix.rows : matrix.columns }
  var description: String { (isTransposed ? "the transpose of " : "") + matrix.shape }

  /// This factor from row `row` and column `column` on, its elements being at `start`.
  func view(_ start: UnsafePointer<Float>, row: Int = 0, column: Int = 0) -> KernelView {
    let (down, across) = isTransposed ? (1, matrix.columns) : (matrix.columns, 1)
    return KernelView(at: start + row * down + column * across, row: down, column: across)
  }
}

// anchor: shared
/// A B. Of the result each thread makes some rows or some columns, whichever are more; columns where B
/// is transposed, so that each thread packs a part of it.
private func product(_ a: Factor, _ b: Factor) -> Matrix {
  require(a.columns == b.rows, "\(a.description) can't be multiplied by \(b.description)")
  let (m, n, k) = (a.rows, b.columns, a.columns)
  return Matrix(rows: m, columns: n) { c in
    a.matrix.withElements(and: b.matrix) { aStart, bStart in
      if m <= n || b.isTransposed && n > KERNEL_COLUMNS {
        Threads.split(n, unit: Int(KERNEL_COLUMNS), least: Threads.steps / max(m * k, 1)) { part in
          kernels.product(
            m, part.count, k, a.view(aStart), b.view(bStart, column: part.lowerBound),
            c + part.lowerBound, n)
        }
      } else {
        Threads.split(m, unit: Int(KERNEL_ROWS), least: Threads.steps / max(n * k, 1)) { part in
          kernels.product(
            part.count, n, k, a.view(aStart, row: part.lowerBound), b.view(bStart),
            c + part.lowerBound * n, n)
        }
      }
    }
  }
}
// end anchor: shared
