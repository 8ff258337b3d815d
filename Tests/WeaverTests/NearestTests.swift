import Testing

@testable import Weaver

@Suite struct NearestTests {
  @Test(
    arguments: [
      // An exchange of neighbours is one edit.
      ("k256", ["k265", "k64"], "k265"), ("ab", ["ba"], "ba"),
      ("pca_tset_mse", ["pca_test_mse"], "pca_test_mse"),
      // So are an insertion, a deletion and a substitution.
      ("epoch", ["epochs"], "epochs"), ("epochss", ["epochs"], "epochs"),
      ("epucs", ["epochs"], nil),
      ("pca_test_mse_k62", ["pca_test_mse_k64", "pca_test_mse_k32", "epochs"], "pca_test_mse_k32"),
      // One edit for each three characters, and one at least.
      ("abcdef", ["badcef"], "badcef"), ("abcde", ["badce"], nil), ("a", ["b"], "b"),
      ("a", ["bc"], nil),
      ("learningRate", ["pca_test_mse_k32", "epochs"], nil), ("a", [], nil), ("", ["a"], "a"),
      // Nothing is edited twice: "ca" becomes "abc" in three steps, not by an exchange and an insertion within it.
      ("ca", ["abc"], nil),
    ] as [(String, [String], String?)])
  func suggestion(name: String, names: [String], expected: String?) {
    #expect(nearest(to: name, among: names) == expected)
  }
}
