import BuiltPrograms
import Foundation
import Testing

/// A run that is stopped before each of its changes to files: STOP_AT counts them, so that no place is
/// missed and no clock matters.
@Suite("A run that is stopped anywhere", .serialized)
struct StopTests {
  /// The quickest chapter that draws something.
  private let program: BuiltProgram

  init() throws { program = try BuiltProgram("SB-tour") }

  /// Two pages that a run may find and leave, and a folder to try it in.
  private struct Pages {
    let folder: URL
    let old: [String: String]
    let new: [String: String]

    var out: URL { folder.appending(path: "out") }
    /// What is in the folder now, without what is hidden beside the page.
    func visible() throws -> [String: String] {
      try contents(of: out).filter { !$0.key.hasPrefix(".") }
    }

    /// Puts the old page back.
    func restore() throws {
      try? FileManager.default.removeItem(at: out)
      try FileManager.default.copyItem(at: folder.appending(path: "old"), to: out)
    }
  }

  private func withPages(_ body: (Pages) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let digits = try digits.get()
      try write(
        Pictures(digits.train).inverted, Pictures(digits.test).inverted,
        to: folder.appending(path: "inverted"))
      let old = try program.run(
        ["--quick", "--data", "inverted", "--out", "old"], in: folder)
      #expect(old.status == 0, "\(old.messages)")
      #expect(try program.run(["--quick", "--out", "new"], in: folder).status == 0)
      let pages = try Pages(
        folder: folder, old: contents(of: folder.appending(path: "old")),
        new: contents(of: folder.appending(path: "new")))
      for file in [".md", "/steps.svg", "/steps.csv", "/results.json"] {
        let (old, new) = (pages.old["SB-tour\(file)"], pages.new["SB-tour\(file)"])
        try #require(old != nil && new != nil && old != new, "\(file) tells the two pages apart")
      }
      try body(pages)
    }
  }

  /// Runs the chapter once for each of its steps, and stops it there.
  private func stop(
    _ pages: Pages, by signal: (Int) -> Int32, _ check: (RunningProgram.End, Int) throws -> Void
  ) throws {
    var step = 0
    repeat {
      step += 1
      try pages.restore()
      let end = try program.run(
        ["--quick", "--out", "out"], in: pages.folder,
        environment: ["STOP_AT": "\(step)", "STOP_BY": "\(signal(step))"])
      if end.status == 0 { break }
      try check(end, step)
    } while step < 1000
    #expect(step > 40, "the run has more steps")
    let isNew = try contents(of: pages.out) == pages.new
    #expect(isNew)
  }

  @Test("Killed outright, it leaves the old or the new page, and the next run clears up")
  func killed() throws {
    try withPages { pages in
      var half: [Int] = []
      var lastOld = 0
      var firstNew: Int?
      try stop(pages, by: { _ in SIGKILL }) { end, step in
        #expect((end.status, end.isExit) == (128 + SIGKILL, false))
        if try ![pages.old, pages.new].contains(pages.visible()) { half.append(step) }

        // The next run finds nothing to read, and so does nothing but clear up.
        let next = try program.run(["--data", "none", "--out", "out"], in: pages.folder)
        #expect(next.status == 1)
        let left = try contents(of: pages.out)
        let isOld = left == pages.old
        #expect(isOld || left == pages.new, "step \(step): \(left.keys.sorted())")
        if isOld { lastOld = step } else { firstNew = firstNew ?? step }
      }
      #expect(lastOld + 1 == firstNew, "the new page comes at one step, and stays")
      // The folder and the page can't be replaced in one step; what is between is not left to last.
      #expect(half.count == 2, "\(half)")
    }
  }

  @Test("Told to stop, it leaves the old or the new page, says which, and nothing else")
  func told() throws {
    try withPages { pages in
      let signals = [SIGINT, SIGTERM, SIGHUP]
      try stop(pages, by: { signals[$0 % 3] }) { end, step in
        #expect(end.isExit && end.status == 128 + signals[step % 3], "step \(step): \(end)")
        let left = try contents(of: pages.out)
        let (isOld, isNew) = (left == pages.old, left == pages.new)
        switch end.messages.split(separator: "/out/SB-tour.md ").last {
        case "is the new page\n": #expect(isNew, "step \(step)")
        case "is as it was\n", "\nstopped\n": #expect(isOld, "step \(step)")
        default: Issue.record("step \(step): \(end.messages)")
        }
      }
    }
  }
}
