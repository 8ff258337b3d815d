import Foundation
import Testing

@testable import Datasets

@Suite struct NeedsTests {
  /// So many images of each label, no two alike, or all blank.
  private func images(_ labels: [UInt8], areAlike: Bool = false) -> ImageSet {
    ImageSet(
      pixels: labels.indices.flatMap { image in
        (0..<784).map { UInt8(!areAlike && $0 == image ? 255 : 0) }
      }, labels: labels)
  }

  private func complaint(
    _ needs: Needs, train: ImageSet, test: ImageSet
  ) -> String? {
    let dataset = Dataset(train: train, test: test, folder: "DIR", remark: nil)
    do throws(DatasetError) {
      try dataset.meet(needs)
      return nil
    } catch {
      #expect(error.reason == .unmetNeeds)
      return error.description
    }
  }

  @Test func whatIsMetIsNotMentioned() {
    #expect(complaint(Needs(), train: images([1, 1]), test: images([7, 7])) == nil)
    let all = images((0..<30).map { UInt8($0 % 10) })
    #expect(
      complaint(
        Needs(training: 30, test: 30, trainingOfEach: 3, testOfEach: 3), train: all, test: all)
        == nil)
  }

  @Test func everyChapterNeedsTwoImagesThatDiffer() {
    let two = images([0, 1])
    #expect(
      complaint(Needs(training: 0, test: 0), train: images([0]), test: two)
        == "DIR: expected at least 2 training images and 2 test images, not all alike, found 1 "
        + "training image and 2 test images. Choose a different dataset, or settings that need less."
    )
    #expect(
      complaint(Needs(), train: two, test: images([0, 1, 2], areAlike: true))?
        .contains("found 2 training images and 3 test images (all alike to a grey level).") == true)
    #expect(
      complaint(Needs(), train: images([0, 1], areAlike: true), test: two)?
        .contains("found 2 training images (all alike to a grey level) and 2 test images.") == true)
  }

  @Test func theFirstMayBeTheOnesThatMustDiffer() {
    let blankFirst = ImageSet(
      pixels: [UInt8](repeating: 0, count: 3 * 784) + [UInt8](repeating: 1, count: 784),
      labels: [0, 1, 2, 3])
    let test = images([0, 1])
    #expect(complaint(.first(4), train: blankFirst, test: test) == nil)
    #expect(
      complaint(.first(3), train: blankFirst, test: test)?
        .contains(
          "found 4 training images (the first 3 all alike to a grey level) and 2 test images.")
        == true)
    #expect(complaint(Needs(training: 3), train: blankFirst, test: test) == nil)
    #expect(
      complaint(.first(5), train: blankFirst, test: test)?
        .contains("at least 5 training images and 2 test images, not all alike, found 4 training")
        == true)
  }

  @Test func theScarcestDigitIsNamed() {
    let needs = Needs(training: 10, trainingOfEach: 2, testOfEach: 1)
    let without9 = images((0..<27).map { UInt8($0 % 9) })
    let one3 = images((0..<30).map { UInt8($0 % 10) }.filter { $0 != 3 } + [3])
    #expect(
      complaint(needs, train: one3, test: without9)
        == "DIR: expected at least 10 training images (2 of each digit) and 2 test images (1 of each "
        + "digit), not all alike, found 28 training images (1 of the digit 3) and 27 test images "
        + "(none of the digit 9). Choose a different dataset, or settings that need less.")
  }

  @Test(arguments: [(1, true), (2, true), (3, false), (255, false)])
  func oneGreyLevelOfOnePixelOnAverageIsEnough(change: UInt8, areAlike: Bool) {
    // Of four images one differs in its last pixel: 4² times the variance is 3 change².
    var pixels = [UInt8](repeating: 0, count: 4 * 784)
    pixels[4 * 784 - 1] = change
    #expect(ImageSet(pixels: pixels, labels: [1, 1, 1, 1]).areAlike == areAlike)
  }
}
