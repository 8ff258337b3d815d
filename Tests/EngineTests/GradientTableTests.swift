import Engine
import Foundation
import Testing

@Suite("The table of gradients is complete")
struct GradientTableTests {
  @Test("It has every operation, layer, activation and loss of Sources/Engine")
  func complete() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Engine")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    let source = try files.filter { $0.pathExtension == "swift" }
      .map { try String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
    let differentiable = differentiables(in: source)

    #expect(differentiable.contains("meanSquaredError(_:_:)"))
    #expect(differentiable.contains("Dense"))
    #expect(differentiable.subtracting(gradientTable.map(\.description)) == [])
  }

  @Test("A function or layer that is not in the table is noticed")
  func noticesMissing() {
    let source = """
      extension Tensor {
        public func clamped(
          to range: ClosedRange<Float>, by f: (Float) -> Float
        ) -> Tensor { self }
        func exp() -> Tensor { self }
        var squared: Tensor { self }
      }
      public struct Dropout<T>: Sendable, Layer {
      }
      extension Other: Layer {}
      struct Model: Module {}
      func fit(loss: (Model) -> Tensor) -> History {}
      static func - (a: Tensor, b: Tensor) -> Tensor { a }
      """
    #expect(
      differentiables(in: source)
        == ["-(a:b:)", "clamped(to:by:)", "exp()", "squared", "Dropout", "Other"])
  }

  /// The functions and properties that give a `Tensor`, the layers, and the activations one by one.
  private func differentiables(in source: String) -> Set<String> {
    let function = /func (\w+|[-+*]+) ?(?:<[^>]*>)?\(((?:[^()]|\([^()]*\))*)\)\s*->\s*Tensor\b/
    let property = /var (\w+): Tensor \{/
    let layer = /(?:struct|enum|class|extension) (\w+)[^:{\n]*:[^{\n]*\bLayer\b/
    var names: Set<String> = []

    for match in source.matches(of: function) where match.1 != "callAsFunction" {
      let labels = match.2.matches(of: /(?:^|,)\s*(\w+)(?:\s+\w+)?:/).map { "\($0.1):" }
      names.insert("\(match.1)(\(labels.joined()))")
    }
    names.formUnion(source.matches(of: property).map { String($0.1) })
    names.formUnion(source.matches(of: layer).map { String($0.1) })
    if names.remove("Activation") != nil {
      names.formUnion(Activation.allCases.map { "Activation.\($0)" })
    }
    return names
  }
}
