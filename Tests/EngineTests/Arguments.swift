@testable import Engine

/// Tensors to differentiate by, as a model.
struct Arguments: Module {
  var tensors: [Tensor]

  init(_ values: [Matrix]) { tensors = values.map { Tensor($0) } }

  mutating func visit(_ body: (String, inout Tensor) -> Void) {
    for index in tensors.indices { body("\(index)", &tensors[index]) }
  }
}

/// ⟨r, y⟩: a scalar whose gradient with respect to y is r.
func projection(of y: Tensor, on r: Matrix) -> Tensor {
  Tensor(
    Matrix(row: [Float((y.value * r).sum)]),
    y.pullingBack { $0[0, 0] * r })
}

/// The sum of all elements: a scalar whose gradient with respect to each is 1.
func sum(_ y: Tensor) -> Tensor {
  projection(of: y, on: Matrix(rows: y.value.rows, columns: y.value.columns, repeating: 1))
}

/// The gradients of a scalar function with respect to each of its arguments.
func gradients(at values: [Matrix], of function: ([Tensor]) -> Tensor) -> [Matrix] {
  valueWithGradient(at: Arguments(values)) { function($0.tensors) }.gradient.parameters.map(\.value)
}
