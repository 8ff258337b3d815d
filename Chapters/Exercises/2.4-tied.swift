import Checker
import Engine

/// Exercise 2.4, first part: A Bᵀ, [m, k] · [n, k] → [m, n], with a pullback to A and one to B.
///
/// `Matrix` has the three products that you may need; give `Tensor` the pullbacks as the operations
/// in Sources/Engine/Operations.swift do.
func productWithTranspose(_ a: Tensor, _ b: Tensor) throws -> Tensor {
  throw NotWritten()
}

/// Exercise 2.4, second part: an autoencoder whose decoder is its encoder's matrix E, transposed.
///
/// Give it its parameters, and list each once in `visit`: E [pixels, k], the output's bias b
/// [1, pixels] and, if you like, a bias of the code [1, k].
struct Tied: Layer {
  /// An untrained model for images of this many pixels and codes of this size.
  init(pixels: Int, codeSize: Int, using key: Key) throws {
    throw NotWritten()
  }

  /// x̂ = σ(z Eᵀ + b): [n, pixels] → [n, pixels].
  func callAsFunction(_ x: Tensor) -> Tensor { x }

  /// Calls `body` with each parameter's name and the parameter.
  mutating func visit(_ body: (String, inout Tensor) -> Void) {}
}
