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
}
