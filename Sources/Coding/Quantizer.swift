/// Rounds numbers to multiples of a step, which whole numbers can stand for.
public struct Quantizer: Hashable, Sendable {
  /// The distance between neighbouring values.
  public let step: Float

  /// The greatest index, and minus the least one.
  public static let limit = 1 << 20

  /// A quantiser with a step above 0.
  public init(step: Float) {
    guard step > 0, step.isFinite else {
      fatalError("a step is a finite number above 0, not \(step)")
    }
    self.step = step
  }

  /// Which multiple of the step is nearest, ties away from 0; what lies too far out, or is not a number, becomes the
  /// outermost one, or 0.
  public func index(of number: Float) -> Int {
    let quotient = number / step
    guard !quotient.isNaN else { return 0 }
    return Int(min(max(quotient.rounded(), -Float(Self.limit)), Float(Self.limit)))
  }

  /// The multiple of the step.
  public func value(of index: Int) -> Float { Float(index) * step }
}
