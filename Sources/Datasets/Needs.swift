/// What a program needs of a dataset: how many images, and of each digit how many. Those of either set
/// must not all be alike: what does not vary has no components, and no scale.
public struct Needs: Sendable {
  var training, test: Set

  /// The need of one of the two sets.
  struct Set: Sendable {
    let name: String
    let count: Int
    let ofEachDigit: Int
    /// Whether the images used are the first ones.
    var isPrefix = false
  }

  /// - Parameters:
  ///   - training: the least number of training images, at least 2.
  ///   - test: the least number of test images, at least 2.
  ///   - trainingOfEach: the least number of training images of each of the ten digits.
  ///   - testOfEach: the least number of test images of each.
  public init(training: Int = 2, test: Int = 2, trainingOfEach: Int = 0, testOfEach: Int = 0) {
    self.training = Set(
      name: "training", count: max(training, 2), ofEachDigit: trainingOfEach)
    self.test = Set(name: "test", count: max(test, 2), ofEachDigit: testOfEach)
  }

  /// The need of a program that uses the first `training` images alone: those must not all be alike.
  public static func first(_ training: Int) -> Needs {
    var needs = Needs(training: training)
    needs.training.isPrefix = true
    return needs
  }
}

extension Dataset {
  /// Makes sure that this dataset has what `needs` says.
  ///
  /// - Throws: `unmetNeeds`, with all that is needed and all that is there.
  public func meet(_ needs: Needs) throws(DatasetError) {
    let sets = [(needs.training, train), (needs.test, test)]
    guard !sets.allSatisfy({ $0.isMet(by: $1) }) else { return }
    throw DatasetError(
      reason: .unmetNeeds, file: folder,
      expected: "at least \(sets.map(\.0.described).joined(separator: " and ")), not all alike",
      found: sets.map { $0.described($1) }.joined(separator: " and "),
      remedy: "Choose a different dataset, or settings that need less")
  }
}

extension Needs.Set {
  func isMet(by images: ImageSet) -> Bool {
    images.count >= count && scarcest(in: images).count >= ofEachDigit && !areAlike(images)
  }

  /// Whether all images that are used are alike.
  private func areAlike(_ images: ImageSet) -> Bool {
    (isPrefix ? images.prefix(count) : images).areAlike
  }

  /// "1002 training images (33 of each digit)"
  var described: String {
    "\(count) \(name) images" + (ofEachDigit > 0 ? " (\(ofEachDigit) of each digit)" : "")
  }

  /// "500 training images (none of the digit 9, all alike to a grey level)"
  func described(_ images: ImageSet) -> String {
    let (digit, least) = scarcest(in: images)
    let remarks = [
      ofEachDigit > 0 ? "\(least == 0 ? "none" : "\(least)") of the digit \(digit)" : nil,
      images.count > 1 && areAlike(images)
        ? (images.areAlike ? "" : "the first \(count) ") + "all alike to a grey level" : nil,
    ].compactMap(\.self)
    return "\(images.count) \(name) image\(images.count == 1 ? "" : "s")"
      + (remarks.isEmpty ? "" : " (\(remarks.joined(separator: ", ")))")
  }

  /// The digit with the fewest images, and how many it has.
  private func scarcest(in images: ImageSet) -> (digit: Int, count: Int) {
    let counts = images.labels.reduce(into: [Int](repeating: 0, count: 10)) { $0[Int($1)] += 1 }
    let least = counts.min() ?? 0
    return (counts.firstIndex(of: least) ?? 0, least)
  }
}
