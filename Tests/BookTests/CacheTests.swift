import Foundation
import Processes
import Testing

@testable import book

@Suite("What runs again, and why")
struct CacheTests {
  private let entry = Cache.Entry(
    program: "p", gnuplot: "gnuplot 5", neighbours: ["", "2 · Next"], inputs: ["a": "1", "b": "2"],
    outputs: ["page": "3"], seconds: 4)

  @Test("A chapter that nothing has changed for does not run again, however long it took")
  func unchanged() {
    var now = entry
    now.seconds = 0
    #expect(entry.reasons(against: now) == [])
  }

  @Test("Each change is a reason of its own")
  func changed() {
    let changes: [((inout Cache.Entry) -> Void, String)] = [
      ({ $0.program = "q" }, "its program has changed"),
      ({ $0.gnuplot = "gnuplot 6" }, "gnuplot 6 instead of gnuplot 5"),
      ({ $0.neighbours[1] = "2 · New" }, "the titles of the chapters around it have changed"),
      ({ $0.inputs["a"] = "0" }, "a has changed"),
      ({ $0.inputs["b"] = nil }, "b is gone"),
      ({ $0.outputs["page"] = "0" }, "page is not what the run wrote"),
      ({ $0.outputs["page"] = nil }, "page is not what the run wrote"),
      ({ $0.outputs["more"] = "0" }, "more is not what the run wrote"),
    ]
    for (change, reason) in changes {
      var now = entry
      change(&now)
      #expect(entry.reasons(against: now) == [reason])
    }
    var now = entry
    changes.forEach { $0.0(&now) }
    #expect(entry.reasons(against: now).count == 7)
  }

  @Test("What is kept is found again; a damaged file is as good as none")
  func kept() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "cache-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "deep/book.json")
    var cache = Cache(from: file)
    #expect(cache["01-first"] == nil)
    try cache.keep(entry, of: "01-first")
    #expect(Cache(from: file)["01-first"] == entry)
    try Data("{".utf8).write(to: file)
    #expect(Cache(from: file)["01-first"] == nil)
  }

  @Test("Digests are SHA-256, of files with any name; a file that is not there has none")
  func digest() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "cache-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let names = ["-a", "two\nlines", "back\\slash", "é"].map { folder.appending(path: $0).path }
    for name in names { try Data("abc".utf8).write(to: URL(filePath: name)) }
    let found = try digests(of: names + [folder.appending(path: "none").path])
    #expect(Set(found.keys) == Set(names))
    // The example of FIPS 180-4.
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(found.values.allSatisfy { $0 == abc })
    #expect(try digests(of: []) == [:])
  }
}
