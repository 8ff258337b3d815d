import Notebook

/// A network whose code is a place in the plane.
enum Map: String, Case, CaseIterable {
  case shallow = "784-2-784"
  case deep = "784-128-2-128-784"

  var name: String { self == .shallow ? "map_shallow" : "map_deep" }
  var encoder: [Int] { self == .shallow ? [784, 2] : [784, 128, 2] }
}
