import Checker
import Datasets
import Engine

/// Exercise 4.4: the images [n, 784], each moved by up to `pixels` each way and rotated by up to
/// `degrees` either way, → [n, 784].
///
/// Datasets has `shifted` and `rotated`, which draw a move or an angle for each image. Here every
/// image gets both. All random numbers come from `key`, and the angle of an image is independent of
/// its move.
func shiftedAndRotated(
  _ images: Matrix, byUpTo pixels: Int, degrees: Float, using key: Key
) throws -> Matrix {
  throw NotWritten()
}
