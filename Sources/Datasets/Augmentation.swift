import Engine

/// The images [n, 784], each moved by whole pixels to a random place up to `maximum` pixels away in
/// each direction; what leaves the frame is lost, and paper comes in.
///
/// Across and down are independent, and each distance from −maximum to maximum is as likely as any
/// other.
public func shifted(_ images: Matrix, byUpTo maximum: Int, using key: Key) -> Matrix {
  let steps = key.uniforms(rows: images.rows, columns: 2, in: 0..<Float(2 * maximum + 1))
  return resampled(images) { image in
    let right = Int(steps[image, 0]) - maximum
    let down = Int(steps[image, 1]) - maximum
    return { pixels, x, y in pixel(pixels, x - right, y - down) }
  }
}

/// The images [n, 784], each turned about its centre by a random angle, uniform from −`maximum` to
/// `maximum` degrees, with bilinear interpolation between the four nearest pixels.
public func rotated(_ images: Matrix, byUpTo maximum: Float, using key: Key) -> Matrix {
  let turns = key.uniforms(rows: images.rows, columns: 1, in: -1..<1)
  let centre = Float(ImageSet.side - 1) / 2
  return resampled(images) { image in
    let (sine, cosine) = sineAndCosine(ofDegrees: turns[image, 0] * maximum)
    return { pixels, x, y in
      // Turn the place back to where its ink comes from.
      let (dx, dy) = (Float(x) - centre, Float(y) - centre)
      let (fromX, fromY) = (centre + cosine * dx + sine * dy, centre - sine * dx + cosine * dy)
      let (left, top) = (Int(fromX.rounded(.down)), Int(fromY.rounded(.down)))
      let (right, down) = (fromX - Float(left), fromY - Float(top))
      let above =
        (1 - right) * pixel(pixels, left, top) + right * pixel(pixels, left + 1, top)
      let below =
        (1 - right) * pixel(pixels, left, top + 1) + right * pixel(pixels, left + 1, top + 1)
      return (1 - down) * above + down * below
    }
  }
}

/// A pixel's new value: from the old pixels of its image, at column x and row y.
private typealias Sample = (_ pixels: ArraySlice<Float>, _ x: Int, _ y: Int) -> Float

/// The images with every pixel sampled anew, by a rule for each image.
private func resampled(_ images: Matrix, _ rule: (_ image: Int) -> Sample) -> Matrix {
  let old = images.elements
  var new = old
  for image in 0..<images.rows {
    let start = image * ImageSet.pixelsPerImage
    let pixels = old[start..<(start + ImageSet.pixelsPerImage)]
    let sample = rule(image)
    for y in 0..<ImageSet.side {
      for x in 0..<ImageSet.side { new[start + y * ImageSet.side + x] = sample(pixels, x, y) }
    }
  }
  return Matrix(rows: images.rows, columns: images.columns, elements: new)
}

/// The pixel in column `x` and row `y`; paper outside of the frame.
private func pixel(_ pixels: ArraySlice<Float>, _ x: Int, _ y: Int) -> Float {
  let isInside = 0..<ImageSet.side ~= x && 0..<ImageSet.side ~= y
  return isInside ? pixels[pixels.startIndex + y * ImageSet.side + x] : 0
}

/// Sine and cosine by the first 24 terms of Taylor's series, exact to a float up to half a turn: the
/// system's functions give other last bits on other machines.
func sineAndCosine(ofDegrees degrees: Float) -> (sine: Float, cosine: Float) {
  let angle = Double(degrees) * Double.pi / 180
  var (sine, cosine, term) = (0.0, 0.0, 1.0)
  for power in 0..<24 {
    let sign = power % 4 < 2 ? 1.0 : -1.0
    if power % 2 == 0 { cosine += sign * term } else { sine += sign * term }
    term *= angle / Double(power + 1)
  }
  return (Float(sine), Float(cosine))
}
