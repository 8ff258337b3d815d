import Foundation
import GnuplotShim
import Testing

@testable import Plot

/// A figure that gnuplot rejects after it has written half of it.
private struct Broken: Figure {
  let fault: String? = nil
  let format = PictureFormat.svg
  let altText = ""
  let data = ""
  let script = "set print '-'\nprint 'half a picture'\nset bogus\n"
}

/// An empty folder that is gone after `body`.
private func withFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}

private func names(_ folder: URL) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}

@Suite struct RenderTests {
  @Test(arguments: Examples.all.map(\.name)) func figure(_ name: String) throws {
    let figure = try #require(Examples.all.first { $0.name == name }).figure
    try withFolder { folder in
      let file = folder.appending(path: "figure." + figure.format.rawValue)
      try render(figure, to: file)
      let first = try Data(contentsOf: file)
      try render(figure, to: file)
      #expect(try Data(contentsOf: file) == first)
      #expect(try names(folder) == [file.lastPathComponent])
      switch figure.format {
      case .svg: #expect(String(decoding: first, as: UTF8.self).hasSuffix("</svg>\n\n"))
      case .png: #expect(first.starts(with: [0x89] + Array("PNG".utf8)))
      }
    }
  }

  /// gnuplot's warnings do not change its exit status; in a script of ours each is a defect.
  @Test func gnuplotWarnsOfNothing() {
    for (name, figure) in Examples.all {
      let script = figure.script
      var result = gnuplot_run("gnuplot", script, script.utf8.count)
      defer { gnuplot_result_free(&result) }
      #expect(result.error == 0 && result.status == 0)
      #expect(result.messages_size == 0, "\(name)")
    }
  }

  /// Without UTF-8 gnuplot would complain, and in German it would write decimal commas.
  @Test func theReadersLocaleChangesNothing() async {
    await #expect(processExitsWith: .success) {
      let script = Examples.all[0].figure.script
      let here = try runGnuplot(script)
      for locale in ["C", "POSIX", "de_DE.UTF-8"] {
        setenv("LC_ALL", locale, 1)
        var result = gnuplot_run("gnuplot", script, script.utf8.count)
        defer { gnuplot_result_free(&result) }
        #expect(result.status == 0 && result.messages_size == 0, "\(locale)")
        #expect(try runGnuplot(script) == here, "\(locale)")
      }
    }
  }

  @Test func failingGnuplotIsAnErrorAndLeavesTheOldFile() throws {
    try withFolder { folder in
      let file = folder.appending(path: "old.svg")
      try "old".write(to: file, atomically: true, encoding: .utf8)
      let error = #expect(throws: PlotError.self) { try render(Broken(), to: file) }
      #expect(error?.description.contains("set bogus") == true)
      #expect(error?.description.contains("found status 1") == true)
      #expect(try String(contentsOf: file, encoding: .utf8) == "old")
      #expect(try names(folder) == ["old.svg"])
    }
  }

  /// A reader who has the old file open goes on reading the old file.
  @Test func thePictureIsMovedIn() throws {
    try withFolder { folder in
      let (file, old) = (folder.appending(path: "a.svg"), folder.appending(path: "old.svg"))
      try "old".write(to: file, atomically: true, encoding: .utf8)
      try FileManager.default.linkItem(at: file, to: old)
      try render(Examples.curve, to: file)
      #expect(try String(contentsOf: old, encoding: .utf8) == "old")
      #expect(try String(contentsOf: file, encoding: .utf8).contains("<svg"))
    }
  }

  @Test func unwritablePlacesAreErrors() throws {
    try withFolder { folder in
      try "".write(to: folder.appending(path: "file"), atomically: true, encoding: .utf8)
      try FileManager.default.createDirectory(
        at: folder.appending(path: "folder.svg/inner"), withIntermediateDirectories: true)
      for place in ["missing/a.svg", "file/a.svg", "folder.svg"] {
        let file = folder.appending(path: place)
        let error = #expect(throws: PlotError.self) { try render(Examples.curve, to: file) }
        guard case .unwritable(let name, _) = error else {
          Issue.record("\(place): \(String(describing: error))")
          continue
        }
        #expect(name == file.path)
      }
      #expect(try names(folder) == ["file", "folder.svg"])
    }
  }

  @Test func missingGnuplotIsAnErrorWithItsRemedy() async {
    await #expect(processExitsWith: .success) {
      setenv("PATH", "/nonexistent", 1)
      do throws(PlotError) {
        try render(Examples.curve, to: URL(filePath: "/nonexistent/a.svg"))
        exit(1)
      } catch {
        let told = error.description.contains("apt-get install gnuplot-nox")
        guard case .notStarted = error, told else { exit(2) }
      }
    }
  }

  /// More than a pipe holds goes to a program that ends without reading it.
  @Test func programThatDoesNotReadIsAnError() {
    let long = String(repeating: "# a long script\n", count: 100_000)
    #expect(throws: PlotError.failed(status: 0, messages: "")) {
      try runGnuplot(long, program: "true")
    }
    #expect(throws: PlotError.failed(status: 1, messages: "")) {
      try runGnuplot(long, program: "false")
    }
  }
}
