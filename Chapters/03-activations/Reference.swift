import Models

extension Candidate {
  /// What the results of JAX call it.
  var nameInJAX: String {
    let others = [
      "ReLU": "relu", "leaky ReLU": "leaky_relu_0.01", "PReLU": "prelu", "identity": "linear",
    ]
    return others[title] ?? title
  }
}
