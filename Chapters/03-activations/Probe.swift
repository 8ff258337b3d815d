import Engine
import Models

// anchor: probe
/// What goes on inside a network, seen on some images [n, 784].
struct Probe: Sendable {
  /// The share of the first hidden layer's units and the images where the slope is below a tenth of its greatest.
  var saturated: Double
  /// ‖∂L/∂W‖ for each weight matrix, the encoder's first.
  var gradientNorms: [Double]

  init(_ model: Sequential, _ activation: Candidate, on images: Matrix) {
    let inputs = model.layers[0](Tensor(images)).value
    let least = (slopes(of: activation.layer(1), at: grid).elements.max() ?? 0) / 10
    let slopes = slopes(of: model.layers[1], at: inputs).elements
    saturated = Double(slopes.count { $0 < least }) / Double(slopes.count)
    let (_, gradient) = valueWithGradient(at: model) {
      meanSquaredError($0(Tensor(images)), images)
    }
    gradientNorms = gradient.parameters.filter { $0.name.hasSuffix("weight") }
      .map { ($0.value * $0.value).sum.squareRoot() }
  }
}
// end anchor: probe
