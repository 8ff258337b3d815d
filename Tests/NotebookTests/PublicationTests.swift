import BuiltPrograms
import Foundation
import Testing

@testable import Notebook

@Suite("A page is moved in whole or not at all")
struct PublicationTests {
  /// Calls `body` with the path of a folder that is not there yet.
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let place = FileManager.default.temporaryDirectory
      .appending(path: "publication-tests-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: place) }
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try body(place.appending(path: "Book"))
  }

  private func publish(_ page: String, results: String, in folder: URL) throws {
    let publication = try Publication(chapter: "01-first", in: folder)
    try write(results, to: publication.staging.appending(path: "results.json"))
    try publication.publish(page: page)
    #expect(!FileManager.default.fileExists(atPath: publication.staging.path))
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
      try publish("page", results: "{}", in: folder)
      #expect(
        try contents(of: folder)
          == ["01-first.md": "page", "01-first": "/", "01-first/results.json": "{}"])
    }
  }

  @Test("A second run replaces the first, files that it has no more included")
  func replaces() throws {
    try withFolder { folder in
      try publish("old", results: "old", in: folder)
      try write("old", to: folder.appending(path: "01-first/gone.csv"))
      try write("other", to: folder.appending(path: "02-second.md"))
      try publish("new", results: "new", in: folder)
      #expect(
        try contents(of: folder)
          == [
            "01-first.md": "new", "01-first": "/", "01-first/results.json": "new",
            "02-second.md": "other",
          ])
    }
  }

  @Test(
    "A program that ends without its page says so; one that gave up or published ends as it will")
  func forgotten() async throws {
    let place = FileManager.default.temporaryDirectory
      .appending(path: "publication-tests-\(UUID().uuidString)").path
    let forgetful = await #expect(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
    ) { [place = place as String] in
      Publication.expectEnd()
      _ = try Publication(chapter: "01-first", in: URL(filePath: place))
      exit(0)
    }
    let complaint = String(
      decoding: try #require(forgetful).standardErrorContent, as: UTF8.self)
    #expect(
      complaint
        == "error: 01-first: expected notebook.finish() at the end, found none; no page was written\n"
    )
    #expect(!FileManager.default.fileExists(atPath: place))
    await #expect(processExitsWith: .success) { [place = place as String] in
      Publication.expectEnd()
      try Publication(chapter: "01-first", in: URL(filePath: place)).discard()
      exit(0)
    }
  }

  @Test("Nothing appears before the end, and nothing is left of a run that gives up")
  func discarded() throws {
    try withFolder { folder in
      try publish("old", results: "old", in: folder)
      let before = try contents(of: folder)
      let publication = try Publication(chapter: "01-first", in: folder)
      try write("new", to: publication.staging.appending(path: "results.json"))
      #expect(try contents(of: folder) == before)
      publication.discard()
      #expect(try contents(of: folder) == before)
      #expect(!FileManager.default.fileExists(atPath: publication.staging.path))
    }
  }

  @Test("A run that gives up takes away the folders that it made, and only those")
  func newFolders() throws {
    try withFolder { folder in
      let publication = try Publication(chapter: "01-first", in: folder.appending(path: "a/b"))
      #expect(FileManager.default.fileExists(atPath: folder.path))
      publication.discard()
      #expect(!FileManager.default.fileExists(atPath: folder.path))
      #expect(FileManager.default.fileExists(atPath: folder.deletingLastPathComponent().path))
    }
  }

  @Test("When the page can't be written, the old folder comes back")
  func rollback() throws {
    try withFolder { folder in
      try publish("old", results: "old", in: folder)
      let page = folder.appending(path: "01-first.md")
      let publication = try Publication(chapter: "01-first", in: folder)
      try write("new", to: publication.staging.appending(path: "results.json"))

      // Put a folder where the page goes, behind the back of the check at the start.
      try FileManager.default.removeItem(at: page)
      try write("in the way", to: page.appending(path: "file"))
      let before = try contents(of: folder)
      let message = try #require(message { try publication.publish(page: "new") })
      #expect(message.hasPrefix("\(folder.path): expected to write 01-first there, found: "))
      #expect(
        message.hasSuffix(
          "; the old files are untouched; fix this or choose another folder with --out DIR"))
      #expect(try contents(of: folder) == before)

      // Once the place is free, the same run can be published.
      try FileManager.default.removeItem(at: page)
      try publication.publish(page: "new")
      #expect(
        try contents(of: folder)
          == ["01-first.md": "new", "01-first": "/", "01-first/results.json": "new"])
    }
  }

  @Test("What a run that was killed has left is cleared up")
  func leftovers() throws {
    try withFolder { folder in
      try publish("old", results: "old", in: folder)
      try write("half", to: folder.appending(path: ".01-first.new/results.json"))
      try write("older", to: folder.appending(path: ".01-first.old/results.json"))
      try publish("new", results: "new", in: folder)
      #expect(
        try contents(of: folder)
          == ["01-first.md": "new", "01-first": "/", "01-first/results.json": "new"])
    }
  }

  @Test("A folder that a killed run had put aside is not lost when the next one fails")
  func putAside() throws {
    try withFolder { folder in
      try write("old", to: folder.appending(path: ".01-first.old/results.json"))
      let publication = try Publication(chapter: "01-first", in: folder)
      try FileManager.default.removeItem(at: publication.staging)
      #expect(throws: PublicationError.self) { try publication.publish(page: "new") }
      #expect(try contents(of: folder) == ["01-first": "/", "01-first/results.json": "old"])
    }
  }

  @Test("What no chapter has written is not replaced")
  func foreign() throws {
    try withFolder { folder in
      let target = folder.appending(path: "01-first")
      let remedy = "; choose another folder with --out DIR"

      try write("a program", to: target)
      #expect(
        message { _ = try Publication(chapter: "01-first", in: folder) }
          == "\(target.path): expected no file or an earlier run's folder, found a file\(remedy)")

      try FileManager.default.removeItem(at: target)
      try write("precious", to: target.appending(path: "main.swift"))
      #expect(
        message { _ = try Publication(chapter: "01-first", in: folder) }
          == "\(target.path): expected no file or an earlier run's folder, "
          + "found one without results.json\(remedy)")
      #expect(
        try contents(of: folder) == ["01-first": "/", "01-first/main.swift": "precious"])

      try FileManager.default.removeItem(at: target)
      let page = folder.appending(path: "01-first.md")
      try write("a file", to: page.appending(path: "file"))
      #expect(
        message { _ = try Publication(chapter: "01-first", in: folder) }
          == "\(page.path): expected no file or an earlier page, found a folder\(remedy)")
    }
  }

  @Test("A folder can't lie in a file")
  func inFile() throws {
    try withFolder { folder in
      try write("a file", to: folder)
      for place in [folder, folder.appending(path: "deeper/down")] {
        #expect(
          message { _ = try Publication(chapter: "01-first", in: place) }
            == "\(folder.path): expected a folder, found a file; "
            + "choose another folder with --out DIR")
      }
    }
  }

  @Test(
    "A folder without write permission is found before any work",
    .enabled(if: geteuid() != 0, "root may write everywhere"))
  func readOnly() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      chmod(folder.path, 0o555)
      #expect(
        message { _ = try Publication(chapter: "01-first", in: folder) }
          == "\(folder.path): expected a folder to write to, found one without write permission; "
          + "choose another folder with --out DIR")
    }
  }

  @Test("A place lies in a folder whatever links and dots lead there")
  func inside() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let link = folder.deletingLastPathComponent().appending(path: "link")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: folder)
      for place in ["", "../Book", "a", "a/b", "../link", "../link/a/b", "../Book/a/../.."] {
        #expect(
          folder.appending(path: place).isInside(folder) == !place.hasSuffix("/../.."), "\(place)")
      }
      #expect(link.isInside(folder) && folder.isInside(link))
      #expect(!URL(filePath: folder.path + "2").isInside(folder))
    }
  }
}
