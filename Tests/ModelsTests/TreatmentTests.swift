import Engine
import Models
import Testing

@Suite("Remedies against over-fitting")
struct TreatmentTests {
  private let key = Key(seed: 1)
  private var images: Matrix { key["images"].uniforms(rows: 12, columns: 784) }
  private var model: Autoencoder { Autoencoder([784, 8, 4], using: key["model"]) }

  private func loss(_ remedy: Remedy, _ strength: Double) -> Double {
    let treatment = Treatment(
      remedy, strength: strength, rate: 1e-3, network: [784, 8, 4], count: 12)
    return Double(treatment.loss(model, images, key["draws"]).value[0, 0])
  }

  @Test("At strength 0 each remedy has the loss of none", arguments: Remedy.allCases)
  func nothing(remedy: Remedy) {
    #expect(abs(loss(remedy, 0) - loss(.none, 0)) < 1e-6)
  }

  @Test("The L2 penalty adds the squares of all weights, and of no bias")
  func penalty() {
    var model = model
    model.visit { name, parameter in
      if name.hasSuffix("bias") { parameter = Tensor(parameter.value.map { _ in 1e3 }) }
    }
    let squares = model.parameters.filter { $0.name.hasSuffix("weight") }
      .reduce(0) { $0 + ($1.value * $1.value).sum }
    #expect(abs(Double(squaredWeights(of: model).value[0, 0]) / squares - 1) < 1e-5)
    let added = loss(.penalty, 0.01) - loss(.none, 0)
    #expect(abs(added / (0.01 * squares) - 1) < 1e-4)
  }

  @Test("L1 adds the absolute numbers of the codes, per image")
  func sparsity() {
    let codes = model.encode(images)
    let expected = 0.1 * codes.map { abs($0) }.sum / 12
    #expect(abs((loss(.sparsity, 0.1) - loss(.none, 0)) / expected - 1) < 1e-4)
  }

  @Test(
    "The contractive penalty estimates the squared derivatives: of a linear encoder, its weights'")
  func contraction() {
    let linear = Autoencoder([784, 16], using: key["linear"])
    let treatment = Treatment(
      .contraction, strength: 1e-3, rate: 1e-3, network: [784, 16], count: 12)
    let many = images.rows(at: (0..<1200).map { $0 % 12 })
    let added =
      treatment.loss(linear, many, key).value
      - meanSquaredError(
        linear(Tensor(many)), many
      ).value
    let weight = linear["encoder.0.weight"]
    #expect(abs(added.sum / (1e-3 * (weight * weight).sum) - 1) < 0.05)
  }

  @Test("Masks are 0 for a share q and keep the mean; dropout masks what follows a ReLU")
  func masks() {
    let mask = mask(100, 100, share: 0.25, using: key)
    #expect(Set(mask.elements) == [0, Float(1) / 0.75])
    #expect(abs(mask.mean - 1) < 0.03)
    let chain = Sequential([Activation.relu, Activation.identity])
    let ones = Matrix(rows: 100, columns: 100, repeating: 1)
    let dropped = chain.dropping(0.25, using: key)(Tensor(ones)).value
    #expect(abs(dropped.mean - 1) < 0.03 && dropped != ones)
    #expect(chain.dropping(0.25, using: key)(Tensor(ones)).value == dropped)
  }

  @Test("Noise has the standard deviation that it is given")
  func noise() {
    let added = noisy(images, deviation: 0.5, using: key) - images
    #expect(abs(added.rootMeanSquare - 0.5) < 0.02)
  }
}
