import Foundation

/// The names that a publisher gives a dataset's four files.
///
/// Each may have a dot before its `idx` and `.gz` at its end, and may be in a folder of its own name,
/// into which some archives unpack it.
struct Layout {
  /// The dataset that has these names.
  let name: String
  /// How the names of the training and of the test files begin.
  let train, test: String
  /// What the files of labels hold.
  var labels = IDX.Items.labels
  /// Whether the files have the images on their side, column after column.
  var isTransposed = false

  /// Those that are known, the first wins. Fashion-MNIST and KMNIST have MNIST's names.
  static let all = [
    Layout(name: "MNIST", train: "train", test: "t10k"),
    Layout(
      name: "EMNIST", train: "emnist-digits-train", test: "emnist-digits-test", isTransposed: true),
    Layout(
      name: "EMNIST", train: "emnist-mnist-train", test: "emnist-mnist-test", isTransposed: true),
    Layout(name: "QMNIST", train: "qmnist-train", test: "qmnist-test", labels: .labelRows),
  ]

  /// Where the files may be in the folder that a reader names: in itself, or where torchvision puts
  /// them.
  static let folders =
    ["", "raw/"] + ["MNIST", "FashionMNIST", "KMNIST", "EMNIST", "QMNIST"].map { $0 + "/raw/" }
}

/// The four files of a dataset, where they were found.
struct DatasetFiles {
  let layout: Layout
  /// Images and labels to learn from, and for the last table.
  let train, test: (images: URL, labels: URL)

  /// Finds the files in `directory`.
  ///
  /// - Throws: `missingFolder`, `missingFile`, or `severalDatasets` where torchvision's folders hold
  ///   more than one.
  init(in directory: URL) throws(DatasetError) {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: directory.path, isDirectory: &isFolder)
    guard exists && isFolder.boolValue else {
      throw DatasetError(
        reason: .missingFolder, file: directory.relativePath,
        expected: "a folder with MNIST's four files", found: exists ? "a file" : "nothing",
        remedy: "Check the path: a relative one starts at the folder the program runs in")
    }

    // Look for every layout in every place; in one place the first layout wins.
    let searches = Layout.folders.map { folder in
      Layout.all.map { Search($0, folder: folder, in: directory) }
    }
    let found = searches.compactMap { $0.first(where: \.isComplete) }
    guard let first = found.first else {
      throw Self.incomplete(searches.flatMap { $0 }, in: directory)
    }
    guard found.count == 1 || first.folder.isEmpty else {
      throw DatasetError(
        reason: .severalDatasets, file: directory.relativePath, expected: "one dataset",
        found: found.map(\.folder).joined(separator: " and "),
        remedy: "Choose one of these folders in it")
    }
    let files = first.files.compactMap(\.self)
    (layout, train, test) = (first.layout, (files[0], files[1]), (files[2], files[3]))
  }

  /// A look for the files of a layout in one place.
  private struct Search {
    let layout: Layout
    let folder: String
    /// For each file the spellings of its name, and where one of them was found.
    let names: [[String]]
    let files: [URL?]

    var isComplete: Bool { files.allSatisfy { $0 != nil } }

    init(_ layout: Layout, folder: String, in directory: URL) {
      names = [layout.train, layout.test].flatMap { stem in
        [("images", IDX.Items.images), ("labels", layout.labels)].map { what, items in
          ["-", "."].flatMap { mark in
            ["", ".gz"].map { "\(stem)-\(what)\(mark)\(items.ending)\($0)" }
          }
        }
      }
      files = names.map { spellings in
        spellings.lazy.flatMap { ["\(folder)\($0)", "\(folder)\($0)/\($0)"] }
          .map { directory.appending(path: $0, directoryHint: .notDirectory) }
          .first { file in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder)
              && !isFolder.boolValue
          }
      }
      (self.layout, self.folder) = (layout, folder)
    }
  }

  /// What is missing where most of the files are, or what is there instead where none is.
  private static func incomplete(_ searches: [Search], in directory: URL) -> DatasetError {
    let counts = searches.map { $0.files.count { $0 != nil } }
    let most = counts.max() ?? 0
    if most > 0, let search = zip(searches, counts).first(where: { $0.1 == most })?.0,
      let missing = zip(search.names, search.files).first(where: { $0.1 == nil })?.0
    {
      return DatasetError(
        reason: .missingFile,
        file: directory.appending(path: search.folder, directoryHint: .isDirectory).relativePath,
        expected: "\(search.layout.name)'s file \(missing[0])",
        found: "neither it nor \(missing.dropFirst().joined(separator: ", "))",
        remedy: "Put the four files into one folder, as they are or unpacked")
    }
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? [])
      .sorted()
    let shown = names.prefix(4) + (names.count > 4 ? ["\(names.count - 4) more"] : [])
    return DatasetError(
      reason: .missingFile, file: directory.relativePath,
      expected: "the four files of MNIST, EMNIST or QMNIST under their publishers' names, such as "
        + "train-images-idx3-ubyte",
      found: names.isEmpty ? "an empty folder" : shown.joined(separator: ", "),
      remedy: "Put the four files into one folder, as they are or unpacked")
  }
}
