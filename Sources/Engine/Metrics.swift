import Kernels

/// The peak signal-to-noise ratio of a mean squared error, for signals from 0 to 1, in decibels:
/// 10 log₁₀(1 / MSE).
public func psnr(_ meanSquaredError: Double) -> Double {
  var logarithm: Float = 0
  kernels.log(1, [Float(meanSquaredError)], &logarithm)
  return -10 * Double(logarithm) / 2.302585092994046
}
