import Engine

extension ImageSet: Examples {
  /// The images at `indices` as a matrix: [indices.count, 784], every element in 0…1.
  public func batch(at indices: ArraySlice<Int>) -> Matrix {
    Matrix(rows: indices.count, columns: Self.pixelsPerImage, elements: floats(at: indices))
  }

  /// All images as a matrix: [count, 784]. For sets that fit in memory as floats.
  public var matrix: Matrix { batch(at: Array(0..<count)[...]) }
}
