/// What the names in a page's texts stand for: `{{name}}` for a value, `{{equation name}}` and
/// `{{figure name}}` for a number.
///
/// The page and the terminal fill the same texts by it.
public struct Names: Sendable {
  private let values: [String: Records.Value]
  private let equations: Equations
  private let figures: [String: Int]

  /// The names that a run has given so far, and those of its chapter's equations.
  public init(of records: Records, _ equations: Equations) {
    values = Dictionary(records.values.map { ($0.name, $0) }) { first, _ in first }
    self.equations = equations
    figures = Dictionary(records.figures.map { ($0.name, $0.number) }) { _, last in last }
  }

  /// The text with what its names stand for, as a terminal shows it, and the values that it named.
  ///
  /// A term is a word there, and a name that stands for nothing yet stays as it is.
  public func filled(_ text: String) -> (text: String, values: Set<String>) {
    let tokens = tokens(of: text, line: 0)
    let words = tokens.map { token in
      (try? self.text(for: token, in: "") { _, shown in shown }) ?? token.text
    }
    return (words.joined(), Set(tokens.compactMap(\.value)))
  }

  /// What a token becomes.
  ///
  /// - Parameters:
  ///   - file: The file that it is in.
  ///   - term: What a term becomes, by its name and the words that the text has for it.
  /// - Throws: What is wrong with the token, or that its name stands for nothing.
  func text(
    for token: Token, in file: String, term: (_ name: String, _ shown: String) -> String
  ) throws(Problem) -> String {
    func unknown(_ what: String, _ advice: String) -> Problem {
      Problem(file: file, line: token.line, message: "\(what): \(advice)")
    }
    switch token.kind {
    case .value(let name):
      if let value = values[name] { return value.text }
      throw unknown(
        "no value is named `\(name)`",
        nearest(to: name, among: values.keys).map { "did you mean `{{\($0)}}`?" }
          ?? "bind it with `notebook.value(\"\(name)\", …)`, or, in TeX, part the braces")
    case .equation(let name):
      if let number = equations.number(of: name) { return "(\(number))" }
      throw equations.missing(name, at: token.line, of: file)
    case .figure(let name):
      if let number = figures[name] { return "Figure \(number)" }
      throw unknown(
        "no figure of this page is named `\(name)`",
        nearest(to: name, among: figures.keys).map { "did you mean `\($0)`?" }
          ?? "figures are named by `notebook.show`")
    case .include, .malformed, .unclosed:
      if let problem = problem(with: token, in: file) { throw problem }
      return token.text
    case .term(let name, let shown): return term(name, shown)
    case .maths: return equations.numbered(token.text)
    case .text, .code, .target, .comment: return token.text
    }
  }
}

extension Token {
  /// The name of the value that it stands for, if it does.
  fileprivate var value: String? {
    guard case .value(let name) = kind else { return nil }
    return name
  }
}
