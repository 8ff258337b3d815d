import Testing

@testable import Plot

@Suite("A chart in front of another run's")
struct SuperpositionTests {
  @Test("Both kinds of charts take their own data back")
  func ownData() throws {
    #expect(Examples.turned.count == 2)
    let lines = try #require(Examples.lines.inFront(of: Examples.lines.data))
    #expect(lines.backdrop.map(\.name) == Examples.lines.series.map(\.name))
    for (behind, line) in zip(lines.backdrop, Examples.lines.series) {
      #expect(behind.points.map(\.x) == line.points.map(\.x))
      #expect(behind.points.map(\.y) == line.points.map(\.y))
    }
    let bars = try #require(Examples.bars.inFront(of: Examples.bars.data))
    #expect(bars.backdrop == Examples.bars.series.map { $0.values })
  }

  @Test("Its own data stay its own")
  func data() throws {
    for (name, figure) in Examples.turned {
      let original = try #require(Examples.all.first { "turned-" + $0.name == name })
      #expect(figure.data == original.figure.data)
      #expect(figure.script != original.figure.script)
    }
  }

  @Test(
    "What is no data of such a chart is refused",
    arguments: [
      "", "series,x,y,low,high", "series,x\nPCA,1\n", "series,x,y,low,high\nPCA,one,2,,\n",
      "series,x,y,low,high\nPCA,2,inf,,\n", "series,x,y,low,high\nPCA,2,1,,\nPCA,2,1,,\n",
      "series,x,y,low,high\nPCA,nan,1,,\n", "category,series,value,error\nReLU,train,,\n",
      "category,series,value,error\nReLU,train,inf,\n",
    ])
  func refused(data: String) {
    #expect(Examples.lines.inFront(of: data) == nil)
    #expect(Examples.bars.inFront(of: data) == nil)
  }

  @Test("Records of CSV are what was written, whatever it was")
  func records() {
    let rows = [["a,b", "say \"hi\""], ["", "two\nlines"], ["\"", ""], ["é", "\"\"x"]]
    #expect(Plot.records(ofCSV: csv(["x", "y"], rows)) == [["x", "y"]] + rows)
    for damaged in ["x,y\n1\n", "x,y\n1,2", "x,y\n\"1,2\n", "x,y\n1,2,3\n"] {
      #expect(Plot.records(ofCSV: damaged) == nil, "\(damaged)")
    }
  }
}
