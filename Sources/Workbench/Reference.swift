import Foundation
import Notebook

/// What other programs found on the book's digits, to agree with: Data/reference/reference.json.
public struct Reference: Decodable, Sendable {
  /// scikit-learn's principal component analysis.
  public let pca: PCA
  /// The documents' models in JAX and in Keras, 20 runs each, by name.
  public let models: [String: Model]

  private enum CodingKeys: String, CodingKey {
    case pca, models = "seeds_agree"
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
    attempt { try JSONDecoder().decode(Reference.self, from: Data(contentsOf: referenceFile)) }
  }
}
