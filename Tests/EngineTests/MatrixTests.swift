import Engine
import Testing

@Suite("Matrices")
struct MatrixTests {
  static let shapes = [(1, 1, 1), (2, 3, 5), (7, 1, 11), (13, 17, 19), (33, 64, 31), (3, 0, 2)]

  @Test(
    "The three products agree bit for bit: each element adds in the same order", arguments: shapes)
  func products(m: Int, k: Int, n: Int) {
    let (a, b) = (draw(m, k, "a"), draw(k, n, "b"))
    let product = a.multiplied(by: b)
    #expect(product.shape == "\(m)×\(n)")
    #expect(product == a.multiplied(byTransposeOf: b.transposed))
    #expect(product == a.transposed.transposeMultiplied(by: b))
    #expect(product.transposed == b.transposed.multiplied(by: a.transposed))
  }

  @Test("A product by hand")
  func productByHand() {
    let a = Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
    let b = Matrix(rows: 3, columns: 2, elements: [7, 8, 9, 10, 11, 12])
    #expect(a.multiplied(by: b).elements == [58, 64, 139, 154])
  }

  @Test("Transposing twice changes nothing, once moves [i, j] to [j, i]", arguments: shapes)
  func transposes(m: Int, n: Int, _: Int) {
    let a = draw(m, n, "a")
    #expect(a.transposed.transposed == a)
    for i in 0..<m {
      for j in 0..<n where a[i, j] != a.transposed[j, i] { Issue.record("\(i) \(j)") }
    }
  }

  @Test("Columns stand side by side")
  func columns() {
    let columns = [1, 2].map { Matrix(rows: 3, columns: 1, repeating: $0) }
    #expect(Matrix(columns: columns).elements == [1, 2, 1, 2, 1, 2])
    #expect(Matrix(columns: columns).shape == "3×2")
  }

  @Test("Rows are picked in the order asked for, as often as asked for")
  func rows() {
    let a = Matrix(rows: 3, columns: 2, elements: [1, 2, 3, 4, 5, 6])
    #expect(a.rows(at: [2, 0, 2]).elements == [5, 6, 1, 2, 5, 6])
    #expect(a.rows(at: []).shape == "0×2")
    #expect(a.row(1) == [3, 4])
  }

  @Test("Sums, means and distances by hand")
  func reductions() {
    let a = Matrix(rows: 2, columns: 2, elements: [1, 2, 3, 8])
    #expect(a.sum == 14)
    #expect(a.mean == 3.5)
    #expect(a.columnSums == Matrix(row: [4, 10]))
    #expect(a.columnMeans == Matrix(row: [2, 5]))
    #expect(a.meanSquaredError(to: 2 * a) == 19.5)
    #expect(a.subtracting(row: a.columnMeans).columnSums == Matrix(row: [0, 0]))
  }

  @Test("Clipping keeps NaN: a broken model must not look whole")
  func clipping() {
    let clipped = Matrix(row: [-1, 0.5, 2, .nan]).clipped(to: 0...1)
    #expect(clipped.elements.prefix(3) == [0, 0.5, 1])
    #expect(clipped[0, 3].isNaN)
  }

  @Test("A copy is independent")
  func values() {
    let a = Matrix(row: [1, 2])
    var b = a
    b[0, 1] = 3
    #expect(a.elements == [1, 2])
    #expect(b.elements == [1, 3])
  }

  private func draw(_ rows: Int, _ columns: Int, _ label: String) -> Matrix {
    Key(seed: 1)[label].normals(rows: rows, columns: columns)
  }
}
