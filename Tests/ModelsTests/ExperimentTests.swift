import Engine
import Models
import Testing

@Suite("An experiment with remedies")
struct ExperimentTests {
  private let key = Key(seed: 1)
  private var experiment: Experiment {
    Experiment(
      pool: key["pool"].uniforms(rows: 1200, columns: 784),
      validation: key["validation"].uniforms(rows: 20, columns: 784),
      budget: Budget(updates: 6, batchSize: 5, evaluations: 3), key: key)
  }
  private let plain = Treatment(rate: 3e-3, network: [784, 4], count: 10)

  @Test("Blocks of seeds begin 500 images apart and go round at the end of the pool")
  func blocks() {
    let pool = experiment.pool
    #expect(experiment.images(3, seed: -2) == pool.rows(at: [0, 1, 2]))
    #expect(experiment.images(3, seed: -1) == pool.rows(at: [500, 501, 502]))
    #expect(
      experiment.images(300, seed: 0).rows(at: [0, 199, 200]) == pool.rows(at: [1000, 1199, 0]))
  }

  @Test("Choices see the error at the end of the run")
  func brief() throws {
    let error = try experiment.validationError(plain, seed: 1)
    #expect(try experiment.run(plain, seed: 1).validationError == error)
    #expect(try experiment.run(plain, seed: 2).validationError != error)
  }

  @Test(
    "Weight decay is the optimiser's: all weights shrink by (1 − η λ) per update, gradient or none")
  func decay() throws {
    // A pixel that is blank in all images gives its weights no gradient.
    var experiment = experiment
    experiment.pool = Matrix(rows: 1200, columns: 784, repeating: 0)
    let decay = Treatment(.decay, strength: 10, rate: 3e-3, network: [784, 4], count: 10)
    let start = experiment.untrained(decay, seed: 1)["encoder.0.weight"]
    let end = try experiment.run(decay, seed: 1).model["encoder.0.weight"]
    let expected = (0..<6).reduce(1.0) { left, _ in left * (1 - 3e-3 * 10) }
    #expect(abs(end.rootMeanSquare / start.rootMeanSquare / expected - 1) < 1e-4)
    #expect(try experiment.run(plain, seed: 1).model["encoder.0.weight"] == start)
  }

  @Test("A rate is sought downwards, else upwards, for as long as the error falls")
  func rates() throws {
    let ladder = [1e-5, 1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1]
    func treatment(_ rate: Double) -> Treatment {
      Treatment(rate: rate, network: [784, 4], count: 10)
    }
    let errors = try ladder.map { try experiment.validationError(treatment($0), seed: 1) }
    for start in ladder.indices {
      let found = experiment.tuned(treatment(ladder[start]), along: ladder, seeds: [1]).rate
      let place = try #require(ladder.firstIndex(of: found))
      // Each step on the way is better than the one before, and the next would not be.
      let goesDown = start > 0 && errors[start - 1] < errors[start]
      let way = goesDown ? Array((0...start).reversed()) : Array(start..<ladder.count)
      let steps = zip(way, way.dropFirst()).prefix { errors[$1] < errors[$0] }
      #expect(place == steps.last?.1 ?? start)
    }
    #expect(Set(errors).count == ladder.count)
  }
}
