import Checker
import Engine
import Models

/// Exercise 5.5: draws from a Gaussian for each digit, in tens from 0 to 9: [10 tens, d].
///
/// Given are codes [n, d] and the digit that each belongs to. Row 0 of the result is a draw from the
/// Gaussian of the codes of zeros, row 1 of ones, and so on to row 9; with row 10 the next ten
/// begins. All draws come from `key` and are independent. Models has `Gaussian`.
func tensOfDigits(
  _ codes: Matrix, labels: [UInt8], tens: Int, using key: Key
) throws -> Matrix {
  throw NotWritten()
}
