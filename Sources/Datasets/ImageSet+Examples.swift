import Engine

extension ImageSet: Examples {
  /// The images at `indices` as floats, in that order: pixel / 255.
  ///
  /// `[indices.count, 784]`, one image a row; every element is in 0…1.
  public func batch(at indices: ArraySlice<Int>) -> Matrix {
    Matrix(rowsAt: indices, of: pixels, columns: Self.pixelsPerImage)
  }

  /// All images as a matrix: [count, 784]. For sets that fit in memory as floats.
  public var matrix: Matrix { batch(at: Array(0..<count)[...]) }

  /// All images in blocks of at most `height`, one after another, each made into floats when its turn
  /// comes: [height, 784].
  public func blocks(of height: Int = 4096) -> some Sequence<Matrix> {
    stride(from: 0, to: count, by: height).lazy.map { start in
      batch(at: Array(start..<min(start + height, count))[...])
    }
  }
}
