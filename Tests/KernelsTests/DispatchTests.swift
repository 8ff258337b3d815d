import Foundation
import Kernels
import Testing

// The level depends on the environment, so each choice is made in a process of its own.
@Suite struct DispatchTests {
  @Test func `the lowest level is always there and an unknown one never`() throws {
    #expect(levels.first == "baseline")
    for level in levels { #expect(String(cString: try table(level).level) == level) }
    #expect(kernel_table("nonsense") == nil)
    #expect(kernel_table("") == nil)
  }

  @Test func `an unknown level stops and lists the levels`() async throws {
    let result = await #expect(
      processExitsWith: .exitCode(64), observing: [\.standardErrorContent]
    ) {
      setenv("KERNELS", "nonsense", 1)
      _ = kernel_table_in_use()
    }
    let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(message.hasPrefix("error: KERNELS=nonsense"))
    #expect(message.contains(String(cString: kernel_levels())))
  }

  @Test func `KERNELS forces a level`() async {
    await #expect(processExitsWith: .success) {
      setenv("KERNELS", "baseline", 1)
      try #require(String(cString: kernel_table_in_use().pointee.level) == "baseline")
    }
  }

  @Test func `without KERNELS, or with an empty one, the best level runs`() async {
    await #expect(processExitsWith: .success) {
      unsetenv("KERNELS")
      try #require(String(cString: kernel_table_in_use().pointee.level) == levels.last)
    }
    await #expect(processExitsWith: .success) {
      setenv("KERNELS", "", 1)
      try #require(String(cString: kernel_table_in_use().pointee.level) == levels.last)
    }
  }
}
