import Basics
import Files
import Foundation
import Plot
import Weaver

/// The book's page on speed: what was measured, here and now.
struct PerformancePage {
  let comparisons: [Comparison]
  let python: Python
  let threads: Int
  /// 784-256-784 with batches of 256 on one thread, and with other batches and widths.
  let alone: Comparison
  let widths: [(width: Int, comparison: Comparison)]
  let batches: [(batch: Int, comparison: Comparison)]
  /// How many images an epoch of those has.
  private static let few = 20_480

  /// Times what `comparisons`, those of ``Workload/all``, lack.
  init(_ comparisons: [Comparison], python: Python, threads: Int) throws {
    (self.comparisons, self.python, self.threads) = (comparisons, python, threads)
    let base = Workload(model: .autoencoder([784, 256, 784]))
    complain("timing \(base.title), one thread")
    alone = try Comparison(of: base, threads: 1)

    func time(_ workload: Workload) throws -> Comparison {
      complain("timing \(workload.title)")
      var short = workload
      short.images = Self.few
      return try Comparison(of: short, threads: threads, python: python, peers: [.jax], rounds: 1)
    }
    widths = try [16, 32, 64, 128, 256, 512, 1024].map {
      ($0, try time(Workload(model: .autoencoder([784, $0, 784]))))
    }
    batches = try [8, 16, 32, 64, 128, 256, 512, 1024].map {
      ($0, try time(Workload(model: base.model, batch: $0)))
    }
  }

  /// Where it is written, or why it can't be.
  static func publication() throws(FileError) -> Publication {
    try Publication(
      of: "performance", in: sources.appending(path: "../Book"),
      remedy: "leave --page out")
  }

  /// Writes Book/performance.md and its figures.
  func write(to publication: Publication) throws {
    for (name, figure) in figures {
      try publication.save(render(figure, as: name), as: "\(name).svg")
      try publication.save(Data(figure.data.utf8), as: "\(name).csv")
    }
    try publication.publish(text)
    say("\nThe page is \(publication.folder.path)/performance.md")
  }

  // MARK: Figures

  private var figures: [(name: String, figure: any Sketchable)] {
    [("peers", peersChart), ("width", widthChart), ("batch", batchChart)]
  }

  private var peersChart: BarChart {
    BarChart(
      value: "share of the multiply-add peak (%)",
      categories: comparisons.map(\.workload.title),
      series: [
        BarChart.Bars(
          "this engine", values: comparisons.map { 100 * $0.speed($0.seconds) / $0.peak })
      ]
        + python.peers.map { peer in
          BarChart.Bars(
            peer.title,
            values: comparisons.map {
              100 * $0.speed($0.seconds(of: peer) ?? .infinity) / $0.peak
            })
        },
      references: [.vertical(100, "peak")])
  }

  private var widthChart: LineChart {
    lines(
      Axis("hidden units", .log), widths.map { (Double($0.width), $0.comparison) })
  }

  private var batchChart: LineChart {
    lines(
      Axis("images a step", .log), batches.map { (Double($0.batch), $0.comparison) })
  }

  private func lines(_ x: Axis, _ points: [(Double, Comparison)]) -> LineChart {
    let engine = Series("this engine", points: points.map { ($0, $1.speed($1.seconds)) })
    let jax = points.compactMap { x, comparison in
      comparison.seconds(of: .jax).map { (x: x, y: comparison.speed($0)) }
    }
    return LineChart(
      x: x, y: Axis("GFLOP/s"),
      series: [engine] + (jax.isEmpty ? [] : [Series("JAX", points: jax)]),
      references: [.horizontal(median(points.map(\.1.peak)), "multiply-add peak")])
  }

  // MARK: Text

  /// The comparison of 784-256-784 at that batch.
  private func wide(_ batch: Int) -> Comparison? {
    comparisons.first { $0.workload == Workload(model: alone.workload.model, batch: batch) }
  }

  private func claim(_ text: String, _ holds: Bool, _ evidence: String) -> String {
    Output.Claim(text: text, holds: holds, evidence: evidence).markdown()
  }

  /// Where of some points JAX was faster: "JAX was faster at 1024."
  private func lost(_ points: [(Int, Comparison)]) -> String {
    guard python.peers.contains(.jax) else { return "" }
    let lost = points.filter { $0.1.ratios(to: .jax).contains { $0 < 1 } }.map { "\($0.0)" }
    return lost.isEmpty
      ? " JAX was faster nowhere." : " JAX was faster at \(lost.joined(separator: ", "))."
  }

  private var claims: [String] {
    var claims: [String] = []
    func slowest(_ peer: Peer) -> Double {
      comparisons.map { median($0.ratios(to: peer)) }.min() ?? 0
    }
    if python.peers.contains(.jax) {
      let mean = geometricMean(comparisons.map { median($0.ratios(to: .jax)) })
      claims.append(
        claim(
          "In the median of the rounds it trains at least 1.3 times as fast as JAX on every model, and 1.6 "
            + "times in the mean of the models.",
          slowest(.jax) >= 1.3 && mean >= 1.6,
          "at least \(decimals(slowest(.jax), 2)), geometric mean \(decimals(mean, 2))"))
    }
    if python.peers.contains(.keras) {
      claims.append(
        claim(
          "In the median of the rounds it trains at least 2.5 times as fast as Keras on every model.",
          slowest(.keras) >= 2.5,
          "at least \(decimals(slowest(.keras), 2))"))
    }
    if let large = wide(256), let small = wide(32) {
      let gain = large.products / alone.products
      claims.append(
        claim(
          "The products of 784-256-784 reach three quarters of the peak.",
          large.productsShare >= 0.75,
          "\(percent(large.productsShare)) on \(threads) threads, \(percent(alone.productsShare)) on one"
        ))
      if threads == 2 {
        claims.append(
          claim(
            "A second thread makes these products 1.8 times as fast.", gain >= 1.8,
            "\(decimals(gain, 2)) times; the whole step "
              + "\(decimals(alone.seconds / large.seconds, 2)) times"))
      }
      let rest = large.seconds / small.seconds
      claims.append(
        claim(
          "Batches of 32 keep at least half of the speed of batches of 256.", rest >= 0.5,
          percent(rest)))
    }
    let memory = comparisons.flatMap(\.engine).map(\.peakRssMb).max() ?? 0
    claims.append(
      claim("60,000 images train in less than 150 MB.", memory < 150, "at most \(memory) MB"))
    return claims
  }

  private var text: String {
    let packages = escaped(python.versions.map(\.packages).joined(separator: "; "))
    let peers = python.peers.map { peer in
      "\(peer.title) \(comparisons.flatMap { $0.peers[peer] ?? [] }.map(\.peakRssMb).max() ?? 0) MB"
    }
    let captions = [
      "The multiply-adds of each model's training beside what the processor could do. 100 % is the floor of time, "
        + "which only a program that leaves work out can pass: the engine leaves out zero pixels, which count as done.",
      "784-h-784 with h hidden units and batches of 256, in epochs of \(Self.few) images, one round."
        + lost(widths.map { ($0, $1) }),
      "784-256-784 with other batches, in epochs of \(Self.few) images, one round."
        + lost(batches.map { ($0, $1) }),
    ]
    let figures = zip(self.figures, captions).enumerated().map { index, figure in
      let ((name, chart), caption) = figure
      return Output.Figure(
        number: index + 1, path: "performance/\(name).svg", alt: chart.altText, caption: caption,
        dataPath: "performance/\(name).csv", data: chart.data
      ).markdown
    }
    return """
      # Performance

      > How fast does the engine train, beside the frameworks that one would otherwise use?

      Measured on \(date) on this machine: \(machine), \(threads) threads, level \(level), beside
      \(packages). Machines are shared and their speed
      changes from minute to minute, so engine and frameworks ran in turn, each in a process of its own, in three rounds
      (PyTorch and Keras in the first alone, since they take long); a ratio is taken within a round, and the table shows its
      median and its range. This page is written by
      `bench`, and alone of the pages beside [Status](status.md) differs from machine to machine.

      ## Beside the frameworks

      The work is the same for all but for trifles: float32, Adam, 60,000 images an epoch in a fresh random order, the
      loss reported; the first epoch, in which a framework compiles, is left out. JAX and PyTorch drop a last batch that is
      not full. JAX and Keras compile the step; PyTorch runs as it is written, with Adam in one pass. The last line is the geometric
      mean.

      \(ratioTable(comparisons, python.peers))

      \(figures[0])

      \(claims.joined(separator: "\n\n"))

      ## The engine alone

      GFLOP/s are 10⁹ floating-point operations a second, two for each multiply-add of the products of a step; those that the
      kernels leave out, where pixels are zero, count as done. *Products alone* are the same products on numbers of
      which none is zero, so that none is left out; *peak* is a loop of multiply-adds on registers, timed in the same
      process. Memory is the process's greatest; the frameworks' were \(peers.joined(separator: ", ")). The engine keeps pixels as
      bytes, which the frameworks got as floats.

      \(engineTable(comparisons + [alone]))

      (The last line is on one thread.)

      \(figures[1])

      \(figures[2])

      ## Where the time goes

      Most of it goes to matrix products, then, with small batches, to Adam, which reads and writes every parameter at every
      step, else to the sigmoid; [CONTRIBUTING](../CONTRIBUTING.md) has a profile. In a product a tile of sums stays in
      registers while it grows, factors are read where they lie unless their rows are columns in memory, and steps at
      which a whole tile of pixels is zero are left out. What the kernels promise, and why no number of threads changes a bit, is in
      [the appendix](A-engine.md).

      ## Repeat it

          swift run -c release bench --sizes 784,64,784 --batch 256
          swift run -c release bench --all
          python3 -m venv peers && peers/bin/pip install 'jax[cpu]' optax torch tensorflow-cpu keras numpy
          swift run -c release bench --all --against peers/bin/python --page

      [Contents](README.md)

      """
  }

  private var level: String { comparisons.first?.engine.first?.level ?? "unknown" }

  private var date: String {
    Date().formatted(.iso8601.year().month().day())
  }

  /// The processor's name, and how many of them the system has.
  private var machine: String {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let name = lines.split(separator: "\n").first { $0.hasPrefix("model name") }?
      .split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
    return
      "\(name.map(escaped) ?? "an unnamed processor") with \(ProcessInfo.processInfo.activeProcessorCount) cores"
  }
}
