import Engine
import Models
import Testing

@Suite("Measures of matrices and codes")
struct MeasuresTests {
  @Test("Variances of columns, by hand")
  func variances() {
    let matrix = Matrix(rows: 3, columns: 2, elements: [1, 5, 2, 5, 6, 5])
    #expect(matrix.columnVariances == Matrix(row: [14.0 / 3, 0]))
  }

  @Test("The logarithm of a mean of exponentials neither overflows nor vanishes")
  func logMeanExp() {
    let row = Matrix(row: [1, 3]).log
    for shift in [Float(0), 500, -500] {
      let shifted = row.map { $0 + shift }.rowLogMeanExps[0, 0]
      #expect(abs(shifted - (shift + 0.6931472)) < 1e-4)
    }
  }

  @Test("Sparseness is 0 for equal sizes, 1 for a single number, and knows no scale")
  func sparseness() {
    #expect(abs(hoyerSparseness(of: Matrix(row: [2, -2, 2, 2]))) < 1e-12)
    #expect(abs(hoyerSparseness(of: Matrix(row: [0, 0, -3, 0])) - 1) < 1e-12)
    // (2 − 7 / 5) / (2 − 1)
    let code = Matrix(row: [3, 4, 0, 0])
    #expect(abs(hoyerSparseness(of: code) - 0.6) < 1e-12)
    #expect(abs(hoyerSparseness(of: 100 * code) - 0.6) < 1e-12)
  }

  @Test("The root mean square of 3, 4, 0 and 0 is 2.5")
  func rootMeanSquare() {
    #expect(Matrix(row: [3, 4, 0, 0]).rootMeanSquare == 2.5)
  }
}
