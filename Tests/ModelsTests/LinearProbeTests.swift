import Engine
import Testing
import Models

@Suite("The linear probe")
struct LinearProbeTests {
  /// Codes of three numbers: the first tells label 0 from 1, the second is noise of a thousand times
  /// its size, the third never varies.
  func codes(_ count: Int, _ key: Key) -> (codes: Matrix, labels: [UInt8]) {
    let labels = (0..<count).map { UInt8($0 % 2) }
    let noise = key.normals(rows: count, columns: 2)
    let elements = labels.indices.flatMap { i -> [Float] in
      [(labels[i] == 0 ? -2 : 2) + noise[i, 0], 1000 * noise[i, 1], 7]
    }
    return (Matrix(rows: count, columns: 3, elements: elements), labels)
  }

  @Test("It finds what tells the classes apart, whatever the scale of the rest")
  func separable() throws {
    let train = codes(600, Key(seed: 1))
    let test = codes(400, Key(seed: 2))
    let probe = try LinearProbe(
      of: train.codes, labels: train.labels, penalty: 1e-4, using: Key(seed: 3))
    // The best possible share is Φ(2), 97.7 %.
    #expect((0.95...0.995).contains(probe.accuracy(on: test.codes, labels: test.labels)))
    let hits = probe.hits(test.codes, labels: test.labels)
    #expect(
      probe.accuracy(on: test.codes, labels: test.labels)
        == Double(hits.filter { $0 }.count) / 400)
  }

  @Test("Codes that have nothing to do with the labels tell nothing")
  func chance() throws {
    let labels = (0..<600).map { UInt8($0 % 2) }
    let probe = try LinearProbe(
      of: Key(seed: 1).normals(rows: 600, columns: 3), labels: labels, penalty: 1e-4,
      using: Key(seed: 3))
    let accuracy = probe.accuracy(
      on: Key(seed: 2).normals(rows: 600, columns: 3), labels: labels)
    #expect((0.4...0.6).contains(accuracy))
  }

  @Test("The penalty is chosen on the held-back codes: one that drowns the loss is not taken")
  func penalty() throws {
    let train = codes(1000, Key(seed: 1))
    let shares = { (penalties: [Float]) in
      try LinearProbe.penalty(
        for: train.codes, labels: train.labels, among: penalties, using: Key(seed: 3))
    }
    #expect(try shares([1e6, 1e-3]) == 1e-3)
    #expect(try shares([1e-3]) == 1e-3)
  }
}
