import Engine
import Foundation
import Testing

/// What Tests/Fixtures/fixtures.json holds for this library.
struct Fixtures: Decodable {
  var activations: Activations
  var losses: Losses
  var mlp: Network
  var optimizers: Optimizers

  struct Activations: Decodable {
    var x: [Double]
    var functions: [String: Function]

    struct Function: Decodable {
      var y: [Double]
      var dy: [Double]
      var dalpha: [Double]?
    }
  }

  struct Losses: Decodable {
    var logit: [Double]
    var target: [Double]
    var bce_with_logits: [Double]
    var dlogit: [Double]
  }

  struct Network: Decodable {
    var given: Given
    var cases: [String: Case]

    struct Given: Decodable {
      var W: [[[Double]]]
      var b: [[Double]]
      var prelu_alpha: [[Double]]
      var x: [[Double]]
      var target: [[Double]]
    }

    struct Case: Decodable {
      var logits: [[Double]]
      var losses: [String: Gradients]
    }

    struct Gradients: Decodable {
      var loss: Double
      var dW: [[[Double]]]
      var db: [[Double]]
      var dx: [[Double]]
      var dalpha: [[Double]]?
    }
  }

  struct Optimizers: Decodable {
    var p0: [Double]
    var gradients: [[Double]]
    var cases: [String: Case]

    struct Case: Decodable {
      var params_after_step: [[Double]]
    }
  }

  static func read() throws -> Fixtures {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/fixtures.json")
    return try JSONDecoder().decode(Fixtures.self, from: Data(contentsOf: file))
  }
}

extension Matrix {
  /// The floats nearest to nested lists of numbers, one list a row.
  init(nearestTo rows: [[Double]]) {
    self.init(
      rows: rows.count, columns: rows.first?.count ?? 0, elements: rows.joined().map(Float.init))
  }
}
