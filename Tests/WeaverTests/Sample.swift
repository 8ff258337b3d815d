@testable import Weaver

let sampleFile = "Chapters/01-pca/main.swift"

/// A chapter with one of everything.
let sampleSource = #"""
  //#-hidden-code
  import Workbench
  let notebook = Notebook()
  //#-end-hidden-code

  /*: # 1 · PCA, naïvely
   *What is the best flat map of a digit?*

   > How well do {codes} of a few numbers
   > rebuild a digit? 🙂

   We keep {{components}} components of $x \in \mathbb{R}^{784}$, which `{{this}}` never names:

   $$
   \hat{x} = \mu + W W^\top (x - \mu), \qquad 0.5\,\lVert x \rVert^{{n}_2}
   $$

   ```swift
   let k = {{components}}  // not replaced
   ```
   */

  let basis = pca(images)  // größer

  let error = basis.error(on: images)
  notebook.value("pca_error", error)
  notebook.show(Figure(error))
  notebook.show(
    Table(error))

  //: The error is {{pca_error}}, and $\lambda_{{{components}}}$ ends the list.
  //:
  //: - a list
  //:   with a second line

  //: Another paragraph, straight after. The engine does it so:
  //:
  //: {{include Sources/Engine/PCA.swift#project}}
  //:
  //: And *that* is all. See [a page](https://example.org/1.5/{{components}}).

  let bound = 1.0
  notebook.check(
    "a claim",
    [error].allSatisfy { error in
      error < bound  // "(
    }, evidence: "{{pca_error}} < 1")
  print("```")
  //#-hidden-code
  notebook.show("terminal")
  notebook.check("another", "```" == "\(bound)")
  for claim in ["a third"] {
    notebook.check(claim, true)
  }
  //#-end-hidden-code

  /*:
   ## References

   - Pearson (1901), arXiv 1312.6114, p. 99.5 %.
   */

  """#

let sampleLibrary = [
  "Sources/Engine/PCA.swift": """
  // anchor: basis
  struct PCA {
    // anchor: project
    /// Projects.
    func project(_ x: Matrix) -> Matrix {
      // anchor: product
      (x - mean) * basis
      // end anchor: product
    }
    // end anchor: project
  }
  // end anchor: basis
  """
]

let sampleRecords = Records(
  outputs: [
    Output(
      line: lineOfSample("notebook.show(\n"),
      content: .table(
        .init(
          columns: [
            .init("k", alignment: .right), .init("$|x|$", alignment: .left),
            .init("`mark`", alignment: .center),
          ],
          rows: [["2", "a | b", "✓"], ["{{components}}", "two\nlines", "{{in_a_table}}"]],
          caption: "At {{components}} components."))),
    Output(
      line: lineOfSample("notebook.show(Figure"),
      content: .figure(
        .init(
          number: 1, path: "01-pca/error.svg", alt: "From [0, 1] down to 0.02 | x_1",
          caption: "The error falls\nto {{pca_error}}.", dataPath: "01-pca/error.csv",
          data: ""))),
    Output(
      line: lineOfSample("notebook.check(\n"),
      content: .claim(.init(text: "More is better.", holds: true, evidence: "{{pca_error}} < 1"))),
    Output(
      line: lineOfSample("notebook.show(\"terminal\""), content: .text("epoch 1\n``` {{x}}\n")),
    Output(
      line: lineOfSample("notebook.check(\"another\""),
      content: .claim(.init(text: "Less than {{components}} is better.", holds: false))),
    Output(
      line: lineOfSample("notebook.check(claim"),
      content: .claim(.init(text: "It is tested above.", holds: true))),
    Output(line: lineOfSample("import Workbench"), content: .text("first of all")),
  ],
  values: [
    .init("components", text: "32", line: nil),
    .init("pca_error", text: "0.0173", line: lineOfSample("notebook.value")),
    .init("in_a_table", text: "3", line: lineOfSample("notebook.value")),
  ])

let sampleNavigation = Navigation(
  previous: .init(title: "Contents & more", target: "00.md"),
  contents: .init(title: "Contents", target: "README.md"),
  next: .init(title: "2 · Autoencoder", target: "02-autoencoder.md"))

func weaveSample(_ source: String = sampleSource) throws -> String {
  try weave(
    source: source, file: sampleFile, records: sampleRecords, navigation: sampleNavigation,
    includes: { sampleLibrary[$0] })
}

/// The number of the line in the sample that holds `start`; 0 where there is none.
func lineOfSample(_ start: String) -> Int {
  guard let range = sampleSource.firstRange(of: start) else { return 0 }
  return sampleSource[..<range.lowerBound].count { $0 == "\n" } + 1
}
