import Basics
import Files
import Foundation
import Plot
import Statistics
import Weaver

/// What was measured on one processor, here and now: its section of the book's page on speed.
struct MachineSection {
  let comparisons: [Comparison]
  let python: Python
  let threads: Int
  /// 784-256-784 with batches of 256 on one thread, and with other batches and widths.
  let alone: Comparison
  let widths: [(width: Int, comparison: Comparison)]
  let batches: [(batch: Int, comparison: Comparison)]
  let products: [ProductShares]
  /// How many images an epoch of those has.
  private static let few = 20_480

  /// Times what `comparisons`, those of ``Workload/all``, lack.
  init(_ comparisons: [Comparison], python: Python, threads: Int) async throws {
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
    complain("timing products")
    products = await ProductShares.all(threads: threads)
  }

  /// Writes the page with this section, in place of the section of this processor that there is, and with
  /// the sections of the others.
  func write(to publication: Publication) throws {
    let page = try PerformancePage(of: publication)
    var files = page.files.filter { !$0.key.hasPrefix(name + ".") && !$0.key.hasPrefix(name + "-") }
    files[name + ".md"] = Data(text.utf8)
    for (figure, chart) in figures {
      files["\(name)-\(figure).svg"] = try render(chart, as: figure)
      files["\(name)-\(figure).csv"] = Data(chart.data.utf8)
    }
    try PerformancePage(files: files).publish(publication)
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
      Axis("images per update", .log), batches.map { (Double($0.batch), $0.comparison) })
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
    let claim = Output.Claim(text: text, holds: holds, evidence: evidence)
    // The sections of the page make the same claims, each under a name of its own.
    let named = Output.Claim(text: "\(title): \(text)", holds: holds)
    return claim.markdown().replacing(claim.id, with: named.id)
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
    let widths = products.prefix(Product.byWidth.count)
    let least = widths.flatMap(\.alone).min() ?? 0
    claims.append(
      claim(
        "On one thread no product of a layer with 784 inputs and batches of 256 falls below three quarters of the "
          + "peak, whatever its width.", least >= 0.75, "at least \(percent(least))"))
    let large = products.filter { $0.product.m >= 256 }.flatMap(\.alone)
    claims.append(
      claim(
        "The products of at least 256 rows in the table below reach 85 % of the peak on one thread, in the mean.",
        large.mean >= 0.85, percent(large.mean)))
    let memory = comparisons.flatMap(\.engine).map(\.peakRssMb).max() ?? 0
    claims.append(
      claim("60,000 images train in less than 150 MB.", memory < 150, "at most \(memory) MB"))
    return claims
  }

  /// The section, whose figures are numbered when the page is put together.
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
    let figures = zip(self.figures, captions).map { figure, caption in
      Output.Figure(
        number: 0, path: "performance/\(name)-\(figure.name).svg", alt: figure.figure.altText,
        caption: caption, dataPath: "performance/\(name)-\(figure.name).csv",
        data: figure.figure.data
      ).markdown
    }
    return """
      ## \(title)

      Measured on \(date) with \(threads) threads, beside \(packages).\(forced)

      \(ratioTable(comparisons, python.peers))

      \(figures[0])

      \(claims.joined(separator: "\n\n"))

      The engine alone, the last line on one thread; the frameworks' greatest memory was
      \(peers.joined(separator: ", ")):

      \(engineTable(comparisons + [alone]))

      \(figures[1])

      \(figures[2])

      Products alone, as shares of the multiply-add peak, the greatest that the threads could reach:

      \(productTable(products, threads: threads))

      """
  }

  private var title: String { "\(processor), level \(level)" }

  private var level: String { comparisons.first?.engine.first?.level ?? "unknown" }

  private var date: String {
    Date().formatted(.iso8601.year().month().day())
  }

  /// What the names of the section's files begin with: "amd-epyc-avx2".
  private var name: String {
    let words = processor.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return (words + [level[...]]).joined(separator: "-")
  }

  /// The processor's name.
  private var processor: String {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let name = lines.split(separator: "\n").first { $0.hasPrefix("model name") }?
      .split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
    return name.map(escaped) ?? "an unnamed processor"
  }

  /// What was set to leave instructions of the processor unused.
  private var forced: String {
    let set = ["KERNELS", "XLA_FLAGS"].compactMap { name in
      ProcessInfo.processInfo.environment[name].map { "`\(name)=\(escaped($0))`" }
    }
    return set.isEmpty
      ? "" : " The processor can do more: \(set.joined(separator: " and ")) forced this level."
  }
}
