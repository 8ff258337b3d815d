import BuiltPrograms
import Datasets
import Foundation
import Testing

/// Small and odd datasets: a program runs on them, or says in one sentence, before it trains anything,
/// what it needs and what there is.
@Suite("Datasets that users have")
struct DataTests {
  /// Runs a program quickly on the data in `data`, and expects no trap and no number that is none.
  private func run(_ program: String, on data: URL, in folder: URL) throws -> RunningProgram.End {
    let end = try BuiltProgram(program)
      .run(["--quick", "--data", data.path, "--out", "out"], in: folder)
    #expect(end.isExit)
    for word in ["Fatal error", "Crash", "NSCocoaErrorDomain"] {
      #expect(!end.messages.contains(word), "\(program): \(end.messages)")
    }
    for (path, text) in try contents(of: folder) where path.hasPrefix("out/") {
      #expect(
        [".csv", ".md", "results.json"].allSatisfy { !path.hasSuffix($0) }
          || text.firstMatch(of: /\b(nan|inf)\b/) == nil, "\(program): a number in \(path)")
    }
    return end
  }

  @Test(
    "What can't be done with the images is said at once",
    arguments: [
      (
        "01-pca", Case.blank,
        "found 500 training images (all alike to a grey level)"
      ),
      ("02-autoencoder", .oneImage, "expected at least 2 training images and 2 test images"),
      (
        "03-activations", .same,
        "not all alike, found 500 training images (all alike to a grey level)"
      ),
      ("04-regularisation", .small, "at least 700 training images and 2 test images"),
      ("04-regularisation", .hundred, "found 100 training images and 50 test images"),
      ("05-vae", .oneImage, "at least 8 training images"),
      ("A-engine", .tenImages, "at least 48 training images"),
      ("B-tour", .blank, "all alike"),
      ("S1-pca", .twentyRepeated, "at least 1002 training images (33 of each digit)"),
      ("S1-pca", .withoutNine, "found 3600 training images (none of the digit 9)"),
      ("S2-autoencoder", .same, "all alike"),
      ("S3-activations", .oneImage, "found 1 training image and 10 test images"),
      ("S4-regularisation", .hundred, "at least 500 training images"),
      ("S5-vae", .zeroOne, "(none of the digit 2)"),
      ("SA-engine", .tenImages, "at least 48 training images"),
      ("SB-tour", .oneImage, "at least 16 training images"),
    ])
  func refused(program: String, data: Case, sentence: String) throws {
    try withTemporaryFolder { folder in
      let place = folder.appending(path: "digits")
      let (train, test) = data.sets(
        Pictures(try digits.get().train), Pictures(try digits.get().test))
      try write(train, test, to: place)
      let end = try run(program, on: place, in: folder)
      #expect(end.status == 1)
      #expect(end.messages.hasPrefix("error: \(place.path): expected at least "))
      #expect(end.messages.contains(sentence), "\(end.messages)")
      #expect(end.messages.split(separator: "\n").count == 1)
      #expect(try contents(of: folder).keys.allSatisfy { !$0.hasPrefix("out/") })
    }
  }

  @Test(
    "What can be done with them is done",
    arguments: [
      ("02-autoencoder", Case.tenImages), ("01-pca", .twentyRepeated),
      ("03-activations", .oneImageAndFifty), ("S5-vae", .oneImageAndFifty),
      ("02-autoencoder", .oneDirection),
      ("A-engine", .hundred), ("B-tour", .single), ("SA-engine", .small), ("SB-tour", .zeroOne),
    ])
  func runs(program: String, data: Case) throws {
    try withTemporaryFolder { folder in
      let place = folder.appending(path: "digits")
      let (train, test) = data.sets(
        Pictures(try digits.get().train), Pictures(try digits.get().test))
      try write(train, test, to: place)
      let end = try run(program, on: place, in: folder)
      #expect(end.status == 0, "\(end.messages)")
      let page = try #require(try contents(of: folder)["out/\(program).md"])
      // Only the book's digits can be held against what others found on them.
      if program == "01-pca" {
        #expect(page.matches(of: /Claim\..*This run can't tell/).count == 2)
      }
    }
  }

  @Test("What a program says that it needs is enough", arguments: pages)
  func needed(program: String) throws {
    try withTemporaryFolder { folder in
      let (one, place) = (folder.appending(path: "one"), folder.appending(path: "digits"))
      let (train, test) = (Pictures(try digits.get().train), Pictures(try digits.get().test))
      try write(train.first(1), test.first(1), to: one)
      let messages = try run(program, on: one, in: folder).messages
      let need =
        #/(\d+) training images(?: \((\d+) of each digit\))? and (\d+) test images(?: \((\d+) of)?/#
      let (_, count, ofEach, testCount, testOfEach) = try #require(
        messages.firstMatch(of: need), "\(messages)"
      ).output
      try write(
        train.least(Int(count)!, ofEach: ofEach.flatMap { Int($0) } ?? 0),
        test.least(Int(testCount)!, ofEach: testOfEach.flatMap { Int($0) } ?? 0), to: place)
      let end = try run(program, on: place, in: folder)
      #expect(end.status == 0, "\(end.messages)")
    }
  }

  @Test("A caption names the digits that its figure shows")
  func captions() throws {
    try withTemporaryFolder { folder in
      let place = folder.appending(path: "digits")
      let isShown: (UInt8) -> Bool = { $0 != 2 && $0 < 7 }
      let (train, test) = (try digits.get().train, try digits.get().test)
      try write(Pictures(train).first(60), Pictures(test).only(isShown).first(40), to: place)
      let end = try run("05-vae", on: place, in: folder)
      #expect(end.status == 0, "\(end.messages)")
      let page = try #require(try contents(of: folder)["out/05-vae.md"])
      #expect(page.contains("From a zero to a six, by way of codes"))
    }
  }

  /// Where the files of a layout are, how they are called, and what is done to each.
  private static let layouts: [(name: String, data: String, files: [String])] = [
    ("torchvision's root", "", mnistNames.map { "MNIST/raw/\($0)" }),
    ("torchvision's folder", "MNIST", mnistNames.map { "MNIST/raw/\($0)" }),
    ("torchvision's raw files", "MNIST/raw", mnistNames.map { "MNIST/raw/\($0)" }),
    ("Kaggle's names", "", mnistNames.map { $0.replacing("-idx", with: ".idx") }),
    (
      "Kaggle's folders", "",
      mnistNames.map { $0.replacing("-idx", with: ".idx") }.map { "\($0)/\($0)" }
    ),
  ]

  @Test("However its publisher laid it out, a dataset gives the same page", arguments: layouts)
  func laidOut(name: String, data: String, files: [String]) throws {
    try expectTheBooksPage(data) { try write($0, $1, to: $2, names: files) }
  }

  @Test("gzip padded with zeros, and with all fields in its header, gives the same page")
  func packed() throws {
    let names = mnistNames.map { "\($0).gz" }
    try expectTheBooksPage { train, test, folder in
      try write(train, test, to: folder, names: names) {
        try gzipped($0) + Data(count: 512)
      }
    }
    try expectTheBooksPage { train, test, folder in
      // A name and a comment.
      try write(train, test, to: folder, names: names) {
        let packed = try gzipped($0)
        return packed.prefix(3) + [0x18] + packed[4..<10] + Data("a\0b\0".utf8)
          + packed.dropFirst(10)
      }
    }
  }

  @Test("EMNIST's images are turned upright, and the run says so")
  func emnist() throws {
    let names = mnistNames.map { "emnist-digits-" + $0.replacing("t10k", with: "test") }
    let output = try expectTheBooksPage { train, test, folder in
      try write(train.onTheirSides, test.onTheirSides, to: folder, names: names)
    }
    #expect(output.contains("they are turned upright"))
  }

  @Test("QMNIST's labels are the first of eight integers")
  func qmnist() throws {
    let names = mnistNames.map {
      "qmnist-" + $0.replacing("t10k", with: "test").replacing("idx1-ubyte", with: "idx2-int")
    }
    try expectTheBooksPage { train, test, folder in
      try write(train, test, to: folder, names: names)
      for (name, set) in [(names[1], train), (names[3], test)] {
        let rows = set.labels.flatMap { [0, 0, 0, $0] + [UInt8](repeating: 9, count: 28) }
        try idx([set.labels.count, 8], Data(rows), areIntegers: true)
          .write(to: folder.appending(path: name))
      }
    }
  }

  /// Lays the book's digits out, and expects the page of the solutions to appendix B from them; gives
  /// what the run has printed.
  @discardableResult
  private func expectTheBooksPage(
    _ data: String = "", _ layOut: (Pictures, Pictures, URL) throws -> Void
  ) throws -> String {
    try withTemporaryFolder { folder in
      let place = folder.appending(path: "digits")
      let (train, test) = (Pictures(try digits.get().train), Pictures(try digits.get().test))
      try layOut(train.first(200), test.first(20), place)
      let end = try run("SB-tour", on: place.appending(path: data), in: folder)
      #expect((end.status, end.messages) == (0, ""))
      let book = try String(
        contentsOf: package.appending(path: "Book/SB-tour/steps.csv"), encoding: .utf8)
      #expect(try contents(of: folder)["out/SB-tour/steps.csv"] == book)
      return end.output
    }
  }

  @Test("A FIFO in a file's place does not keep the run waiting")
  func fifo() throws {
    try withTemporaryFolder { folder in
      let place = folder.appending(path: "digits")
      let (train, test) = (Pictures(try digits.get().train), Pictures(try digits.get().test))
      try write(train.first(20), test.first(20), to: place)
      let file = place.appending(path: mnistNames[0])
      try FileManager.default.removeItem(at: file)
      #expect(mkfifo(file.path, 0o600) == 0)
      let end = try run("SB-tour", on: place, in: folder)
      #expect(end.status == 1)
      #expect(end.messages.contains("expected a regular file, found a FIFO"))
    }
  }
}

/// The programs that write pages.
private let pages: [String] = {
  let folder = package.appending(path: "Chapters")
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  return names.filter {
    $0.contains("-")
      && FileManager.default.fileExists(atPath: folder.appending(path: "\($0)/main.swift").path)
  }.sorted()
}()

/// `data` as the system's `gzip` packs it, without a name.
private func gzipped(_ data: Data) throws -> Data {
  try withTemporaryFolder { folder in
    let file = folder.appending(path: "file")
    try data.write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-1", "--no-name", file.path]
    try process.run()
    process.waitUntilExit()
    return try Data(contentsOf: folder.appending(path: "file.gz"))
  }
}
