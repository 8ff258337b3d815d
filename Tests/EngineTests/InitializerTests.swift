import Engine
import Testing

@Suite("Initialisers")
struct InitializerTests {
  /// The variance of n = 60,000 uniform numbers is known to √(0.8 / n) = 0.4 %.
  @Test(
    "Variance, mean and limits as the papers say",
    arguments: [(Initializer.glorot, 2.0 / 500), (.he, 2.0 / 300), (.lecun, 1.0 / 300)])
  func variance(initializer: Initializer, variance: Double) {
    let weights = Dense(300, 200, initializer: initializer, using: Key(seed: 1)).weight.value
    let squares = weights * weights
    #expect(difference([squares.mean], [variance], relative: 0.015) == nil)
    #expect(abs(weights.mean) < 4 * (variance / 60_000).squareRoot())
    let limit = Float((3 * variance).squareRoot())
    #expect(weights.elements.allSatisfy { abs($0) <= limit * 1.000001 })
    #expect(weights.elements.contains { abs($0) > limit * 0.999 })
  }

  @Test("Biases start at zero or where they are told to")
  func biases() {
    let key = Key(seed: 1)
    #expect(Dense(3, 2, using: key).bias.value == Matrix(row: [0, 0]))
    #expect(Dense(3, 2, bias: Matrix(row: [1, 2]), using: key).bias.value == Matrix(row: [1, 2]))
  }
}
