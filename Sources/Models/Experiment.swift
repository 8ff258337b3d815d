import Engine

/// What all runs of an experiment have in common: where their images come from, and their budget.
public struct Experiment: Sendable {
  /// The images that training images are taken from, [n, inputs].
  public var pool: Matrix
  /// The images that choices are made by.
  public var validation: Matrix
  /// How long each run trains.
  public var budget: Budget
  /// Where all random numbers come from; a run has the key of its seed.
  public var key: Key

  /// - Parameters:
  ///   - pool: the images that training images are taken from, [n, inputs].
  ///   - validation: the images that choices are made by.
  public init(pool: Matrix, validation: Matrix, budget: Budget, key: Key) {
    (self.pool, self.validation, self.budget, self.key) = (pool, validation, budget, key)
  }

  /// The training images of a seed: a block of the pool that begins 500 images after the block of the seed
  /// before, and goes on from the start where the pool ends.
  public func images(_ count: Int, seed: Int) -> Matrix {
    let start = 500 * (seed + 2)
    return pool.rows(at: (start..<(start + count)).map { $0 % pool.rows })
  }

  /// The network of a treatment before its training: its output's bias starts at the mean image.
  public func untrained(_ treatment: Treatment, seed: Int) -> Autoencoder {
    let mean = images(treatment.count, seed: seed).columnMeans
    return Autoencoder(
      treatment.network, outputBias: logit(mean, margin: 1e-3), using: key[seed]["weights"])
  }

  /// A run of a treatment.
  public func run(_ treatment: Treatment, seed: Int) throws(DivergedError) -> Run<Autoencoder> {
    let decay = treatment.remedy == .decay ? treatment.strength : 0
    return try Run(
      untrained(treatment, seed: seed), on: images(treatment.count, seed: seed),
      validation: validation, budget: budget,
      optimizer: Adam(rate: Float(treatment.rate), weightDecay: Float(decay)), key: key[seed],
      loss: treatment.loss)
  }

  /// The validation error at the end of a run, by which choices are made.
  public func validationError(
    _ treatment: Treatment, seed: Int
  ) throws(DivergedError) -> Double {
    var brief = self
    brief.budget.evaluations = 1
    return try brief.run(treatment, seed: seed).validationError
  }

  /// The treatment with the learning rate that suits it: from its own rate down the ladder, or else up,
  /// for as long as the validation error falls.
  ///
  /// - Parameters:
  ///   - ladder: the rates, in ascending order.
  ///   - seeds: a run with each of them, of which the worst counts; one that diverges is the worst.
  public func tuned(
    _ treatment: Treatment, along ladder: [Double], seeds: [Int]
  ) -> Treatment {
    func worst(_ treatment: Treatment) -> Double {
      seeds.map { (try? validationError(treatment, seed: $0)) ?? .infinity }.max() ?? .infinity
    }
    var (best, least) = (treatment, worst(treatment))
    let lower = ladder.filter { $0 < treatment.rate }
    for rates in [lower.reversed(), ladder.filter { $0 > treatment.rate }]
    where best.rate == treatment.rate {
      for rate in rates {
        var next = treatment
        next.rate = rate
        let error = worst(next)
        guard error < least else { break }
        (best, least) = (next, error)
      }
    }
    return best
  }
}
