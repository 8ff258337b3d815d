/// A colour in sRGB, printed as gnuplot and the web write it: `#0072b2`.
struct Colour: Equatable, Sendable, CustomStringConvertible {
  let red, green, blue: Int

  init(_ hexadecimal: Int) {
    red = hexadecimal >> 16 & 0xff
    green = hexadecimal >> 8 & 0xff
    blue = hexadecimal & 0xff
  }

  /// 24 bits, as gnuplot's `rgb variable` reads them.
  var number: Int { red << 16 | green << 8 | blue }

  /// The same hue dark enough to read as text on the card.
  var forText: Colour {
    Colour((red * 7 / 10) << 16 | (green * 7 / 10) << 8 | blue * 7 / 10)
  }

  var description: String {
    "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// The one look of all figures.
///
/// A figure lies on an opaque near-white card, so that it reads the same on a light and on a dark page.
enum Theme {
  static let card = Colour(0xfdfdfc)
  static let ink = Colour(0x2b2f33)
  static let axis = Colour(0x7a8087)
  static let grid = Colour(0xe6e8ea)
  /// What another run has found, behind the chart of this one.
  static let backdrop = Colour(0xb9bec4)
  static let spokenBackdrop = "in grey behind it, the same chart of another run"

  /// Blue, vermillion, bluish green, reddish purple, orange, sky blue and black: Okabe & Ito (2008),
  /// "Color Universal Design", without yellow, which a thin line on white loses.
  static let series = [0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x000000]
    .map(Colour.init)

  /// Ten classes: the "muted" scheme of Tol (2021), "Colour Schemes", SRON/EPS/TN/09-002, §2, its
  /// nine colours and a dark grey.
  static let classes = [
    0x332288, 0xcc6677, 0x117733, 0xddaa33, 0x88ccee, 0x882255, 0x44aa99, 0x999933, 0xaa4499,
    0x555555,
  ].map(Colour.init)

  /// gnuplot's point types for the classes: ● ▲ ■ ▼ ◆ ○ △ □ ▽ ◇; colour never speaks alone.
  static let shapes = [7, 9, 5, 11, 13, 6, 8, 4, 10, 12]

  static let font = "Helvetica,Arial,sans-serif"
  static let textSize = 14
  static let smallSize = 12

  /// A careful estimate, in pixels, of how wide `text` is: fonts differ between readers.
  static func width(of text: String, size: Int = textSize) -> Double {
    Double(text.count) * Double(size) * 0.62
  }

  /// The room for `labels` beside a plotting area; however long they are, the area keeps some.
  static func margin(for labels: [String], size: Int = textSize) -> Double {
    min(labels.map { width(of: $0, size: size) }.max() ?? 0, 280)
  }

  /// Starts the script of a chart: terminal, card, axes without a box, light grid, no legend.
  static func chart(width: Int, height: Int) -> Script {
    var script = Script()
    script.line(
      "set terminal svg size \(width),\(height) font '\(font),\(textSize)' noenhanced "
        + "background rgb '\(card)'")
    script.line("set encoding utf8")
    script.line("set border 3 linewidth 1 linecolor rgb '\(axis)'")
    script.line("set tics nomirror out scale 0.4 textcolor rgb '\(ink)'")
    script.line("set grid linetype 1 linewidth 1 linecolor rgb '\(grid)'")
    script.line("set xtics offset 0, 0.3")
    script.line("unset key")
    return script
  }

  /// Starts the script of a sketch.
  static func sketch(columns: Int, rows: Int) -> Script {
    var script = Script()
    script.line("set terminal dumb size \(columns),\(rows) mono noenhanced")
    script.line("set encoding utf8")
    script.line("set border 3")
    script.line("set tics nomirror")
    script.line("set key below width 2")
    return script
  }

  /// Sets the edges of the plotting area, in pixels of a picture of that size.
  static func area(
    _ script: inout Script, of size: (width: Int, height: Int),
    left: Double, right: Double, top: Double, bottom: Double
  ) {
    let (width, height) = (Double(size.width), Double(size.height))
    script.line("set lmargin at screen \(fraction(left / width))")
    script.line("set rmargin at screen \(fraction(right / width))")
    script.line("set tmargin at screen \(fraction(1 - top / height))")
    script.line("set bmargin at screen \(fraction(1 - bottom / height))")
  }
}
