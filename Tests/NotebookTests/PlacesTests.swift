import BuiltPrograms
import Foundation
import Testing

@testable import Notebook

@Suite("Where a run writes, and what it reads")
struct PlacesTests {
  @Test("A place lies in a folder whatever links and dots lead there")
  func inside() throws {
    try withTemporaryFolder(named: "Book") { folder in
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

  @Test("A place is the same whatever links lead there, and not one inside it")
  func same() throws {
    try withTemporaryFolder { place in
      let folder = place.appending(path: "data")
      try write("", to: folder.appending(path: "inner/file"))
      let link = place.appending(path: "link")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: folder)
      #expect(link.isSame(as: folder) && folder.appending(path: "../data").isSame(as: folder))
      #expect(!folder.appending(path: "inner").isSame(as: folder))
      #expect(!link.appending(path: "inner").isSame(as: folder))
      #expect(!place.isSame(as: folder))
    }
  }

  @Test("The parts of the package take no page, but for the book's in Book/")
  func parts() async throws {
    try await SamplePackage.with { package in
      let chapter = try ChapterSource(path: package.firstSource)
      for part in [
        "Book", "Book/deep", "Chapters", "Sources/Engine", "Data", ".git", "out/../Tests",
      ] {
        let folder = package.root.appending(path: part)
        let error = #expect(throws: UsageError.self) {
          try chapter.check(out: folder, isBook: false)
        }
        #expect(error?.description.hasPrefix("--out \(folder.path): expected a") == true)
        #expect(
          (try? chapter.check(out: folder, isBook: true)) != nil || !part.hasPrefix("Book"),
          "\(part)")
      }
      for other in [".runs", "out", "results/Book", "../elsewhere"] {
        try chapter.check(out: package.root.appending(path: other), isBook: false)
      }
    }
  }
}
