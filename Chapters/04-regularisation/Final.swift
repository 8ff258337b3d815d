import Engine
import Models

// anchor: final
/// A run with one of the final seeds, and what it scores on the test images.
struct Final: Sendable {
  var treatment: Treatment
  var run: Run<Autoencoder>
  /// The errors at the end and where the validation error was least, and how often the probe is right.
  var testError, stoppedError, accuracy: Double
  /// Hoyer's sparseness of the codes, and their root mean square.
  var sparseness, codeSize: Double

  init(
    _ treatment: Treatment, _ run: Run<Autoencoder>, on test: Matrix, probes: DigitProbes,
    penalty: Float
  ) throws(DivergedError) {
    (self.treatment, self.run) = (treatment, run)
    testError = run.model.error(on: test)
    stoppedError = run.stopped.error(on: test)
    accuracy = try probes.accuracy(of: run.model.encode, penalty: penalty)
    let code = run.model.encode(test)
    (sparseness, codeSize) = (hoyerSparseness(of: code), code.rootMeanSquare)
  }

  /// How much the test error is above the training error.
  var gap: Double { testError - run.trainingError }
  /// The root mean square of the weights that the code goes through first.
  var decoderSize: Double { run.model["decoder.0.weight"].rootMeanSquare }
}
// end anchor: final
