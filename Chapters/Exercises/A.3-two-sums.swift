import Checker
import Engine

/// Exercise A.3: the product of `a` [m, k] and `b` [k, n], [m, n], with two sums for each
/// element: one over p = 0, 2, 4, …, one over p = 1, 3, 5, …, added up at the end.
///
/// Each step of a sum is one fused multiply-add, `sum.addProduct(x, y)`, as in the appendix's
/// `tripleLoop`. To answer the question, copy it into Chapters/A-engine/main.swift and call it there
/// instead.
func twoSums(_ a: Matrix, _ b: Matrix) throws -> Matrix {
  throw NotWritten()
}
