import Files
import Foundation
import Processes

extension Book {
  /// The folders of Sources that no chapter is built from.
  private static let tools = ["Site", "bench", "book", "exercise"]

  /// The digests of the package's manifest, of each folder of sources and of each page's own folder.
  ///
  /// - Parameter workplace: where to write until the end.
  func sourceDigests(in workplace: URL) throws -> [String: String] {
    let libraries = try FileManager.default.contentsOfDirectory(
      atPath: package.root.appending(path: "Sources").path
    ).filter { !$0.hasPrefix(".") && !Self.tools.contains($0) }
    let folders = libraries.map { "Sources/\($0)" } + chapters.map { "Chapters/\($0.name)" }
    let files = try folders.flatMap { folder in
      try FileManager.default.subpathsOfDirectory(
        atPath: package.root.appending(path: folder).path
      ).map { "\(folder)/\($0)" }
    }.filter { kind(of: package.root.appending(path: $0).path) == .file }
    let digests = try packageDigests(of: files + ["Package.swift"])

    // A folder's digest is that of the list of its files and their digests.
    let lists = workplace.appending(path: "lists")
    try makeFolder(lists, remedy: "make room for it")
    let listed = try folders.map { folder in
      let list = lists.appending(path: folder.replacing("/", with: "-"))
      let lines = digests.filter { $0.key.hasPrefix(folder + "/") }.sorted { $0.key < $1.key }
        .map { "\($0.value)  \($0.key)\n" }
      try save(Data(lines.joined().utf8), to: list)
      return list.path
    }
    let ofLists = try Processes.digests(of: listed)
    return Dictionary(
      uniqueKeysWithValues: zip(folders, listed).map { ($0, ofLists[$1] ?? "") }
        + [("Package.swift", digests["Package.swift"] ?? "")])
  }

  /// What a run of a chapter would be made from now, and what lies in the book.
  ///
  /// - Parameter sources: as ``sourceDigests(in:)`` gives them.
  func record(
    of index: Int, _ sources: [String: String], inputs: [String]
  ) throws -> Records.Record {
    let (name, kind) = (chapters[index].name, chapters[index].page.kind)
    let files = Publication.files(of: name, in: package.book).map { "\(name)/\($0)" }
    return Records.Record(
      sources: sources.filter { path, _ in
        path.hasPrefix("Chapters/")
          ? path == "Chapters/\(name)" : path != "Sources/Checker" || kind == .solution
      },
      gnuplot: gnuplotVersion,
      neighbours: [index - 1, index + 1].map {
        chapters.indices.contains($0) ? chapters[$0].summary.title : ""
      },
      inputs: try packageDigests(of: inputs),
      outputs: try packageDigests(of: (["\(name).md"] + files).map { "Book/\($0)" }))
  }

  /// The digests of what a quick run of a chapter writes, without the pictures.
  func quickDigests(of index: Int, _ program: URL, in workplace: URL) throws -> [String: String] {
    let (name, folder) = (chapters[index].name, workplace.appending(path: "quick"))
    _ = try output(of: program.path, ["--quick", "--out", folder.path])
    let files = try pages(in: folder, except: []).keys.filter {
      ($0 == "\(name).md" || $0.hasPrefix("\(name)/")) && !isPicture($0)
    }
    let digests = try Processes.digests(of: files.map { folder.appending(path: $0).path })
    return Dictionary(
      uniqueKeysWithValues: digests.map {
        ($0.key.replacing(folder.path + "/", with: ""), $0.value)
      })
  }

  /// The digests of files of the package by their paths in it.
  private func packageDigests(of paths: [String]) throws -> [String: String] {
    let digests = try Processes.digests(of: paths.map(package.long))
    return Dictionary(uniqueKeysWithValues: digests.map { (package.short($0.key), $0.value) })
  }
}
