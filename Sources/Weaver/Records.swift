import Basics

/// What one run of a chapter leaves for its page.
public struct Records: Sendable, Equatable {
  /// The outputs, in the order in which the run gave them.
  public var outputs: [Output]
  /// The values and settings that texts may name, in the order in which the run bound them.
  public var values: [Value]

  /// Makes the records of one run.
  public init(outputs: [Output] = [], values: [Value] = []) {
    self.outputs = outputs
    self.values = values
  }

  /// The figures among the outputs.
  public var figures: [Output.Figure] {
    outputs.compactMap { if case .figure(let figure) = $0.content { figure } else { nil } }
  }

  /// The claims among the outputs.
  public var claims: [Output.Claim] {
    outputs.compactMap { if case .claim(let claim) = $0.content { claim } else { nil } }
  }

  /// A formatted value and the source line that bound it.
  public struct Value: Sendable, Equatable {
    /// The name by which texts call it.
    public var name: String
    /// The Markdown that stands for it.
    public var text: String
    /// The number itself, for results.json; nil for a setting, and for a text of several numbers.
    public var number: Double?
    /// The line that bound it; nil for what no text has to show, such as a setting.
    public var line: Int?

    /// Makes a value; a `line` obliges some text of the page to show it.
    public init(_ name: String, text: String, number: Double? = nil, line: Int?) {
      (self.name, self.text, self.number, self.line) = (name, text, number, line)
    }
  }
}

/// One output and the source line of the call that made it.
public struct Output: Sendable, Equatable {
  /// The source line, counted from 1, as `#line` gives it.
  public var line: Int
  /// What to print behind the code of that line.
  public var content: Content

  /// Makes an output of the call at `line`.
  public init(line: Int, content: Content) {
    self.line = line
    self.content = content
  }

  /// The kinds of output. `{{name}}` is replaced in all of their texts but the verbatim one.
  public enum Content: Sendable, Equatable {
    /// Verbatim lines, such as those of a terminal.
    case text(String)
    /// A table of Markdown cells.
    case table(Table)
    /// A picture with its caption and data.
    case figure(Figure)
    /// A sentence that the run checked.
    case claim(Claim)
  }

  /// A table: titled columns and rows of as many Markdown cells.
  public struct Table: Sendable, Equatable {
    /// The columns, from left to right.
    public var columns: [Column]
    /// The rows, from top to bottom; each holds one cell a column.
    public var rows: [[String]]
    /// A sentence below the table.
    public var caption: String?

    /// Makes a table.
    public init(columns: [Column], rows: [[String]], caption: String? = nil) {
      self.columns = columns
      self.rows = rows
      self.caption = caption
    }
  }

  /// The head of a table's column.
  public struct Column: Sendable, Equatable {
    /// The Markdown in the head.
    public var title: String
    /// The side on which the cells line up.
    public var alignment: Alignment

    /// Makes a column.
    public init(_ title: String, alignment: Alignment) {
      self.title = title
      self.alignment = alignment
    }
  }

  /// The side of a column on which its cells line up.
  public enum Alignment: Sendable, Equatable {
    /// As words do.
    case left
    /// As marks do.
    case center
    /// As numbers do.
    case right
  }

  /// A picture. Both paths are relative to the page.
  public struct Figure: Sendable, Equatable {
    /// The figure's number in the chapter.
    public var number: Int
    /// The picture's file.
    public var path: String
    /// Plain text for a reader who does not see the picture.
    public var alt: String
    /// Markdown that says what to see.
    public var caption: String
    /// The file with the data that the picture draws.
    public var dataPath: String
    /// The hash of the data, 16 hexadecimal digits.
    public var dataDigest: String

    /// Makes a figure that draws `data`.
    public init(
      number: Int, path: String, alt: String, caption: String, dataPath: String, data: String
    ) {
      self.number = number
      self.path = path
      self.alt = alt
      self.caption = caption
      self.dataPath = dataPath
      dataDigest = hexadecimal(fnv1a(data))
    }

    /// The file's name without its extension, by which texts call the figure.
    var name: String { String((path.split(separator: "/").last ?? "").prefix { $0 != "." }) }
  }

  /// A sentence and whether the run bore it out.
  public struct Claim: Sendable, Equatable {
    /// The claim, a sentence of Markdown.
    public var text: String
    /// Whether it holds in this run; nil where the run can't tell.
    public var holds: Bool?
    /// The numbers it rests on.
    public var evidence: String?
    /// Its name on its page, for links: "claim-3f9a0c21". It follows from the sentence as the chapter
    /// has it, so that it is the same in every run.
    public let id: String

    /// Makes a claim.
    public init(text: String, holds: Bool?, evidence: String? = nil) {
      id = "claim-" + hexadecimal(fnv1a(text.onOneLine)).suffix(8)
      self.text = text
      self.holds = holds
      self.evidence = evidence
    }
  }
}

extension Output.Content {
  /// The same with `{{name}}` and the like replaced: every text but the verbatim ones goes through
  /// `fill`.
  package func mapTexts(_ fill: (String) -> String) -> Self {
    switch self {
    case .text: return self
    case .table(var table):
      table.columns = table.columns.map { .init(fill($0.title), alignment: $0.alignment) }
      table.rows = table.rows.map { $0.map(fill) }
      table.caption = table.caption.map(fill)
      return .table(table)
    case .figure(var figure):
      (figure.alt, figure.caption) = (fill(figure.alt), fill(figure.caption))
      return .figure(figure)
    case .claim(var claim):
      (claim.text, claim.evidence) = (fill(claim.text), claim.evidence.map(fill))
      return .claim(claim)
    }
  }
}

/// The links to the neighbouring pages, on the first line of a page and again near its end.
public struct Navigation: Sendable, Equatable {
  /// The chapter before; nil on the first.
  public var previous: Link?
  /// The table of contents.
  public var contents: Link
  /// The chapter after; nil on the last.
  public var next: Link?

  /// Makes the links of one page.
  public init(previous: Link?, contents: Link, next: Link?) {
    self.previous = previous
    self.contents = contents
    self.next = next
  }

  /// A page's title and its file, relative to the page that links it.
  public struct Link: Sendable, Equatable {
    /// The Markdown to click on.
    public var title: String
    /// The file it leads to.
    public var target: String

    /// Makes a link.
    public init(title: String, target: String) {
      self.title = title
      self.target = target
    }
  }
}
