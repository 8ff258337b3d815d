import Basics

// anchor: tensor
/// A matrix that remembers how it was made, so that gradients can be found.
///
/// An operation on tensors computes its value and, for each argument that a gradient is wanted of,
/// keeps one **pullback**: the function that turns the gradient of the result into the gradient of
/// that argument. A tensor made from a plain matrix is a constant: it keeps nothing, and neither
/// does what is made from constants alone.
public struct Tensor: Sendable {
  /// What the tensor is worth.
  public internal(set) var value: Matrix
  /// How it was made; nil for a constant.
  let node: Node?

  /// A constant.
  public init(_ value: Matrix) { (self.value, node) = (value, nil) }

  /// A parameter: its gradient is wanted, and nothing made it.
  init(parameter value: Matrix) { (self.value, node) = (value, Node(inputs: [])) }

  /// The result of an operation: its value, and a way back to each argument.
  public init(_ value: Matrix, _ waysBack: WayBack?...) {
    let inputs = waysBack.compactMap(\.self)
    (self.value, node) = (value, inputs.isEmpty ? nil : Node(inputs: inputs))
  }

  /// The way back to this argument; nil when it is a constant, so that its pullback never runs.
  ///
  /// A pullback captures matrices, never tensors: a captured tensor would keep the graph alive.
  public func pullingBack(_ pullback: @escaping Pullback) -> WayBack? {
    node.map { WayBack(input: $0, pullback: pullback) }
  }
}

/// The gradient of a result ↦ the gradient of one argument: v ↦ Jᵀ v for that argument's Jacobian
/// J.
public typealias Pullback = @Sendable (Matrix) -> Matrix

/// An argument of an operation, and the pullback to it.
public struct WayBack: Sendable {
  var input: Node
  let pullback: Pullback
}

// end anchor: tensor

/// How a tensor was made. Immutable until its release.
final class Node: Sendable {
  /// Written only by `deinit`s, when no other reference to the node is left.
  nonisolated(unsafe) private(set) var inputs: [WayBack]
  /// The longest path to a parameter: more than the depth of any input.
  let depth: Int

  init(inputs: [WayBack]) {
    self.inputs = inputs
    depth = 1 + (inputs.map(\.input.depth).max() ?? 0)
  }

  /// Releases a long chain in a loop: the recursion that Swift would do by itself overflows the
  /// stack.
  deinit {
    var orphans = inputs
    inputs = []
    while var orphan = orphans.popLast() {
      if isKnownUniquelyReferenced(&orphan.input) {
        orphans += orphan.input.inputs
        orphan.input.inputs = []
      }
    }
  }
}

// anchor: gradients
extension Tensor {
  /// The gradients of this scalar with respect to `parameters`, by reverse-mode differentiation.
  ///
  /// The chain rule, from the result backwards (Griewank & Walther 2008, "Evaluating derivatives",
  /// section 3.2). A parameter that the scalar does not depend on has no gradient: nil.
  func gradients(of parameters: [Node]) -> [Matrix?] {
    require(value.count == 1, "only a scalar has a gradient, not a tensor of \(value.shape)")
    guard let node else { return parameters.map { _ in nil } }

    // Collect every node that the result was made from.
    var reached = [node]
    var seen: Set = [ObjectIdentifier(node)]
    var next = 0
    while next < reached.count {
      for way in reached[next].inputs where seen.insert(ObjectIdentifier(way.input)).inserted {
        reached.append(way.input)
      }
      next += 1
    }

    // Pass gradients back, deepest node first: all that flows into a node comes from deeper ones.
    var gradients = [ObjectIdentifier(node): Matrix(row: [1])]
    for node in reached.sorted(by: { $0.depth > $1.depth }) where !node.inputs.isEmpty {
      guard let gradient = gradients.removeValue(forKey: ObjectIdentifier(node)) else { continue }
      for way in node.inputs {
        let share = way.pullback(gradient)
        let input = ObjectIdentifier(way.input)
        gradients[input] = gradients[input].map { $0 + share } ?? share
      }
    }
    return parameters.map { gradients[ObjectIdentifier($0)] }
  }
}
// end anchor: gradients
