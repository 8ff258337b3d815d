extension LineChart {
  /// Where every line starts and ends, its extremes when they lie between, the order at the right end,
  /// and up to three crossings.
  public var altText: String {
    let start = "Line chart of \(y.spoken) against \(x.spoken): "
    let courses = series.map(course).joined(separator: "; ")
    var second: [String] = []
    if series.count > 1 {
      let ordered = series.sorted { $0.last.y > $1.last.y }.map(\.name)
      second.append("at the right end, from top to bottom, " + listed(ordered))
      let found = crossings
      if found.isEmpty {
        second.append("no lines cross")
      } else if found.count <= 3 {
        second.append(contentsOf: found)
      } else {
        second.append("the lines cross \(found.count) times")
      }
    }
    second += references.map(\.spoken)
    if !backdrop.isEmpty { second.append(Theme.spokenBackdrop) }
    let tail = second.joined(separator: "; ")
    return start + courses + "." + (tail.isEmpty ? "" : " " + tail.capitalizedFirst + ".")
  }

  /// `PCA falls from 0.05 at 2 to 0.01 at 64`.
  private func course(_ line: Series) -> String {
    let (first, last) = (line.points[0], line.last)
    guard line.points.count > 1 else { return "\(line.name) is \(spoken(first))" }
    let verb = last.y < first.y ? "falls" : last.y > first.y ? "rises" : "goes"
    var text = "\(line.name) \(verb) from \(spoken(first)) to \(spoken(last))"
    let ends = min(first.y, last.y)...max(first.y, last.y)
    for (word, extreme) in [
      ("lowest", line.points.min { $0.y < $1.y }), ("highest", line.points.max { $0.y < $1.y }),
    ] {
      if let extreme, !(ends ~= extreme.y) { text += ", \(word) \(spoken(extreme))" }
    }
    return text
  }

  private func spoken(_ point: Series.Point) -> String {
    "\(brief(point.y)) at \(brief(point.x))"
  }

  /// The changes of order of two lines between values of x at which both have points.
  private var crossings: [String] {
    var found: [String] = []
    for (i, one) in series.enumerated() {
      for other in series.dropFirst(i + 1) {
        let heights = Dictionary(uniqueKeysWithValues: other.points.map { ($0.x, $0.y) })
        let gaps = one.points.compactMap { point in
          heights[point.x].map { (x: point.x, gap: point.y - $0) }
        }.filter { $0.gap != 0 }
        for (before, after) in zip(gaps, gaps.dropFirst()) where before.gap * after.gap < 0 {
          found.append(
            "\(one.name) and \(other.name) cross between \(brief(before.x)) and \(brief(after.x))")
        }
      }
    }
    return found
  }
}

extension Series {
  /// The point at the right end.
  fileprivate var last: Point { points[points.count - 1] }
}

extension String {
  /// The text as the start of a sentence.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
