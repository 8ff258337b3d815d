import Engine
import Notebook

// anchor: loss
/// One of the usual losses.
enum Loss: String, Case, CaseIterable {
  case squared
  case crossEntropy = "cross-entropy"
  case absolute

  /// The loss of the output before the sigmoid, the logits.
  func callAsFunction(_ logits: Tensor, _ target: Matrix) -> Tensor {
    switch self {
    case .squared: meanSquaredError(Activation.sigmoid(logits), target)
    case .crossEntropy: meanBernoulliCrossEntropy(logits: logits, target)
    case .absolute: meanAbsoluteError(Activation.sigmoid(logits), target)
    }
  }
}
// end anchor: loss

/// Where the output starts.
enum Start: String, Case, CaseIterable {
  case grey
  case meanImage = "mean image"
}

/// What a network is trained on, and from where.
struct Objective: Case, Hashable {
  var start: Start
  var loss: Loss

  var title: String { "\(loss.title) from \(start.title)" }
}

/// What an output's logits score by each loss.
struct Scores: Sendable {
  var squared, crossEntropy, absolute: Double

  /// - Parameter target: what the output should be [n, 784].
  init(_ logits: Tensor, _ target: Matrix) {
    func score(_ loss: Loss) -> Double { Double(loss(logits, target).value[0, 0]) }
    (squared, crossEntropy, absolute) = (score(.squared), score(.crossEntropy), score(.absolute))
  }

  static let all = [\Scores.squared, \.crossEntropy, \.absolute]
}
