import Kernels
import Testing

@Suite struct RandomTests {
  /// Known answers: kat_vectors of Random123 (Salmon et al. 2011).
  @Test(arguments: [
    (
      [UInt32](repeating: 0, count: 4), [UInt32](repeating: 0, count: 2),
      [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8] as [UInt32]
    ),
    (
      [UInt32](repeating: .max, count: 4), [UInt32](repeating: .max, count: 2),
      [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]
    ),
    (
      [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344], [0xA409_3822, 0x299F_31D0],
      [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1]
    ),
  ])
  func `Philox gives its published answers`(counter: [UInt32], key: [UInt32], words: [UInt32]) {
    var found = [UInt32](repeating: 0, count: 4)
    kernel_table_in_use().pointee.philox(counter, key, &found)
    #expect(found == words)
  }

  let key: UInt64 = 0x0123_4567_89AB_CDEF

  func words(_ count: Int) -> [UInt32] {
    (0..<(count + 3) / 4).flatMap { block -> [UInt32] in
      var words = [UInt32](repeating: 0, count: 4)
      kernel_table_in_use().pointee.philox(
        [UInt32(block), 0, 0, 0], [0x89AB_CDEF, 0x0123_4567], &words)
      return words
    }.prefix(count).map { $0 }
  }

  @Test(arguments: [0, 1, 3, 4, 5, 64, 511, 512, 513, 2_050])
  func `a stream is its blocks in order, whatever its length`(count: Int) throws {
    let expected = words(count)
    for level in levels {
      let table = try table(level)
      var found = [UInt32](repeating: 7, count: count)
      table.random_bits(key, count, &found)
      #expect(found == expected, "\(level)")
      var uniforms = [Float](repeating: 7, count: count)
      table.uniforms(key, count, &uniforms)
      let upper = expected.map { Float($0 >> 8) * 0x1p-24 }
      #expect(difference(uniforms, upper) == nil, "\(level)")
    }
  }

  @Test func `normals are the quantiles of the words, tails included`() throws {
    let count = 200_003
    let words = words(count)
    var first = [Float](repeating: 7, count: count)
    try table("baseline").normals(key, count, &first)
    let worst = zip(first, words).map { z, word in
      ulps(z, normalQuantile((Double(word) + 0.5) * 0x1p-32))
    }.max()
    #expect(try #require(worst) <= 6)
    for level in levels.dropFirst() {
      var found = [Float](repeating: 7, count: count)
      try table(level).normals(key, count, &found)
      #expect(difference(found, first) == nil, "\(level)")
    }
  }

  @Test func `a word and its complement give opposite normals, exactly`() throws {
    let count = 1_000_000
    let words = words(count)
    var normals = [Float](repeating: 7, count: count)
    kernel_table_in_use().pointee.normals(key, count, &normals)
    let place = Dictionary(zip(words, 0..<count), uniquingKeysWith: { first, _ in first })
    let pairs = words.indices.compactMap { i in place[~words[i]].map { (i, $0) } }
    // Of n words some n² / 2^32 have their complement among them.
    #expect(pairs.count > 100)
    #expect(pairs.allSatisfy { normals[$0] == -normals[$1] })
  }

  @Test func `uniforms and normals have the moments of their distributions`() {
    let count = 1_000_000
    var x = [Float](repeating: 0, count: count)
    func moment(_ power: Int) -> Double {
      x.reduce(0.0) { sum, x in sum + (0..<power).reduce(1.0) { p, _ in p * Double(x) } }
        / Double(count)
    }
    // Bounds of about five standard errors.
    kernel_table_in_use().pointee.uniforms(1, count, &x)
    #expect(x.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect(abs(moment(1) - 1 / 2.0) < 0.0015)
    #expect(abs(moment(2) - 1 / 3.0) < 0.0015)
    kernel_table_in_use().pointee.normals(1, count, &x)
    #expect(abs(moment(1)) < 0.005)
    #expect(abs(moment(2) - 1) < 0.007)
    #expect(abs(moment(3)) < 0.02)
    #expect(abs(moment(4) - 3) < 0.05)
  }
}
