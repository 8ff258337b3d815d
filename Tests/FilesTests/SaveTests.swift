import BuiltPrograms
import Foundation
import Testing

@testable import Files

@Suite("A file is written whole or not at all")
struct SaveTests {
  private func message(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func save(_ text: String, to file: URL) throws {
    try Files.save(Data(text.utf8), to: file)
  }

  @Test("A file is made, and replaced; nothing else is left")
  func replaces() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "model")
      for text in ["", "old", "new and longer"] {
        try save(text, to: file)
        #expect(try contents(of: folder) == ["model": text])
      }
    }
  }

  @Test("A reader who has the old file open goes on reading it")
  func movedIn() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "model")
      try save("old", to: file)
      let reader = try FileHandle(forReadingFrom: file)
      try save("new", to: file)
      #expect(try reader.readToEnd() == Data("old".utf8))
    }
  }

  @Test("Permissions are kept")
  func permissions() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "model")
      for mode in [0o600, 0o666, 0o755, 0o200] as [mode_t] {
        try save("old", to: file)
        chmod(file.path, mode)
        try save("new", to: file)
        #expect(try #require(status(of: file.path)).st_mode & 0o7777 == mode)
        chmod(file.path, 0o600)
      }
    }
  }

  @Test("Symbolic links are followed and stay, to a file that is not there yet as well")
  func links() throws {
    try withTemporaryFolder { folder in
      let files = FileManager.default
      let target = folder.appending(path: "deep/target")
      try files.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      let (near, far) = (folder.appending(path: "near"), folder.appending(path: "far"))
      try files.createSymbolicLink(atPath: near.path, withDestinationPath: "deep/../far")
      try files.createSymbolicLink(at: far, withDestinationURL: target)
      for text in ["first", "second"] {
        try save(text, to: near)
        #expect(
          try contents(of: folder)
            == ["deep": "/", "deep/target": text, "near": text, "far": text])
        #expect(kind(of: near.path, followingLinks: false) == .link)
        #expect(kind(of: far.path, followingLinks: false) == .link)
      }
    }
  }

  @Test("What is no regular file is refused and stays")
  func otherKinds() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "model")
      let link = folder.appending(path: "link")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
      func expect(_ found: String) {
        for place in [file, link] {
          let expected =
            "\(place.path): expected a file to write to, found \(found); choose another place"
          #expect(message { try checkSaving(to: place) } == expected)
          #expect(message { try save("new", to: place) } == expected)
        }
        #expect(kind(of: file.path, followingLinks: false)?.rawValue == found)
        remove(file.path)
      }
      mkdir(file.path, 0o755)
      expect("a folder")
      mkfifo(file.path, 0o600)
      expect("a FIFO")
      if mknod(file.path, S_IFCHR | 0o666, (1 << 8) | 3) == 0 { expect("a device") }
      #expect(mknod(file.path, S_IFSOCK | 0o666, 0) == 0)
      expect("a socket")
    }
  }

  @Test("A link that leads in a circle is refused")
  func circle() throws {
    try withTemporaryFolder { folder in
      let link = folder.appending(path: "link")
      try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "link")
      #expect(
        message { try save("new", to: link) }
          == "\(link.path): expected a file to write to, found a symbolic link that leads nowhere; "
          + "choose another place")
    }
  }

  @Test(
    "A read-only file is refused, and a folder that is missing, read-only or a file, even by root")
  func refused() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "model")
      try save("old", to: file)
      chmod(file.path, 0o444)
      #expect(
        message { try save("new", to: file) }
          == "\(file.path): expected a file to write to, found one that is read-only; choose another "
          + "place")
      let deep = folder.appending(path: "deep")
      #expect(
        message { try save("new", to: deep.appending(path: "model")) }
          == "\(deep.path): expected a folder to write to, found none; choose another place")
      #expect(
        message { try save("new", to: file.appending(path: "model")) }
          == "\(file.path): expected a folder to write to, found a file; choose another place")
      mkdir(deep.path, 0o555)
      #expect(
        message { try save("new", to: deep.appending(path: "model")) }
          == "\(deep.path): expected a folder to write to, found one without write permission; "
          + "choose another place")
      #expect(try contents(of: folder) == ["model": "old", "deep": "/"])
    }
  }

  @Test("What a killed process has left beside the file is taken over; what others have is refused")
  func leftovers() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "model")
      let place = folder.appending(path: ".model.new")
      let killed = try Workplace(place, purpose: "writes this file", remedy: "")
      #expect(
        message { try save("new", to: file) }
          == "\(place.path): expected to work alone, found that another run writes this file now; "
          + "wait for its end, or choose another place")
      _ = try killed.write(Data("half".utf8), as: "model", remedy: "")
      killed.leave()
      try save("new", to: file)
      #expect(try contents(of: folder) == ["model": "new"])

      try write("mine", to: place.appending(path: "model"))
      #expect(message { try save("newer", to: file) }?.contains("move it away") == true)
      #expect(
        try contents(of: folder)
          == ["model": "new", ".model.new": "/", ".model.new/model": "mine"])
    }
  }

  @Test("Where there is no room the old file stays and nothing else does")
  func noRoom() async throws {
    let place = FileManager.default.temporaryDirectory.appending(path: "save-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: place) }
    try write("old", to: place.appending(path: "model"))
    await #expect(processExitsWith: .success) { [place = place.path as String] in
      // A limit on the length of files is as good as a full disk.
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 1000, rlim_max: 1000)
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      let file = URL(filePath: place).appending(path: "model")
      let error = #expect(throws: FileError.self) { try Files.save(Data(count: 2000), to: file) }
      #expect(error?.description.contains("File too large; choose another place") == true)
    }
    #expect(try contents(of: place) == ["model": "old"])
  }
}
