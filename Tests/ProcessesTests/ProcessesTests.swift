import Foundation
import Testing

import Processes

@Suite("Programs that run programs")
struct ProcessesTests {
  private let here = FileManager.default.temporaryDirectory

  @Test("A program that ends well is no news")
  func success() throws {
    try run(URL(filePath: "/usr/bin/env"), ["true"], in: here)
  }

  @Test("Another status is an error that names the program")
  func failure() {
    let error = #expect(throws: ProgramError.self) {
      try run(URL(filePath: "/bin/sh"), ["-c", "exit 3"], in: here)
    }
    #expect(error?.description == "sh: expected status 0, found 3; its messages are above")
  }

  @Test("A program that is not there is named with the remedy")
  func missing() {
    let error = #expect(throws: ProgramError.self) {
      try run(URL(filePath: "/nowhere/03-new"), [], in: here)
    }
    #expect(
      error?.description
        == "/nowhere/03-new: expected a program, found none that starts")
  }

  @Test("So is one that no folder of PATH has")
  func unknown() {
    let error = #expect(throws: ProgramError.self) {
      try output(of: "no-such-program", ["--version"])
    }
    #expect(
      error?.description
        == "no-such-program: expected a program of that name, found none; install it")
  }

  @Test("What a program prints is taken, however much; what it says of its failure is in the error")
  func outputs() throws {
    let many = try output(of: "sh", ["-c", "seq 100000; seq 100000 >&2"])
    #expect(many.count == 588_895)
    let error = #expect(throws: ProgramError.self) {
      try output(of: "sh", ["-c", "echo no such thing >&2; exit 4"])
    }
    #expect(
      error?.description == "sh: expected status 0, found 4; it says:\nno such thing\n")
  }

  @Test("Of a program that answers, the first line is taken")
  func firstLines() {
    #expect(firstLine(of: "printf", ["one\\ntwo\\n"]) == "one")
    #expect(firstLine(of: "printf", [""]) == nil)
    #expect(firstLine(of: "false", []) == nil)
    #expect(firstLine(of: "no-such-program", []) == nil)
  }
}
