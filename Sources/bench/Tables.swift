import Foundation
import Weaver

/// A table in Markdown: its columns' titles and its rows; all but the first column are numbers.
func markdownTable(_ titles: [String], _ rows: [[String]]) -> String {
  let columns = titles.enumerated().map { Output.Column($1, alignment: $0 == 0 ? .left : .right) }
  return Output.Table(columns: columns, rows: rows).markdown(padded: true)
}

func decimals(_ value: Double, _ count: Int) -> String { String(format: "%.\(count)f", value) }

func percent(_ share: Double) -> String { decimals(100 * share, 0) + " %" }

/// "1.62 (1.58–1.71)": the median, the least and the greatest; of one ratio, "1.62".
func spread(_ ratios: [Double]) -> String {
  guard ratios.count > 1 else { return decimals(median(ratios), 2) }
  let (least, greatest) = (ratios.min() ?? 0, ratios.max() ?? 0)
  return "\(decimals(median(ratios), 2)) (\(decimals(least, 2))–\(decimals(greatest, 2)))"
}

/// What the engine does alone.
func engineTable(_ comparisons: [Comparison]) -> String {
  markdownTable(
    [
      "model", "epoch (s)", "images/s", "GFLOP/s", "products alone", "peak", "products / peak",
      "MB",
    ],
    comparisons.map { comparison in
      [
        comparison.workload.title, decimals(comparison.seconds, 3),
        decimals(Double(comparison.workload.images) / comparison.seconds, 0),
        decimals(comparison.speed(comparison.seconds), 0), decimals(comparison.products, 0),
        decimals(comparison.peak, 0), percent(comparison.productsShare),
        "\(comparison.engine.map(\.peakRssMb).max() ?? 0)",
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
    ["model", "engine (s)"] + peers.flatMap { ["\($0.title) (s)", "times faster"] },
    rows + (comparisons.count > 1 ? [means] : []))
}
