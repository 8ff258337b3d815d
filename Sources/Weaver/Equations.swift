/// The equations of a chapter that have a `\label{name}`, numbered in the order of the page.
public struct Equations: Sendable {
  /// Their names; the first has number 1.
  let names: [String]
  /// What is wrong with the labels.
  let problems: [Problem]

  /// The equations in a chapter's source.
  public init(in source: String, file: String) { self.init(of: Chapter(source, file: file)) }

  init(of chapter: Chapter) {
    var names: [String] = []
    var problems: [Problem] = []
    let prose = chapter.pieces.filter { $0.kind == .prose }
    for token in prose.flatMap(\.tokens) where token.kind == .maths {
      func report(_ message: String) {
        problems.append(Problem(file: chapter.file, line: token.line, message: message))
      }
      let labels = token.text.matches(of: Self.label).map { String($0.output.1) }
      if token.text.matches(of: /\\label/).count > labels.count {
        report("a label reads `\\label{name}`, in small letters, digits and hyphens")
      }
      for label in labels {
        if names.contains(label) { report("two equations are labelled `\(label)`") }
        names.append(label)
      }
    }
    (self.names, self.problems) = (names, problems)
  }

  /// The number of an equation; nil where none has that name.
  func number(of name: String) -> Int? { names.firstIndex(of: name).map { $0 + 1 } }

  /// What to say of the name of no equation.
  func missing(_ name: String, at line: Int, of file: String) -> Problem {
    let advice =
      nearest(to: name, among: names).map { "did you mean `\($0)`?" }
      ?? "write `\\label{\(name)}` at its end"
    return Problem(
      file: file, line: line, message: "no equation of this page is labelled `\(name)`: \(advice)")
  }

  /// A formula with its numbers in place of its labels: they are part of it in every format.
  func numbered(_ formula: String) -> String {
    formula.replacing(Self.label) { "\\qquad (\(number(of: String($0.output.1)) ?? 0))" }
  }

  private static var label: Regex<(Substring, Substring)> { /\\label\{([a-z0-9-]+)\}/ }
}
