import Engine
import Foundation
import Testing
import Models

@Suite("A plane of codes for a web page")
struct LatentPlaneTests {
  private let decoder = Sequential([
    Dense(2, 16, using: Key(seed: 1)[0]), Activation.relu, Dense(16, 784, using: Key(seed: 1)[1]),
  ])
  private let codes = Key(seed: 2).normals(rows: 20, columns: 2)

  private var plane: LatentPlane {
    LatentPlane(
      decoder: decoder, codes: codes, labels: Array(repeating: 3, count: 20),
      samples: codes.rows(at: 0..<4))
  }

  @Test("No weight is off by more than half a step, and the greatest by nothing")
  func rounding() {
    for layer in decoder.layers.compactMap({ $0 as? Dense }) {
      let quantised = QuantisedDense(layer)
      let (w, found) = (layer.weight.value.elements, quantised.dense.weight.value.elements)
      #expect(zip(w, found).allSatisfy { abs($0 - $1) <= 0.5001 * quantised.step })
      #expect(zip(w, found).contains { $0 != $1 })
      #expect(quantised.weights.map { Int8(bitPattern: $0).magnitude }.max() == 127)
      #expect(quantised.dense.bias.value == layer.bias.value)
    }
  }

  @Test("A layer of zeros stays one")
  func zeros() {
    var layer = Dense(3, 2, using: Key(seed: 1))
    layer.weight = Tensor(0 * layer.weight.value)
    #expect(QuantisedDense(layer).dense.weight.value == layer.weight.value)
  }

  @Test("It decodes as its decoder does, within what the rounding costs")
  func decoding() {
    let exact = decoder(Tensor(codes)).value.sigmoid
    let difference =
      zip(plane.decode(codes).elements, exact.elements).map { abs($0 - $1) }.max() ?? 1
    #expect(difference > 0 && difference < 0.02)
  }

  @Test("Samples are the engine's pixels, and JSON keeps everything")
  func json() throws {
    let read = try JSONDecoder().decode(LatentPlane.self, from: plane.json)
    let exact = decoder(Tensor(codes.rows(at: 0..<4))).value.sigmoid
    for (row, sample) in read.samples.enumerated() {
      #expect(sample.code == codes.row(row))
      #expect(Array(sample.pixels) == exact.row(row).map { UInt8((255 * $0).rounded()) })
    }
    #expect(read.decode(codes) == plane.decode(codes))
    #expect(read.codes == codes.elements)
    #expect(try plane.json == plane.json)
  }
}
