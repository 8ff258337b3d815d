import Basics
import Engine
import Files
import Foundation
import Models
import Notebook

/// A model that was read from a file, with the settings that it was trained with.
public struct LoadedModel<Run: TrainedModel>: Sendable {
  let run: Run
  let settings: [String: Double]
  let file: URL
}

extension Notebook {
  /// The model in the file of `--load-model`; nil without that option.
  ///
  /// A chapter asks for it first, before its data, so that a file of something else costs its reader no
  /// time: that ends the run with a sentence.
  ///
  /// - Parameters:
  ///   - like: a model of the same sizes, whose parameters the file's replace.
  ///   - settings: those that it must have been trained with besides, by name: the record is no use
  ///     with others.
  public func loadedModel<Run: TrainedModel>(
    like untrained: Run.Model, requiring settings: [String] = []
  ) -> LoadedModel<Run>? {
    modelToLoad.map { file in attempt { try load(untrained, settings, from: file) } }
  }

  /// The chapter's model, which the reader may keep: the one that was loaded, or else trained here; and
  /// written to the file of `--save-model`.
  ///
  /// The file is safetensors. What was recorded in training stands beside the parameters, so a run with a
  /// loaded model finds what the run has found that saved it.
  ///
  /// - Parameters:
  ///   - isWhole: whether a record is one of such a training, as long as this chapter makes it.
  ///   - train: makes the model and the record.
  public func model<Run: TrainedModel>(
    _ loaded: LoadedModel<Run>?, whereWhole isWhole: (Run) -> Bool = { _ in true },
    _ train: () throws -> Run
  ) throws -> Run {
    if let loaded, !isWhole(loaded.run) {
      throw ModelError(
        description:
          "--load-model \(loaded.file.path): expected the record of a training with these "
          + "settings and data, found one of another; train again, or leave them as they were")
    }
    let run = try loaded?.run ?? train()
    if let file = modelToSave { try save(run, loaded?.settings ?? settings, to: file) }
    return run
  }

  private func load<Run: TrainedModel>(
    _ untrained: Run.Model, _ required: [String], from file: URL
  ) throws -> LoadedModel<Run> {
    func refusal(_ reason: String) -> ModelError {
      // What the file says is only text, and on one line.
      ModelError(description: printable("--load-model \(file.path): \(reason)"))
    }
    if let found = kind(of: file.path), found != .file {
      throw refusal("expected a file that --save-model has written, found \(found.rawValue)")
    }
    guard let bytes = try? Data(contentsOf: file, options: .mappedIfSafe) else {
      throw refusal(
        "expected a model that --save-model has written, found no file that can be read")
    }
    do {
      // Find out whose it is.
      let checkpoint = try Checkpoint(safetensors: bytes)
      let texts = checkpoint.metadata
      guard let chapter = texts["chapter"],
        let settings: [String: Double] = decoded(texts["settings"])
      else {
        throw refusal(
          "expected a chapter's name and settings in its metadata, found none; give a file that this "
            + "chapter has saved")
      }
      guard chapter == chapterName else {
        throw refusal(
          "expected a model of \(chapterName), found one of \(chapter), trained with "
            + listed(settings) + "; give a file that this chapter has saved")
      }
      let others = settings.filter { self.settings[$0.key] != $0.value }
      let history = others.isEmpty ? "" : ", trained with \(listed(others))"

      // Take it as this chapter's.
      for name in required where others[name] != nil {
        throw refusal(
          "expected a model trained with \(name) = \((self.settings[name] ?? .nan).text), found one "
            + "trained with \(listed(others)); train again, or leave \(name) (and --quick, which "
            + "changes some settings) as "
            + "it was")
      }
      var model = untrained
      do { try model.load(checkpoint) } catch { throw refusal("\(error)\(history)") }
      guard let record: Run.Record = decoded(texts["record"]),
        let run = Run(model: model, record: record)
      else {
        throw refusal(
          "expected the record of a training of \(chapterName) in its metadata, found none or a part "
            + "of one; give a file that this chapter has saved")
      }
      tell("loaded from \(file.path)\(history)")
      return LoadedModel(run: run, settings: settings, file: file)
    } catch let error as CheckpointError {
      throw refusal("\(error)")
    }
  }

  private func save(
    _ run: some TrainedModel, _ settings: [String: Double], to file: URL
  ) throws {
    let bytes = run.model.safetensors(metadata: [
      "chapter": chapterName, "record": try encoded(run.record), "settings": try encoded(settings),
    ])
    try Notebook.checkIsFree(file)
    do {
      try Files.save(bytes, to: file, remedy: "choose another file")
    } catch {
      throw ModelError(description: "--save-model \(error)")
    }
  }
}

private func encoded(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}

private func decoded<Value: Decodable>(_ text: String?) -> Value? {
  text.flatMap { try? JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
}

/// Settings in a sentence: "code_size = 64, epochs = 50".
private func listed(_ settings: [String: Double]) -> String {
  settings.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value.text)" }
    .joined(separator: ", ")
}
