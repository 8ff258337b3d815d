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

  /// A Bᵀ: [m, k] · [n, k] → [m, n]. The gradient of A is G B, that of B is Gᵀ A.
  public func multiplied(byTransposeOf other: Tensor) -> Tensor {
    let (a, b) = (value, other.value)
    return Tensor(
      a.multiplied(byTransposeOf: b),
      pullingBack { $0.multiplied(by: b) },
      other.pullingBack { $0.transposeMultiplied(by: a) })
  }

  /// Each row plus `row`: [m, n] + [1, n] → [m, n]. The gradient of the row is the sum over the
  /// rows.
  public func adding(row: Tensor) -> Tensor {
    Tensor(
      value.adding(row: row.value),
      pullingBack { $0 },
      row.pullingBack { $0.columnSums })
  }
}

// MARK: Element by element

extension Tensor {
  /// A + B, of one shape.
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    Tensor(a.value + b.value, a.pullingBack { $0 }, b.pullingBack { $0 })
  }

  /// A − B, of one shape.
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    Tensor(a.value - b.value, a.pullingBack { $0 }, b.pullingBack { -1 * $0 })
  }

  /// A ⊙ B, of one shape. The gradient of each is G times the other.
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    let (x, y) = (a.value, b.value)
    return Tensor(x * y, a.pullingBack { $0 * y }, b.pullingBack { $0 * x })
  }

  /// s A.
  public static func * (scale: Float, a: Tensor) -> Tensor {
    Tensor(scale * a.value, a.pullingBack { scale * $0 })
  }

  /// A + s, with s added to each element.
  public static func + (a: Tensor, s: Float) -> Tensor {
    Tensor(a.value.map { $0 + s }, a.pullingBack { $0 })
  }

  /// A − s, with s taken from each element.
  public static func - (a: Tensor, s: Float) -> Tensor { a + -s }

  /// eˣ for each element.
  public var exp: Tensor {
    let y = value.exp
    return Tensor(y, pullingBack { $0 * y })
  }

  /// |x| for each element. Its slope at 0 is 0.
  public var absolute: Tensor {
    let x = value
    return Tensor(
      x.map { abs($0) },
      pullingBack { $0.combined(with: x) { dy, x in x > 0 ? dy : (x < 0 ? -dy : 0) } })
  }

  /// The sum of all elements: [m, n] → [1, 1].
  public var sum: Tensor {
    let (rows, columns) = (value.rows, value.columns)
    return Tensor(
      Matrix(row: [Float(value.sum)]),
      pullingBack { Matrix(rows: rows, columns: columns, repeating: $0[0, 0]) })
  }
}
