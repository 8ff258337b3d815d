// Times training: this engine's, and its peers' beside it. `--help` lists what it can be asked.
import Basics
import Datasets
import Engine
import Foundation
import Kernels
import Processes

/// The folder Sources/ of this package.
let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

openStandardFiles()
endWhenStopped { complain($0) }

do {
  let options = try Options(Array(CommandLine.arguments.dropFirst()))
  if options.help {
    say(Options.usage)
  } else if let workload = options.workload, options.python == nil {
    let digits = try Dataset.load(from: sources.appending(path: "../Data/mnist-5k"))
    let found = try await Measurement(
      of: workload, pixels: digits.train.pixels, threads: options.threads)
    say(try found.line)
  } else if options.products {
    complain("timing products")
    say(productTable(await ProductShares.all(threads: options.threads), threads: options.threads))
  } else {
    let python = try options.python.map { try Python($0) }
    let publication = options.writesPage ? try PerformancePage.publication() : nil
    let workloads = options.workload.map { [$0] } ?? Workload.all
    let comparisons = try workloads.map { workload in
      complain("timing \(workload.title)")
      return try Comparison(of: workload, threads: options.threads, python: python)
    }
    say(engineTable(comparisons))
    if let python {
      say("\n" + ratioTable(comparisons, python.peers))
      if let publication {
        try await MachineSection(comparisons, python: python, threads: options.threads)
          .write(to: publication)
      }
    }
  }
} catch {
  complain("error: \(words(for: error))")
  endProgram(with: error is UsageError ? 64 : 1)
}
endProgram(with: 0)
