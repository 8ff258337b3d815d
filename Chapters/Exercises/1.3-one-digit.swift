import Checker
import Engine
import Models

/// Exercise 1.3: images [n, pixels], rebuilt by PCA that has seen only the images of one digit.
///
/// - Parameters:
///   - images: the images to rebuild, of any digits [n, pixels].
///   - digit: the digit to fit PCA to.
///   - train: the training images of all digits [m, pixels].
///   - labels: the digit of each of them.
///   - components: how many numbers an image may keep.
/// - Returns: the images, rebuilt and not clipped [n, pixels].
func rebuilt(
  _ images: Matrix, byPCAOf digit: UInt8, in train: Matrix, labels: [UInt8], components: Int
) throws -> Matrix {
  throw NotWritten()
}
