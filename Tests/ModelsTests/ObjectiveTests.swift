@testable import Datasets
import Engine
import Models
import Testing

@Suite("What a variational autoencoder is trained for")
struct ObjectiveTests {
  private let model = VariationalAutoencoder(hidden: 6, latents: 3, using: Key(seed: 1))
  private let images = ImageSet(
    pixels: (0..<40 * 784).map { UInt8($0 * 37 % 256) }, labels: (0..<40).map { UInt8($0 % 10) })
  private let key = Key(seed: 2)

  @Test("The terms are the cross-entropy of what is decoded from a drawn code, and the divergence")
  func terms() {
    let pixels = images.matrix
    let posterior = model.posterior(pixels)
    let (mu, logVariance) = (posterior.mean.value, posterior.logVariance.value)
    let divergences = 0.5 * (mu * mu + logVariance.exp - logVariance).map { $0 - 1 }
    for noise in [Float(0), 1] {
      let epsilon = noise * key["code"].normals(rows: 40, columns: 3)
      let z = mu + (0.5 * logVariance).exp * epsilon
      let errors = bernoulliCrossEntropies(logits: model.decoder(Tensor(z)).value, pixels)
      let found = Objective("", noise: noise).measure(model, on: pixels, key: key)
      #expect(abs(found.reconstruction - errors.rowSums.mean) < 1e-3)
      #expect(abs(found.divergence - divergences.rowSums.mean) < 1e-5)
      #expect(found.negativeBound == found.reconstruction + found.divergence)
    }
  }

  @Test("The loss weighs the divergence, and a bound does not")
  func weights() {
    let objective = Objective("", divergenceWeight: 4)
    let terms = objective.measure(model, on: images.matrix, key: key)
    let loss = objective.loss(of: model, on: images.matrix, key: key)
    #expect(abs(loss - (terms.reconstruction + 4 * terms.divergence)) < 1e-4)
    let bound = objective.bound.loss(of: model, on: images.matrix, key: key)
    #expect(abs(bound - terms.negativeBound) < 1e-4)
  }

  @Test("Black and white pixels are drawn; those that are black or white already stay")
  func binary() {
    let binary = Objective("", isBinary: true)
    func difference(_ images: Matrix) -> Double {
      binary.loss(of: model, on: images, key: key)
        - Objective("").loss(of: model, on: images, key: key)
    }
    #expect(difference(images.matrix) != 0)
    #expect(difference(images.matrix.map { $0 < 0.5 ? 0 : 1 }) == 0)
    #expect(binary.bound.isBinary)
  }

  @Test("Codes have the noise of the objective")
  func codes() {
    let pixels = images.matrix
    #expect(
      Objective("", noise: 0).codes(of: pixels, by: model, using: key) == model.encode(pixels))
    let noise = key.normals(rows: 40, columns: 3)
    let noisy = Objective("").codes(of: pixels, by: model, using: key)
    #expect(noisy == model.posterior(pixels).sample(noise).value)
  }

  @Test("Training is Adam's on the loss, with the means of both terms over each epoch's updates")
  func training() throws {
    let objective = Objective("", divergenceWeight: 0.5)
    var seen: [VariationalAutoencoder] = []
    let run = try objective.trained(
      model, on: images, epochs: 2, batchSize: 16, rate: 0.01, key: key
    ) { seen.append($0) }

    var (fitted, losses) = (model, [Double]())
    var optimizer = Adam(rate: 0.01)
    for step in steps(over: images, epochs: 2, batchSize: 16, key: key) {
      let loss = try optimizer.lower(&fitted, at: step.number) { model in
        let terms = objective.terms(model, step.batch, key: step.key)
        return terms.reconstruction + 0.5 * terms.divergence
      }
      losses.append(loss)
    }
    #expect(run.model.parameters.map(\.value) == fitted.parameters.map(\.value))
    #expect(seen.map { $0["mean.weight"] }.last == run.model["mean.weight"])
    #expect(seen.count == 2 && seen[0]["mean.weight"] != seen[1]["mean.weight"])
    for epoch in 0..<2 {
      let mean = losses[(3 * epoch)..<(3 * epoch + 3)].reduce(0, +) / 3
      let terms = run.record[epoch]
      #expect(abs(terms.reconstruction + 0.5 * terms.divergence - mean) < 1e-3)
    }
  }
}

@Suite("Variational autoencoders")
struct VariationalAutoencoderTests {
  @Test("A unit is active where its mean varies")
  func active() {
    var model = VariationalAutoencoder(hidden: 6, latents: 3, using: Key(seed: 1))
    let images = Key(seed: 2).uniforms(rows: 50, columns: 784)
    #expect(model.activeUnits(on: images) == 3)
    #expect(model.latents == 3)
    var weight = model.mean.weight.value
    for row in 0..<6 { weight[row, 1] = 0 }
    model.mean.weight = Tensor(weight)
    #expect(model.activeUnits(on: images) == 2)
    let deviations = model.codeDeviations(on: images)
    #expect(deviations[0] == 0 && deviations[1] <= deviations[2])
    let third = model.encode(images).columnVariances[0, 2]
    #expect(deviations.contains(Double(third).squareRoot()))
  }

  @Test("A run depends on the seed, the objective and nothing else")
  func experiment() throws {
    let images = ImageSet(
      pixels: (0..<40 * 784).map { UInt8($0 * 37 % 256) },
      labels: (0..<40).map { UInt8($0 % 10) })
    let experiment = VariationalExperiment(
      on: images.matrix, hidden: 6, epochs: 1, batchSize: 16, key: Key(seed: 1))
    func run(_ objective: Objective = Objective(""), seed: Int = 1) throws -> Matrix {
      try experiment.run(objective, latents: 3, rate: 0.01, on: images, seed: seed)["mean.weight"]
    }
    #expect(try run() == run())
    #expect(try run() != run(seed: 2))
    #expect(try run() != run(Objective("", noise: 0)))
  }

  @Test("The places of a plane divide the prior equally, in the order of a picture")
  func places() {
    let places = LatentPlane.places(side: 2)
    let reach = places[0, 1]
    #expect(abs(reach - 0.6744898) < 1e-5)
    #expect(places.elements == [-reach, reach, reach, reach, -reach, -reach, reach, -reach])
  }
}

@Suite("The judge")
struct JudgeTests {
  @Test("It tells digits apart, and sees how far sets of images are from each other")
  func judge() throws {
    // The more a digit counts, the thicker its bar of ink.
    func images(_ count: Int, _ key: Key) -> ImageSet {
      let noise = key.uniforms(rows: count, columns: 784, in: 0..<60).elements
      let pixels = noise.indices.map { i in
        UInt8(noise[i]) + (4..<4 + 2 * (i / 784 % 10) ~= i % 784 / 28 ? 190 : 0)
      }
      return ImageSet(pixels: pixels, labels: (0..<count).map { UInt8($0 % 10) })
    }
    let judge = try Judge(of: images(300, Key(seed: 1)), epochs: 30, key: Key(seed: 2))
    let (some, others) = (images(100, Key(seed: 3)), images(100, Key(seed: 4)))
    #expect(judge.accuracy(on: some.matrix, labels: some.labels) == 1)
    #expect(judge.accuracy(on: some.matrix, labels: some.labels.reversed()) == 0)
    let near = judge.frechetDistance(some.matrix, to: others.matrix)
    let far = judge.frechetDistance(some.matrix, to: (0 * others.matrix))
    // In single precision the distance of a set to itself is not quite 0.
    #expect(abs(judge.frechetDistance(some.matrix, to: some.matrix)) < 0.001 * far)
    #expect(0 < near && 10 * near < far)
  }
}
