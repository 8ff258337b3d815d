import Foundation

/// A table in Markdown: its columns' titles and its rows; all but the first column are numbers.
func markdownTable(_ titles: [String], _ rows: [[String]]) -> String {
  let all = [titles] + rows
  let widths = titles.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
  func line(_ cells: [String]) -> String {
    let padded = cells.enumerated().map { column, cell in
      let room = String(repeating: " ", count: widths[column] - cell.count)
      return column == 0 ? cell + room : room + cell
    }
    return "| " + padded.joined(separator: " | ") + " |"
  }
  let rule = titles.indices.map { column in
    column == 0
      ? ":" + String(repeating: "-", count: widths[column] - 1)
      : String(repeating: "-", count: widths[column] - 1) + ":"
  }
  return ([line(titles), line(rule)] + rows.map(line)).joined(separator: "\n")
}

func decimals(_ value: Double, _ count: Int) -> String { String(format: "%.\(count)f", value) }

/// "1.62 (1.58–1.71)": the median, the least and the greatest.
func spread(_ ratios: [Double]) -> String {
  let (least, greatest) = (ratios.min() ?? 0, ratios.max() ?? 0)
  return "\(decimals(median(ratios), 2)) (\(decimals(least, 2))–\(decimals(greatest, 2)))"
}

/// What the engine does alone.
func engineTable(_ comparisons: [Comparison]) -> String {
  markdownTable(
    [
      "model", "seconds an epoch", "images/s", "GFLOP/s", "products' GFLOP/s", "FMA peak",
      "products/peak", "memory (MB)",
    ],
    comparisons.map { comparison in
      let runs = comparison.engine
      let products = median(runs.compactMap(\.productsGflops))
      let peak = median(runs.compactMap(\.fmaPeakGflops))
      let share = median(
        runs.compactMap { run in
          run.productsGflops.flatMap { products in run.fmaPeakGflops.map { products / $0 } }
        })
      return [
        comparison.workload.title, decimals(comparison.seconds, 3),
        "\(Int(Double(comparison.workload.images) / comparison.seconds))",
        decimals(median(runs.compactMap(\.gflops)), 0), decimals(products, 0), decimals(peak, 0),
        "\(decimals(100 * share, 0)) %", "\(runs.map(\.peakRssMb).max() ?? 0)",
      ]
    })
}

/// How many times faster the engine is than each peer: medians of the rounds, and their ranges.
func ratioTable(_ comparisons: [Comparison], _ peers: [Peer]) -> String {
  let rows = comparisons.map { comparison in
    [comparison.workload.title, decimals(comparison.seconds, 3)]
      + peers.flatMap { peer in
        [decimals(comparison.seconds(of: peer) ?? 0, 3), spread(comparison.ratios(to: peer))]
      }
  }
  let means =
    ["geometric mean", ""]
    + peers.flatMap { peer in
      ["", decimals(geometricMean(comparisons.map { median($0.ratios(to: peer)) }), 2)]
    }
  return markdownTable(
    ["model", "this engine (s)"] + peers.flatMap { ["\($0.title) (s)", "ratio (range)"] },
    rows + (comparisons.count > 1 ? [means] : []))
}
