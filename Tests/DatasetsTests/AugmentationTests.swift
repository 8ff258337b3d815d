import Engine
import Testing

@testable import Datasets

@Suite("Augmentation")
struct AugmentationTests {
  /// An image with one pixel of ink.
  func dot(_ x: Int, _ y: Int) -> [Float] {
    var image = [Float](repeating: 0, count: 784)
    image[28 * y + x] = 1
    return image
  }

  func matrix(_ images: [[Float]]) -> Matrix {
    Matrix(rows: images.count, columns: 784, elements: images.flatMap { $0 })
  }

  @Test("A shift moves a dot by up to so many pixels, and to each place about equally often")
  func shifts() {
    let images = matrix(Array(repeating: dot(10, 20), count: 900))
    let moved = shifted(images, byUpTo: 1, using: Key(seed: 1))
    var counts: [Int: Int] = [:]
    for image in 0..<900 {
      let row = moved.row(image)
      #expect(row.reduce(0, +) == 1)
      counts[row.firstIndex(of: 1) ?? -1, default: 0] += 1
    }
    let places = (19...21).flatMap { y in (9...11).map { 28 * y + $0 } }
    #expect(Set(counts.keys) == Set(places))
    #expect(counts.values.allSatisfy { (60...140).contains($0) })
  }

  @Test("What leaves the frame does not come back on the other side")
  func edges() {
    let images = matrix(Array(repeating: dot(27, 0), count: 200))
    let moved = shifted(images, byUpTo: 2, using: Key(seed: 1))
    for image in 0..<200 {
      let row = moved.row(image)
      let ink = row.indices.filter { row[$0] > 0 }
      #expect(ink.allSatisfy { $0 % 28 >= 25 && $0 / 28 <= 2 })
    }
    #expect((0..<200).contains { moved.row($0).allSatisfy { $0 == 0 } })
  }

  @Test("No shift and no turn change nothing")
  func nothing() {
    let images = Key(seed: 3).uniforms(rows: 4, columns: 784)
    #expect(shifted(images, byUpTo: 0, using: Key(seed: 1)) == images)
    #expect(rotated(images, byUpTo: 0, using: Key(seed: 1)) == images)
  }

  @Test("A turn keeps a dot's distance from the centre and stays within its angle")
  func turns() {
    let images = matrix(Array(repeating: dot(22, 13), count: 300))
    let turned = rotated(images, byUpTo: 30, using: Key(seed: 1))
    var heights: [Float] = []
    for image in 0..<300 {
      let row = turned.row(image)
      // The middle of the ink, from the centre of the image.
      let total = row.reduce(0, +)
      let x = row.indices.reduce(Float(0)) { $0 + row[$1] * (Float($1 % 28) - 13.5) } / total
      let y = row.indices.reduce(Float(0)) { $0 + row[$1] * (Float($1 / 28) - 13.5) } / total
      #expect(abs((x * x + y * y).squareRoot() - 8.5147) < 0.3)
      // 8.5147 sin(30° + 3.4°) = 4.69; half a pixel for the interpolation.
      #expect(abs(y) < 4.69 + 0.5)
      heights.append(y)
    }
    // It turns both ways, and about as far as it may.
    #expect((heights.min() ?? 0) < -3.5 && (heights.max() ?? 0) > 3)
  }

  @Test("A full turn is none, a quarter turn moves right to down or up")
  func angles() {
    for degrees in [Float](arrayLiteral: 0, 90, -90, 180) {
      let (sine, cosine) = sineAndCosine(ofDegrees: degrees)
      #expect(abs(sine - (degrees == 90 ? 1 : degrees == -90 ? -1 : 0)) < 1e-6)
      #expect(abs(cosine - (degrees == 0 ? 1 : degrees == 180 ? -1 : 0)) < 1e-6)
    }
    let (sine, cosine) = sineAndCosine(ofDegrees: 30)
    #expect(abs(sine - 0.5) < 1e-7 && abs(cosine - 0.8660254) < 1e-7)
  }
}
