import Engine
import Testing

@Suite("What activations and layers must satisfy")
struct ActivationTests {
  static let seeds = 1...5

  @Test("f(x) − f(−x) = x for the smooth and the sharp rectifiers", arguments: seeds)
  func rectifiers(seed: Int) {
    let x = draw(seed)
    for activation: Activation in [.relu, .gelu, .silu, .softplus] {
      let odd = apply(activation, x) - apply(activation, -1 * x)
      #expect(difference(odd, x, relative: 3e-7, absolute: 3e-7) == nil, "\(activation)")
    }
  }

  @Test("σ(−x) = 1 − σ(x), tanh(−x) = −tanh(x), tanh(x) = 2 σ(2x) − 1", arguments: seeds)
  func symmetries(seed: Int) {
    let x = draw(seed)
    let minus = -1 * x
    let ones = Matrix(rows: x.rows, columns: x.columns, repeating: 1)
    let complement = ones - x.sigmoid
    #expect(difference(minus.sigmoid, complement, relative: 0, absolute: 1.2e-7) == nil)
    let tanh = apply(.tanh, x)
    #expect(apply(.tanh, minus) == -1 * tanh)
    let fromSigmoid = 2 * (2 * x).sigmoid - ones
    #expect(difference(tanh, fromSigmoid, relative: 0, absolute: 3e-7) == nil)
  }

  @Test("The logit undoes the sigmoid, as far as float holds σ(x)", arguments: seeds)
  func logitOfSigmoid(seed: Int) {
    let x = draw(seed)
    let p = x.sigmoid
    let found = logit(p, margin: 1e-6)
    #expect(found.count == x.count)
    for index in x.elements.indices {
      // A rounding of p moves the logit by that over its slope p (1 − p).
      let (x, p) = (x.elements[index], p.elements[index])
      #expect(abs(found.elements[index] - x) <= 6e-8 / (p * (1 - p)) + 2e-7 * abs(x))
    }
  }

  @Test("The logit of certainty is finite, as far out as the margin says")
  func logitOfCertainty() {
    let found = logit(Matrix(row: [0, 0.5, 1]), margin: 0.25)
    #expect(difference(found, [-1.0986122886681098, 0, 1.0986122886681098], relative: 3e-7) == nil)
  }

  @Test("A NaN in gives a NaN out, forwards and backwards", arguments: Activation.allCases)
  func notANumber(activation: Activation) {
    let y = apply(activation, Matrix(row: [.nan, 1]))
    #expect(y[0, 0].isNaN)
    #expect(y[0, 1].isFinite)
  }

  @Test("Layers that change nothing, and rectifiers that are one another")
  func identities() {
    let x = draw(1)
    var dense = Dense(8, 8, using: Key(seed: 1))
    dense.weight = Tensor(identity(8))
    #expect(apply(dense, x) == x)
    #expect(apply(Sequential([]), x) == x)
    #expect(apply(Activation.identity, x) == x)
    #expect(apply(PReLU(8, slope: 1), x) == x)
    #expect(apply(PReLU(8, slope: 0), x) == apply(.relu, x))
    #expect(apply(PReLU(8, slope: 0.01), x) == apply(.leakyReLU, x))
  }

  @Test("Sequential layers are the layers one after the other, by name and by value")
  func sequential() {
    let (first, second) = (Dense(8, 3, using: Key(seed: 1)), Dense(3, 2, using: Key(seed: 2)))
    let stack = Sequential([first, Activation.tanh, PReLU(3), second])
    let x = Tensor(draw(1))
    #expect(stack(x).value == second(PReLU(3)(Activation.tanh(first(x)))).value)
    #expect(
      stack.parameters.map(\.name)
        == ["0.weight", "0.bias", "2.slopes", "3.weight", "3.bias"])
    #expect(stack.parameterCount == 8 * 3 + 3 + 3 + 3 * 2 + 2)
  }

  private func apply(_ layer: some Layer, _ x: Matrix) -> Matrix { layer(Tensor(x)).value }

  private func apply(_ activation: Activation, _ x: Matrix) -> Matrix {
    activation(Tensor(x)).value
  }

  private func draw(_ seed: Int) -> Matrix {
    Key(seed: seed).uniforms(rows: 16, columns: 8, in: -9..<9)
  }
}

/// The identity matrix [n, n].
func identity(_ n: Int) -> Matrix {
  var matrix = Matrix(rows: n, columns: n, repeating: 0)
  for i in 0..<n { matrix[i, i] = 1 }
  return matrix
}
