import Foundation
import Testing

@testable import Weaver

@Suite("How claims fare with other seeds and budgets")
struct RobustnessTests {
  private let claim = Outline.Claim(text: "It holds.", holds: true)
  private let other = Outline.Claim(text: "It does not.", holds: false)

  @Test(
    "A chapter is tried with the nine seeds after its own, with half and twice its budget, and on other images"
  )
  func trials() {
    let settings = [
      "seed": 5.0, "short_epochs": 5, "repeats": 20, "updates": 320, "images": 4000, "seeds": 3,
      "code_size": 8,
    ]
    let trials = Robustness.trials(for: settings)
    #expect(
      trials.map(\.name) == (6...14).map { "seed=\($0)" } + ["budget=0.5", "budget=2.0"]
        + ["data=optical-digits", "data=shifted-60k"])
    #expect(trials[0].changes(to: settings) == ["seed": 6])
    #expect(
      trials[9].changes(to: settings) == ["short_epochs": 3, "repeats": 10, "updates": 160])
    #expect(
      trials[10].changes(to: settings) == ["short_epochs": 10, "repeats": 40, "updates": 640])
    #expect(trials[11].changes(to: settings).isEmpty)
    // Fifteen times the images, about as many updates.
    #expect(
      trials[12].changes(to: settings) == ["short_epochs": 1, "repeats": 2, "images": 60_000])
    #expect(
      Robustness.trials(for: ["components": 32]).map(\.name)
        == ["data=optical-digits", "data=shifted-60k"])
  }

  @Test("Results that are damaged have no seeds", arguments: [1e300, -1e300, .infinity, 9.3e18])
  func damagedSeed(seed: Double) {
    let names = Robustness.trials(for: ["seed": seed]).map(\.name)
    #expect(names == ["data=optical-digits", "data=shifted-60k"])
  }

  @Test("A claim counts with the book's seed and with those that were tried")
  func seeds() {
    var page = Robustness(values: [:])
    page.trials = [
      "seed=2": [claim.id: true, other.id: true], "seed=3": [claim.id: false],
      "budget=0.5": [claim.id: false],
    ]
    #expect(page.seeds(of: claim) == (2, 3))
    #expect(page.seeds(of: other) == (1, 2))
    #expect(page.holds(claim, .budget(0.5)) == false)
    #expect(page.holds(claim, .budget(2)) == nil)
  }

  @Test("Trials count as long as the page has the numbers that it had")
  func fits() {
    let page = Robustness(values: ["loss": 1, "rate": 2])
    #expect(page.fits(["loss": 1, "rate": 2]))
    #expect(page.fits(["loss": 1, "new": 3]))
    #expect(!page.fits(["loss": 1.5, "rate": 2]))
    #expect(!page.fits(["new": 3]))
  }

  @Test("A file that is damaged is as good as none")
  func damaged() throws {
    let pages = ["01-first": Robustness(values: ["loss": 1])]
    #expect(Robustness.pages(in: try JSONEncoder().encode(pages)) == pages)
    #expect(Robustness.pages(in: Data("{".utf8)) == [:])
    #expect(Robustness.pages(in: nil) == [:])
  }
}
