import Testing

@testable import Notebook

@Suite("Tables of trials, described by columns")
struct ColumnsTests {
  private enum Remedy: String, Case {
    case none
    case noise = "Gaussian noise"
  }

  @Test("A row for each case; names are case and measure, formats follow from the measure")
  func rows() async throws {
    try await SamplePackage.with { package in
      let source = package.firstSource
      await #expect(processExitsWith: .exitCode(0)) { [source = source as String] in
        let notebook = try Notebook.run(of: source)
        let trials = Trials<Remedy, Double>(
          seeds: [1, 2, 3], [.none: [3, 4, 5], .noise: [1, 2, 2.5]])
        let table = notebook.table(
          trials, as: "few", .label("remedy"), .text("kind") { "\($0)" },
          .count("cases") { _ in 2 },
          .of("rate") { $0 == .none ? nil : 0.003 }, .spread("test", "test_mse", \.self),
          .mean("gap", "gap", \.self),
          .value("most", "greatest_mse") { (errors: [Double]) in errors.max() ?? 0 },
          .gain("lower by", over: .none, \.self), .p(against: .none, \.self))
        #expect(
          table.titles == [
            "remedy", "kind", "cases", "rate", "test", "gap", "most", "lower by", "p",
          ])
        #expect(
          table.rows.map { $0.map { ($0 as? Value)?.text ?? $0.markdown } } == [
            ["none", "none", "2", "–", "4.0000 ± 1.0000", "4.0000", "5.0000", "–", "–"],
            [
              "Gaussian noise", "noise", "2", "0.003", "1.8333 ± 0.7638", "1.8333", "2.5000",
              "54.2 %", "0.006",
            ],
          ])
        #expect(
          table.rows.joined().compactMap { ($0 as? Value)?.name } == [
            "few_none_test_mse", "few_none_gap", "few_none_greatest_mse",
            "few_gaussian_noise_rate", "few_gaussian_noise_test_mse", "few_gaussian_noise_gap",
            "few_gaussian_noise_greatest_mse", "few_gaussian_noise_gain", "few_gaussian_noise_p",
          ])
      }
    }
  }

  @Test("A range has a least and a greatest, a difference of pairs its spread and its p")
  func names() async throws {
    try await SamplePackage.with { package in
      let source = package.firstSource
      let result = await #expect(
        processExitsWith: .exitCode(0), observing: [\.standardOutputContent]
      ) { [source = source as String] in
        let notebook = try Notebook.run(of: source)
        notebook.range("rise", [0.25, 0.125, 0.5], line: 8)
        notebook.difference("noise_accuracy", [0.5, 0.75], [0.25, 0.25], line: 8)
        notebook.check("", true, line: 14)
      }
      let printed = String(
        decoding: try #require(result).standardOutputContent, as: UTF8.self)
      for line in [
        "rise_min = 12.5 %", "rise_max = 50.0 %", "noise_accuracy_difference = 37.5 % ± 17.7 %",
        "noise_accuracy_p = 0.2",
      ] {
        #expect(printed.contains("  \(line)\n"), "\(printed)")
      }
    }
  }
}
