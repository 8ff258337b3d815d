import BuiltPrograms
import Foundation
import Testing

@Suite("Help")
struct HelpTests {
  @Test(
    "Every program says from everywhere how it is used",
    arguments: ["01-pca", "SB-tour", "bench", "book", "exercise"])
  func help(program: String) throws {
    try withTemporaryFolder(named: "Müller's \"folder\" {1}") { folder in
      let end = try BuiltProgram(program).run(["--help"], in: folder)
      #expect((end.status, end.messages) == (0, ""))
      #expect(end.output.contains("usage: swift run "))
      #expect(try contents(of: folder) == [:])
    }
  }
}
