import Models
import Notebook

/// Where the output starts.
enum Start: String, Case, CaseIterable {
  case grey
  case meanImage = "mean image"
}

/// An activation and a start.
struct Beginning: Case {
  var activation: Candidate
  var start: Start

  var id: String { "\(activation.title), from \(start.title)" }
  var title: String { id }
  var name: String { "\(activation.name)_from_\(start.name)" }
}
