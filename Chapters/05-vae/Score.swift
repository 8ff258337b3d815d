import Engine
import Models

/// What a small model makes of images.
struct Score: Sendable {
  /// Both terms of the bound, with one draw per image.
  var terms: BoundTerms
  var activeUnits: Double
  /// The mean σ over the mean standard deviation of μ.
  var noiseShare: Double
  /// The squared error of the images that are decoded from μ.
  var error: Double

  init(_ objective: Objective, _ model: VariationalAutoencoder, on images: Matrix, key: Key) {
    terms = objective.bound.measure(model, on: images, key: key)
    activeUnits = Double(model.activeUnits(on: images))
    noiseShare =
      model.posterior(images).deviation.value.mean / model.codeDeviations(on: images).mean
    error = model.error(on: images)
  }
}
