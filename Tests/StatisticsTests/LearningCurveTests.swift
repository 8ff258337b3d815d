import Testing

@testable import Statistics

@Suite("Learning curves")
struct LearningCurveTests {
  func curve(_ values: [Double]) -> LearningCurve {
    var curve = LearningCurve(from: 100, to: 800)
    var values = values[...]
    for update in 1...800 { curve.record(after: update) { values.removeFirst() } }
    return curve
  }

  @Test("Budgets are halves of the last one, rounded up, and end with it")
  func budgets() {
    #expect(LearningCurve(from: 100, to: 800).budgets == [100, 200, 400, 800])
    #expect(LearningCurve(from: 100, to: 1001).budgets == [126, 251, 501, 1001])
    #expect(LearningCurve(from: 100, to: 7).budgets == [7])
    #expect(LearningCurve(from: 1, to: 1).budgets == [1])
  }

  @Test("It measures at its budgets only")
  func measures() {
    var (curve, count) = (LearningCurve(from: 2, to: 8), 0)
    for update in 1...8 {
      curve.record(after: update) {
        count += 1
        return Double(update)
      }
    }
    #expect(curve.values == [2, 4, 8])
    #expect(count == 3)
    #expect(curve[4] == 4)
    #expect(curve.last == 8)
  }

  @Test("An order stays that holds with every seed over the last factor of four")
  func stay() {
    let (low, high) = (curve([9, 1, 1, 1]), curve([1, 2, 2, 2]))
    let turning = curve([1, 2, 2, 0.5])
    #expect(stays([low, low], below: [high, high]))
    #expect(!stays([low, low], below: [high, turning]))
    #expect(!stays([high], below: [low]))
    #expect(stays([low], below: 1.5) && !stays([low], below: 1))
    #expect(stays([high], above: 1.5) && !stays([turning], above: 1.5))
  }

  @Test("A curve overtakes another at the budget from which on its mean stays below")
  func overtakes() {
    #expect(overtaking([curve([9, 1, 1, 1])], [curve([1, 2, 2, 2])]) == 200)
    #expect(overtaking([curve([1, 3, 1, 1])], [curve([2, 2, 2, 2])]) == 400)
    #expect(overtaking([curve([1, 1, 1, 1])], [curve([2, 2, 2, 2])]) == 100)
    #expect(overtaking([curve([1, 1, 1, 3])], [curve([2, 2, 2, 2])]) == nil)
    #expect(overtaking([curve([9, 5, 3, 1]), curve([9, 5, 1, 1])], 2.5) == 400)
  }
}
