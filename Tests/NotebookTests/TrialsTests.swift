import Statistics
import Testing

@testable import Notebook

@Suite("Trials: results by case and seed")
struct TrialsTests {
  private enum Remedy: String, Case {
    case none
    case noise = "Gaussian noise"
    case code = "L1 on the code"
  }

  private let errors = Trials(
    cases: [Remedy.none, .noise], seeds: [1, 2, 3], results: [[3.0, 4, 5], [1, 2, 3]])

  @Test("A case has its results, and a number of each")
  func subscripts() {
    #expect(errors[.noise] == [1, 2, 3])
    #expect(errors[.none, { 10 * $0 }] == [30, 40, 50])
    #expect(errors.mean(.none) { 10 * $0 } == 40)
    #expect(errors.case(.noise).title == "Gaussian noise")
  }

  @Test("Names are titles in snake case")
  func names() {
    #expect(Remedy.code.name == "l1_on_the_code")
    #expect("784-64-784, batch 32".name == "784_64_784_batch_32")
    #expect("β = ½, d = 2".name == "beta_half_d_2")
    #expect(32.name == "k32")
    #expect(32.title == "32")
  }

  @Test("What is made of trials keeps their cases and seeds")
  func transforms() {
    let other = Trials(cases: [Remedy.code], seeds: [1, 2, 3], results: [[7.0, 8, 9]])
    let all = (errors + other).map { -$0 }
    #expect(all.cases == [.none, .noise, .code])
    #expect(all[.code] == [-7, -8, -9])
    #expect(all.filter { $0 != .none }.cases == [.noise, .code])
    #expect(all.filter { $0 != .none }[.noise] == [-1, -2, -3])
  }

  @Test("Results stand beside their cases, a costly one with the first seeds only")
  func literal() {
    let trials = Trials(seeds: [1, 2, 3], [Remedy.none: [3.0, 4, 5], .noise: [1, 2]])
    #expect(trials.cases == [.none, .noise])
    #expect(trials[.noise] == [1, 2])
    let short = Trials(seeds: [1, 2], [Remedy.code: [6.0, 7]])
    #expect((short + trials).seeds == [1, 2, 3] && (short + trials)[.code] == [6, 7])
    #expect(trials.map { $0 == .noise ? -$1 : $1 }.results == [[3, 4, 5], [-1, -2]])
  }

  @Test("The p of several differences are adjusted for their number, each difference a pair a seed")
  func adjusted() {
    let trials = Trials(
      seeds: [1, 2, 3, 4],
      [Remedy.none: [3.0, 4, 5, 6], .noise: [1, 2, 3.5, 4], .code: [3, 4.5, 4, 6]])
    let ps = [pairedP([1, 2, 3.5, 4], [3, 4, 5, 6]), pairedP([3, 4.5, 4, 6], [3, 4, 5, 6])]
    #expect(ps[0] < ps[1])
    #expect(trials.adjustedP(against: .none, \.self) == [.noise: 2 * ps[0], .code: ps[1]])
    #expect(!trials.differs(.code, from: .none) { $0 })
    #expect(trials.filter { $0 != .code }.adjustedP(against: .none, \.self) == [.noise: ps[0]])
  }

  @Test("A format follows from the words of a value's name, the last that says one")
  func formats() {
    #expect(Format.of("noise_test_mse")(0.012345) == "0.0123")
    #expect(Format.of("noise_test_accuracy")(0.9) == "90.0 %")
    #expect(Format.of("noise_gap")(0.0123) == "0.0123")
    #expect(Format.of("noise_rate")(0.003) == "0.003")
    #expect(Format.of("mse_share")(0.25) == "25.0 %")
    #expect(Format.of("pca_test_mse_k32")(0.0177) == "0.0177")
    #expect(Format.of("vae_test_divergence")(18.38) == "18.4")
    #expect(Format.of("answer")(42) == "42.0")
  }
}
