import Basics

// anchor: module
/// A value with parameters to learn: a layer, or a model made of layers.
///
/// One hand-written method lists the parameters; counting, gradients, optimisers and checkpoints
/// follow from it. The gradient of a model is a model of the same type, with a gradient where the
/// parameter was.
public protocol Module: Sendable {
  /// Calls `body` with the name and the storage of every parameter, in a fixed order.
  ///
  /// A model made of modules passes the visit on and prefixes the names:
  ///
  ///     encoder.visit { body("encoder.\($0)", &$1) }
  mutating func visit(_ body: (_ name: String, _ parameter: inout Tensor) -> Void)
}

// end anchor: module

extension Module {
  /// The names and values of the parameters, in the order of ``visit(_:)``.
  public var parameters: [(name: String, value: Matrix)] {
    var copy = self
    var list: [(name: String, value: Matrix)] = []
    copy.visit { list.append(($0, $1.value)) }
    return list
  }

  /// The value of the parameter of this name: `model["encoder.0.weight"]`.
  public subscript(name: String) -> Matrix {
    let parameters = parameters
    guard let parameter = parameters.first(where: { $0.name == name }) else {
      let names = parameters.map(\.name).joined(separator: ", ")
      stop("no parameter is named \(name); there are \(names)")
    }
    return parameter.value
  }

  /// The number of numbers to learn.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.value.count } }

  /// Calls `body` with the index and the value of each parameter, to be changed in place, and the
  /// value of the same parameter of `other`, a gradient say. For optimisers.
  public mutating func update(
    along other: Self, _ body: (_ index: Int, _ value: inout Matrix, _ other: Matrix) -> Void
  ) {
    let others = other.parameters
    var index = 0
    visit { name, parameter in
      require(
        index < others.count && others[index].value.shape == parameter.value.shape,
        "the gradient has no \(name) of \(parameter.value.shape)")
      body(index, &parameter.value, others[index].value)
      index += 1
    }
  }
}

extension Tensor: Module {
  /// The tensor itself: what is not part of a model, an input say, has a gradient, too.
  public mutating func visit(_ body: (String, inout Tensor) -> Void) {
    body("value", &self)
  }
}

// anchor: valueWithGradient
/// The value of `loss` at `model`, and its gradient: a model with ∂loss/∂p where the parameter p
/// was.
///
/// - Parameter loss: the scalar to differentiate, as a function of the model.
public func valueWithGradient<Model: Module>(
  at model: Model, of loss: (Model) -> Tensor
) -> (value: Float, gradient: Model) {
  // Mark every parameter, so that the operations on it remember the way back.
  var traced = model
  var marks: [Node] = []
  traced.visit { _, parameter in
    parameter = Tensor(parameter: parameter.value)
    if let mark = parameter.node { marks.append(mark) }
  }

  // Compute the loss, then walk back from it.
  let result = loss(traced)
  var gradients = result.gradients(of: marks).makeIterator()

  // Put each gradient where its parameter was.
  var gradient = model
  gradient.visit { _, parameter in
    let (rows, columns) = (parameter.value.rows, parameter.value.columns)
    let share = gradients.next() ?? nil
    parameter = Tensor(share ?? Matrix(rows: rows, columns: columns, repeating: 0))
  }
  return (result.value[0, 0], gradient)
}
// end anchor: valueWithGradient
