import BuiltPrograms
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

/// The path of a program of the shell's that is gone after `body`.
private func withProgram(_ commands: String, _ body: (String) throws -> Void) throws {
  try withTemporaryFolder { folder in
    let program = folder.appending(path: "program")
    try writeProgram(commands, to: program)
    try body(program.path)
  }
}

@Suite struct RenderTests {
  @Test(arguments: Examples.all.map(\.name)) func figure(_ name: String) throws {
    let figure = try #require(Examples.all.first { $0.name == name }).figure
    let first = try render(figure, as: name)
    #expect(try render(figure, as: name) == first)
    switch figure.format {
    case .svg: #expect(String(decoding: first, as: UTF8.self).hasSuffix("</svg>\n\n"))
    case .png: #expect(first.starts(with: [0x89] + Array("PNG".utf8)))
    }
  }

  /// gnuplot's warnings do not change its exit status; in a script of ours each is a defect.
  @Test func gnuplotWarnsOfNothing() {
    for (name, figure) in Examples.all {
      let script = figure.script
      var result = gnuplot_run("gnuplot", script, script.utf8.count, patience)
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
        var result = gnuplot_run("gnuplot", script, script.utf8.count, patience)
        defer { gnuplot_result_free(&result) }
        #expect(result.status == 0 && result.messages_size == 0, "\(locale)")
        #expect(try runGnuplot(script) == here, "\(locale)")
      }
    }
  }

  @Test func failingGnuplotIsAnError() {
    let error = #expect(throws: PlotError.self) { try render(Broken(), as: "broken") }
    #expect(error?.description.contains("set bogus") == true)
    #expect(error?.description.contains("found status 1") == true)
  }

  @Test func missingGnuplotIsAnErrorWithItsRemedy() async {
    await #expect(processExitsWith: .success) {
      setenv("PATH", "/nonexistent", 1)
      do throws(PlotError) {
        _ = try render(Examples.curve, as: "curve")
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

  /// A program named gnuplot, or what is found by that name, can be anything.
  @Test(
    arguments: [
      "sleep 1000", "trap '' TERM INT HUP; while :; do sleep 1; done", "exec >&- 2>&-; sleep 1000",
    ])
  func endlessProgramIsEnded(_ commands: String) throws {
    try withProgram(commands) { program in
      #expect(throws: PlotError.endless(seconds: 1, bytes: 1000)) {
        try runGnuplot("", program: program, limits: .init(seconds: 1, bytes: 1000))
      }
    }
  }

  @Test func programThatWritesWithoutAnEndIsEnded() {
    for program in ["yes", "yes >&2"] {
      #expect(throws: PlotError.endless(seconds: 1000, bytes: 1000)) {
        try withProgram(program) {
          _ = try runGnuplot("", program: $0, limits: .init(seconds: 1000, bytes: 1000))
        }
      }
    }
  }

  /// Whatever gnuplot has started ends with it.
  @Test func nothingIsLeftBehind() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "pid")
      try withProgram("sleep 1000 >&- 2>&- & echo $! > \(file.path); echo picture") { program in
        let printed = try? runGnuplot("", program: program)
        #expect(printed == Data("picture\n".utf8))
      }
      #expect(try isGone(file))
    }
  }

  /// The end of this program is gnuplot's end, and nobody is told that gnuplot failed.
  @Test func exitEndsGnuplot() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (program, pid) = (folder.appending(path: "program"), folder.appending(path: "pid"))
    try writeProgram(
      "echo $$ > \(pid.path).new; mv \(pid.path).new \(pid.path); sleep 1000", to: program)
    let result = await #expect(
      processExitsWith: .exitCode(7), observing: [\.standardErrorContent]
    ) { [pid = pid.path as String, program = program.path as String] in
      Thread.detachNewThread {
        while !FileManager.default.fileExists(atPath: pid) { usleep(1000) }
        exit(7)
      }
      do {
        _ = try runGnuplot("", program: program)
      } catch {
        FileHandle.standardError.write(Data("\(error)".utf8))
      }
      exit(8)
    }
    let told = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(result != nil && !told.contains("gnuplot"), "\(told)")
    #expect(try isGone(pid))
  }

  /// What is not a whole picture is none, whatever the status says.
  @Test(arguments: [Examples.curve as any Figure, Examples.grid as any Figure])
  func everyPartOfAPictureIsRefused(_ figure: any Figure) throws {
    let whole = try runGnuplot(figure.script, for: figure.format)
    // gnuplot ends an SVG file with empty lines, which nobody misses.
    let end = whole.count - (figure.format == .svg ? 2 : 0)
    for length in stride(from: 0, to: end, by: max(1, end / 500)) + [end - 1] {
      #expect(!figure.format.isWhole(whole.prefix(length)), "the first \(length) bytes")
    }
    #expect(figure.format.isWhole(whole))
    #expect(!figure.format.isWhole(whole + Data("more".utf8)))
    #expect(!figure.format.isWhole(Data("garbage\n".utf8)))
    #expect(!figure.format.isWhole(Data("<html></html>".utf8)))
    #expect(!figure.format.isWhole(Data([0x89] + Array("PNG\r\n\u{1A}\n\0\0\0\0IEND....".utf8))))

    // A program that lets a part through.
    try withProgram("gnuplot \"$@\" | head -c 900") { program in
      #expect(throws: PlotError.incomplete(format: figure.format, bytes: 900, messages: "")) {
        try runGnuplot(figure.script, for: figure.format, program: program)
      }
    }
  }
}
