import Models
import Notebook

/// Treatments are compared by their remedies.
extension Treatment: Case {
  /// What is done.
  public var id: Remedy { remedy }
  /// The remedy's name.
  public var title: String { remedy.rawValue }
}
