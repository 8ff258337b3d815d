import Foundation
import Testing

@testable import book

@Suite("The comparison of the book with what its chapters write")
struct ComparisonTests {
  private static let files = [
    "README.md": "contents\n", "status.md": "today\n", "01-pca.md": "one\ntwo\nthree\n",
    "01-pca/results.json": "{}\n", "01-pca/map.csv": "x,y\r\n1,2\r\n", "01-pca/map.svg": "<svg/>\n",
    "01-pca/grid.png": "PNG", "01-pca/notes.txt": "not a page",
  ]

  /// What `compare` finds after `change` has been applied to the fresh pages.
  private func differences(
    pictures: Bool = true, _ change: (inout [String: Data?]) -> Void
  ) throws -> [String] {
    let root = FileManager.default.temporaryDirectory
      .appending(path: "book-tests-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    let (old, new) = (root.appending(path: "Book"), root.appending(path: "fresh"))
    let before: [String: Data?] = Self.files.mapValues { Data($0.utf8) }
    var after = before
    change(&after)
    for (folder, files) in [(old, before), (new, after)] {
      for case (let name, let data?) in files {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
      }
    }
    let except = ["status", "performance"]
    return compare(
      try pages(in: old, except: except), with: try pages(in: new, except: except),
      comparesPictures: pictures)
  }

  @Test("Equal folders do not differ")
  func equal() throws {
    #expect(try differences { _ in } == [])
  }

  @Test("The first differing line is named, with both versions")
  func line() throws {
    #expect(
      try differences { $0["01-pca.md"] = Data("one\n2\n3\n".utf8) }
        == ["01-pca.md: line 2: “two” in the book, “2” now"])
  }

  @Test("So is the end of a file that is too short or too long")
  func length() throws {
    #expect(
      try differences { $0["01-pca.md"] = Data("one\ntwo\nthree\nfour\n".utf8) }
        == ["01-pca.md: line 4: “” in the book, “four” now"])
    #expect(
      try differences { $0["01-pca.md"] = Data("one\ntwo\nthree".utf8) }
        == ["01-pca.md: line 4: “” in the book, the end of the file now"])
    #expect(
      try differences { $0["01-pca.md"] = Data() }
        == ["01-pca.md: line 1: “one” in the book, “” now"])
  }

  @Test("A missing file and an extra one are named")
  func files() throws {
    #expect(
      try differences {
        $0["01-pca/map.csv"] = .some(nil)
        $0["02-new.md"] = Data("new".utf8)
      } == [
        "01-pca/map.csv: in the book, but no chapter writes it; `git rm` takes it out",
        "02-new.md: written by a chapter, but not in the book",
      ])
  }

  @Test("All differences are listed, in the order of their names")
  func several() throws {
    let found = try differences {
      for file in ["01-pca.md", "README.md", "01-pca/results.json"] { $0[file] = Data("x".utf8) }
    }
    #expect(
      found.map { String($0.prefix { $0 != ":" }) }
        == ["01-pca.md", "01-pca/results.json", "README.md"])
  }

  @Test("Texts that Swift calls equal differ when their bytes do")
  func bytes() throws {
    // é as one code point and as two; and a line end of two bytes and of one.
    #expect(
      try differences { $0["01-pca.md"] = Data("one\ntwo\nthree\u{301}\n".utf8) }
        == ["01-pca.md: line 3: “three” in the book, “three\u{301}” now"])
    #expect(
      try differences { $0["01-pca/map.csv"] = Data("x,y\n1,2\r\n".utf8) }
        == ["01-pca/map.csv: line 1: “x,y\r” in the book, “x,y” now"])
  }

  @Test("A long line is shown where it differs")
  func longLine() throws {
    let line = String(repeating: "a", count: 300)
    let found = try differences {
      $0["01-pca.md"] = Data("one\n\(line)b\(line)\n".utf8)
      $0["README.md"] = Data("\(line)".utf8)
    }
    try #require(found.count == 2)
    #expect(
      found[0]
        == "01-pca.md: line 2: “two” in the book, “\(String(repeating: "a", count: 100))…” now")
    let long = Data("\(line)b\(line)\n".utf8)
    let other = Data("\(line)c\n".utf8)
    #expect(
      difference(long, other)
        == "line 1: “…\(String(repeating: "a", count: 40))b\(String(repeating: "a", count: 59))…” "
        + "in the book, “…\(String(repeating: "a", count: 40))c” now")
  }

  private func difference(_ before: Data, _ after: Data) -> String {
    firstDifference(before, after)
  }

  @Test("Files that are no text are told apart by their bytes")
  func binary() throws {
    #expect(
      firstDifference(Data([0xFF, 1, 2, 3]), Data([0xFF, 1, 9, 3])) == "differs from byte 3 on")
    #expect(firstDifference(Data([0xFF, 1]), Data([0xFF, 1, 9])) == "differs from byte 3 on")
  }

  @Test("The status page and files of other kinds are not compared")
  func ignored() throws {
    #expect(
      try differences {
        $0["status.md"] = Data("tomorrow\n".utf8)
        $0["01-pca/notes.txt"] = .some(nil)
      } == [])
  }

  @Test("A status.md that is not the book's own is compared")
  func innerStatus() throws {
    #expect(
      try differences { $0["01-pca/status.md"] = Data() }
        == ["01-pca/status.md: written by a chapter, but not in the book"])
  }

  @Test("Pictures are compared where that is asked for, and their data always")
  func pictures() throws {
    func change(_ files: inout [String: Data?]) {
      files["01-pca/grid.png"] = Data("PNX".utf8)
      files["01-pca/map.svg"] = .some(nil)
      files["01-pca/map.csv"] = Data("x,y\r\n1,3\r\n".utf8)
    }
    let data = "01-pca/map.csv: line 2: “1,2\r” in the book, “1,3\r” now"
    #expect(try differences(pictures: false, change) == [data])
    #expect(
      try differences(pictures: true, change) == [
        "01-pca/grid.png: line 1: “PNG” in the book, “PNX” now", data,
        "01-pca/map.svg: in the book, but no chapter writes it; `git rm` takes it out",
      ])
  }

  @Test("Without a book there is nothing to compare with")
  func noBook() {
    let nowhere = URL(filePath: "/nowhere/Book")
    let error = #expect(throws: BookError.self) {
      try pages(in: nowhere, except: [])
    }
    #expect(
      error?.description
        == "/nowhere/Book: expected a folder of pages, found none; run `make book`")
  }
}
