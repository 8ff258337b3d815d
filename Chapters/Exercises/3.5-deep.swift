import Checker
import Engine

/// Exercise 3.5: the network 784-`hidden`-`code`-`hidden`-784, not trained yet.
///
/// Behind both hidden layers stands `activation`, behind the code `codeActivation`, behind the
/// output a sigmoid. The output layer starts with `outputBias` [1, 784], the other biases at 0;
/// each layer's weights derive from a key of their own. By which rule they are drawn the checker
/// leaves to you; the chapter takes He's for the layers before the output where `activation` is
/// ReLU, and Glorot's elsewhere.
///
/// To answer the question, copy it into Chapters/03-activations/main.swift and train it there by
/// the chapter's `trained`, with hidden layers of 128.
func deepNetwork(
  hidden: Int, code: Int, activation: Activation, codeActivation: Activation, outputBias: Matrix,
  key: Key
) throws -> Sequential {
  throw NotWritten()
}
