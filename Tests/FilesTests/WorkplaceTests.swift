import BuiltPrograms
import Foundation
import Testing

@testable import Files

@Suite("A folder in which one process prepares something")
struct WorkplaceTests {
  private func workplace(_ folder: URL) throws -> Workplace {
    try Workplace(folder, purpose: "works", remedy: "go away")
  }

  @Test("It is removed with all that it holds and with the folders that were made for it")
  func removed() throws {
    try withTemporaryFolder { folder in
      let place = folder.appending(path: "a/b/.work")
      let first = try workplace(place)
      try write("x", to: place.appending(path: "deep/down/file"))
      try write("kept", to: folder.appending(path: "kept/file"))
      try FileManager.default.createSymbolicLink(
        at: place.appending(path: "deep/link"),
        withDestinationURL: folder.appending(path: "kept"))
      first.remove()
      first.remove()
      #expect(try contents(of: folder) == ["kept": "/", "kept/file": "kept"])
    }
  }

  @Test("A link in its place is refused, and what it leads to stays")
  func link() throws {
    try withTemporaryFolder { folder in
      let (mine, place) = (folder.appending(path: "mine"), folder.appending(path: ".work"))
      try write("kept", to: mine.appending(path: "file"))
      try FileManager.default.createSymbolicLink(at: place, withDestinationURL: mine)
      #expect(throws: FileError.self) { try workplace(place) }
      #expect(try contents(of: mine) == ["file": "kept"])
    }
  }

  @Test("A folder with a file named as the mark is somebody else's unless it is the mark")
  func mark() throws {
    try withTemporaryFolder { folder in
      let place = folder.appending(path: ".work")
      try write("mine", to: place.appending(path: "lock"))
      #expect(throws: FileError.self) { try workplace(place) }
      #expect(try contents(of: place) == ["lock": "mine"])

      // A process that was killed before it had written the mark had written nothing else.
      try write("", to: place.appending(path: "lock"))
      try workplace(place).remove()
      #expect(try contents(of: folder) == [:])
    }
  }

  @Test("Many at a time take turns; none finds the other's half")
  func turns() async throws {
    let above = FileManager.default.temporaryDirectory.appending(
      path: "turns-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: above) }
    try FileManager.default.createDirectory(at: above, withIntermediateDirectories: true)
    let place = above.appending(path: ".work")
    let turns = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          var turns = 0
          while turns < 500 {
            do {
              let workplace = try Workplace(place, purpose: "works", remedy: "go away")
              let path = try workplace.write(Data("x".utf8), as: "file", remedy: "")
              if FileManager.default.contents(atPath: path) != Data("x".utf8) { return -1 }
              workplace.remove()
              turns += 1
            } catch {
              if !"\(error)".contains("another run works now") { return -1 }
            }
          }
          return turns
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(turns == [500, 500, 500, 500])
    #expect(try contents(of: above) == [:])
  }

  @Test("What can't be removed keeps its mark, and the next takes it over")
  func notRemoved() async throws {
    let place = FileManager.default.temporaryDirectory.appending(
      path: "kept-\(UUID().uuidString)"
    ).path
    await #expect(processExitsWith: .success) { [place = place as String] in
      let folder = URL(filePath: place + "/.work")
      let first = try Workplace(folder, purpose: "works", remedy: "")
      _ = try first.write(Data("x".utf8), as: "file", remedy: "")

      // Without a descriptor more no folder can be looked into.
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      var none = rlimit(rlim_cur: 0, rlim_max: limit.rlim_max)
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &none)
      first.remove()
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      #expect(Set(try contents(of: folder).keys) == ["lock", "file"])
      try Workplace(folder, purpose: "works", remedy: "").remove()
      #expect(!FileManager.default.fileExists(atPath: place + "/.work"))
      try FileManager.default.removeItem(atPath: place)
    }
  }

  @Test("What is unfinished is taken back, and told of once")
  func unfinished() async throws {
    let place = FileManager.default.temporaryDirectory.appending(
      path: "unfinished-\(UUID().uuidString)"
    ).path
    await #expect(processExitsWith: .success) { [place = place as String] in
      let folder = URL(filePath: place)
      _ = try Workplace(folder.appending(path: ".work"), purpose: "works", remedy: "")
      let publication = try Publication(of: "page", in: folder, remedy: "")
      try publication.save(Data(), as: "a")
      #expect(takeBackUnfinished() == ["\(place)/page.md is as it was"])
      #expect(takeBackUnfinished() == [])
      #expect(!FileManager.default.fileExists(atPath: place))
    }
  }
}
