// Operations on tensors. Each is one function: the value, then one pullback an argument beside it.

extension Tensor {
  // anchor: product
  /// A B: [m, k] · [k, n] → [m, n].
  ///
  /// With G the gradient of the product: that of A is G Bᵀ, that of B is Aᵀ G.
  public func multiplied(by other: Tensor) -> Tensor {
    let (a, b) = (value, other.value)
    return Tensor(
      a.multiplied(by: b),
      pullingBack { $0.multiplied(byTransposeOf: b) },
      other.pullingBack { a.transposeMultiplied(by: $0) })
  }
  // end anchor: product

  /// Each row plus `row`: [m, n] + [1, n] → [m, n]. The gradient of the row is the sum over the
  /// rows.
  public func adding(row: Tensor) -> Tensor {
    Tensor(
      value.adding(row: row.value),
      pullingBack { $0 },
      row.pullingBack { $0.columnSums })
  }
}
