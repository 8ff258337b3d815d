import Engine
import Notebook

// anchor: rule
/// An optimiser, and the learning rates that it is tried with.
enum Rule: String, Case, CaseIterable {
  case fullBatch = "full batch"
  case sgd = "SGD"
  case momentum
  case adam = "Adam"

  var rates: [Double] {
    switch self {
    case .fullBatch, .sgd: [10, 30, 100]
    case .momentum: [1, 3, 10, 30]
    case .adam: [3e-4, 1e-3, 3e-3, 1e-2, 3e-2]
    }
  }

  func optimizer(rate: Double) -> any Optimizer {
    switch self {
    case .fullBatch, .sgd: SGD(rate: Float(rate))
    case .momentum: SGD(rate: Float(rate), momentum: 0.9)
    case .adam: Adam(rate: Float(rate))
    }
  }
}
// end anchor: rule
