import Checker
import Engine
import Testing

@Suite("The checkers of chapter 3 and appendix A")
struct ActivationsAndEngineTests {
  @Test("PReLU's start: a right answer and wrong ones")
  func preluStart() throws {
    @Sendable func network(_ prelu: PReLU, behindCode: Bool = true, units: Int, key: Key)
      -> Sequential
    {
      let (encoder, decoder) = (
        Dense(784, units, using: key["encoder"]), Dense(units, 784, using: key["decoder"])
      )
      return behindCode
        ? Sequential([encoder, prelu, decoder, Activation.sigmoid])
        : Sequential([encoder, decoder, prelu, Activation.sigmoid])
    }
    @Sendable func trained(_ model: Sequential, on images: Matrix, epochs: Int, rate: Double) throws
      -> Sequential
    {
      var model = model
      try fit(
        &model, to: images.examples, epochs: epochs, batchSize: 32,
        optimizer: Adam(rate: Float(rate)),
        key: Key(seed: 2)
      ) { model, batch, _ in meanSquaredError(model(Tensor(batch)), batch) }
      return model
    }
    let right = Exercise.preluStart { slope, units, images, epochs, rate, key in
      try trained(
        network(PReLU(units, slope: slope), units: units, key: key), on: images, epochs: epochs,
        rate: rate)
    }
    #expect(try right.faults() == [])

    // The slope is forgotten.
    let usual = Exercise.preluStart { _, units, images, epochs, rate, key in
      try trained(
        network(PReLU(units), units: units, key: key), on: images, epochs: epochs, rate: rate)
    }
    #expect(
      try usual.faults().first
        == "asked to start at 1.0, with 0 epochs every slope should still be 1.0; found 0.25")

    // The slope is typed in.
    let fixed = Exercise.preluStart { _, units, images, epochs, rate, key in
      try trained(
        network(PReLU(units, slope: 1), units: units, key: key), on: images, epochs: epochs,
        rate: rate)
    }
    #expect(
      try fixed.faults()
        == ["asked to start at 0.0, with 0 epochs every slope should still be 0.0; found 1.0"])

    // A copy is trained, the original returned.
    let lost = Exercise.preluStart { slope, units, images, epochs, rate, key in
      let model = network(PReLU(units, slope: slope), units: units, key: key)
      _ = try trained(model, on: images, epochs: epochs, rate: rate)
      return model
    }
    #expect(
      try lost.faults().contains { $0.contains("is the trained network returned?") })

    // PReLU stands behind the wrong layer, and nowhere.
    let misplaced = Exercise.preluStart { slope, units, images, epochs, rate, key in
      try trained(
        network(PReLU(784, slope: slope), behindCode: false, units: units, key: key), on: images,
        epochs: epochs, rate: rate)
    }
    #expect(
      try misplaced.faults() == [
        "a code of 6 units has 6 slopes, found 784: does PReLU follow the layer that makes "
          + "the code?"
      ])
    let without = Exercise.preluStart { _, units, _, _, _, key in
      Sequential([
        Dense(784, units, using: key[1]), Activation.relu, Dense(units, 784, using: key[2]),
        Activation.sigmoid,
      ])
    }
    #expect(
      try without.faults() == [
        "expected a network with one layer of type PReLU, after the code, found 0 of them"
      ])

    // The sigmoid at the end is forgotten; another bend stands behind the code, too.
    let logits = Exercise.preluStart { slope, units, images, epochs, rate, key in
      let model = network(PReLU(units, slope: slope), units: units, key: key)
      return try trained(
        Sequential(Array(model.layers.dropLast())), on: images, epochs: epochs, rate: rate)
    }
    #expect(
      try logits.faults() == [
        "the outputs are logits: there is no sigmoid at the end of the network"
      ])
    let bentTwice = Exercise.preluStart { slope, units, images, epochs, rate, key in
      var layers = network(PReLU(units, slope: slope), units: units, key: key).layers
      layers.insert(Activation.tanh, at: 2)
      return try trained(Sequential(layers), on: images, epochs: epochs, rate: rate)
    }
    #expect(
      try bentTwice.faults() == [
        "the output is not what Dense, PReLU, Dense and a sigmoid make of these weights"
      ])
  }

  @Test("The deep network: a right answer and wrong ones")
  func deepNetwork() throws {
    @Sendable func network(
      _ sizes: [Int], _ bends: [Activation], _ outputBias: Matrix?, keys: [Key]
    ) -> Sequential {
      Sequential(
        bends.indices.flatMap { i -> [any Layer] in
          [
            Dense(
              sizes[i], sizes[i + 1], bias: i == 3 ? outputBias : nil, using: keys[i]),
            bends[i],
          ]
        })
    }
    @Sendable func faults(
      _ sizes: @escaping @Sendable (Int, Int) -> [Int] = { [784, $0, $1, $0, 784] },
      bias: Bool = true, oneKey: Bool = false,
      _ bends: @escaping @Sendable (Activation, Activation) -> [Activation]
    ) throws -> [String] {
      try Exercise.deepNetwork { hidden, code, activation, codeActivation, outputBias, key in
        network(
          sizes(hidden, code), bends(activation, codeActivation), bias ? outputBias : nil,
          keys: (0..<4).map { oneKey ? key : key[$0] })
      }.faults()
    }
    #expect(try faults { [$0, $1, $0, .sigmoid] } == [])

    // The code gets the hidden layers' activation; one hidden layer is bent; the output is not.
    #expect(
      try faults { activation, _ in [activation, activation, activation, .sigmoid] } == [
        "asked for relu in the hidden layers and identity at the code, the four layers should be "
          + "followed by relu, identity, relu and sigmoid; found relu, relu, relu and sigmoid"
      ])
    #expect(
      try faults { [$0, $1, .identity, .sigmoid] }.first?.hasSuffix(
        "found relu, identity, identity and sigmoid") == true)
    #expect(
      try faults { [$0, $1, $0, .identity] }.first?.hasSuffix("found relu, identity, relu and none")
        == true)

    // The hidden layers have the code's size, or one is missing.
    #expect(
      try faults({ hidden, code in [784, code, hidden, code, 784] }) { [$0, $1, $0, .sigmoid] } == [
        "with 24 hidden units and a code of 7, expected weights and biases of 784×24, 1×24, 24×7, "
          + "1×7, 7×24, 1×24, 24×784, 1×784, found 784×7, 1×7, 7×24, 1×24, 24×7, 1×7, 7×784, 1×784"
      ])

    // All layers are drawn from one key; the bias is forgotten.
    #expect(
      try faults(oneKey: true) { [$0, $1, $0, .sigmoid] }.first
        == "the weights of layers 1 and 2 are the same numbers, apart from their size: draw "
        + "each layer's from a key of its own, key[1], key[2], …")
    #expect(
      try faults(bias: false) { [$0, $1, $0, .sigmoid] } == [
        "the output layer should begin with the given bias, found a different one"
      ])

    // Zero weights, at which most activations look alike; biases that are not 0.
    @Sendable func changed(
      _ place: Int, _ value: Float, _ bends: @escaping @Sendable (Activation) -> [Activation]
    ) throws -> [String] {
      try Exercise.deepNetwork { hidden, code, activation, _, outputBias, key in
        var model = network(
          [784, hidden, code, hidden, 784], bends(activation), outputBias,
          keys: (0..<4).map { key[$0] })
        var index = 0
        model.visit { _, parameter in
          let isWeight = index % 2 == 0 && place == -1
          if isWeight || index == place { parameter = Tensor(parameter.value.map { _ in value }) }
          index += 1
        }
        return model
      }.faults()
    }
    #expect(
      try changed(-1, 0) { _ in [.relu, .relu, .relu, .sigmoid] } == [
        "the weights of layer 1 are all 0: then so are the gradients of others, and all its units "
          + "stay alike; draw them from a key"
      ])
    #expect(
      try changed(3, 0.5) { [$0, .identity, $0, .sigmoid] }.first
        == "the biases of layer 2 should begin at 0, found 0.5")
  }

  @Test("Two sums: a right answer and wrong ones")
  func twoSums() throws {
    @Sendable func product(_ a: Matrix, _ b: Matrix, _ sum: (Int, (Int) -> (Float, Float)) -> Float)
      -> Matrix
    {
      Matrix(
        rows: a.rows, columns: b.columns,
        elements: (0..<a.rows).flatMap { i in
          (0..<b.columns).map { j in sum(a.columns) { (a[i, $0], b[$0, j]) } }
        })
    }
    @Sendable func faults(
      _ sum: @escaping @Sendable (Int, (Int) -> (Float, Float)) -> Float
    ) throws -> [String] { try Exercise.twoSums { product($0, $1, sum) }.faults() }

    #expect(
      try faults { steps, factors in
        var (even, odd): (Float, Float) = (0, 0)
        for p in 0..<steps {
          let (x, y) = factors(p)
          if p.isMultiple(of: 2) { even.addProduct(x, y) } else { odd.addProduct(x, y) }
        }
        return odd + even
      } == [])

    let begin =
      "over 37 steps the product is right except for its last bits, which are not those of two "
      + "sums, over even and odd steps; they are those of "
    // One sum, as it was.
    #expect(
      try faults { steps, factors in
        (0..<steps).reduce(into: 0) { $0.addProduct(factors($1).0, factors($1).1) }
      } == [begin + "one sum over all steps, as in the appendix"])
    // Halves.
    #expect(
      try faults { steps, factors in
        [0..<steps / 2, steps / 2..<steps].map {
          $0.reduce(into: Float(0)) { $0.addProduct(factors($1).0, factors($1).1) }
        }.reduce(0, +)
      } == [begin + "one sum over the first half of the steps and one over the second"])
    // No fused multiply-add.
    #expect(
      try faults { steps, factors in
        var sums: [Float] = [0, 0]
        for p in 0..<steps { sums[p % 2] += factors(p).0 * factors(p).1 }
        return sums[0] + sums[1]
      } == [
        begin
          + "two sums without the fused multiply-add: products are rounded before they are added, "
          + "use addProduct"
      ])
    // Pairs of steps: the last of an odd number is forgotten.
    #expect(
      try faults { steps, factors in
        var sums: [Float] = [0, 0]
        for p in 0..<(steps / 2 * 2) { sums[p % 2].addProduct(factors(p).0, factors(p).1) }
        return sums[0] + sums[1]
      }.first?.hasSuffix(": that is all but the last step") == true)
    // The odd sum is forgotten.
    #expect(
      try faults { steps, factors in
        stride(from: 0, to: steps, by: 2).reduce(into: 0) {
          $0.addProduct(factors($1).0, factors($1).1)
        }
      }.first?.hasSuffix(": that is only the sum over even steps") == true)
    // A product of the wrong shape.
    #expect(
      try Exercise.twoSums { a, _ in a }.faults() == ["5×37 times 37×6 is 5×6, found 5×37"])
  }
}
