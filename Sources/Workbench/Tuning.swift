import Datasets
import Engine
import Notebook

/// A variant of an experiment, trained with the learning rate that suited it.
public struct Tuned<Model: Sendable>: Sendable {
  /// The rate with the least validation error.
  public let rate: Double
  /// Whether that is the least or the greatest rate tried, so that a better one may lie outside.
  public let isAtEdge: Bool
  /// The models trained with it on all training images, one a seed.
  public let models: [Model]
}

extension Notebook {
  /// Chooses a learning rate for each variant on validation images, then trains the variant with it
  /// once a seed.
  ///
  /// The choice is made on the training images without the last 400 (of few, a tenth), by the worst of several runs a
  /// rate: a rate that does well with luck only is not a good one. Their seeds, −1, −2 and so on,
  /// are not among the final ones. A run that diverges counts as the worst. The final runs see all
  /// training images.
  ///
  /// - Parameters:
  ///   - rates: the grid of a variant, in order.
  ///   - trials: how many runs a rate is judged by. Two will do, unless a rate of the grid is so
  ///     large that some runs survive it and others do not.
  ///   - train: a model of the variant, trained with the rate on the images; all randomness derives
  ///     from the seed.
  ///   - score: what to choose by, smaller is better, on images that the model has not seen.
  public func tuned<Variant: Sendable, Model: Sendable>(
    _ label: String, _ variants: [Variant], rates: (Variant) -> [Double], seeds: [Int],
    trials trialCount: Int = 2, on images: ImageSet,
    train: @escaping @Sendable (Variant, Double, ImageSet, Int) throws -> Model,
    score: @escaping @Sendable (Variant, Model, Matrix) -> Double
  ) async -> [Tuned<Model>] {
    // Choose the rates.
    let (fitting, held) = images.split(validation: 400)
    let validation = held.matrix
    let trialSeeds = (1...trialCount).map { -$0 }
    let trials = variants.flatMap { variant in
      rates(variant).flatMap { rate in trialSeeds.map { (variant, rate, $0) } }
    }
    let errors = await runs("\(label), rates", over: trials) { variant, rate, seed in
      do {
        return score(variant, try train(variant, rate, fitting, seed), validation)
      } catch is DivergedError {
        return Double.infinity
      }
    }
    var worst = stride(from: 0, to: errors.count, by: trialSeeds.count).map {
      errors[$0..<($0 + trialSeeds.count)].max() ?? .infinity
    }[...]
    let choices = variants.map { variant -> (rate: Double, isAtEdge: Bool) in
      let grid = rates(variant)
      let scores = worst.prefix(grid.count)
      worst = worst.dropFirst(grid.count)
      let best = scores.indices.min { scores[$0] < scores[$1] } ?? scores.startIndex
      return (
        grid[best - scores.startIndex], best == scores.startIndex || best == scores.endIndex - 1
      )
    }

    // Train with them.
    let finals = zip(variants, choices).flatMap { variant, choice in
      seeds.map { (variant, choice.rate, $0) }
    }
    let models = await runs(label, over: finals) { variant, rate, seed in
      try train(variant, rate, images, seed)
    }
    return choices.enumerated().map { index, choice in
      Tuned(
        rate: choice.rate, isAtEdge: choice.isAtEdge,
        models: Array(models[(index * seeds.count)..<((index + 1) * seeds.count)]))
    }
  }
}
