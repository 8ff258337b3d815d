import Foundation

/// One workload timed several times: this engine and its peers in turn, so that all see the same
/// machine, be it quiet or not.
struct Comparison {
  let workload: Workload
  /// The engine's measurements, one a round.
  private(set) var engine: [Measurement] = []
  /// The peers' measurements, one a round.
  private(set) var peers: [Peer: [Measurement]] = [:]

  /// Times `workload` in `rounds` rounds: here on `threads` threads, and with those peers of
  /// `python` that are asked for; JAX, the quickest of them, in every round, the others in the first.
  init(
    of workload: Workload, threads: Int, python: Python? = nil, peers asked: [Peer] = Peer.allCases,
    rounds: Int = 3
  ) throws {
    self.workload = workload
    for round in 0..<rounds {
      engine.append(try measureEngine(workload, threads: threads))
      guard let python else { continue }
      for peer in asked where python.peers.contains(peer) && (peer == .jax || round == 0) {
        peers[peer, default: []].append(try python.measure(peer, workload))
      }
    }
  }

  /// The engine's seconds an epoch: the median of the rounds.
  var seconds: Double { median(engine.map(\.epochS)) }

  /// A peer's seconds an epoch; nil for a peer that did not run.
  func seconds(of peer: Peer) -> Double? { peers[peer].map { median($0.map(\.epochS)) } }

  /// How many times faster the engine is than `peer`, round by round.
  func ratios(to peer: Peer) -> [Double] {
    zip(peers[peer] ?? [], engine).map { $0.epochS / $1.epochS }
  }

  /// The most multiply-adds that the engine's threads can do, in 10⁹ operations a second.
  var peak: Double { median(engine.compactMap(\.fmaPeakGflops)) }

  /// The speed of the products of a step alone, in 10⁹ operations a second.
  var products: Double { median(engine.compactMap(\.productsGflops)) }

  /// The products' share of the peak, both measured in one process: the median of the rounds.
  var productsShare: Double {
    median(
      engine.compactMap { run in
        guard let products = run.productsGflops, let peak = run.fmaPeakGflops else { return nil }
        return products / peak
      })
  }

  /// 10⁹ operations a second, of an epoch that takes so many seconds.
  func speed(_ seconds: Double) -> Double {
    workload.operationsPerImage * Double(workload.images) / seconds / 1e9
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
