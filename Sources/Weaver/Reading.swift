/// How long a chapter takes to read, in minutes, rounded up to the next five.
///
/// For 200 words of prose a minute, a little less than the 238 at which adults read non-fiction
/// (Brysbaert 2019, "How many words do we read per minute?", Journal of Memory and Language 109), ten
/// lines of code that is shown, or two displayed equations; outputs and exercises are not counted.
public func readingMinutes(of source: String, file: String) -> Int {
  let pieces = Chapter(source, file: file).pieces
  let prose = pieces.filter { $0.kind == .prose }.flatMap(\.lines)
    .prefix { !$0.text.hasPrefix("## Exercises") }.map(\.text)
  let words = prose.map { $0.split(whereSeparator: \.isWhitespace).count }.reduce(0, +)
  let equations = prose.map { $0.matches(of: /\$\$/).count }.reduce(0, +) / 2
  let lines = pieces.filter { $0.kind == .code }.map(\.lines.count).reduce(0, +)
  return (words / 200 + lines / 10 + equations / 2) / 5 * 5 + 5
}
