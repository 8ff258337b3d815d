import Engine
import Models
import Notebook

/// An L1 penalty on a wide code, named for its strength.
enum Sparsity: String, Case, CaseIterable {
  case none
  case weak = "0.00001"
  case strong = "0.0001"

  var name: String { "wide_l1_\(self == .none ? "none" : self == .weak ? "weak" : "strong")" }
  var strength: Float { Float(rawValue) ?? 0 }
}

/// The share of a code's numbers that are 0 on some images.
func zeros(_ model: Autoencoder, on images: Matrix) -> Double {
  let code = model.encode(images).elements
  return Double(code.count { $0 == 0 }) / Double(code.count)
}
