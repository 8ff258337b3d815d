import Engine
import Models
import Testing

@Suite("Measures of matrices")
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
}
