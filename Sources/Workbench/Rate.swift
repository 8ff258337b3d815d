import Notebook

/// A learning rate, where the cases differ in nothing else.
public struct Rate: Case, Hashable {
  /// The rate.
  public let rate: Double

  /// The case of a rate.
  public init(rate: Double) { self.rate = rate }

  /// The rate in digits: "0.001".
  public var title: String { "\(rate)" }
  /// The rate in millionths: "rate_1000e_6".
  public var name: String { "rate_\(Int(1e6 * rate))e_6" }
}
