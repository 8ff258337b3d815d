import Engine
import Datasets
import Foundation

let args = CommandLine.arguments
func option(_ n: String, _ d: String) -> String {
  guard let i = args.firstIndex(of: n) else { return d }
  return args[i + 1]
}
let sizes = option("--sizes", "").split(separator: ",").map { Int($0)! }
let vae = option("--vae", "").split(separator: ",").map { Int($0)! }
let batch = Int(option("--batch", "256"))!
let count = Int(option("--images", "60000"))!
let epochs = Int(option("--epochs", "4"))!
Threads.limit = Int(option("--threads", "2"))!

struct VAE: Module {
  var encoder: Sequential
  var mean: Dense
  var logVariance: Dense
  var decoder: Sequential
  init(_ n: Int, _ h: Int, _ d: Int, using key: Key) {
    encoder = Sequential([Dense(n, h, using: key["encoder"]), Activation.relu])
    mean = Dense(h, d, using: key["mean"])
    logVariance = Dense(h, d, using: key["log variance"])
    decoder = Sequential([
      Dense(d, h, using: key["decoder"]), Activation.relu,
      Dense(h, n, using: key["output"]),
    ])
  }
  mutating func visit(_ body: (String, inout Tensor) throws -> Void) rethrows {
    try encoder.visit { try body("encoder.\($0)", &$1) }
    try mean.visit { try body("mean.\($0)", &$1) }
    try logVariance.visit { try body("logVariance.\($0)", &$1) }
    try decoder.visit { try body("decoder.\($0)", &$1) }
  }
}
struct Bytes: Examples {
  let bytes: [UInt8]
  let columns: Int
  var count: Int { bytes.count / columns }
  func batch(at indices: ArraySlice<Int>) -> Matrix {
    Matrix(rowsAt: indices, of: bytes, columns: columns)
  }
}
let digits = try Dataset.load(from: URL(fileURLWithPath: "Data/mnist-5k"))
let base = Matrix(rows: 1, columns: 1, repeating: 0)
_ = base
let px = digits.train.pixels
let columns = (vae.isEmpty ? sizes : vae)[0]
var bytes = [UInt8](); bytes.reserveCapacity(count * columns)
while bytes.count < count * columns { bytes += px.prefix(count * columns - bytes.count) }
let examples = Bytes(bytes: bytes, columns: columns)
var times: [Double] = [], losses: [Double] = []
let key = Key(seed: 0)
var last = Date()
if vae.isEmpty {
  var layers: [any Layer] = []
  for i in 1..<sizes.count {
    layers.append(Dense(sizes[i - 1], sizes[i], using: key[i]))
    layers.append(i == sizes.count - 1 ? Activation.sigmoid : Activation.relu)
  }
  var model = Sequential(layers)
  last = Date()
  let h = try fit(
    &model, to: examples, epochs: epochs, batchSize: batch, optimizer: Adam(), key: key,
    watch: { _ in
      let n = Date(); times.append(n.timeIntervalSince(last)); last = n; return 0
    },
    loss: { m, x, _ in meanSquaredError(m(Tensor(x)), x) })
  losses = h.losses
} else {
  var model = VAE(vae[0], vae[1], vae[2], using: key)
  last = Date()
  let h = try fit(
    &model, to: examples, epochs: epochs, batchSize: batch, optimizer: Adam(), key: key,
    watch: { _ in
      let n = Date(); times.append(n.timeIntervalSince(last)); last = n; return 0
    },
    loss: { m, x, key in
      let t = m.encoder(Tensor(x))
      let (mean, s) = (m.mean(t), m.logVariance(t))
      let eps = Tensor(key.normals(rows: x.rows, columns: vae[2]))
      let z = mean + (0.5 * s).exp * eps
      let logits = m.decoder(z)
      let bce = Float(vae[0]) * meanBernoulliCrossEntropy(logits: logits, x)
      let kl = (0.5 / Float(x.rows)) * (mean * mean + s.exp - s).sum
      return bce + kl
    })
  losses = h.losses
}
let e = times.dropFirst().sorted()
print(
  (vae.isEmpty ? sizes : vae), batch, "epoch", e[e.count / 2],
  times.map { String(format: "%.3f", $0) }, "loss", losses.last!)
