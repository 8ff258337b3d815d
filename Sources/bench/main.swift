// Times training: this engine's, and its peers' beside it. `--help` lists what it can be asked.
import Basics
import Datasets
import Engine
import Foundation
import Kernels
import Processes

/// The folder Sources/ of this package.
let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

/// Ends this program because it was told to.
@Sendable func end(_ stop: Stopped) {
  complain("\nstopped")
  exit(stop.status)
}

let listeners = passStopsOn(idle: end)

do {
  let options = try Options(Array(CommandLine.arguments.dropFirst()))
  if options.help {
    say(Options.usage)
  } else if let workload = options.workload, options.python == nil {
    let digits = try Dataset.load(from: sources.appending(path: "../Data/mnist-5k"))
    let found = try await Measurement(
      of: workload, pixels: digits.train.pixels, threads: options.threads)
    say(try found.line)
  } else {
    let python = try options.python.map { try Python($0) }
    let workloads = options.workload.map { [$0] } ?? Workload.all
    let comparisons = try workloads.map { workload in
      complain("timing \(workload.title)")
      return try Comparison(of: workload, threads: options.threads, python: python)
    }
    say(engineTable(comparisons))
    if let python {
      say("\n" + ratioTable(comparisons, python.peers))
      if options.writesPage {
        try PerformancePage(comparisons, python: python, threads: options.threads).write()
      }
    }
  }
} catch let stop as Stopped {
  end(stop)
} catch let error as UsageError {
  complain("error: \(error)")
  exit(64)
} catch {
  complain("error: \(error)")
  exit(1)
}
