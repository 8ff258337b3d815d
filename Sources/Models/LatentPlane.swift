import Engine
import Foundation

/// A decoder of codes of two numbers, with the codes of test images: what a web page needs to show the
/// plane of codes by itself.
public struct LatentPlane: Codable {
  /// The decoder's layers in eight bits a weight, ReLU between them and a sigmoid at the end.
  public let layers: [QuantisedDense]
  /// The two numbers of each test image, one image after the other.
  public let codes: [Float]
  /// The digit of each.
  public let labels: [UInt8]
  /// What the engine makes of some codes, for the page to be held against.
  public let samples: [Sample]

  /// A code and its picture.
  public struct Sample: Codable {
    /// The two numbers.
    public let code: [Float]
    /// Its pixels by the float weights, rounded to bytes; in base 64.
    public let pixels: Data
  }

  /// - Parameters:
  ///   - decoder: dense layers, the last one's outputs being the logits of pixels.
  ///   - codes: of the test images [n, 2], with a label each.
  ///   - samples: the codes to keep pictures of [m, 2].
  public init(decoder: Sequential, codes: Matrix, labels: [UInt8], samples: Matrix) {
    layers = decoder.layers.compactMap { ($0 as? Dense).map(QuantisedDense.init) }
    (self.codes, self.labels) = (codes.elements, labels)
    let pixels = decoder(Tensor(samples)).value.sigmoid
    self.samples = (0..<samples.rows).map { row in
      Sample(
        code: samples.row(row),
        pixels: Data(pixels.row(row).map { UInt8(($0 * 255).rounded()) }))
    }
  }

  /// The pictures of codes [n, 2] by the rounded weights: [n, 784].
  public func decode(_ codes: Matrix) -> Matrix {
    layers.enumerated().reduce(Tensor(codes)) { x, layer in
      let y = layer.element.dense(x)
      return layer.offset < layers.count - 1 ? Activation.relu(y) : Activation.sigmoid(y)
    }.value
  }

  // anchor: places
  /// A grid of codes in the order of a picture, spaced so that each stands for an equal share of the prior:
  /// [side², 2].
  public static func places(side: Int) -> Matrix {
    let shares = (0..<side).map { (Float($0) + 0.5) / Float(side) }
    let quantiles = Matrix(row: shares).normalQuantile.elements
    return Matrix(
      rows: side * side, columns: 2,
      elements: quantiles.reversed().flatMap { y in quantiles.flatMap { x in [x, y] } })
  }
  // end anchor: places

  /// The plane as JSON, equal bytes for equal planes.
  public var json: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return try encoder.encode(self) + Data("\n".utf8)
    }
  }
}

/// A dense layer in eight bits a weight: w ≈ s q, with whole numbers q from −127 to 127 and one step
/// s = max |w| / 127, so that no weight is off by more than s / 2 (Jacob et al. 2018, "Quantization and
/// training of neural networks for efficient integer-arithmetic-only inference", section 2.1, with the
/// zero point at 0). The bias stays as it is.
public struct QuantisedDense: Codable, Sendable {
  /// The numbers of inputs and outputs.
  public let inputs, outputs: Int
  /// s.
  public let step: Float
  /// q [inputs, outputs], a signed byte each; in base 64.
  public let weights: Data
  /// b [outputs].
  public let bias: [Float]

  /// The layer with its weights rounded.
  public init(_ layer: Dense) {
    let w = layer.weight.value
    let greatest = w.elements.map(abs).max() ?? 0
    let step = greatest > 0 ? greatest / 127 : 1
    (inputs, outputs, self.step) = (w.rows, w.columns, step)
    weights = Data(w.elements.map { UInt8(bitPattern: Int8(($0 / step).rounded())) })
    bias = layer.bias.value.elements
  }

  /// The layer that it stands for.
  public var dense: Dense {
    var layer = Dense(inputs, outputs, bias: Matrix(row: bias), using: Key(seed: 0))
    layer.weight = Tensor(
      Matrix(
        rows: inputs, columns: outputs,
        elements: weights.map { step * Float(Int8(bitPattern: $0)) }))
    return layer
  }
}
