import Basics
import Files
import Foundation

/// The book's page on speed: a section for each processor and level on which `bench --page` has run.
struct PerformancePage {
  /// The files of the page's folder: for each section its text, `amd-epyc-avx2.md`, and its figures with
  /// their data.
  let files: [String: Data]

  init(files: [String: Data]) { self.files = files }

  /// The page that is there, if any.
  init(of publication: Publication) throws {
    let folder = publication.folder.appending(path: "performance")
    files = Dictionary(
      uniqueKeysWithValues: try Publication.files(of: "performance", in: publication.folder).map {
        ($0, try contents(of: folder.appending(path: $0), remedy: "run bench without --page"))
      })
  }

  /// Where it is written, or why it can't be.
  static func publication() throws(FileError) -> Publication {
    try Publication(
      of: "performance", in: sources.appending(path: "../Book"), remedy: "leave --page out")
  }

  /// Writes Book/performance.md and its folder.
  func publish(_ publication: Publication) throws {
    for (file, data) in files { try publication.save(data, as: file) }
    try publication.publish(text)
    say("\nThe page is \(publication.folder.path)/performance.md")
  }

  private var text: String {
    let sections = files.filter { $0.key.hasSuffix(".md") }.sorted { $0.key < $1.key }
      .map { String(decoding: $0.value, as: UTF8.self) }
    var figures = 0
    let numbered = sections.joined(separator: "\n").replacing(/\*Figure 0\./) { _ in
      figures += 1
      return "*Figure \(figures)."
    }
    return """
      # Performance

      > How fast does the engine train, beside the frameworks that one would otherwise use?

      Each section was measured on the machine that its heading names, by `bench`. Machines are shared and their
      speed changes from minute to minute, so engine and frameworks ran in turn, each in a process of its own, in three
      rounds (PyTorch and Keras in the first alone, since they take long); a ratio is taken within a round, and the table
      shows its median and its range. A claim that does not hold on a machine stays on the page and says so. Alone of the
      pages beside [Status](status.md) this one differs from machine to machine.

      The work is the same for all but for trifles: float32, Adam, 60,000 images an epoch in a fresh random order, the
      loss reported; the first epoch, in which a framework compiles, is left out. JAX and PyTorch drop a last batch that is
      not full. JAX and Keras compile the step; PyTorch runs as it is written, with Adam in one pass.

      GFLOP/s are 10⁹ floating-point operations per second, two for each multiply-add of the products of an update; those
      that the kernels leave out, where pixels are zero, count as done. *Products alone* are the same products on numbers
      of which none is zero, so that none is left out; *peak* is a loop of multiply-adds on registers, timed in the same
      process. Memory is the process's greatest; the engine keeps pixels as bytes, which the frameworks got as floats.

      \(numbered)
      ## Where the time goes

      Most of it goes to matrix products, then, with small batches, to Adam, which reads and writes every parameter at
      every update, else to the sigmoid; [CONTRIBUTING](../CONTRIBUTING.md) has a profile. In a product a tile of sums
      stays in registers while it grows, factors that are read many times are first copied to where they lie close
      together, and steps at which a whole tile of pixels is zero are left out. What the kernels promise, and why no number
      of threads changes a bit, is in [the appendix](A-engine.md).

      ## Repeat it

          swift run -c release bench --sizes 784,64,784 --batch 256
          swift run -c release bench --all
          swift run -c release bench --products
          python3 -m venv peers && peers/bin/pip install 'jax[cpu]' optax torch tensorflow-cpu keras numpy
          swift run -c release bench --all --against peers/bin/python --page

      On a processor with AVX-512 `KERNELS=avx2` measures the engine at the level below. It can't measure JAX there:
      told to keep to AVX2, by XLA_FLAGS=--xla_cpu_max_isa=AVX2, it passed the peak of AVX2, and was as fast as before.

          KERNELS=avx2 swift run -c release bench --all
          KERNELS=avx2 swift run -c release bench --products

      [Contents](README.md)

      """
  }
}
