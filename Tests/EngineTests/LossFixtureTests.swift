import Engine
import Testing

@Suite("Losses against fixtures")
struct LossFixtureTests {
  /// The targets are rounded to float, which moves a loss of slope −l by |l| · 6e-8 of the target:
  /// with logits to 1000 and losses of the order of |l|, a relative 1e-6 covers it.
  @Test("Cross-entropy and its derivative, one element at a time, for logits to ±1000")
  func crossEntropy() throws {
    let fixtures = try Fixtures.read().losses
    var (losses, slopes): ([Double], [Double]) = ([], [])
    for (logit, target) in zip(fixtures.logit, fixtures.target) {
      let target = Matrix(row: [Float(target)])
      let (value, gradient) = valueWithGradient(at: Arguments([Matrix(row: [Float(logit)])])) {
        meanBernoulliCrossEntropy(logits: $0.tensors[0], target)
      }
      losses.append(Double(value))
      slopes.append(Double(gradient.tensors[0].value[0, 0]))
    }
    #expect(difference(losses, fixtures.bce_with_logits, relative: 1e-6) == nil)
    #expect(difference(slopes, fixtures.dlogit, relative: 1e-6, absolute: 1e-7) == nil)
  }

  @Test("The softmax's cross-entropy: log n where all logits agree, none where one is far ahead")
  func softmax() {
    func loss(_ row: [Float], _ label: UInt8) -> Float {
      meanSoftmaxCrossEntropy(logits: Tensor(Matrix(row: row)), labels: [label]).value[0, 0]
    }
    #expect(difference([Double(loss([7, 7, 7, 7], 2))], [1.386294361], relative: 1e-6) == nil)
    #expect(loss([0, 1000, -1000], 1) == 0)
    #expect(loss([0, 1000, -1000], 0) == 1000)
  }
}
