import Engine

/// Principal component analysis: the best linear code of each size, in closed form.
///
/// Pearson 1901, "On lines and planes of closest fit to systems of points in space"; Hotelling
/// 1933.
public struct PCA: Sendable {
  /// The mean of the training examples: [1, features].
  public private(set) var mean: Matrix
  /// The unit directions of greatest variance, one a row, the greatest first: [features, features],
  /// or only the first of them.
  public private(set) var components: Matrix
  /// The variance along each of them (with n − 1).
  public private(set) var variances: [Double]

  /// The components of `examples` [n, features].
  public init(of examples: Matrix) {
    mean = examples.columnMeans
    let eigen = eigenDecomposition(ofSymmetric: covariance(of: examples))
    (components, variances) = (eigen.vectors, eigen.values)
  }

  /// The first `count` components of fewer examples than features, [n, features]: the eigenvectors of
  /// the n × n matrix of the examples' inner products give the same directions at less cost (Turk &
  /// Pentland 1991, "Eigenfaces for recognition").
  ///
  /// - Parameter count: at most n − 1, since so many centred examples span no more directions.
  public init(ofFew examples: Matrix, components count: Int) {
    self.init(of: examples) { orthonormalRows(of: $0).rows(at: 0..<count) }
  }

  /// The first `count` components of many examples [n, features], by fifteen steps that turn a guess of
  /// twice as many directions towards them: for few components less work than to find all (Halko,
  /// Martinsson & Tropp 2011, "Finding structure with randomness", section 4.5).
  ///
  /// - Parameter key: where the guess comes from.
  public init(ofMany examples: Matrix, components count: Int, using key: Key) {
    self.init(of: examples) { centred in
      let scatter = centred.transposeMultiplied(by: centred)
      let guess = key.normals(rows: 2 * count, columns: centred.columns)
      return (0..<15).reduce(guess) { rows, _ in orthonormalRows(of: rows.multiplied(by: scatter)) }
        .rows(at: 0..<count)
    }
  }

  /// The components that `find` finds in the centred examples.
  private init(of examples: Matrix, _ find: (Matrix) -> Matrix) {
    mean = examples.columnMeans
    let centred = examples.subtracting(row: mean)
    components = find(centred)
    let coordinates = centred.multiplied(byTransposeOf: components)
    variances = (coordinates * coordinates).columnSums.elements.map {
      Double($0) / Double(examples.rows - 1)
    }
  }

  /// The coordinates along the first `count` components: [n, features] → [n, count].
  public func encode(_ examples: Matrix, to count: Int) -> Matrix {
    let directions = components.rows(at: 0..<count)
    return examples.mapBlocks {
      $0.subtracting(row: mean).multiplied(byTransposeOf: directions)
    }
  }

  /// The examples that have these coordinates: [n, count] → [n, features].
  public func decode(_ code: Matrix) -> Matrix {
    code.multiplied(by: components.rows(at: 0..<code.columns)).adding(row: mean)
  }

  /// The examples after encoding to `count` numbers and decoding: [n, features].
  public func reconstruct(_ examples: Matrix, from count: Int) -> Matrix {
    decode(encode(examples, to: count))
  }

  /// Noisy examples restored by the linear map with the least squared error, if the examples are as the
  /// training examples were and the noise is white: each coordinate times λ / (λ + s²), with λ the variance
  /// along its component (Wiener 1949, "Extrapolation, interpolation, and smoothing of stationary time
  /// series"; Tipping & Bishop 1999, "Probabilistic principal component analysis", section 3).
  ///
  /// - Parameter deviation: s, the standard deviation of the noise of each feature.
  public func shrunk(_ noisy: Matrix, noise deviation: Double) -> Matrix {
    let factors = variances.map { Float(max($0, 0) / (max($0, 0) + deviation * deviation)) }
    let scaled = Matrix(
      rows: components.rows, columns: components.columns,
      elements: (0..<components.rows).flatMap { row in
        components.row(row).map { factors[row] * $0 }
      })
    return noisy.subtracting(row: mean).multiplied(byTransposeOf: components).multiplied(by: scaled)
      .adding(row: mean)
  }

  /// The mean squared error of the examples that `count` numbers rebuild.
  public func error(on examples: Matrix, from count: Int) -> Double {
    examples.meanOverBlocks { reconstruct($0, from: count).meanSquaredError(to: $0) }
  }
}

extension PCA: Module {
  /// Mean and components, to be kept in a file; nothing trains them.
  public mutating func visit(_ body: (String, inout Tensor) -> Void) {
    for (name, place) in [("mean", \Self.mean), ("components", \.components)] {
      var parameter = Tensor(self[keyPath: place])
      body(name, &parameter)
      self[keyPath: place] = parameter.value
    }
  }
}

extension PCA: TrainedModel {
  /// Itself.
  public var model: PCA { self }
  /// The variances.
  public var record: [Double] { variances }

  /// Mean and components of `model` with these variances, one for each.
  public init?(model: PCA, record: [Double]) {
    // Rounding may put the last ones below zero, but not far.
    guard record.count == model.components.rows, record.allSatisfy(\.isFinite),
      zip(record, record.dropFirst()).allSatisfy({ $0 >= $1 }),
      let first = record.first, let last = record.last, first > 0, last > -1e-4 * first
    else { return nil }
    self = model
    variances = record
  }

  /// Zeros, to read a model of so many features into.
  public init(features: Int) {
    mean = Matrix(rows: 1, columns: features, repeating: 0)
    components = Matrix(rows: features, columns: features, repeating: 0)
    variances = [Double](repeating: 0, count: features)
  }
}
