import Checker
import Engine
import Foundation
import Testing

@testable import exercise

@Suite("Exercises that ask for code")
struct ExerciseTests {
  @Test("Nothing is written yet", arguments: exercises.map(\.number))
  func unwritten(number: String) throws {
    let exercise = try #require(exercises.first { $0.number == number })
    #expect(throws: NotWritten.self) { try exercise.faults() }
    #expect(examine([number], of: exercises) == 1)
  }
}
