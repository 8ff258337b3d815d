import BuiltPrograms
import Foundation
import Testing

@testable import Files

@Suite("What must not be left half done")
struct UnfinishedTests {
  @Test(
    "It is done to its end before the program ends, and nothing comes after it",
    .timeLimit(.minutes(1)))
  func endsFirst() async throws {
    let place = FileManager.default.temporaryDirectory
      .appending(path: "unfinished-\(UUID().uuidString)").path
    await #expect(processExitsWith: .exitCode(9)) { [place = place as String] in
      let folder = URL(filePath: place)
      try makeFolder(folder, remedy: "")
      uninterrupted {
        try? save(Data(), to: folder.appending(path: "first"))
        Thread.detachNewThread { endForGood { _ in exit(9) } }
        while !isEndingForGood { usleep(1000) }
        // The other thread ends the program as soon as it may.
        usleep(100_000)
        try? save(Data(), to: folder.appending(path: "second"))
      }
      try save(Data(), to: folder.appending(path: "third"))
      exit(1)
    }
    defer { try? FileManager.default.removeItem(atPath: place) }
    #expect(try contents(of: URL(filePath: place)) == ["first": "", "second": ""])
  }
}
