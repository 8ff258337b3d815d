import Checker
import Engine

/// Exercise 4.5: an autoencoder without hidden layers, whose decoder has the encoder's weights:
/// z = x E + c and x̂ = σ(z Eᵀ + b).
///
/// Its parameters are E [inputs, codeSize], c [1, codeSize] and b [1, inputs], each once.
struct TiedAutoencoder: Layer {
  /// E drawn from the key, c zero, and b as given, [1, inputs].
  init(_ inputs: Int, _ codeSize: Int, bias: Matrix, using key: Key) throws {
    throw NotWritten()
  }

  /// The reconstruction of images: [n, inputs] → [n, inputs].
  func callAsFunction(_ x: Tensor) -> Tensor { x }

  /// Calls `body` with each parameter's name and the parameter.
  mutating func visit(_ body: (String, inout Tensor) -> Void) {}
}
