import Engine
import Models

/// How long an activation and a step of training take on one thread, the fastest of twenty each.
struct Cost {
  /// The hidden layer's activation, forward and backward.
  let activation: Duration
  /// A step of 784-256-784, from the batch to the new weights.
  let step: Duration

  init(of candidate: Candidate, on batch: Matrix, key: Key) {
    let threads = Threads.limit
    Threads.limit = 1
    defer { Threads.limit = threads }
    var model = Sequential([784, 256, 784], candidate, using: key)
    var optimizer = Adam()
    let hidden = model.layers[0](Tensor(batch)).value
    let layer = candidate.layer(256)
    activation = fastest { _ = slopes(of: layer, at: hidden) }
    step = fastest {
      let (_, gradient) = valueWithGradient(at: model) {
        meanSquaredError($0(Tensor(batch)), batch)
      }
      optimizer.update(&model, along: gradient)
    }
  }
}

private func fastest(_ work: () -> Void) -> Duration {
  let clock = ContinuousClock()
  return (0..<20).map { _ in clock.measure(work) }.min() ?? .zero
}
