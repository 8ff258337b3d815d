/// A module from tensors to tensors: [batch, inputs] → [batch, outputs].
public protocol Layer: Module {
  /// The layer's output for a batch.
  func callAsFunction(_ x: Tensor) -> Tensor
}

// anchor: dense
/// The affine map y = x W + b.
///
/// Shapes: x [batch, inputs] → y [batch, outputs], weight W [inputs, outputs], bias b [1, outputs].
public struct Dense: Layer {
  /// W [inputs, outputs].
  public var weight: Tensor
  /// b [1, outputs].
  public var bias: Tensor

  /// A layer with drawn weights, and a bias of zero unless one is given.
  ///
  /// A bias helps where the output's mean is known: a sigmoid output that starts at `logit(mean
  /// image)` starts at the mean image instead of at grey.
  public init(
    _ inputs: Int, _ outputs: Int, initializer: Initializer = .glorot, bias: Matrix? = nil,
    using key: Key
  ) {
    weight = Tensor(initializer.weights(inputs, outputs, using: key))
    self.bias = Tensor(bias ?? Matrix(rows: 1, columns: outputs, repeating: 0))
  }

  /// x W + b.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.multiplied(by: weight).adding(row: bias)
  }

  /// The weight, then the bias.
  public mutating func visit(_ body: (String, inout Tensor) -> Void) {
    body("weight", &weight)
    body("bias", &bias)
  }
}
// end anchor: dense

/// A rectifier whose slope on the negative side is learned, one slope a unit: y = x for x > 0, else
/// a x.
///
/// Shapes: x [batch, units] → [batch, units], slopes a [1, units].
/// (He, Zhang, Ren & Sun 2015, "Delving deep into rectifiers", section 2.1, where a starts at
/// 0.25.)
public struct PReLU: Layer {
  /// a [1, units].
  public var slopes: Tensor

  /// Slopes that all start at `slope`.
  public init(_ units: Int, slope: Float = 0.25) {
    slopes = Tensor(Matrix(rows: 1, columns: units, repeating: slope))
  }

  /// x for x > 0, else a x.
  public func callAsFunction(_ tensor: Tensor) -> Tensor {
    let (x, a) = (tensor.value, slopes.value)
    return Tensor(
      x.combined(withRow: a) { x, a in x > 0 ? x : a * x },
      tensor.pullingBack { dy in
        dy * x.combined(withRow: a) { x, a in x > 0 ? 1 : a }
      },
      slopes.pullingBack { dy in dy.combined(with: x) { dy, x in x > 0 ? 0 : dy * x }.columnSums })
  }

  /// The slopes.
  public mutating func visit(_ body: (String, inout Tensor) -> Void) {
    body("slopes", &slopes)
  }
}

extension Activation: Layer {
  /// Nothing: an activation has no parameters.
  public mutating func visit(_ body: (String, inout Tensor) -> Void) {}
}

// anchor: sequential
/// Layers one after the other.
public struct Sequential: Layer {
  /// The layers, from the input to the output.
  public var layers: [any Layer]

  /// The layers in order.
  public init(_ layers: [any Layer]) { self.layers = layers }

  /// Dense layers of the given sizes, an activation after each: [784, 64, 32] leads from 784 numbers
  /// by way of 64 to 32.
  ///
  /// - Parameters:
  ///   - hidden: the activation after every layer but the last.
  ///   - last: the activation after the last.
  ///   - bias: where the last layer's bias starts, [1, outputs]; at zero, when nil.
  public init(
    _ sizes: [Int], hidden: Activation = .relu, last: Activation, bias: Matrix? = nil,
    using key: Key
  ) {
    layers = (1..<sizes.count).flatMap { i -> [any Layer] in
      let isLast = i == sizes.count - 1
      let layer = Dense(sizes[i - 1], sizes[i], bias: isLast ? bias : nil, using: key[i])
      return [layer, isLast ? last : hidden]
    }
  }

  /// The output of the last layer.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    layers.reduce(x) { $1($0) }
  }

  /// The layers' parameters, their names prefixed with the layer's place: "0.weight".
  public mutating func visit(_ body: (String, inout Tensor) -> Void) {
    for index in layers.indices {
      layers[index].visit { body("\(index).\($0)", &$1) }
    }
  }
}
// end anchor: sequential
