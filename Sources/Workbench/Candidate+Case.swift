import Models
import Notebook

extension Candidate: Case {
  /// The title.
  public var id: String { title }
}
