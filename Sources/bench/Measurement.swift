import Datasets
import Engine
import Foundation
import Kernels
import Models

/// What one process found out about one workload: the fields of peers.py, and what a processor
/// could do.
struct Measurement: Codable {
  let peer: String
  let model: String
  let batch: Int
  let images: Int
  /// The median of the epochs after the first, in seconds; of the first, when there is one only.
  let epochS: Double
  let firstEpochS: Double
  let imagesPerS: Int
  /// The mean over the last epoch.
  let loss: Double
  let peakRssMb: Int
  // Below, what only this engine reports.
  var threads: Int?
  /// The multiply-adds of training, two operations each, in 10⁹ a second of an epoch.
  var gflops: Double?
  /// The same for the products of one step alone, on numbers of which none is zero.
  var productsGflops: Double?
  /// The most that the threads can do, on registers alone.
  var fmaPeakGflops: Double?
  var level: String?

  /// The measurement as one line of JSON.
  var line: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.keyEncodingStrategy = .convertToSnakeCase
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }

  /// The measurement that a line of JSON tells.
  init(line: Data) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(Measurement.self, from: line)
  }
}

extension Measurement {
  /// Trains the model of `workload` on `threads` threads, with a clock.
  init(of workload: Workload, pixels: [UInt8], threads: Int) async throws {
    Threads.limit = threads
    let examples = Repeated(pixels: pixels, count: workload.images, columns: workload.inputs)
    let (times, loss) = try train(workload, on: examples)
    let memory = peakMemory()
    let (products, peak) = await stepSpeed(of: workload, threads: threads)

    let rest = times.dropFirst().sorted()
    let median = rest.isEmpty ? times[0] : (rest[(rest.count - 1) / 2] + rest[rest.count / 2]) / 2
    peer = "engine"
    model = workload.name
    batch = workload.batch
    images = workload.images
    epochS = rounded(median, 4)
    firstEpochS = rounded(times[0], 3)
    imagesPerS = Int(Double(workload.images) / median)
    self.loss = rounded(loss, 5)
    peakRssMb = memory
    self.threads = threads
    gflops = rounded(
      workload.operationsPerImage * Double(workload.images) / median / 1e9, 1)
    productsGflops = rounded(products, 1)
    fmaPeakGflops = rounded(peak, 1)
    level = String(cString: kernel_table_in_use().pointee.level)
  }
}

private func rounded(_ value: Double, _ decimals: Int) -> Double {
  let factor = (0..<decimals).reduce(1.0) { power, _ in 10 * power }
  return (value * factor).rounded() / factor
}

/// Images as bytes, repeated until there are `count`: as large as a dataset of that many.
private struct Repeated: Examples {
  let pixels: [UInt8]
  let count: Int
  let columns: Int

  init(pixels: [UInt8], count: Int, columns: Int) {
    let size = count * columns
    self.pixels = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      while filled < size {
        let part = min(pixels.count, size - filled)
        _ = buffer[filled..<filled + part].initialize(fromContentsOf: pixels[..<part])
        filled += part
      }
    }
    (self.count, self.columns) = (count, columns)
  }

  func batch(at indices: ArraySlice<Int>) -> Matrix {
    Matrix(rowsAt: indices, of: pixels, columns: columns)
  }
}

/// The seconds of each epoch, and the mean loss of the last.
private func train(
  _ workload: Workload, on examples: Repeated
) throws -> (times: [Double], loss: Double) {
  func run(_ network: some Network) throws -> (times: [Double], loss: Double) {
    var (network, optimizer) = (network, Adam(rate: 1e-3))
    var (times, history, start) = ([Double](), History(), ContinuousClock.now)
    for step in steps(
      over: examples, epochs: workload.epochs, batchSize: workload.batch, key: Key(seed: 0))
    {
      let loss = try optimizer.lower(&network, at: step.number) {
        $0.loss(step.batch, using: step.key)
      }
      history.add(loss, of: step)
      guard step.endsEpoch else { continue }
      times.append((ContinuousClock.now - start) / .seconds(1))
      start = .now
    }
    return (times, history.losses[history.losses.count - 1])
  }
  let key = Key(seed: 1)
  switch workload.model {
  case .autoencoder(let sizes): return try run(Sequential(sizes, last: .sigmoid, using: key))
  case .variational(let inputs, let hidden, let latents):
    return try run(
      VariationalAutoencoder(inputs: inputs, hidden: hidden, latents: latents, using: key))
  }
}

/// The most memory that this process has had, in 2²⁰ bytes.
private func peakMemory() -> Int {
  #if os(Linux)
    // Not getrusage's, which remembers the program that became this one: `swift run`.
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) >> 10
  #else
    var usage = rusage()
    getrusage(RUSAGE_SELF, &usage)
    return usage.ru_maxrss >> 20
  #endif
}
