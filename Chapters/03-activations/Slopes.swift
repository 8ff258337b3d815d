import Engine

// anchor: slopes
/// f′(a) for each number a: the gradient of their sum Σ f(aᵢ).
func slopes(of activation: any Layer, at x: Matrix) -> Matrix {
  valueWithGradient(at: Tensor(x)) { activation($0).sum }.gradient.value
}

/// The numbers from −4 to 4 in steps of a tenth, and one more just above 0, where some slopes jump: a column.
let grid = {
  let points = ((-40...40).map { Float($0) / 10 } + [1e-6]).sorted()
  return Matrix(rows: points.count, columns: 1, elements: points)
}()
// end anchor: slopes
