import Models
import Notebook

/// Models that are trained for different objectives are compared.
extension Objective: Case {
  /// The title.
  public var id: String { title }
}
