import Basics
import Kernels

/// A key to reproducible randomness: the same key gives the same numbers on every machine.
///
/// A key is a value, not a stream: drawing twice from one key gives the same numbers twice, so
/// every use derives a key of its own by a label or an index, and no run depends on what was drawn
/// before it:
///
///     let key = Key(seed: 1)
///     let weights = key["weights"].normals(rows: 784, columns: 64)
///     let order = key["epochs"][3].permutation(of: 4000)
///
/// The bits are Philox4x32-10's (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as
/// easy as 1, 2, 3", SC'11, section 3), a counter-based generator: word i is a function of the key
/// and of i.
public struct Key: Hashable, Sendable {
  private let bits: UInt64

  /// The key of a seed. One seed a run is enough; everything else is derived.
  public init(seed: Int) { bits = UInt64(bitPattern: Int64(seed)) }

  private init(bits: UInt64) { self.bits = bits }

  /// The key derived for the `index`-th use of its kind.
  public subscript(index: Int) -> Key { derived(UInt64(bitPattern: Int64(index)), domain: 1) }

  /// The key derived for the use named `label`.
  public subscript(label: String) -> Key { derived(fnv1a(label), domain: 2) }

  /// Philox of a counter that no draw uses: its third word is the domain, which draws leave at
  /// zero.
  private func derived(_ value: UInt64, domain: UInt32) -> Key {
    let counter = [UInt32(truncatingIfNeeded: value), UInt32(value >> 32), domain, 0]
    var block: [UInt32] = [0, 0, 0, 0]
    kernels.philox(counter, [UInt32(truncatingIfNeeded: bits), UInt32(bits >> 32)], &block)
    return Key(bits: UInt64(block[0]) | UInt64(block[1]) << 32)
  }
}

extension Key {
  /// Independent uniform numbers from `range`, the upper end excluded: [rows, columns].
  public func uniforms(rows: Int, columns: Int, in range: Range<Float> = 0..<1) -> Matrix {
    let width = range.upperBound - range.lowerBound
    // The sum may round up to the upper end.
    let greatest = range.upperBound.nextDown
    return Matrix(rows: rows, columns: columns) { kernels.uniforms(bits, rows * columns, $0) }
      .map { min(range.lowerBound + width * $0, greatest) }
  }

  /// Independent standard normal numbers: [rows, columns].
  public func normals(rows: Int, columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns) { kernels.normals(bits, rows * columns, $0) }
  }

  /// Independent zeros and ones, each a one with the probability given: [m, n] → [m, n].
  public func bernoullis(_ probabilities: Matrix) -> Matrix {
    uniforms(rows: probabilities.rows, columns: probabilities.columns)
      .combined(with: probabilities) { $0 < $1 ? 1 : 0 }
  }

  /// The numbers 0 ..< count in random order (Fisher & Yates; Durstenfeld 1964).
  ///
  /// An index below n is (word · n) / 2³²: its probabilities differ from 1/n by less than 2⁻³².
  public func permutation(of count: Int) -> [Int] {
    var words = [UInt32](repeating: 0, count: count)
    kernels.random_bits(bits, count, &words)
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, Int((UInt64(words[last]) * UInt64(last + 1)) >> 32))
    }
    return order
  }
}
