import Foundation
import Processes

/// What stops a comparison.
struct BenchError: Error, CustomStringConvertible {
  let description: String
}

/// The frameworks that peers.py knows, and what a Python needs to run each.
enum Peer: String, CaseIterable {
  case jax, torch, keras

  var title: String {
    switch self {
    case .jax: "JAX"
    case .torch: "PyTorch"
    case .keras: "Keras"
    }
  }

  var packages: [String] {
    switch self {
    case .jax: ["jax", "jaxlib", "optax"]
    case .torch: ["torch"]
    case .keras: ["keras", "tensorflow-cpu"]
    }
  }
}

/// A Python and the peers that it has.
struct Python {
  let path: String
  /// Versions by package: "jax" → "0.10.2".
  let versions: [(peer: Peer, packages: String)]

  /// Asks a Python what it has.
  init(_ path: String) throws {
    self.path = path
    let script = """
      import importlib.metadata, sys
      for line in sys.argv[1:]:
          try:
              print("; ".join(p + " " + importlib.metadata.version(p) for p in line.split()))
          except importlib.metadata.PackageNotFoundError:
              print("")
      """
    let packages = Peer.allCases.map { $0.packages.joined(separator: " ") }
    let lines: Data
    do {
      lines = try output(of: path, ["-c", script] + packages)
    } catch is ProgramError {
      throw BenchError(
        description: "--against: expected a Python, found \(path), which is not one or can't "
          + "start; give the path of one, such as peers/bin/python")
    }
    versions = zip(
      Peer.allCases, String(decoding: lines, as: UTF8.self).components(separatedBy: "\n")
    )
    .map { ($0, $1) }.filter { !$0.1.isEmpty }
    guard !versions.isEmpty else {
      throw BenchError(
        description: "--against: expected a Python with JAX, PyTorch or Keras, found none of them "
          + "in \(path); README.md says how to install them")
    }
  }

  var peers: [Peer] { versions.map(\.peer) }

  /// Times a peer in a process of its own.
  func measure(_ peer: Peer, _ workload: Workload) throws -> Measurement {
    let script = sources.appending(path: "bench/peers.py").path
    return try measurement(
      from: path, [script, "--peer", peer.rawValue] + workload.arguments)
  }
}

/// Times this engine in a process of its own, as the peers are.
func measureEngine(_ workload: Workload, threads: Int) throws -> Measurement {
  try measurement(
    from: Bundle.main.executablePath ?? CommandLine.arguments[0],
    workload.arguments + ["--threads", "\(threads)"])
}

private func measurement(from program: String, _ arguments: [String]) throws -> Measurement {
  let text = try output(of: program, arguments)
  guard let line = text.split(separator: UInt8(ascii: "\n")).last,
    let found = try? Measurement(line: Data(line))
  else {
    throw BenchError(
      description: "\(program) \(arguments.joined(separator: " ")): expected a measurement as a "
        + "line of JSON, found \(String(decoding: text.suffix(200), as: UTF8.self))")
  }
  return found
}
