/// How a number becomes a shade.
public enum Shading: Sendable {
  /// From light at the least value to dark at the greatest.
  case sequential
  /// Blue below zero, white at zero, red above, equally strong at equal distances.
  case diverging

  /// gnuplot's palette: ColorBrewer (Harrower & Brewer 2003) Blues and RdBu, which keep their order
  /// for colour-blind readers.
  var colours: [Colour] {
    switch self {
    case .sequential: [0xf7fbff, 0xc6dbef, 0x6baed6, 0x2171b5, 0x08306b].map(Colour.init)
    case .diverging: [0x2166ac, 0x92c5de, 0xffffff, 0xf4a582, 0xb2182b].map(Colour.init)
    }
  }

  /// The values at the two ends of the palette.
  func range(of values: [Double]) -> ClosedRange<Double> {
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    switch self {
    case .sequential: return low < high ? low...high : low...(low + 1)
    case .diverging:
      let greatest = max(abs(low), abs(high))
      return greatest > 0 ? -greatest...greatest : -1...1
    }
  }
}
