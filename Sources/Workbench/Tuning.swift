import Datasets
import Engine
import Notebook

/// A case of an experiment with the learning rate that was chosen for it.
@dynamicMemberLookup
public struct Tuned<C: Case>: Case {
  /// The case without its rate.
  public let base: C
  /// The rate with the least validation error.
  public let rate: Double
  /// Whether that is the least or the greatest rate tried, so that a better one may lie outside.
  public let isAtEdge: Bool

  /// A case with a rate that was chosen in another way, for a case like it say.
  public init(_ base: C, rate: Double, isAtEdge: Bool = false) {
    (self.base, self.rate, self.isAtEdge) = (base, rate, isAtEdge)
  }

  /// What tells the case from the others.
  public var id: C.ID { base.id }
  /// What tables call it.
  public var title: String { base.title }
  /// What names of its values begin with.
  public var name: String { base.name }
  /// What the case without its rate knows.
  public subscript<Value>(dynamicMember path: KeyPath<C, Value>) -> Value { base[keyPath: path] }
}

extension Notebook {
  /// Chooses a learning rate for each case on validation images, then trains it with that rate once a
  /// seed.
  ///
  /// The choice is made on the training images without the last 400 (of few, a tenth), by ``Choice``'s rule. The trial
  /// runs' seeds, −1, −2 and so on, are not among the final ones. A run that diverges counts as the
  /// worst. The final runs see all training images.
  ///
  /// - Parameters:
  ///   - rates: the grid of a case, in order.
  ///   - trials: how many runs a rate is judged by. Two will do, unless a rate of the grid is so
  ///     large that some runs survive it and others do not.
  ///   - train: a model of the case, trained with the rate on the images; all randomness derives from
  ///     the seed.
  ///   - score: what to choose by, smaller is better, on images that the model has not seen.
  public func tuned<C: Case, Model: Sendable>(
    _ label: String, _ cases: [C], rates: (C) -> [Double], seeds: [Int], trials count: Int = 2,
    on images: ImageSet,
    train: @escaping @Sendable (C, _ rate: Double, ImageSet, _ seed: Int) throws -> Model,
    score: @escaping @Sendable (C, Model, Matrix) -> Double
  ) async -> Trials<Tuned<C>, Model> {
    // Choose the rates.
    let (fitting, held) = images.split(validation: 400)
    let validation = held.matrix
    let choices = await choices(
      "\(label), rates", among: cases.map { entry in rates(entry).map { (entry, rate: $0) } },
      seeds: (1...count).map { -$0 }
    ) { option, seed in
      score(option.0, try train(option.0, option.rate, fitting, seed), validation)
    }
    let tuned = choices.map {
      Tuned($0.option.0, rate: $0.option.rate, isAtEdge: $0.isAtEdge)
    }

    // Train with them.
    return await self.trials(label, tuned, seeds: seeds) { entry, seed in
      try train(entry.base, entry.rate, images, seed)
    }
  }
}

/// An experiment at a short and at a long budget, each with the learning rates that were chosen for it.
public struct AtBudgets<C: Case, Model: Sendable>: Sendable {
  /// What it gave at the short budget, which tells what a reader in a hurry would have seen.
  public let short: Trials<Tuned<C>, Model>
  /// What it gave at the long budget.
  public let long: Trials<Tuned<C>, Model>

  /// Whether some chosen rate lies at the edge of its grid.
  public var isAnyAtEdge: Bool { (short.cases + long.cases).contains(where: \.isAtEdge) }
}

extension Notebook {
  /// ``tuned(_:_:rates:seeds:trials:on:train:score:)`` at two budgets: a rate that suits a short run is
  /// often too high for a long one.
  ///
  /// - Parameters:
  ///   - budgets: the numbers of epochs, say.
  ///   - train: as there, for one of the budgets.
  public func tuned<C: Case, Model: Sendable>(
    _ label: String, _ cases: [C], rates: (C) -> [Double], budgets: (short: Int, long: Int),
    seeds: [Int], on images: ImageSet,
    train:
      @escaping @Sendable (C, _ rate: Double, _ budget: Int, ImageSet, _ seed: Int) throws ->
      Model,
    score: @escaping @Sendable (C, Model, Matrix) -> Double
  ) async -> AtBudgets<C, Model> {
    func trials(_ length: String, _ budget: Int) async -> Trials<Tuned<C>, Model> {
      await tuned("\(label), \(length)", cases, rates: rates, seeds: seeds, on: images) {
        try train($0, $1, budget, $2, $3)
      } score: {
        score($0, $1, $2)
      }
    }
    return AtBudgets(
      short: await trials("short", budgets.short), long: await trials("long", budgets.long))
  }
}
