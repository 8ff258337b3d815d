import BuiltPrograms
import Foundation
import Processes
import Testing

@testable import book

@Suite("What runs again, and why")
struct RecordsTests {
  private let record = Records.Record(
    sources: ["Sources/Engine": "s"], gnuplot: "gnuplot 5", neighbours: ["", "2 · Next"],
    inputs: ["a": "1", "b": "2"], outputs: ["page": "3"], quick: ["page": "4"], seconds: 5,
    day: "2026-01-31")

  @Test("A chapter that nothing has changed for does not run again, however long it took")
  func unchanged() {
    var now = record
    now.seconds = 0
    now.day = "2027-01-31"
    #expect(record.reasons(against: now) == [])
  }

  @Test("Each change is a reason of its own")
  func changed() {
    let changes: [((inout Records.Record) -> Void, String)] = [
      ({ $0.sources["Sources/Engine"] = "t" }, "Sources/Engine has changed"),
      ({ $0.sources["Sources/More"] = "t" }, "Sources/More is new"),
      ({ $0.gnuplot = "gnuplot 6" }, "gnuplot 6 instead of gnuplot 5"),
      ({ $0.neighbours[1] = "2 · New" }, "the titles of the pages around it have changed"),
      ({ $0.inputs["a"] = "0" }, "a has changed"),
      ({ $0.inputs["b"] = nil }, "b is gone"),
      ({ $0.outputs["page"] = "0" }, "page is not what the run wrote"),
      ({ $0.outputs["page"] = nil }, "page is not what the run wrote"),
      ({ $0.outputs["more"] = "0" }, "more is not what the run wrote"),
    ]
    for (change, reason) in changes {
      var now = record
      change(&now)
      #expect(record.reasons(against: now) == [reason])
    }
    var now = record
    changes.forEach { $0.0(&now) }
    #expect(record.reasons(against: now).count == 8)
  }

  @Test("What is kept is found again; a damaged file is as good as none")
  func kept() throws {
    try withTemporaryFolder { folder in
      var records = Records(in: folder)
      #expect(records.isEmpty)
      try records.keep(record, of: "01-first", among: ["01-first"])
      #expect(Records(in: folder)["01-first"] == record)
      try records.keep(record, of: "02-second", among: ["02-second"])
      #expect(Records(in: folder)["01-first"] == nil)
      try Data("{".utf8).write(to: folder.appending(path: "records.json"))
      #expect(Records(in: folder).isEmpty)
    }
  }

  @Test("Digests are SHA-256, of files with any name; a file that is not there has none")
  func digest() throws {
    try withTemporaryFolder { folder in
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
}
