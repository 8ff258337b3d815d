/// What is timed: a model, how many images an epoch has, and how many a step.
struct Workload: Equatable {
  /// A kind of network.
  enum Model: Equatable {
    /// Dense layers of these sizes, the input first: ReLU between, sigmoid last, mean squared error.
    case autoencoder([Int])
    /// A variational autoencoder: ReLU in its hidden layers, Bernoulli likelihood from logits, plus
    /// KL.
    case variational(inputs: Int, hidden: Int, latents: Int)
  }

  var model: Model
  var batch = 256
  var images = 60_000
  /// The first warms up; the median of the others outlasts a second of noise.
  var epochs = 8

  /// The models that the documents behind this course print, as far as they differ in cost.
  static let all = [
    Workload(model: .autoencoder([784, 64, 784])),
    Workload(model: .autoencoder([784, 64, 32, 32, 64, 784])),
    Workload(model: .autoencoder([784, 256, 784]), batch: 32),
    Workload(model: .autoencoder([784, 256, 784])),
    Workload(model: .variational(inputs: 784, hidden: 400, latents: 20), batch: 128),
  ]

  /// The numbers of an image.
  var inputs: Int {
    switch model {
    case .autoencoder(let sizes): sizes[0]
    case .variational(let inputs, _, _): inputs
    }
  }

  /// About how many bytes a run of it needs: the images, and for each weight itself, its gradient and Adam's two
  /// means, in single precision.
  var memory: Double {
    let weights = layers.reduce(0.0) { $0 + Double($1.inputs * $1.outputs) }
    return Double(images * inputs) + 16 * weights
  }

  /// The arguments that name this workload, here and to peers.py.
  var arguments: [String] {
    let sizes =
      switch model {
      case .autoencoder(let sizes): ["--sizes", list(sizes)]
      case .variational(let n, let h, let d): ["--vae", list([n, h, d])]
      }
    return sizes + ["--batch", "\(batch)", "--images", "\(images)", "--epochs", "\(epochs)"]
  }

  /// "ae:784,64,784", as peers.py says it.
  var name: String {
    switch model {
    case .autoencoder(let sizes): "ae:" + list(sizes)
    case .variational(let n, let h, let d): "vae:" + list([n, h, d])
    }
  }

  /// "784-64-784, batch 256"
  var title: String {
    let sizes = arguments[1].split(separator: ",").joined(separator: "-")
    return (name.hasPrefix("vae") ? "VAE " : "") + sizes + ", batch \(batch)"
  }

  private func list(_ sizes: [Int]) -> String { sizes.map(String.init).joined(separator: ",") }

  /// The dense layers; only the first has an input whose gradient no one reads.
  var layers: [(inputs: Int, outputs: Int)] {
    switch model {
    case .autoencoder(let sizes): zip(sizes, sizes.dropFirst()).map { ($0, $1) }
    case .variational(let n, let h, let d): [(n, h), (h, d), (h, d), (d, h), (h, n)]
    }
  }

  /// Floating-point operations of the products of one image, two a multiply-add: x W, Gᵀ x, and
  /// G Wᵀ but for the first layer. Those that the kernels leave out, because x is zero, count too.
  var operationsPerImage: Double {
    let products = layers.enumerated().map { index, layer in
      Double(layer.inputs * layer.outputs) * (index == 0 ? 2 : 3)
    }
    return 2 * products.reduce(0, +)
  }
}
