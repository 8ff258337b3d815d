import Checker
import Engine

/// Exercise 3.4: the network 784-`units`-784 with PReLU after the code, whose slopes all start at
/// `slope`, trained on `images`.
///
/// Build it from `Dense`, `PReLU`, `Dense` and `Activation.sigmoid`, and train it with `fit` and
/// `Adam` on the squared error; with 0 epochs, return it untrained. All randomness derives from
/// `key`.
///
/// To answer the question, copy it into Chapters/03-activations/main.swift, call it there with
/// slopes of 1 and 0, and look at the slopes of the layer of type `PReLU`.
///
/// - Parameter images: [n, 784]; `images.examples` is what `fit` takes.
func preluNetwork(
  startingAt slope: Float, units: Int, on images: Matrix, epochs: Int, rate: Double, key: Key
) throws -> Sequential {
  throw NotWritten()
}
