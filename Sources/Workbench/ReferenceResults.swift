import Foundation
import Notebook
import Statistics

/// What other programs found on the book's digits, to agree with: Data/reference/reference.json.
public struct ReferenceResults: Decodable, Sendable {
  /// scikit-learn's principal component analysis.
  public let pca: PCA
  /// A variational autoencoder in JAX: 784-400-20-400-784, 50 epochs, batches of 128, three runs.
  public var vae: VAE { vaes.models.z20.test }

  private let seedsAgree: SeedsAgree
  private let activationRuns: Activations
  private let seedsLong: SeedsLong
  private let vaes: VAEs
  private let probe: Probe

  /// The documents' models, by name: the test error of 20 runs each in JAX.
  public var models: [String: Spread] { seedsAgree.models.mapValues(\.jax) }

  /// 784-64-784 with each activation after its hidden layer, Glorot's weights, Adam at its usual rate
  /// and batches of 256 images: the test error of 5 runs each in JAX, by the activation's name there.
  public var activations: [String: ActivationRuns] {
    (activationRuns.results["784-64-784"] ?? [:]).compactMapValues { $0["glorot"] }
  }

  /// The mean test error of 3 runs in JAX of one of the models that were trained for up to 1,000
  /// epochs ("784-64-784 linear"), after so many epochs, where it was kept.
  public func longRun(_ model: String, epochs: Int) -> Double? {
    guard let run = seedsLong.runs[model], let place = seedsLong.epochs.firstIndex(of: epochs)
    else { return nil }
    return run.means[place]
  }

  /// The test accuracy of scikit-learn's logistic regression on some codes, by their name.
  public var probeAccuracies: [String: Double] { probe.results.mapValues(\.accuracy.mean) }

  private enum CodingKeys: String, CodingKey {
    case pca
    case seedsAgree = "seeds_agree"
    case activationRuns = "activations"
    case seedsLong = "seeds_long"
    case vaes = "vae"
    case probe
  }

  /// A mean over runs and their standard deviation.
  public struct Spread: Decodable, Sendable {
    /// The mean over the runs.
    public let mean: Double
    /// The sample standard deviation over the runs.
    public let sd: Double

    /// Whether our runs may have the same mean: whether the 99 % confidence interval of the difference
    /// contains 0, by Welch's test.
    ///
    /// - Parameter runs: how many there were.
    public func agrees(with ours: [Double], runs: Int) -> Bool {
      welchInterval(
        mean: ours.mean, deviation: ours.standardDeviation, count: ours.count, mean: mean,
        deviation: sd, count: runs
      ).contains(0)
    }
  }

  /// Runs with one activation.
  public struct ActivationRuns: Decodable, Sendable {
    /// The test error after 50 epochs.
    public let final: Spread
    private let meansByEpoch: [String: Double]

    private enum CodingKeys: String, CodingKey {
      case final = "test_mse"
      case meansByEpoch = "test_mse_mean_at_epochs"
    }

    /// The mean test error after so many epochs, where it was kept: 1, 5, 10, 20 and 50.
    public func mean(afterEpochs epochs: Int) -> Double? { meansByEpoch["\(epochs)"] }
  }

  private struct Activations: Decodable, Sendable {
    /// By model, activation and initialiser.
    let results: [String: [String: [String: ActivationRuns]]]
  }

  private struct SeedsLong: Decodable, Sendable {
    let epochs: [Int]
    let runs: [String: Means]

    struct Means: Decodable, Sendable {
      let means: [Double]

      private enum CodingKeys: String, CodingKey {
        case means = "test_mse_mean"
      }
    }
  }

  /// Means over the test images, in nats an image.
  public struct VAE: Decodable, Sendable {
    /// The negative evidence lower bound.
    public let negativeBound: Spread
    /// Its first term, the mean of 64 draws an image.
    public let reconstruction: Spread
    /// Its second term.
    public let divergence: Spread
    /// The negative importance-weighted bound of 64 draws.
    public let negativeBound64: Spread

    private enum CodingKeys: String, CodingKey {
      case negativeBound = "negative_elbo"
      case reconstruction
      case divergence = "kl"
      case negativeBound64 = "iwae64_negative_bound"
    }
  }

  private struct VAEs: Decodable, Sendable {
    let models: Models

    struct Models: Decodable, Sendable { let z20: Model }
    struct Model: Decodable, Sendable { let test: VAE }
  }

  private struct SeedsAgree: Decodable, Sendable {
    let models: [String: Model]

    struct Model: Decodable, Sendable {
      let jax: Spread

      private enum CodingKeys: String, CodingKey {
        case jax = "jax_test_mse"
      }
    }
  }

  private struct Probe: Decodable, Sendable {
    let results: [String: Code]

    struct Code: Decodable, Sendable {
      let accuracy: Spread

      private enum CodingKeys: String, CodingKey {
        case accuracy = "logistic_test_accuracy"
      }
    }
  }

  /// scikit-learn's principal component analysis, fitted to all training images.
  public struct PCA: Decodable, Sendable {
    /// The share of the variance along each of the first 64 components.
    public let varianceRatios: [Double]
    /// The reconstruction at each code size.
    public let reconstruction: [Row]

    private enum CodingKeys: String, CodingKey {
      case varianceRatios = "explained_variance_ratio_first_64"
      case reconstruction
    }

    /// One code size.
    public struct Row: Decodable, Sendable {
      /// The number of components.
      public let k: Int
      /// The mean squared error on the test images.
      public let testMSE: Double

      private enum CodingKeys: String, CodingKey {
        case k
        case testMSE = "test_mse"
      }
    }
  }
}

extension Notebook {
  /// What other programs found on the book's digits.
  public func reference() -> ReferenceResults {
    let url = file("Data/reference/reference.json")
    return attempt {
      guard
        let reference = try? JSONDecoder().decode(
          ReferenceResults.self, from: Data(contentsOf: url))
      else { throw ReferenceError(file: url) }
      return reference
    }
  }
}

/// A record of other programs' results that can't be read.
private struct ReferenceError: Error, CustomStringConvertible {
  let file: URL

  var description: String {
    "\(file.path): expected what other programs found on the digits, found something else or nothing; "
      + "`git checkout Data` brings it back"
  }
}
