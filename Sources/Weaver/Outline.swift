/// What the book holds, page by page in reading order, for the programs that set it.
public struct Outline: Sendable, Equatable, Codable {
  /// All pages, the contents first.
  public var pages: [Page]

  /// An outline of these pages.
  public init(pages: [Page]) { self.pages = pages }

  /// A page of the book.
  public struct Page: Sendable, Equatable, Codable {
    /// The name of its file in Book/, without `.md`.
    public var name: String
    /// What it is in the book.
    public var kind: PageKind
    /// Its heading, in Markdown.
    public var title: String
    /// What a page has that a program writes; nil for the others.
    public var program: Program?

    /// A page.
    public init(name: String, kind: PageKind, title: String, program: Program? = nil) {
      (self.name, self.kind, self.title, self.program) = (name, kind, title, program)
    }
  }

  /// What a page has that a program writes.
  public struct Program: Sendable, Equatable, Codable {
    /// The path of its source from the root of the package.
    public var source: String
    /// The question that the page answers, in Markdown.
    public var question: String
    /// The names of the numbered equations; the first has number 1.
    public var equations: [String]
    /// The files of the figures, in the page's folder; the first has number 1.
    public var figures: [String]
    /// The claims, in the order of the page.
    public var claims: [Claim]
  }

  /// A sentence that a run has checked.
  public struct Claim: Sendable, Equatable, Codable {
    /// Its name on its page, for links.
    public let id: String
    /// The sentence, in Markdown.
    public let text: String
    /// Whether the run bore it out.
    public let holds: Bool

    /// A claim.
    public init(text: String, holds: Bool) {
      (id, self.text, self.holds) = (Output.Claim(text: text, holds: holds).id, text, holds)
    }

    /// Reads a claim, whose name follows from its sentence.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      self.init(
        text: try values.decode(String.self, forKey: .text),
        holds: try values.decode(Bool.self, forKey: .holds))
    }
  }
}

extension Outline.Page {
  /// A page that no program writes, whose title is the first heading of its Markdown.
  public init(name: String, kind: PageKind, text: String) {
    let heading = text.sourceLines.first { $0.text.hasPrefix("# ") }
    self.init(name: name, kind: kind, title: heading?.text.dropFirst(2).trimmed ?? name)
  }

  /// A page that a program writes.
  ///
  /// - Parameters:
  ///   - page: The page, as the manifest declares it.
  ///   - text: Its source.
  ///   - figures: The files of its figures, in order.
  ///   - claims: What its run has checked, in order.
  /// - Throws: `WeavingError` when title or question is missing.
  public init(
    _ page: Contents.Page, text: String, figures: [String], claims: [Outline.Claim]
  ) throws(WeavingError) {
    let summary = try summary(of: text, file: page.file)
    self.init(
      name: page.name, kind: page.kind, title: summary.title,
      program: Outline.Program(
        source: page.file, question: summary.question,
        equations: Equations(in: text, file: page.file).names, figures: figures, claims: claims))
  }
}
