import Foundation

/// A command line that can't be followed.
struct UsageError: Error, CustomStringConvertible {
  let description: String
}

/// What the command line asks for.
struct Options: Equatable {
  /// Nil for the five of the book.
  var workload: Workload?
  var threads = ProcessInfo.processInfo.activeProcessorCount
  /// A Python with peers to run against.
  var python: String?
  var writesPage = false
  /// Whether only products are timed.
  var products = false
  var help = false

  static let usage = """
    usage: swift run -c release bench MODEL [OPTION…]     one line of JSON
           swift run -c release bench --all [OPTION…]     a table of the models that the book prints
           swift run -c release bench --products          a table of products of many widths

    MODEL
      --sizes 784,64,784    a dense autoencoder: the sizes of its layers, from input to output
      --vae 784,400,20      a variational autoencoder: inputs, hidden units, latent variables
      --batch N             images per update (256)
      --images N            images per epoch (60000): the pixels of the digits in Data/, repeated and
                            cut to the number of the model's inputs
      --epochs N            epochs (8); the first warms up

    OPTION
      --threads N           number of threads (default: one per processor)
      --against PYTHON      run JAX, PyTorch and Keras, if that Python has them, in turn with this
                            engine (JAX three times), and print how many times faster it is
      --page                with --all --against PYTHON: write this machine's section of
                            Book/performance.md; the sections of other processors stay

    THE LINE OF JSON
      epoch_s               seconds per epoch: the median of those after the first
      loss                  its mean over the last epoch
      peak_rss_mb           the most memory that the process has used, in 2²⁰ bytes
      gflops                multiply-adds of the model's products, two operations each, in 10⁹ per second
                            of an epoch; those on zero pixels, which are skipped, are counted
      products_gflops       the speed of a step's products alone, on numbers without a zero
      fma_peak_gflops       the most that the registers can do, measured in the same process
    """

  /// Reads the arguments that follow the program's name.
  init(_ arguments: [String]) throws(UsageError) {
    var rest = arguments[...]
    var all = false
    var model: Workload.Model?
    var numbers: [String: Int] = [:]
    var seen: Set<String> = []

    while let name = rest.popFirst() {
      guard seen.insert(name).inserted || ["--help", "-h"].contains(name) else {
        throw UsageError(description: "\(name): expected once, found twice")
      }
      switch name {
      case "--help", "-h": help = true
      case "--all": all = true
      case "--page": writesPage = true
      case "--products": products = true
      case "--against": python = try Self.value(of: name, &rest, "a Python's path")
      case "--sizes", "--vae":
        guard model == nil else {
          throw UsageError(description: "\(name): expected one model, found two")
        }
        model = try Self.model(name, &rest)
      case "--batch", "--images", "--epochs", "--threads":
        let text = try Self.value(of: name, &rest, "a whole number")
        guard let number = Int(text), 1...10_000_000 ~= number else {
          throw UsageError(
            description: "\(name): expected a whole number from 1 to 10000000, found \(text)")
        }
        numbers[name] = number
      default:
        throw UsageError(description: "\(name): expected an option that --help lists")
      }
    }

    if let number = numbers.removeValue(forKey: "--threads") {
      // More threads than processors wait for each other.
      guard number <= threads else {
        throw UsageError(
          description: "--threads: expected at most \(threads), the number of processors, found "
            + "\(number)")
      }
      threads = number
    }
    guard !help else { return }
    guard [model != nil, all, products].count(where: \.self) == 1 else {
      throw UsageError(
        description: "expected one of --sizes, --vae, --all and --products; see --help")
    }
    if let model {
      var workload = Workload(model: model)
      workload.batch = numbers["--batch"] ?? workload.batch
      workload.images = numbers["--images"] ?? workload.images
      workload.epochs = numbers["--epochs"] ?? workload.epochs
      guard workload.batch <= workload.images else {
        throw UsageError(
          description: "--images: expected at least a batch, \(workload.batch) (--batch), found "
            + "\(workload.images)")
      }
      let (memory, there) = (workload.memory, Double(ProcessInfo.processInfo.physicalMemory))
      guard memory < there else {
        throw UsageError(
          description:
            "\(workload.arguments[0]) with \(workload.images) images: expected a model and "
            + "images that fit in \(Int(there / 1e9)) GB of memory, found some of "
            + "\(Int(memory / 1e9)) GB")
      }
      self.workload = workload
    } else if let extra = numbers.keys.min() {
      throw UsageError(
        description: "\(extra): expected with --sizes or --vae, found with "
          + (all ? "--all" : "--products"))
    }
    guard !products || python == nil else {
      throw UsageError(
        description: "--against: expected with a model or --all, found with --products")
    }
    guard !writesPage || (all && python != nil) else {
      throw UsageError(description: "--page: expected together with --all and --against PYTHON")
    }
  }

  private static func value(
    of name: String, _ rest: inout ArraySlice<String>, _ expected: String
  ) throws(UsageError) -> String {
    guard let value = rest.popFirst(), !value.hasPrefix("--") else {
      throw UsageError(description: "\(name): expected \(expected) after it, found none")
    }
    return value
  }

  private static func model(
    _ name: String, _ rest: inout ArraySlice<String>
  ) throws(UsageError) -> Workload.Model {
    guard name == "--sizes" else {
      let sizes = try list(name, &rest) { $0 == 3 }
      return .variational(inputs: sizes[0], hidden: sizes[1], latents: sizes[2])
    }
    let sizes = try list(name, &rest) { $0 >= 2 }
    guard sizes[0] == sizes[sizes.count - 1] else {
      throw UsageError(
        description: "--sizes: expected the same number of outputs as inputs, \(sizes[0]), found "
          + "\(sizes[sizes.count - 1])")
    }
    return .autoencoder(sizes)
  }

  private static func list(
    _ name: String, _ rest: inout ArraySlice<String>, hasCount: (Int) -> Bool
  ) throws(UsageError) -> [Int] {
    let expected = name == "--vae" ? "three" : "two or more"
    let text = try value(of: name, &rest, "\(expected) sizes")
    let sizes = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard hasCount(sizes.count), sizes.allSatisfy({ 1...100_000 ~= $0 }) else {
      throw UsageError(
        description:
          "\(name): expected \(expected) sizes from 1 to 100000 with commas between, found \(text)")
    }
    return sizes
  }
}
