import Foundation
import Notebook

/// What other programs found on the book's digits, to agree with: Data/reference/reference.json.
public struct Reference: Decodable, Sendable {
  /// scikit-learn's principal component analysis.
  public let pca: PCA
  private let seedsAgree: SeedsAgree

  /// The documents' models, by name: the test error of 20 runs each in JAX.
  public var models: [String: Spread] { seedsAgree.models.mapValues(\.jax) }

  private enum CodingKeys: String, CodingKey {
    case pca
    case seedsAgree = "seeds_agree"
  }

  /// A mean over runs and their standard deviation.
  public struct Spread: Decodable, Sendable {
    /// The mean over the runs.
    public let mean: Double
    /// The sample standard deviation over the runs.
    public let sd: Double
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
  public func reference() -> Reference {
    let url = file("Data/reference/reference.json")
    return attempt { try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url)) }
  }
}
