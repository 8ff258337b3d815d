import Engine

// anchor: noise
/// x + s ε with independent standard normal ε: Gaussian noise of standard deviation s.
public func noisy(_ x: Matrix, deviation: Double, using key: Key) -> Matrix {
  x + Float(deviation) * key.normals(rows: x.rows, columns: x.columns)
}

/// Independent factors: 0 with probability q = `share`, else 1 / (1 − q), so that their mean is 1.
public func mask(_ rows: Int, _ columns: Int, share: Double, using key: Key) -> Matrix {
  let kept = Float(1 - share)
  return 1 / kept * key.bernoullis(Matrix(rows: rows, columns: columns, repeating: kept))
}
// end anchor: noise

// anchor: dropout
/// Sets a share of its inputs to 0 and raises the others, each time by a mask of its own key.
///
/// Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014.
public struct Dropout: Layer {
  var share: Double
  var key: Key

  /// x times a mask.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x * Tensor(mask(x.value.rows, x.value.columns, share: share, using: key))
  }

  /// Nothing: dropout has no parameters.
  public mutating func visit(_ body: (String, inout Tensor) -> Void) {}
}

extension Sequential {
  /// This chain with dropout after each ReLU.
  public func dropping(_ share: Double, using key: Key) -> Sequential {
    Sequential(
      layers.enumerated().flatMap { place, layer -> [any Layer] in
        layer as? Activation == .relu ? [layer, Dropout(share: share, key: key[place])] : [layer]
      })
  }
}
// end anchor: dropout
