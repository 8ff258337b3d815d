import Foundation
import Testing

import Weaver

@testable import Notebook

@Suite("results.json and the comparison with the book")
struct ResultsTests {
  private let results = Results(
    chapter: "01-first", settings: ["rate": 0.01, "epochs": 50],
    values: ["pca_test_mse_k8": 0.039, "pca_test_mse_k16": 1.0 / 3],
    claims: [.init(text: "It holds a/b.", holds: true)],
    figures: [.init(file: "map.svg", alt: "A map.", dataDigest: "00ff")])

  @Test("The file is exactly what was given: sorted, and with every digit")
  func json() throws {
    #expect(
      String(decoding: try results.json(), as: UTF8.self) == """
        {
          "chapter" : "01-first",
          "claims" : [
            {
              "holds" : true,
              "id" : "claim-2224aec6",
              "text" : "It holds a/b."
            }
          ],
          "figures" : [
            {
              "alt" : "A map.",
              "data_digest" : "00ff",
              "file" : "map.svg"
            }
          ],
          "settings" : {
            "epochs" : 50,
            "rate" : 0.01
          },
          "values" : {
            "pca_test_mse_k16" : 0.3333333333333333,
            "pca_test_mse_k8" : 0.039
          }
        }

        """)
  }

  @Test("Reading the file gives every bit back")
  func roundTrip() throws {
    var results = results
    results.values = [
      "tiny": .leastNonzeroMagnitude, "huge": .greatestFiniteMagnitude, "tenth": 0.1 + 0.2,
    ]
    #expect(try JSONDecoder().decode(Results.self, from: results.json()) == results)
  }

  @Test("An equal run has nothing to tell but its score")
  func equal() {
    #expect(
      results.compared(with: results) == """
          Every value that both have is the same.
          1 of 1 claims hold here, 1 of 1 in the book.
        """)
  }

  @Test("A value that differs is shown with its ratio, and the others are not")
  func values() {
    var other = results
    other.values["pca_test_mse_k8"] = 0.078
    #expect(
      other.compared(with: results) == """
          value                book   this run   ratio
          ───────────────   ───────   ────────   ─────
          pca_test_mse_k8   0.03900    0.07800   2.000
          1 of 1 claims hold here, 1 of 1 in the book.
        """)
  }

  @Test("Nothing is divided by a zero of the book")
  func zero() throws {
    var (here, book) = (results, results)
    (here.values["exact"], book.values["exact"]) = (3, 0)
    (here.values["a_sd"], book.values["a_sd"]) = (3, 1)
    let text = here.compared(with: book)
    #expect(!text.contains("a_sd"))
    #expect(text.contains("\n  exact   0.000      3.000\n"), "\(text)")
  }

  @Test("Values that one run alone has are named; deviations stay in the file")
  func missing() {
    var here = results
    here.values = ["pca_test_mse_k8": 0.039, "new_1": 1, "new_2": 2]
    #expect(
      here.compared(with: results) == """
          Every value that both have is the same.
          Only in the book: pca_test_mse_k16.
          Only in this run: new_1, new_2.
          1 of 1 claims hold here, 1 of 1 in the book.
        """)
  }

  @Test("Of a claim that falls, it is said when it falls with other seeds, too")
  func reservation() throws {
    var (here, book) = (results, results)
    here.claims = [.init(text: "One.", holds: false), .init(text: "Two.", holds: false)]
    book.claims = [.init(text: "One.", holds: true), .init(text: "Two.", holds: true)]
    var robustness = Robustness(values: book.values)
    robustness.trials = [
      "seed=2": [book.claims[0].id: true, book.claims[1].id: false],
      "seed=3": [book.claims[0].id: true, book.claims[1].id: true],
    ]
    let said = here.compared(with: book, robustness)
    #expect(said.contains("✗ no longer holds: One."))
    #expect(
      said.contains("✗ no longer holds (with the book's settings, with 2 of 3 seeds): Two."))
    robustness.values = robustness.values.mapValues { $0 + 1 }
    #expect(!here.compared(with: book, robustness).contains("seeds"))
  }

  @Test("Every way in which a claim can differ has its words")
  func claims() {
    var (here, book) = (results, results)
    here.claims = [
      .init(text: "One.", holds: false), .init(text: "Two.", holds: true),
      .init(text: "Three.", holds: true), .init(text: "Four.", holds: false),
      .init(text: "Five.", holds: true), .init(text: "Six.", holds: false),
    ]
    book.claims = [
      .init(text: "One.", holds: true), .init(text: "Two.", holds: false),
      .init(text: "Five.", holds: true), .init(text: "Six.", holds: false),
      .init(text: "Seven.", holds: true),
    ]
    #expect(
      here.compared(with: book) == """
          Every value that both have is the same.
          ✗ no longer holds: One.
          ✓ holds now: Two.
          ✓ not in the book: Three.
          ✗ not in the book: Four.
          – not checked here: Seven.
          3 of 6 claims hold here, 3 of 5 in the book.
        """)
  }
}
