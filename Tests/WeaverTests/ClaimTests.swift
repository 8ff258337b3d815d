import Testing

@testable import Weaver

@Suite struct ClaimTests {
  @Test(arguments: [
    (true, "✓ **Claim.** More is better. *(2 > 1)*"),
    (false, "✗ **Claim.** More is better. **This does not hold in this run.** *(2 > 1)*"),
    (nil, "– **Claim.** More is better. **This run can't tell.** *(2 > 1)*"),
  ])
  func eachVerdictHasItsMark(holds: Bool?, markdown: String) {
    let claim = Output.Claim(text: "More is better.", holds: holds, evidence: "2 > 1")
    #expect(claim.markdown() == "> <a id=\"\(claim.id)\"></a>" + markdown)
  }
}
