import Foundation
import Testing

@testable import Weaver

@Suite("What the book holds")
struct OutlineTests {
  private let contents = """
    let chapters: [String] = ["01-pca"]
    let appendices: [String] = []
    let solutions: [String] = []
    """

  @Test("A page has its title, its question, and its equations in order")
  func page() throws {
    let page = try Contents { _ in contents }.pages[0]
    let text = """
      /*:
       # 1 · PCA

       > How much
       > survives?

       $$ x \\label{loss} $$ and `\\label{code}`
       */
      let y = "\\label{none}"
      //: $$ z \\label{bound} $$
      """
    let claims = [Outline.Claim(text: "It holds.", holds: true)]
    let outline = try Outline.Page(page, text: text, figures: ["map.svg"], claims: claims)
    #expect((outline.name, outline.kind, outline.title) == ("01-pca", .chapter, "1 · PCA"))
    #expect(
      outline.program
        == .init(
          source: "Chapters/01-pca/main.swift", question: "How much survives?",
          equations: ["loss", "bound"], figures: ["map.svg"], claims: claims))
  }

  @Test("A claim's name follows from its sentence, in files, too, that lack it")
  func claims() throws {
    let claim = Outline.Claim(text: "It holds.", holds: true)
    let json = #"{"holds": true, "text": "It holds."}"#
    #expect(try JSONDecoder().decode(Outline.Claim.self, from: Data(json.utf8)) == claim)
    #expect(claim.id.wholeMatch(of: /claim-[0-9a-f]{8}/) != nil)
    #expect(claim.id == Output.Claim(text: "It\n holds.", holds: false, evidence: "e").id)
    #expect(claim.id != Outline.Claim(text: "It held.", holds: true).id)
    let written = String(decoding: try JSONEncoder().encode(claim), as: UTF8.self)
    #expect(written.contains(#""id":"\#(claim.id)""#))
  }

  @Test("The title of another page is its heading")
  func heading() {
    let text = "[Contents](README.md)\r\n\r\n# A  guide \r\n\r\n# No\r\n"
    #expect(Outline.Page(name: "a", kind: .guide, text: text).title == "A  guide")
    #expect(Outline.Page(name: "a", kind: .guide, text: "none").title == "a")
  }

  @Test("The guide stands between links to the contents")
  func guide() {
    #expect(
      guidePage("# Guide\n\nText.\n\n")
        == "[Contents](README.md)\n\n# Guide\n\nText.\n\n[Contents](README.md)\n")
  }
}
