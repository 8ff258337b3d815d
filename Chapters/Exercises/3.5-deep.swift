import Checker
import Engine

/// Exercise 3.5: the network 784-`hidden`-`code`-`hidden`-784, not trained yet.
///
/// Both hidden layers are followed by `activation`, the code by `codeActivation`, the output by a
/// sigmoid. The output layer starts with `outputBias` [1, 784], the other biases at 0; each layer's
/// weights derive from a key of their own. The checker leaves their initialiser to you; the chapter
/// takes He's for the layers before the output where `activation` is ReLU, and Glorot's elsewhere.
///
/// To answer the question, copy it into Chapters/03-activations/main.swift and train it there by
/// the chapter's `trained`, with hidden layers of 128.
func deepNetwork(
  hidden: Int, code: Int, activation: Activation, codeActivation: Activation, outputBias: Matrix,
  key: Key
) throws -> Sequential {
  throw NotWritten()
}
