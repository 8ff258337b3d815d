import Engine
import Notebook

/// The activations of the code and of the output.
struct Combination: Case, Hashable {
  var code: Activation
  var output: Activation

  var title: String { "\(shown(code)) code, \(shown(output)) output" }
  var name: String { "code_\(code.rawValue)_output_\(output.rawValue)" }
  var rates: [Double] { [code == .identity ? 3e-2 : 1e-4, 3e-4, 1e-3, 3e-3, 1e-2].sorted() }
}

/// An activation as the text writes it.
func shown(_ activation: Activation) -> String {
  activation == .relu ? "ReLU" : activation.rawValue
}
