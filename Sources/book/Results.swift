import Foundation
import Weaver

/// The part of a page's results.json that the pages around it repeat.
struct Results: Decodable {
  /// A figure.
  struct Figure: Decodable {
    let file: String
  }

  let settings: [String: Double]
  let values: [String: Double]
  let figures: [Figure]
  let claims: [Outline.Claim]

  /// What the run of `chapter` left beside its page in `folder`.
  init(of chapter: String, in folder: URL) throws {
    let file = folder.appending(path: "\(chapter)/results.json")
    guard let data = try? Data(contentsOf: file),
      let results = try? JSONDecoder().decode(Results.self, from: data)
    else {
      throw BookError(
        description:
          "\(file.path): expected the numbers, figures and claims of a run, found something else; "
          + "`swift run \(chapter)` writes the page again")
    }
    self = results
  }
}
