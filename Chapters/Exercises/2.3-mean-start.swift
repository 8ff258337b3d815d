import Checker
import Engine
import Models

/// Exercise 2.3: the first model of chapter 2, which starts at the mean image of `images`.
///
/// - Parameters:
///   - images: the training images [m, pixels], each pixel from 0 to 1.
///   - codeSize: the size of a code, k.
///   - key: where the weights of the layers come from.
/// - Returns: pixels → k, a linear code, k → pixels, a sigmoid: four parameters, untrained.
func startingAtTheMean(of images: Matrix, codeSize: Int, using key: Key) throws -> Sequential {
  throw NotWritten()
}
