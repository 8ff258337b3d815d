import BuiltPrograms
import Foundation
import Testing

@testable import Files

@Suite("A page is moved in whole or not at all")
struct PublicationTests {
  private static let remedy = "choose another folder with --out DIR"

  /// Calls `body` with the path of a folder that is not there yet.
  private func withFolder(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { try body($0.appending(path: "Book")) }
  }

  private func publication(in folder: URL) throws -> Publication {
    try Publication(of: "01-first", in: folder, remedy: Self.remedy)
  }

  /// Publishes a page with these files.
  private func publish(_ page: String, _ files: [String: String], in folder: URL) throws {
    let publication = try publication(in: folder)
    for (name, text) in files { try publication.save(Data(text.utf8), as: name) }
    try publication.publish(page)
  }

  /// The contents of a folder with that page, these files of a run, and others.
  private func pages(
    _ page: String, _ files: [String: String], others: [String: String] = [:]
  ) -> [String: String] {
    let record = ([".files"] + files.keys.sorted()).map { $0 + "\n" }.joined()
    var all = ["01-first.md": page, "01-first": "/", "01-first/.files": record]
    for (name, text) in files { all["01-first/\(name)"] = text }
    return all.merging(others) { $1 }
  }

  private func message(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("The page and its folder appear, and nothing else")
  func first() throws {
    try withFolder { folder in
      try publish("page", ["results.json": "{}"], in: folder)
      #expect(try contents(of: folder) == pages("page", ["results.json": "{}"]))
      #expect(
        Publication.files(of: "01-first", in: folder) == [".files", "results.json"])
    }
  }

  @Test("A second run replaces the files of the first, and keeps all others")
  func replaces() throws {
    try withFolder { folder in
      try publish("old", ["a.csv": "old", "gone.csv": "old"], in: folder)
      let others = [
        "01-first/mine.csv": "mine", "01-first/.hidden": "mine", "01-first/deep": "/",
        "01-first/deep/a.csv": "mine", "02-second.md": "other",
      ]
      for (path, text) in others where text != "/" {
        try write(text, to: folder.appending(path: path))
      }
      try publish("new", ["a.csv": "new", "b.csv": "new"], in: folder)
      #expect(
        try contents(of: folder) == pages("new", ["a.csv": "new", "b.csv": "new"], others: others))
    }
  }

  @Test("What a reader puts there during the run is kept")
  func meanwhile() throws {
    try withFolder { folder in
      try publish("old", ["a.csv": "old"], in: folder)
      let publication = try publication(in: folder)
      try publication.save(Data("new".utf8), as: "a.csv")
      try write("mine", to: folder.appending(path: "01-first/model"))
      try publication.publish("new")
      #expect(
        try contents(of: folder)
          == pages("new", ["a.csv": "new"], others: ["01-first/model": "mine"]))
    }
  }

  @Test("A file that no run has made is not replaced by one of its name")
  func collision() throws {
    try withFolder { folder in
      try publish("old", ["a.csv": "old"], in: folder)
      let mine = folder.appending(path: "01-first/b.csv")
      let expected =
        "\(mine.path): expected nothing or the file of an earlier run, found a file that no run has "
        + "made; move it away, or \(Self.remedy)"
      let publication = try publication(in: folder)
      try publication.save(Data("new".utf8), as: "b.csv")
      try write("mine", to: mine)
      let before = try contents(of: folder)
      #expect(message { try publication.save(Data(), as: "b.csv") } == expected)
      #expect(message { try publication.publish("new") } == expected)
      publication.discard()
      #expect(try contents(of: folder) == before.filter { !$0.key.hasPrefix(".01-first") })
    }
  }

  @Test("Files and folder keep their permissions")
  func permissions() throws {
    try withFolder { folder in
      try publish("old", ["a.csv": "old"], in: folder)
      let modes: [(String, mode_t)] = [
        ("01-first.md", 0o640), ("01-first/a.csv", 0o600), ("01-first", 0o750),
      ]
      for (path, mode) in modes { chmod(folder.appending(path: path).path, mode) }
      try publish("new", ["a.csv": "new"], in: folder)
      for (path, mode) in modes {
        #expect(
          try #require(status(of: folder.appending(path: path).path)).st_mode & 0o7777 == mode,
          "\(path)")
      }
    }
  }

  @Test("Nothing appears before the end, and nothing is left of a run that gives up")
  func discarded() throws {
    try withFolder { folder in
      try publish("old", ["a.csv": "old"], in: folder)
      let before = try contents(of: folder)
      let publication = try publication(in: folder)
      try publication.save(Data("new".utf8), as: "a.csv")
      #expect(try contents(of: folder).filter { !$0.key.hasPrefix(".01-first") } == before)
      publication.discard()
      #expect(try contents(of: folder) == before)
    }
  }

  @Test("A run that gives up takes away the folders that it made, and only those")
  func newFolders() throws {
    try withFolder { folder in
      let publication = try publication(in: folder.appending(path: "a/b"))
      #expect(FileManager.default.fileExists(atPath: folder.path))
      publication.discard()
      #expect(!FileManager.default.fileExists(atPath: folder.path))
      #expect(FileManager.default.fileExists(atPath: folder.deletingLastPathComponent().path))
    }
  }

  @Test("When the page can't be written, what was there stays")
  func failure() throws {
    try withFolder { folder in
      try publish("old", ["a.csv": "old"], in: folder)
      try write("mine", to: folder.appending(path: "01-first/mine"))
      let before = try contents(of: folder)
      let publication = try publication(in: folder)
      try publication.save(Data("new".utf8), as: "a.csv")

      let inTheWay = folder.appending(path: ".01-first.md.new")
      try write("in the way", to: inTheWay.appending(path: "file"))
      let message = try #require(message { try publication.publish("new") })
      #expect(message.contains("/.01-first.md.new: expected a folder to work in, found something"))
      try FileManager.default.removeItem(at: inTheWay)
      #expect(try contents(of: folder).filter { !$0.key.hasPrefix(".01-first") } == before)

      // Once the place is free, the same run can be published.
      try publication.publish("new")
      #expect(
        try contents(of: folder)
          == pages("new", ["a.csv": "new"], others: ["01-first/mine": "mine"]))
    }
  }

  /// What is there when a run was killed between its folder and its page.
  private func killedBetween(in folder: URL) throws {
    try publish("old", ["a.csv": "old", "gone.csv": "old"], in: folder)
    try write("mine", to: folder.appending(path: "01-first/mine"))
    let killed = try publication(in: folder)
    let workplace = folder.appending(path: ".01-first")
    try FileManager.default.moveItem(
      at: folder.appending(path: "01-first"), to: workplace.appending(path: "old"))
    try FileManager.default.moveItem(
      at: workplace.appending(path: "new"), to: folder.appending(path: "01-first"))
    try write("new", to: folder.appending(path: "01-first/a.csv"))
    try write(".files\na.csv\n", to: folder.appending(path: "01-first/.files"))
    try write("new", to: workplace.appending(path: "page"))
    killed.workplace.leave()
  }

  @Test("What a run was killed at the end of, the next one ends first")
  func killed() throws {
    try withFolder { folder in
      try killedBetween(in: folder)
      try publication(in: folder).discard()
      #expect(
        try contents(of: folder)
          == pages("new", ["a.csv": "new"], others: ["01-first/mine": "mine"]))
    }
  }

  @Test("Where that can't be done, the old folder comes back")
  func moveOut() throws {
    try withFolder { folder in
      try killedBetween(in: folder)
      let page = folder.appending(path: "01-first.md")
      try FileManager.default.removeItem(at: page)
      try write("mine", to: page.appending(path: "file"))
      #expect(
        message { _ = try publication(in: folder) }
          == "\(page.path): expected a file to write to, found a folder; \(Self.remedy)")
      var expected = pages(
        "/", ["a.csv": "old", "gone.csv": "old"], others: ["01-first/mine": "mine"])
      expected["01-first.md/file"] = "mine"
      #expect(try contents(of: folder) == expected)
    }
  }

  @Test("Two runs can't write one page at a time")
  func second() throws {
    try withFolder { folder in
      let first = try publication(in: folder)
      #expect(
        message { _ = try publication(in: folder) }
          == "\(folder.path)/.01-first: expected to work alone, found that another run writes this page "
          + "now; wait for its end, or \(Self.remedy)")
      let other = try Publication(of: "02-second", in: folder, remedy: Self.remedy)
      other.discard()
      try first.publish("first")
      try publish("second", [:], in: folder)
      #expect(try contents(of: folder) == pages("second", [:]))
    }
  }

  @Test("What a killed run has prepared is cleared up")
  func leftovers() throws {
    try withFolder { folder in
      try publish("old", ["a.csv": "old"], in: folder)
      let before = try contents(of: folder)
      let killed = try publication(in: folder)
      try killed.save(Data("half".utf8), as: "a.csv")
      killed.workplace.leave()
      #expect(try contents(of: folder).count > before.count)
      try publication(in: folder).discard()
      #expect(try contents(of: folder) == before)
    }
  }

  @Test(
    "What no run has made is not replaced, and no link, device or folder in the place of a file")
  func foreign() throws {
    try withFolder { folder in
      let target = folder.appending(path: "01-first")
      let page = folder.appending(path: "01-first.md")
      func expect(
        _ place: URL, _ expected: String, _ found: String, move: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation
      ) throws {
        let before = try contents(of: folder)
        #expect(
          message { _ = try publication(in: folder) }
            == "\(place.path): expected \(expected), found \(found); "
            + (move ? "move it away, or " : "") + Self.remedy, sourceLocation: sourceLocation)
        #expect(try contents(of: folder) == before, sourceLocation: sourceLocation)
      }

      let nothing = "nothing or the folder of an earlier run"
      try write("a program", to: target)
      try expect(target, nothing, "a file", move: false)

      try FileManager.default.removeItem(at: target)
      try write("precious", to: target.appending(path: "main.swift"))
      try expect(target, nothing, "one without .files, the record of its files")
      try write("{}", to: target.appending(path: "results.json"))
      try expect(target, nothing, "one without .files, the record of its files")

      let elsewhere = folder.appending(path: "elsewhere")
      try FileManager.default.moveItem(at: target, to: elsewhere)
      try FileManager.default.createSymbolicLink(at: target, withDestinationURL: elsewhere)
      try expect(target, nothing, "a symbolic link", move: false)
      try FileManager.default.removeItem(at: target)

      try publish("old", ["a.csv": "old"], in: folder)
      let file = target.appending(path: "a.csv")
      try FileManager.default.removeItem(at: file)
      try FileManager.default.createSymbolicLink(at: file, withDestinationURL: elsewhere)
      try expect(file, "the file of an earlier run, to replace it", "a symbolic link")
      try FileManager.default.removeItem(at: file)
      mkfifo(file.path, 0o600)
      #expect(message { _ = try publication(in: folder) }?.contains("found a FIFO") == true)
      try FileManager.default.removeItem(at: file)
      try write("mine", to: file)
      chmod(file.path, 0o400)
      try expect(file, "the file of an earlier run, to replace it", "that it is read-only")
      try FileManager.default.removeItem(at: file)

      try FileManager.default.removeItem(at: page)
      try write("a file", to: page.appending(path: "file"))
      try expect(page, "a file to write to", "a folder", move: false)
    }
  }

  @Test("A workplace that is somebody else's is left alone")
  func foreignWorkplace() throws {
    try withFolder { folder in
      let workplace = folder.appending(path: ".01-first")
      try write("mine", to: workplace.appending(path: "new/a.csv"))
      let before = try contents(of: folder)
      #expect(
        message { _ = try publication(in: folder) }
          == "\(workplace.path): expected a folder to work in, found something that no program of this "
          + "package has made; move it away, or \(Self.remedy)")
      #expect(try contents(of: folder) == before)
    }
  }

  @Test("A folder can't lie in a file")
  func inFile() throws {
    try withFolder { folder in
      try write("a file", to: folder)
      for place in [folder, folder.appending(path: "deeper/down")] {
        let message = message { _ = try publication(in: place) }
        #expect(message?.hasPrefix("\(folder.path): expected a folder") == true)
        #expect(message?.hasSuffix(", found a file; \(Self.remedy)") == true)
      }
    }
  }

  @Test("A folder without write permission is found before any work, even by root")
  func readOnly() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      chmod(folder.path, 0o555)
      defer { chmod(folder.path, 0o755) }
      #expect(
        message { _ = try publication(in: folder) }
          == "\(folder.path): expected a folder to write to, found one without write permission; "
          + Self.remedy)
      #expect(try contents(of: folder) == [:])
    }
  }

  @Test("A file that the page needs is known by any path")
  func writes() throws {
    try withFolder { folder in
      try publish("old", ["a.csv": "old"], in: folder)
      try write("", to: folder.appending(path: "02-second/file"))
      let link = folder.deletingLastPathComponent().appending(path: "link")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: folder)
      let linkToFile = folder.appending(path: "other.csv")
      try FileManager.default.createSymbolicLink(
        atPath: linkToFile.path, withDestinationPath: "01-first/a.csv")
      let publication = try publication(in: folder)
      defer { publication.discard() }
      for path in [
        "01-first.md", "01-first/a.csv", "01-first/.files", ".01-first/x", ".01-first/new/x",
        "02-second/../01-first/a.csv", "other.csv",
      ] {
        for place in [folder, link] {
          #expect(publication.writes(place.appending(path: path)), "\(path)")
        }
      }
      for path in ["01-first/b.csv", "02-second.md", "a.csv", "01-first/deep/a.csv"] {
        #expect(!publication.writes(folder.appending(path: path)), "\(path)")
      }
    }
  }

  @Test("In a folder without a record every file is one that the page needs: it could not be kept")
  func withoutRecord() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(
        at: folder.appending(path: "01-first"), withIntermediateDirectories: true)
      let publication = try publication(in: folder)
      defer { publication.discard() }
      #expect(publication.writes(folder.appending(path: "01-first/model")))
    }
  }
}
