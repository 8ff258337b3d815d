import Notebook

/// A network, and how many images it learns from.
struct Setup: Case, Hashable {
  var network: [Int]
  var count: Int

  init(_ network: [Int], _ count: Int) { (self.network, self.count) = (network, count) }

  var title: String {
    (network + network.reversed().dropFirst()).map { "\($0)" }.joined(separator: "-")
  }
  var name: String { "ae_\(title.replacing("-", with: "_"))_n\(count)" }
}
