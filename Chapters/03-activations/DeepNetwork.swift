import Models
import Notebook

// anchor: deep
/// A network with a hidden layer before the code and one after it.
struct DeepNetwork: Case {
  var hidden: Candidate
  /// The activation of the code.
  var code: Candidate

  init(_ hidden: Candidate, code: Candidate? = nil) {
    (self.hidden, self.code) = (hidden, code ?? hidden)
  }

  var id: String { title }
  var title: String { hidden.id == code.id ? hidden.title : "\(hidden.title), linear code" }
}
// end anchor: deep
