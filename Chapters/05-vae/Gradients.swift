import Engine
import Models

/// ∂ log p(x | z) / ∂μ of an image in three ways, a row for each draw of the noise: [draws, d].
struct Gradients {
  let reparameterised: Matrix
  let score: Matrix
  /// The score-function gradient with a baseline.
  let baselined: Matrix

  // anchor: gradients
  init(_ model: VariationalAutoencoder, of image: Matrix, draws: Int = 1000, key: Key) {
    let images = image.rows(at: Array(repeating: 0, count: draws))
    let posterior = model.posterior(images)
    let noise = key.normals(rows: draws, columns: model.latents)
    let z = posterior.sample(noise)

    let (_, slopes) = valueWithGradient(at: z) { z in
      Float(-images.count) * meanBernoulliCrossEntropy(logits: model.decoder(z), images)
    }
    reparameterised = slopes.value

    let f = -1 * bernoulliCrossEntropies(logits: model.decoder(z).value, images).rowSums
    let aboveOthers = Float(draws) / Float(draws - 1) * f.subtracting(row: f.columnMeans)
    let epsilonOverSigma = noise * (-0.5 * posterior.logVariance.value).exp
    let ones = Matrix(rows: 1, columns: model.latents, repeating: 1)
    score = f.multiplied(by: ones) * epsilonOverSigma
    baselined = aboveOthers.multiplied(by: ones) * epsilonOverSigma
  }
  // end anchor: gradients
}

/// What the gradients of some images say of the three ways.
struct GradientComparison: Sendable {
  /// Variances as multiples of the reparameterised gradient's.
  var scoreVariance: Double
  var baselinedVariance: Double
  /// The share of components in which the baselined gradient agrees with the reparameterised one, and with its
  /// negative.
  var agreement: Double
  var agreementWithNegative: Double

  init(of model: VariationalAutoencoder, on images: Matrix, key: Key) {
    let gradients = (0..<images.rows).map {
      Gradients(model, of: images.rows(at: [$0]), key: key[$0])
    }
    func variance(_ draws: (Gradients) -> Matrix) -> Double {
      gradients.map { draws($0).columnVariances.sum }.reduce(0, +)
    }
    func shareNearZero(_ draws: (Gradients) -> Matrix) -> Double {
      let components = gradients.flatMap { columnsNearZero(draws($0)) }
      return Double(components.count(where: \.self)) / Double(components.count)
    }
    scoreVariance = variance(\.score) / variance(\.reparameterised)
    baselinedVariance = variance(\.baselined) / variance(\.reparameterised)
    agreement = shareNearZero { $0.reparameterised - $0.baselined }
    agreementWithNegative = shareNearZero { $0.reparameterised + $0.baselined }
  }
}

/// For each column, whether its mean lies within three standard errors of 0.
private func columnsNearZero(_ draws: Matrix) -> [Bool] {
  let squaredErrors = 1 / Float(draws.rows - 1) * draws.columnVariances
  return zip(draws.columnMeans.elements, squaredErrors.elements).map { $0 * $0 < 9 * $1 }
}
