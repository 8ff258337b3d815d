import Engine
import Foundation
import Models
import Notebook

extension Notebook {
  /// The chapter's model, which the reader may keep: trained here, or read from the file of
  /// `--load-model`; and written to the file of `--save-model`.
  ///
  /// The file is safetensors. What was recorded in training stands beside the parameters, so a run with a
  /// loaded model finds what the run has found that saved it.
  ///
  /// - Parameters:
  ///   - like: a model of the same sizes, whose parameters a file's replace.
  ///   - settings: those that a loaded model must have been trained with, by name: the record is no use
  ///     with others.
  ///   - train: makes the model and the record.
  public func model<Run: TrainedModel>(
    like untrained: Run.Model, requiring settings: [String] = [], _ train: () throws -> Run
  ) throws -> Run {
    let (run, trainedWith) =
      try modelToLoad.map { try load(untrained, settings, from: $0) } ?? (train(), self.settings)
    if let file = modelToSave { try save(run, trainedWith, to: file) }
    return run
  }

  private func load<Run: TrainedModel>(
    _ untrained: Run.Model, _ required: [String], from file: URL
  ) throws -> (run: Run, settings: [String: Double]) {
    func refusal(_ reason: String) -> ModelError {
      ModelError(description: "--load-model \(file.path): \(reason)")
    }
    guard let bytes = try? Data(contentsOf: file) else {
      throw refusal(
        "expected a model that --save-model has written, found no file that can be read")
    }
    do {
      var model = untrained
      let texts = try safetensorsMetadata(bytes)
      try model.load(safetensors: bytes)
      guard let record: Run.Record = decoded(texts["record"]),
        let settings: [String: Double] = decoded(texts["settings"])
      else {
        throw refusal(
          "expected the settings and the record of this chapter's training in its metadata, found "
            + "none; give a file that this chapter has saved")
      }
      for name in required where settings[name] != self.settings[name] {
        throw refusal(
          "expected a model trained with \(name) = \((self.settings[name] ?? .nan).text), found "
            + "\((settings[name] ?? .nan).text); train again, or leave that setting (and --quick, which changes "
            + "some) as it was")
      }
      let others = settings.filter { self.settings[$0.key] != $0.value }
      tell(
        "loaded from \(file.path)"
          + (others.isEmpty
            ? ""
            : ", trained with "
              + others.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value.text)" }
              .joined(separator: ", ")))
      return (Run(model: model, record: record), settings)
    } catch let error as CheckpointError {
      throw refusal("\(error)")
    }
  }

  private func save(
    _ run: some TrainedModel, _ settings: [String: Double], to file: URL
  ) throws {
    do {
      let bytes = run.model.safetensors(metadata: [
        "record": try encoded(run.record), "settings": try encoded(settings),
      ])
      try bytes.write(to: file, options: .atomic)
    } catch {
      throw ModelError(
        description:
          "--save-model \(file.path): expected a file to write to, found that it can't be "
          + "written: \(error.localizedDescription)")
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

/// A file of a model that can't be read or written.
struct ModelError: Error, CustomStringConvertible {
  let description: String
}
