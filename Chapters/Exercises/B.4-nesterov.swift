import Checker
import Engine

/// Exercise B.4: gradient descent with Nesterov's momentum, an optimiser with learning rate η and
/// momentum μ.
///
/// Nesterov takes the gradient not where the parameters θ are, but where the last step u is about
/// to carry them. For every parameter, with u = 0 at the start,
///
///     u ← μ u − η ∇L(θ + μ u),   θ ← θ + u
///
/// An optimiser can't ask for a gradient elsewhere: `update` is handed a model and the gradient at
/// that model's parameters. So let the model hold the point ahead, p = θ + μ u, at the start θ
/// itself, and find out where one step takes p. That is what the checker looks at: the parameters
/// after each `update`, which must be the points p, not the θ.
///
/// Write a struct that conforms to `Optimizer`, as `SGD` in Sources/Engine/Optimizers.swift does,
/// and return one here.
func nesterov(rate: Float, momentum: Float) throws -> any Optimizer {
  throw NotWritten()
}
