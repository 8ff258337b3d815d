import Basics
import Checker
import Foundation

/// Lists the exercises, or says what is wrong with the answer to the one that `arguments` name.
///
/// - Returns: the status to end with: 0 for a list, for help and for an answer without a fault; 1 for another answer; 64 for
///   a command line that can't be followed.
func examine(_ arguments: [String], of exercises: [Exercise]) -> Int32 {
  switch (arguments.first, arguments.count) {
  case (nil, _):
    for exercise in exercises {
      say("\(exercise.number)  \(state(of: exercise)): \(exercise.task)")
    }
    return 0
  case ("--help", 1), ("-h", 1):
    say(
      "usage: swift run exercise [NUMBER]\n\nWith a number, such as 2.4, it checks that answer; without one, it lists the exercises that ask for code."
    )
    return 0
  case (let number?, 1):
    guard let exercise = exercises.first(where: { $0.number == number.uppercased() }) else {
      complain(unknown(number, among: exercises.map(\.number)))
      return 64
    }
    return report(on: exercise)
  default:
    complain(
      "error: expected the number of one exercise, found \(arguments.joined(separator: " "))")
    return 64
  }
}

/// One answer's faults.
private func report(on exercise: Exercise) -> Int32 {
  say("\(exercise.number)  \(exercise.task)")
  do {
    let faults = try exercise.faults()
    if faults.isEmpty { say("  ✓ nothing is wrong with it") }
    for fault in faults { say("  ✗ \(fault)") }
    return faults.isEmpty ? 0 : 1
  } catch is NotWritten {
    say("  not written yet: the function to write is in \(file(of: exercise))")
  } catch {
    say("  ✗ it stopped with an error: \(words(for: error))")
  }
  return 1
}

private func state(of exercise: Exercise) -> String {
  do {
    return try exercise.faults().isEmpty ? "✓ right" : "✗ not right yet"
  } catch is NotWritten {
    return "– not written"
  } catch {
    return "✗ not right yet"
  }
}

private func unknown(_ number: String, among numbers: [String]) -> String {
  let chapter = number.prefix { $0 != "." }
  let near = numbers.filter { $0.hasPrefix(chapter.uppercased() + ".") }
  let list = (near.isEmpty ? numbers : near).joined(separator: ", ")
  return
    "error: \(number): expected an exercise that asks for code, found none of that number; there \((near.isEmpty ? numbers : near).count == 1 ? "is" : "are") \(list)"
}

/// Where the answer goes: "Chapters/Exercises/B.3-logarithm.swift".
private func file(of exercise: Exercise, among sources: String = #filePath) -> String {
  let folder = URL(filePath: sources).deletingLastPathComponent()
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  return "Chapters/Exercises/" + (names.first { $0.hasPrefix(exercise.number + "-") } ?? "")
}
