import Engine
import Notebook

/// The initialisers of the hidden layer and of the output layer.
enum Drawing: String, Case, CaseIterable {
  case glorot = "Glorot"
  case lecun = "LeCun"
  case he = "He"
  case heOutputGlorot = "He, output by Glorot"

  var hidden: Initializer {
    switch self {
    case .glorot: .glorot
    case .lecun: .lecun
    case .he, .heOutputGlorot: .he
    }
  }
  var output: Initializer { self == .heOutputGlorot ? .glorot : hidden }
}
