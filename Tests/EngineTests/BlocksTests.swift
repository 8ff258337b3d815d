import Engine
import Testing

@Suite("Walks over many rows")
struct BlocksTests {
  private let points = Key(seed: 1)["points"].normals(rows: 500, columns: 3)

  @Test("Blocks are the rows in order, all of them once", arguments: [1, 7, 100, 499, 500, 1000])
  func blocks(height: Int) {
    let blocks = Array(points.blocks(of: height))
    #expect(blocks.allSatisfy { 1...height ~= $0.rows })
    #expect(blocks.flatMap(\.elements) == points.elements)
  }

  @Test("A mean over blocks is the mean over all rows, also where the last block is short")
  func mean() {
    let many = points.rows(at: (0..<10_000).map { $0 % 500 })
    let (whole, inBlocks) = (many.mean, many.meanOverBlocks(\.mean))
    #expect(abs(inBlocks - whole) < 1e-12)
    // Of one block it is the very measure.
    #expect(points.meanOverBlocks(\.mean) == points.mean)
  }

  @Test("What becomes of blocks stands one below the other, bit for bit as of all rows at once")
  func mapped() {
    let many = points.rows(at: (0..<10_000).map { $0 % 500 })
    let weights = Key(seed: 2).normals(rows: 3, columns: 5)
    #expect(many.mapBlocks { $0.multiplied(by: weights) } == many.multiplied(by: weights))
  }

  @Test("The nearest row is the one at the least distance, also where there are several blocks")
  func nearest() {
    let others = Key(seed: 1)["others"].normals(rows: 40_000, columns: 3)
    let found = points.nearestRows(of: others)
    let places = points.rows(at: 0..<500)
    for row in stride(from: 0, to: 500, by: 50) {
      let distances = (0..<others.rows).map { other in
        zip(places.row(row), others.row(other)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      let least = distances.min() ?? 0
      #expect(distances[found[row].row] < least + 1e-5)
      #expect(abs(found[row].squaredDistance - least) < 1e-5)
      #expect(abs(found[row].secondSquaredDistance - distances.sorted()[1]) < 1e-5)
    }
  }

  @Test("Of several rows as near, the first")
  func ties() {
    let others = Matrix(rows: 4, columns: 1, elements: [3, 1, 1, 0])
    let found = Matrix(row: [1]).nearestRows(of: others)
    #expect(found.map(\.row) == [1])
    #expect(found.map(\.secondSquaredDistance) == [0])
    #expect(
      Matrix(row: [1]).nearestRows(of: others.rows(at: 0..<1))[0].secondSquaredDistance == .infinity
    )
  }
}
