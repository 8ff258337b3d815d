import Checker
import Engine

/// Exercise B.4: gradient descent with Nesterov's momentum, an optimiser with learning rate η and
/// momentum μ.
///
/// Nesterov takes the gradient g not where the parameters are, but where the velocity is about to
/// carry them. An optimiser is given the gradient at the model's parameters p, so let p be that
/// point ahead. Then a step is, for every parameter,
///
///     v ← μ v + g,   p ← p − η (g + μ v)   with the new v, and v = 0 at the start
///
/// (Bengio, Boulanger-Lewandowski & Pascanu 2013, "Advances in optimizing recurrent networks",
/// https://arxiv.org/abs/1212.0901; the rule itself is Nesterov's of 1983). Write a struct that
/// conforms to `Optimizer`, as `SGD` in Sources/Engine/Optimizers.swift does, and return one here.
func nesterov(rate: Float, momentum: Float) throws -> any Optimizer {
  throw NotWritten()
}
