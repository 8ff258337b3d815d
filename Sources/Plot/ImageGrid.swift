import Basics

/// Rows of small images on one scale, enlarged without smoothing.
public struct ImageGrid: Figure {
  /// Images side by side, under one label.
  public struct Row: Sendable {
    /// What stands to the left of it.
    public let label: String
    /// The images, each `height × width` numbers, row by row.
    public let images: [[Float]]

    /// A row of images.
    public init(_ label: String, _ images: [[Float]]) {
      (self.label, self.images) = (label, images)
    }
  }

  /// How a number becomes a shade.
  public enum Tone: Sendable {
    /// 0 is white and 1 is black, like ink on paper; what lies outside is cut off.
    case ink
    /// Blue below zero, white at zero, red above; the number of greatest size in the grid gets the
    /// full colour.
    case signed
  }

  /// The rows, from top to bottom; a short one ends early.
  public let rows: [Row]
  /// The width of an image in numbers.
  public let width: Int
  /// The height of an image in numbers.
  public let height: Int
  /// What stands above the columns, or nothing.
  public let columnLabels: [String]
  /// How a number becomes a shade.
  public let tone: Tone

  /// A grid of at least one image, every image of `height × width` numbers.
  public init(
    rows: [Row], width: Int, height: Int, columnLabels: [String] = [], tone: Tone = .ink
  ) {
    let columns = rows.map(\.images.count).max() ?? 0
    require(columns > 0, "an image grid without images")
    require(
      columnLabels.isEmpty || columnLabels.count == columns,
      "image grid: \(columnLabels.count) labels for \(columns) columns")
    for row in rows {
      require(!row.images.isEmpty, "row \"\(row.label)\": no images")
      for image in row.images {
        require(
          image.count == height * width,
          "row \"\(row.label)\": an image of \(image.count) numbers, not \(height) × \(width)")
      }
    }
    (self.rows, self.width, self.height) = (rows, width, height)
    (self.columnLabels, self.tone) = (columnLabels, tone)
  }

  /// A pixel that is not finite.
  public var fault: String? {
    rows.lazy.flatMap { row in
      row.images.joined().lazy.compactMap {
        Axis("pixel").fault(of: Double($0), of: "row \"\(row.label)\"")
      }
    }.first
  }

  /// PNG.
  public var format: PictureFormat { .png }

  /// One line for each image, `row, column, height, width, fnv1a`: the last is the digest of its
  /// pixels, so that a changed image shows here without its 784 numbers.
  public var data: String {
    csv(
      ["row", "column", "height", "width", "fnv1a"],
      rows.flatMap { row in
        row.images.enumerated().map { column, image in
          [row.label, name(column), "\(height)", "\(width)", hexadecimal(fnv1a(pixels(image)))]
        }
      })
  }

  private func name(_ column: Int) -> String {
    columnLabels.isEmpty ? "\(column + 1)" : columnLabels[column]
  }

  /// The size of the grid, the labels, and how dark the rows are.
  public var altText: String {
    let columns = rows.map(\.images.count).max() ?? 0
    let start =
      "Grid of \(counted(rows.map(\.images.count).reduce(0, +), "image")) of "
      + "\(width) by \(height) pixels, \(counted(rows.count, "row")) by "
      + "\(counted(columns, "column"))"
    let labels = columnLabels.isEmpty ? "" : " (" + columnLabels.joined(separator: ", ") + ")"
    let means = rows.map { row in
      let numbers = row.images.flatMap { $0 }.map { Double(tone == .ink ? $0 : abs($0)) }
      return "\(row.label) \(brief(numbers.reduce(0, +) / Double(numbers.count), digits: 2))"
    }
    let measure = tone == .ink ? "Mean ink, 0 white to 1 black" : "Mean absolute value"
    return "\(start)\(labels). \(measure), by row: \(means.joined(separator: ", "))."
  }

  // MARK: Pixels

  /// The 8-bit pixels of an image: ink 0…255, or signed −127…127 shifted to 1…255.
  func pixels(_ image: [Float]) -> [UInt8] {
    switch tone {
    case .ink: return image.map { UInt8((min(max($0, 0), 1) * 255).rounded()) }
    case .signed:
      let greatest = rows.flatMap(\.images).flatMap { $0 }.map(abs).max() ?? 0
      guard greatest > 0 else { return image.map { _ in 128 } }
      return image.map { UInt8(128 + ($0 / greatest * 127).rounded()) }
    }
  }

  // MARK: Script

  /// The grid, at most 900 wide unless its images have more columns than that.
  public var script: String {
    let columns = rows.map(\.images.count).max() ?? 0
    let gap = 1
    let left = 14 + Int(Theme.margin(for: rows.map(\.label)))
    let top = columnLabels.isEmpty ? 10 : 30
    let across = columns * (width + gap) + gap
    let down = rows.count * (height + gap) + gap
    let zoom = min(4, max(1, (900 - left - 10) / across))
    let size = (width: left + across * zoom + 10, height: top + down * zoom + 10)

    var script = Script()
    script.line(
      "set terminal pngcairo size \(size.width),\(size.height) font 'sans,10' noenhanced "
        + "background rgb '\(Theme.card)'")
    script.line("set encoding utf8")
    for setting in ["border", "tics", "key", "colorbox"] { script.line("unset \(setting)") }
    Theme.area(
      &script, of: size, left: Double(left), right: Double(left + across * zoom), top: Double(top),
      bottom: Double(top + down * zoom))
    script.line("set xrange [-0.5:\(Double(across) - 0.5)]")
    script.line("set yrange [\(Double(down) - 0.5):-0.5]")

    // Write the labels beside and above.
    for (i, row) in rows.enumerated() {
      let middle = Double(gap + i * (height + gap)) + Double(height) / 2 - 0.5
      script.label(
        row.label, at: "graph 0, first \(middle) offset character -0.8, 0", "right", size: 10)
    }
    for (j, label) in columnLabels.enumerated() {
      let middle = Double(gap + j * (width + gap)) + Double(width) / 2 - 0.5
      script.label(
        label, at: "first \(middle), graph 1 offset character 0, 0.7", "center", size: 10)
    }

    // Give the gaps the lowest number, 0, and a colour of their own; the pixels are 1 to 256.
    let colours = tone == .ink ? [0xffffff, 0x000000].map(Colour.init) : Shading.diverging.colours
    let stops = colours.enumerated().map { i, colour in
      "\(1 + Double(i) * 255 / Double(colours.count - 1)) '\(colour)'"
    }
    script.line(
      "set palette defined (0 '\(Theme.grid)', 0.5 '\(Theme.grid)', 0.5 '\(colours[0])', "
        + stops.joined(separator: ", ") + ")")
    script.line("set cbrange [0:256]")
    script.table("grid", canvas(across: across, down: down, gap: gap))
    script.plot(["$grid matrix with image"])
    return script.text
  }

  /// All pixels of the picture before it is enlarged.
  private func canvas(across: Int, down: Int, gap: Int) -> [[Double]] {
    var canvas = [[Double]](repeating: [Double](repeating: 0, count: across), count: down)
    for (i, row) in rows.enumerated() {
      for (j, image) in row.images.enumerated() {
        let (top, left) = (gap + i * (height + gap), gap + j * (width + gap))
        for (k, pixel) in pixels(image).enumerated() {
          canvas[top + k / width][left + k % width] = Double(pixel) + 1
        }
      }
    }
    return canvas
  }
}
