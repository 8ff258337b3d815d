import Foundation
import Synchronization
import Testing

@testable import Engine

/// `Threads.limit` belongs to the whole process: these tests change it one after another and put it
/// back. Other suites may run beside them; their results don't depend on it.
@Suite("Work shared between threads", .serialized)
final class ThreadsTests {
  private let limit = Threads.limit

  deinit { Threads.limit = limit }

  @Test("Each element is in exactly one part, and parts begin at multiples of the unit")
  func parts() {
    for limit in [1, 2, 3, 5] {
      Threads.limit = limit
      for count in [0, 1, 2, 3, 15, 16, 17, 31, 32, 33, 100, 257, 1000, 4096] {
        for unit in [1, 2, 12, 16, 32, 5000] {
          for least in [0, 1, 7, 16, 100, 1 << 14] {
            let ranges = parts(of: count, unit: unit, least: least)
            let joins = zip(ranges, ranges.dropFirst())
            #expect(
              ranges.first?.lowerBound == 0 && ranges.last?.upperBound == count
                && joins.allSatisfy { $0.upperBound == $1.lowerBound && $0.count % unit == 0 }
                && ranges.count <= (limit == 1 ? 1 : 2 * limit)
                && (count == 0 || !ranges.contains { $0.isEmpty }),
              "\(count) by \(unit), at least \(least), on \(limit): \(ranges)")
          }
        }
      }
    }
  }

  @Test("Work that is worth two threads is cut, less is not")
  func least() {
    Threads.limit = 2
    #expect(parts(of: 100, unit: 1, least: 100).count == 2)
    #expect(parts(of: 99, unit: 1, least: 100).count == 1)
    #expect(parts(of: 1000, unit: 1, least: 100).count == 4)
    #expect(parts(of: 1000, unit: 500, least: 100).count == 2)
  }

  @Test("A part may itself be split")
  func nested() {
    Threads.limit = 3
    let (rows, columns) = (40, 50)
    for _ in 0..<50 {
      let visits = filled(rows * columns, with: 0) { visits in
        Threads.split(rows, least: 1) { part in
          for row in part {
            Threads.split(columns, least: 1) {
              for column in $0 { visits[row * columns + column] += 1 }
            }
          }
        }
      }
      #expect(visits.allSatisfy { $0 == 1 })
    }
  }

  @Test("Several callers at once each get their own work done")
  func callers() async {
    Threads.limit = 3
    let (a, b) = (draw(96, 80, "a"), draw(80, 112, "b"))
    let product = a.multiplied(by: b)
    let wrong = await withTaskGroup(of: Int.self) { group in
      for task in 0..<8 {
        group.addTask {
          var wrong = 0
          for round in 0..<50 {
            let visits = filled(1000 + task, with: 0) { visits in
              Threads.split(1000 + task, least: 1) { for i in $0 { visits[i] += 1 + round % 3 } }
            }
            if visits.contains(where: { $0 != 1 + round % 3 }) { wrong += 1 }
            if a.multiplied(by: b) != product { wrong += 1 }
          }
          return wrong
        }
      }
      return await group.reduce(0, +)
    }
    #expect(wrong == 0)
  }

  /// In a process of its own, where nobody else shares work: each of two parts waits for the other,
  /// which only another thread can do. Should it never come, the alarm ends the process.
  @Test("A helper comes at first, and again after it has gone to sleep")
  func wakes() async {
    await #expect(processExitsWith: .success) {
      alarm(60)
      Threads.limit = 2
      for pause in [0, 0, 20_000, 0, 50_000, 20_000] as [UInt32] {
        usleep(pause)
        let arrived = Atomic<Int>(0)
        Threads.split(2, least: 1) { part in
          precondition(part.count == 1)
          arrived.wrappingAdd(1, ordering: .sequentiallyConsistent)
          while arrived.load(ordering: .sequentiallyConsistent) < 2 { sched_yield() }
        }
      }
    }
  }

  @Test("Lowering the limit leaves helpers without work, raising it brings them back")
  func limits() {
    for limit in [5, 1, 3, 1, 2, 5, 1, 4] {
      Threads.limit = limit
      for _ in 0..<20 {
        let visits = filled(3000, with: 0) { visits in
          Threads.split(3000, least: 1) { for i in $0 { visits[i] += 1 } }
        }
        #expect(visits.allSatisfy { $0 == 1 })
      }
    }
  }

  @Test("Any number of threads gives the same bits", arguments: Operation.all)
  func sameBits(operation: Operation) {
    Threads.limit = 1
    let expected = operation.run()
    for limit in [2, 3, 5] {
      Threads.limit = limit
      for _ in 0..<3 {
        let found = operation.run()
        #expect(
          found.count == expected.count && zip(found, expected).allSatisfy(isSame),
          "\(operation.testDescription) on \(limit) threads")
      }
    }
  }

  /// The parts that a split has made, first to last. Each notes its end where it begins: no lock,
  /// since ThreadSanitizer does not know Swift's.
  private func parts(of count: Int, unit: Int, least: Int) -> [Range<Int>] {
    let calls = Atomic<Int>(0)
    let ends = filled(count + 1, with: -1) { ends in
      Threads.split(count, unit: unit, least: least) { part in
        ends[part.lowerBound] = part.upperBound
        calls.wrappingAdd(1, ordering: .relaxed)
      }
    }
    let parts = ends.indices.filter { ends[$0] >= 0 }.map { $0..<max(ends[$0], $0) }
    #expect(calls.load(ordering: .relaxed) == parts.count, "parts of \(count) begin twice")
    return parts
  }
}

/// Something that threads share, large enough to be shared.
struct Operation: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let run: @Sendable () -> [Matrix]

  init(_ name: String, _ run: @escaping @Sendable () -> [Matrix]) {
    (testDescription, self.run) = (name, run)
  }

  static let all: [Operation] = products + passes

  /// All forms, of shapes that are cut by rows and of shapes that are cut by columns.
  private static let products = [
    (300, 300, 300), (301, 97, 784), (97, 301, 784), (100, 784, 64), (1000, 20, 100),
  ].flatMap { m, n, k in
    [false, true].map { isSparse in
      Operation("\(m)×\(k) by \(k)×\(n)" + (isSparse ? ", mostly zero" : "")) {
        let (a, b) = (isSparse ? margins(m, k) : draw(m, k, "a"), draw(k, n, "b"))
        let (aTransposed, bTransposed) = (a.transposed, b.transposed)
        return [
          a.multiplied(by: b), aTransposed.transposeMultiplied(by: b),
          a.multiplied(byTransposeOf: bTransposed),
        ]
      }
    }
  }

  private static let passes = [
    Operation("maps") {
      let (x, y) = (draw(300, 301, "x"), draw(300, 301, "y"))
      return [x.exp, x.sigmoid, x + y, x * y, x.difference(from: y, scaledBy: 0.3)]
    },
    Operation("a row added") { [draw(301, 300, "x").adding(row: draw(1, 300, "row"))] },
    Operation("sums of columns") { [draw(1001, 301, "x").columnSums] },
    Operation("rows gathered") {
      let x = draw(300, 301, "x")
      let bytes = (0..<300 * 301).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
      let indices = (0..<700).map { $0 * 7919 % 300 }
      return [x.rows(at: indices), Matrix(rowsAt: indices, of: bytes, columns: 301)]
    },
    Operation("Adam") {
      var model = Arguments([draw(300, 301, "weights"), draw(1, 301, "bias")])
      var optimizer = Adam(rate: 0.01, weightDecay: 0.1)
      for step in 0..<4 {
        optimizer.update(
          &model, along: Arguments([draw(300, 301, "g\(step)"), draw(1, 301, "h\(step)")]))
      }
      return model.parameters.map(\.value)
    },
    Operation("training") {
      let x = draw(256, 200, "x")
      let layer = Dense(200, 200, using: Key(seed: 1))
      let (_, gradient) = valueWithGradient(at: layer) { layer in
        meanSquaredError(Activation.relu(layer(Tensor(x))), x)
      }
      return gradient.parameters.map(\.value)
    },
  ]
}

/// `count` times `value`, after `body` has written to some.
private func filled(
  _ count: Int, with value: Int, _ body: (UnsafeMutablePointer<Int>) -> Void
) -> [Int] {
  Array(unsafeUninitializedCapacity: count) { buffer, initialized in
    buffer.initialize(repeating: value)
    if let start = buffer.baseAddress { body(start) }
    initialized = count
  }
}

/// Numbers in the middle third of the rows and of the columns, around them zeros.
private func margins(_ rows: Int, _ columns: Int) -> Matrix {
  func middle(_ count: Int) -> Matrix {
    Matrix(row: (0..<count).map { $0 * 3 / count == 1 ? 1 : 0 })
  }
  return draw(rows, columns, "a") * middle(rows).transposeMultiplied(by: middle(columns))
}

private func isSame(_ a: Matrix, _ b: Matrix) -> Bool {
  a.shape == b.shape && memcmp(a.elements, b.elements, a.count * MemoryLayout<Float>.size) == 0
}

private func draw(_ rows: Int, _ columns: Int, _ label: String) -> Matrix {
  Key(seed: 1)[label].normals(rows: rows, columns: columns)
}
