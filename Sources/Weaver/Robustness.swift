import Foundation

/// How the claims of a page fare when its chapter runs with other seeds, for other times and on other images
/// than the book's.
public struct Robustness: Sendable, Equatable, Codable {
  /// A way to run a chapter that is not the book's.
  public enum Trial: Sendable, Hashable {
    /// With that seed.
    case seed(Int)
    /// With so many times the book's budget, which is all that its settings say of epochs and updates.
    case budget(Double)
    /// On the images in that folder of Data/, with about as many updates.
    case data(String)

    /// "seed=2", "budget=0.5" or "data=optical-digits".
    public var name: String {
      switch self {
      case .seed(let seed): "seed=\(seed)"
      case .budget(let factor): "budget=\(factor)"
      case .data(let folder): "data=\(folder)"
      }
    }

    /// The settings that it changes, given the book's.
    public func changes(to settings: [String: Double]) -> [String: Double] {
      switch self {
      case .seed(let seed): ["seed": Double(seed)]
      case .budget(let factor):
        settings.filter { isBudget($0.key) }.mapValues { ($0 * factor).rounded(.up) }
      case .data(let folder):
        // An epoch has as many times the updates as there are times the images.
        switch Robustness.data.first(where: { $0.key == folder })?.value ?? 1 {
        case 1: [:]
        case let times:
          settings.filter { isInEpochs($0.key) }.mapValues { ($0 / times).rounded(.up) }
            .merging(settings.filter { $0.key == "images" }.mapValues { $0 * times }) { $1 }
        }
      }
    }
  }

  /// The folders of Data/ with other images, and how many times as many as the book's these count for: other
  /// people's digits, and as many images as MNIST has.
  public static let data: KeyValuePairs = ["optical-digits": 1.0, "shifted-60k": 15.0]

  /// The file in Book/ with the trials of all pages.
  public static let file = "trials.json"

  /// The trials of all pages, by the pages' names, from that file; none where there are none.
  public static func pages(in data: Data?) -> [String: Robustness] {
    data.flatMap { try? JSONDecoder().decode([String: Robustness].self, from: $0) } ?? [:]
  }

  /// The numbers of the book's run when the trials were made. They count for the book as long as it has these.
  public var values: [String: Double]
  /// For each trial, by its name, which claims held, by their names on the page.
  public var trials: [String: [String: Bool]] = [:]

  /// No trials yet of a page with those numbers.
  public init(values: [String: Double]) { self.values = values }

  /// The trials that a chapter with those settings is to have: ten seeds, the book's among them, half its
  /// budget and twice its budget, none of what it has no setting for; and other images.
  public static func trials(for settings: [String: Double]) -> [Trial] {
    // What is no seed in a file of results has none after it.
    let seed = settings["seed"].flatMap { abs($0) < 1e9 ? Int($0) : nil }
    let seeds = seed.map { seed in (1...9).map { Trial.seed(seed + $0) } } ?? []
    let hasBudget = settings.keys.contains(where: isBudget)
    return seeds + (hasBudget ? [.budget(0.5), .budget(2)] : []) + data.map { .data($0.key) }
  }

  /// Whether the trials were made by a chapter that computes the same: every number that both have is the same.
  public func fits(_ values: [String: Double]) -> Bool {
    let both = values.keys.filter { self.values[$0] != nil }
    return !both.isEmpty && both.allSatisfy { values[$0] == self.values[$0] }
  }

  /// With how many seeds, the book's among them, a claim of the book was tried, and with how many it held.
  public func seeds(of claim: Outline.Claim) -> (held: Int, tried: Int) {
    let verdicts = trials.filter { $0.key.hasPrefix("seed=") }.compactMap { $0.value[claim.id] }
    return (verdicts.count(where: \.self) + (claim.holds ? 1 : 0), verdicts.count + 1)
  }

  /// Whether a claim held in a trial; nil where that was not made, or could not tell.
  public func holds(_ claim: Outline.Claim, _ trial: Trial) -> Bool? {
    trials[trial.name]?[claim.id]
  }
}

/// Whether a setting says how long something is trained.
private func isBudget(_ name: String) -> Bool {
  isInEpochs(name) || name.split(separator: "_").contains("updates")
}

/// Whether a setting says so in epochs, or in times of some.
private func isInEpochs(_ name: String) -> Bool {
  name.split(separator: "_").contains { ["epochs", "repeats"].contains($0) }
}
