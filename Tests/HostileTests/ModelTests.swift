import BuiltPrograms
import Engine
import Foundation
import Testing

/// Files for `--load-model` that this run can't use: each is refused before the data are looked for.
@Suite("Models of something else")
struct ModelTests {
  /// Parameters under names.
  private struct Saved: Module {
    var tensors: [(name: String, value: Tensor)]

    init(_ parameters: [(String, Matrix)]) { tensors = parameters.map { ($0, Tensor($1)) } }

    mutating func visit(_ body: (String, inout Tensor) throws -> Void) rethrows {
      for index in tensors.indices { try body(tensors[index].name, &tensors[index].value) }
    }
  }

  /// The file of chapter 1's model.
  private static func pca(
    _ metadata: [String: String] = texts(), mean: Float = 0.5
  ) -> Data {
    Saved([
      ("mean", Matrix(rows: 1, columns: 784, repeating: mean)),
      ("components", Matrix(rows: 784, columns: 784, repeating: 0.5)),
    ]).safetensors(metadata: metadata)
  }

  /// What stands beside the parameters.
  private static func texts(
    _ chapter: String = "01-pca", settings: String = #"{"components":8,"eigen_digits":16}"#,
    record: String = "[" + Array(repeating: "1", count: 784).joined(separator: ",") + "]"
  ) -> [String: String] {
    ["chapter": chapter, "settings": settings, "record": record]
  }

  /// A file with a header of its own.
  private static func file(_ header: String, _ numbers: Data = Data()) -> Data {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + header.utf8 + numbers
  }

  private static let autoencoder = Saved([
    ("encoder.0.weight", Matrix(rows: 784, columns: 64, repeating: 0)),
    ("encoder.0.bias", Matrix(rows: 1, columns: 64, repeating: 0)),
    ("decoder.0.weight", Matrix(rows: 64, columns: 784, repeating: 0)),
    ("decoder.0.bias", Matrix(rows: 1, columns: 784, repeating: 0)),
  ])

  static let models: [(what: String, program: String, bytes: Data, sentence: String)] = [
    ("a text file", "01-pca", Data("These are not weights.\n".utf8), "expected a header of"),
    ("an empty file", "01-pca", Data(), "expected at least 8 bytes, found 0"),
    ("no metadata, as Python writes it", "01-pca", pca([:]), "in its metadata, found none"),
    (
      "PyTorch's metadata", "01-pca", pca(["format": "pt"]), "in its metadata, found none"
    ),
    (
      "another chapter's", "05-vae", pca(),
      "expected a model of 05-vae, found one of 01-pca, trained with components = 8, "
        + "eigen_digits = 16; give a file that this chapter has saved"
    ),
    (
      "a weight that is none", "01-pca", pca(mean: .nan),
      "expected finite numbers in mean, found nan"
    ),
    ("an infinite weight", "01-pca", pca(mean: -.infinity), "in mean, found -inf"),
    (
      "an empty record", "01-pca", pca(texts(record: "[]")),
      "expected the record of a training of 01-pca in its metadata, found none or a part of one"
    ),
    ("a damaged record", "01-pca", pca(texts(record: "[1,")), "found none or a part of one"),
    (
      "half precision", "01-pca",
      file(#"{"mean":{"dtype":"F16","shape":[1,2],"data_offsets":[0,4]}}"#, Data(count: 4)),
      "expected mean of dtype F32, found F16; save it again as safetensors in single precision"
    ),
    (
      "double precision", "01-pca",
      file(#"{"mean":{"dtype":"F64","shape":[1,1],"data_offsets":[0,8]}}"#, Data(count: 8)),
      "expected mean of dtype F32, found F64"
    ),
    (
      "two entries of one name", "01-pca",
      file(
        #"{"mean":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"#
          + #""mean":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}"#, Data(count: 4)),
      "expected one entry mean in the header, found two"
    ),
    (
      "other settings", "02-autoencoder",
      autoencoder.safetensors(metadata: [
        "chapter": "02-autoencoder", "settings": #"{"code_size":64,"epochs":50}"#, "record": "{}",
      ]),
      "expected encoder.0.weight of shape [784, 32], found [784, 64]; load the file into the model "
        + "that it was saved from, trained with code_size = 64"
    ),
    (
      "a record without losses", "02-autoencoder",
      autoencoder.safetensors(metadata: [
        "chapter": "02-autoencoder", "settings": #"{"code_size":64}"#,
        "record": #"{"losses":[],"watched":[],"bestEpoch":0,"steps":0}"#,
      ]),
      "found none or a part of one"
    ),
    (
      "another number of epochs", "05-vae",
      file(#"{"__metadata__":{"chapter":"05-vae","settings":"{\"epochs\":7}"}}"#),
      "expected a model trained with epochs = 50, found one trained with epochs = 7; train anew"
    ),
  ]

  /// Starts a program with a model, and with data that are not there.
  private func load(
    _ model: String, by program: String, _ arguments: [String] = [], in folder: URL
  ) throws -> RunningProgram.End {
    let end = try BuiltProgram(program).run(
      ["--load-model", model, "--data", "nowhere", "--out", "out"] + arguments, in: folder)
    #expect(end.status == 1 && end.isExit)
    #expect(end.messages.split(separator: "\n").count == 1)
    return end
  }

  @Test("Each is refused with a sentence, before the data", arguments: models)
  func refused(what: String, program: String, bytes: Data, sentence: String) throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "model")
      try bytes.write(to: file)
      let settings = what == "a record without losses" ? ["--code-size", "64"] : []
      let end = try load("model", by: program, settings, in: folder)
      #expect(end.messages.hasPrefix("error: --load-model \(file.path): "), "\(end.messages)")
      #expect(end.messages.contains(sentence), "\(what): \(end.messages)")
    }
  }

  @Test("The model that they are made from is taken, and then the data are missed")
  func right() throws {
    try withTemporaryFolder { folder in
      try Self.pca().write(to: folder.appending(path: "model"))
      let end = try load("model", by: "01-pca", in: folder)
      #expect(end.output.contains("/model, trained with components = 8\n"))
      #expect(end.messages.contains("nowhere: expected a folder with MNIST's four files"))
    }
  }

  @Test("A header of 100 MB is refused unread, and what is no file is not waited for")
  func large() throws {
    try withTemporaryFolder { folder in
      let model = folder.appending(path: "model")
      try withUnsafeBytes(of: UInt64(100_000_000).littleEndian) { Data($0) }.write(to: model)
      #expect(truncate(model.path, 100_000_008) == 0)
      let end = try load("model", by: "01-pca", in: folder)
      #expect(end.messages.contains("expected a header of at most 1048576 bytes, found 100000000"))

      #expect(mkfifo(folder.appending(path: "fifo").path, 0o600) == 0)
      for (path, kind) in [("fifo", "a FIFO"), ("/dev/zero", "a device"), (".", "a folder")] {
        let end = try load(path, by: "01-pca", in: folder)
        #expect(
          end.messages.contains("expected a file that --save-model has written, found \(kind)"))
      }
    }
  }
}
