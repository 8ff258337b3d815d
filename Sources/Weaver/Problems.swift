/// Finds all that can be wrong with a chapter before it runs, or even builds.
///
/// A broken comment leaves the compiler with prose to compile; here it is named for what it is.
///
/// - Parameters:
///   - source: The chapter's Swift source.
///   - file: Its path from the root of the package.
///   - includes: The text of another file of the package by its path; nil where there is none.
/// - Returns: The problems in the order of files and lines; none if the chapter may run.
public func problems(
  in source: String, file: String, includes: (String) -> String?
) -> [Problem] {
  let chapter = Chapter(source, file: file)
  let equations = Equations(of: chapter)
  var problems = chapter.problems + equations.problems
  do throws(Problem) { _ = try chapter.title() } catch { problems.append(error) }
  do throws(Problem) { _ = try chapter.question() } catch { problems.append(error) }

  var isReferences = false
  for piece in chapter.pieces where piece.kind == .prose {
    var isLineStart = true
    for token in piece.tokens {
      if isLineStart, token.kind == .text, ["# ", "## "].contains(where: token.text.hasPrefix) {
        isReferences = token.text.trimmed == "## References"
      }
      isLineStart = token.text.hasSuffix("\n")

      switch token.kind {
      case .text where !isReferences:
        if let number = typedNumber(in: token.text) {
          let message =
            "`\(number)` is typed into the prose, where no run can correct it: "
            + "bind it with `notebook.value(\"name\", …)` and write `{{name}}`"
          problems.append(Problem(file: file, line: token.line, message: message))
        }
      case .include(let path, let anchor):
        do throws(Problem) {
          _ = try included(path, anchor, at: token.line, of: file, from: includes)
        } catch {
          problems.append(error)
        }
      case .equation(let name) where equations.number(of: name) == nil:
        problems.append(equations.missing(name, at: token.line, of: file))
      default:
        if let problem = problem(with: token, in: file) { problems.append(problem) }
      }
    }
  }
  return problems.inOrder
}

/// What the table of contents says of a chapter.
public struct Summary: Sendable, Equatable {
  /// The number and the name, such as `1 · PCA`.
  public let title: String
  /// The question that the chapter answers, in Markdown.
  public let question: String
}

/// Reads a chapter's title and question.
///
/// - Throws: `WeavingError` where one is missing or holds a value.
public func summary(of source: String, file: String) throws(WeavingError) -> Summary {
  let chapter = Chapter(source, file: file)
  do throws(Problem) {
    return Summary(title: try chapter.title(), question: try chapter.question())
  } catch {
    throw WeavingError(problems: [error])
  }
}

/// The excerpt that prose at `line` of `file` asks for.
func included(
  _ path: String, _ anchor: String, at line: Int, of file: String,
  from includes: (String) -> String?
) throws(Problem) -> String {
  guard !path.hasPrefix("/"), !path.split(separator: "/").contains(".."),
    let source = includes(path)
  else {
    throw Problem(
      file: file, line: line,
      message: "there is no file `\(path)` to include: give its path from the root of the package")
  }
  return try excerpt(of: source, path: path, anchor: anchor, for: (file, line))
}

/// What is wrong with a token in itself; nil for nearly all.
func problem(with token: Token, in file: String) -> Problem? {
  switch token.kind {
  case .malformed, .include:
    Problem(
      file: file, line: token.line,
      message: "`\(token.text.trimmed)` names no value: write `{{name}}`; in prose, "
        + "`{{include Path/File.swift#anchor}}` on a line of its own; or, to show braces, code")
  case .unclosed:
    Problem(
      file: file, line: token.line,
      message: "`` \(token.text.trimmed.prefix { !$0.isWhitespace }) `` is not closed in this text "
        + "and would swallow the rest of the page: close it")
  case .text, .maths, .code, .target, .comment, .value, .term, .equation, .figure: nil
  }
}

/// The first decimal fraction, percentage or number in scientific notation in `text`.
private func typedNumber(in text: String) -> Substring? {
  let numbers =
    #/
      [0-9]+\.[0-9]+
    | \b[0-9]+[eE][+\-\u{2212}]?[0-9]+\b
    | [0-9]+[\x20\u{A0}\u{2009}\u{202F}]?\\?%
    /#
  return text.firstMatch(of: numbers)?.output
}
