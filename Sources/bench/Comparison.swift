import Foundation

/// One workload timed several times: this engine and its peers in turn, so that all see the same
/// machine, be it quiet or not.
struct Comparison {
  let workload: Workload
  /// The engine's measurements, one a round.
  private(set) var engine: [Measurement] = []
  /// The peers' measurements, one a round.
  private(set) var peers: [Peer: [Measurement]] = [:]

  /// Three rounds.
  init(of workload: Workload, threads: Int, python: Python?) throws {
    self.workload = workload
    for _ in 0..<3 {
      engine.append(try measureEngine(workload, threads: threads))
      for peer in python?.peers ?? [] {
        peers[peer, default: []].append(try python!.measure(peer, workload))
      }
    }
  }

  /// The engine's seconds an epoch: the median of the rounds.
  var seconds: Double { median(engine.map(\.epochS)) }

  /// A peer's seconds an epoch.
  func seconds(of peer: Peer) -> Double? { peers[peer].map { median($0.map(\.epochS)) } }

  /// How many times faster the engine is than `peer`, round by round.
  func ratios(to peer: Peer) -> [Double] {
    zip(peers[peer] ?? [], engine).map { $0.epochS / $1.epochS }
  }

  /// The seconds that the multiply-adds of an epoch take at the engine's measured peak.
  var floor: Double {
    let peak = median(engine.compactMap(\.fmaPeakGflops))
    return workload.operationsPerImage * Double(workload.images) / (peak * 1e9)
  }
}

/// The middle value, or the mean of the two.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

/// The mean of ratios: of 2 and ½ it is 1.
func geometricMean(_ values: [Double]) -> Double {
  exp(values.map { log($0) }.reduce(0, +) / Double(values.count))
}
