/*:
 # 5 · The variational autoencoder

 > How can a network draw new digits, and how do we know whether it is good at it?

 - **Afterwards you can** derive the bound that a variational autoencoder is trained with; say what
   each of its two terms and the noise do; and judge drawn images by more than a look.
 - **You need** chapter 2, and probability as far as densities, expectations and the normal
   distribution.
 - **It takes** about {{reading_minutes}} minutes to read, code included, without the exercises; how long
   its program runs stands on the [status page](status.md).

 The autoencoders of the last chapters take an image apart and put it together again. It is
 tempting to use the second half alone: think of a code, decode it, and out comes a digit that
 nobody wrote. We try that first, and it fails. The failure shows what is missing: nothing has said
 which codes are likely. The **{{term variational autoencoder}}** (Kingma and Welling 2014; Rezende,
 Mohamed and Wierstra 2014) says which, with one more term in the loss and some noise in the code.
 We derive both, check by numbers what can be checked, and then ask whether its digits are any good.
 */
import Datasets
import Engine
import Notebook
import Plot
import Workbench

struct Settings: ChapterSettings {
  @Setting("numbers in a code", symbol: "d", in: 1...784)
  var latents = 20

  @Setting("hidden units of the large model", in: 1...4096)
  var hidden = 400

  @Setting("passes over the training images, large model", in: 2...1000, quick: 2)
  var epochs = 50

  @Setting("images a step learns from, large model", symbol: "B", in: 1...4000)
  var batchSize = 128

  @Setting("Adam's learning rate, large model", symbol: "\\eta", in: 1e-6...1)
  var learningRate = 1e-3

  @Setting("hidden units of the small models", in: 1...4096)
  var smallHidden = 128

  @Setting("passes over the training images, small models", in: 1...1000, quick: 1)
  var smallEpochs = 5

  @Setting("images a step learns from, small models", in: 1...4000)
  var smallBatchSize = 32

  @Setting("draws of the tightest bound, in hundreds", in: 2...100, quick: 2)
  var hundreds = 5

  @Setting("independent runs of the large model", in: 2...100, quick: 2)
  var largeSeeds = 4

  @Setting("independent runs of each other experiment", in: 2...100, quick: 2)
  var seeds = 5

  @Setting("seed that all random numbers derive from", in: 0...1_000_000)
  var seed = 1
}

let (settings, notebook) = Notebook.open(Settings(), model: "the first large model")
let d = settings.latents
let seeds = Array(1...settings.seeds)
let key = Key(seed: settings.seed)
//#-hidden-code
notebook.show(settings)
let loaded: LoadedModel<Run>? = notebook.loadedModel(
  like: Network(hidden: settings.hidden, latents: d, using: key), requiring: ["epochs"])
//#-end-hidden-code
/*:
 Training a model of the size that is usual in the literature takes long, so we train one such, the
 *large* model, with {{large_seeds}} seeds, and make the comparisons with *small* ones.
 `meanLogits` lets the small models start at the mean image, as in chapter 2.
 */
let digits = notebook.digits(needing: .init(training: 8))
let (train, test) = (digits.train.matrix, digits.test.matrix)
let meanLogits = logit(train.columnMeans, margin: 1e-3)
/*:
 ## Decode a random code

 The network has a hidden layer in the encoder and one in the decoder. The decoder gives
 **{{term logit|logits}}**, the image before its sigmoid. The encoder has a second output,
 `logVariance`, whose time will come.
 */
struct Network: Module {
  var encoder: Sequential
  var mean: Dense
  var logVariance: Dense
  var decoder: Sequential

  /// The layers 784-hidden-latents-hidden-784, ReLU where they are hidden.
  init(hidden: Int, latents: Int, outputBias: Matrix? = nil, using key: Key) {
    encoder = Sequential([Dense(784, hidden, using: key["encoder"]), Activation.relu])
    mean = Dense(hidden, latents, using: key["mean"])
    logVariance = Dense(hidden, latents, using: key["log variance"])
    decoder = Sequential([
      Dense(latents, hidden, using: key["decoder"]), Activation.relu,
      Dense(hidden, 784, bias: outputBias, using: key["output"]),
    ])
  }

  /// The code of each image: [n, 784] → [n, d].
  func encode(_ images: Matrix) -> Matrix { mean(encoder(Tensor(images))).value }

  /// The image of each code: [n, d] → [n, 784].
  func decode(_ codes: Matrix) -> Matrix { decoder(Tensor(codes)).value.sigmoid }

  mutating func visit(_ body: (String, inout Tensor) throws -> Void) rethrows {
    try encoder.visit { try body("encoder.\($0)", &$1) }
    try mean.visit { try body("mean.\($0)", &$1) }
    try logVariance.visit { try body("logVariance.\($0)", &$1) }
    try decoder.visit { try body("decoder.\($0)", &$1) }
  }
}
/*:
 We train it as a plain autoencoder, on the {{term cross-entropy}} between the pixels of an image
 and those of its reconstruction, summed over the pixels. (The training function stands further
 below, because the variational autoencoder uses the same one, with two switches that are off here.)
 The learning rate is chosen on validation images, as in chapter 2.
 */
func tunedSmall(_ label: String, _ objectives: [Objective]) async -> [Tuned<Run>] {
  // A great weight may want a smaller rate, a short code a larger one.
  let grid = [1e-3, 3e-3, 1e-2]
  return await notebook.tuned(
    label, objectives,
    rates: { $0.divergenceWeight == 4 ? [3e-4] + grid : $0.latents == 2 ? grid + [3e-2] : grid },
    seeds: seeds, on: digits.train
  ) { objective, rate, images, seed in
    try trainedSmall(objective, rate: rate, on: images, seed: seed)
  } score: { objective, run, images in
    run.loss(on: images)
  }
}

let tunedPlain = await tunedSmall(
  "plain autoencoder", [Objective(name: "plain", noise: 0, divergenceWeight: 0)])
let plain = tunedPlain[0].models
/*:
 What comes out of the decoder, if we feed it codes that we made up? We draw them from the standard
 {{term standard normal distribution|normal distribution}}, $z \sim \mathcal{N}(0, I)$. The pictures
 of {{figure random-codes}} show the pixels' probabilities, the sigmoid of the logits.
 */
/// A thousand codes [1000, d], others for each seed.
func randomCodes(_ latents: Int, seed: Int) -> Matrix {
  key["random codes"][seed].normals(rows: 1000, columns: latents)
}

/// The standard deviation over the test images of each number of the code, smallest first.
func codeDeviations(_ model: Network) -> [Double] {
  let codes = model.encode(test)
  let centred = codes.subtracting(row: codes.columnMeans)
  let variances = (centred * centred).columnMeans
  return variances.elements.map { Double($0).squareRoot() }.sorted()
}
//#-hidden-code
let shown = test.rows(at: digits.test.firstOfEachClass)
let plainDeviations = plain.map { codeDeviations($0.model) }
notebook.spread("ae_code_sd_least", plainDeviations.map { $0[0] }, .decimals(1))
notebook.spread("ae_code_sd_greatest", plainDeviations.map { $0[d - 1] }, .decimals(1))
notebook.show(
  digitGrid([
    imageRow("test image", shown),
    imageRow("rebuilt", plain[0].model.decode(plain[0].model.encode(shown))),
    imageRow("random code", plain[0].model.decode(randomCodes(d, seed: 1)).rows(at: 0..<10)),
  ]),
  as: "random-codes",
  caption: "A plain autoencoder rebuilds digits, but does not decode random codes into digits.")
//#-end-hidden-code
/*:
 The digits in the middle are rebuilt well; those at the bottom are shadows of digits. Look at the
 codes of the test images: over them, the numbers of a code have standard deviations from
 {{ae_code_sd_least}} to {{ae_code_sd_greatest}}, not 1. Nothing in the loss asks where the codes
 should lie. The decoder has learned to decode *these*, and our random ones are huddled in the
 middle of them. (Whether that is the fault we shall test below, by drawing the codes where they
 are.)

 ## A model of images

 So we ask for more. Let us describe how an image *comes about*: first a code is drawn from the
 **{{term prior}}**, $z \sim p(z) = \mathcal{N}(0, I)$; then the decoder says, for each pixel, with
 which probability it is inked, and the pixel is drawn. Given the code, the pixels are independent:

 $$ \log p(x \mid z) = \sum_{i=1}^{784} \Big( x_i \log \hat{x}_i + (1 - x_i) \log(1 - \hat{x}_i)
 \Big), \label{likelihood} $$

 with $\hat{x} = \mathrm{sigmoid}(\mathrm{decoder}(z))$. This is the cross-entropy, summed over the pixels, with a minus sign. Such a description is a
 **{{term latent-variable model}}**, and it is trained by making the images that we have likely: the
 higher

 $$ \log p(x) = \log \int p(x \mid z)\, p(z)\, dz \label{evidence} $$

 is for the training images, the better. The integral over all codes has no closed form, and to
 take random codes for it is hopeless: even where each gives a digit, hardly one gives *this*
 digit. We need the codes that could have made this very $x$, the **{{term posterior}}**
 $p(z \mid x)$. We do not have it. So let the encoder {{term proposal|propose a stand-in}}: it
 gives, for an image, not a code but a distribution of codes $q(z \mid x)$. Now three lines of
 algebra. Multiply and divide by $q$, so that the integral becomes {{term expectation|a mean}} over
 the proposals:

 $$ \log p(x) = \log \int q(z \mid x)\, \frac{p(x \mid z)\, p(z)}{q(z \mid x)}\, dz = \log
 \mathbb{E}_{q} \left[ \frac{p(x \mid z)\, p(z)}{q(z \mid x)} \right]. $$

 The logarithm is concave, so the logarithm of a mean is at least the mean of the logarithms
 (Jensen's inequality):

 $$ \log p(x) \;\ge\; \mathbb{E}_{q} \left[ \log \frac{p(x \mid z)\, p(z)}{q(z \mid x)} \right].
 \label{jensen} $$

 Split the logarithm:

 $$ \log p(x) \;\ge\; \mathbb{E}_{q} \big[ \log p(x \mid z) \big] \;-\;
 \mathbb{E}_{q} \left[ \log \frac{q(z \mid x)}{p(z)} \right] . \label{bound} $$

 The right side is the **{{term evidence lower bound}}**, ELBO; the evidence is $\log p(x)$. Its
 first term is, with its sign turned, a reconstruction error like before, but of a code that is
 *drawn* from the proposals. Its second is the **{{term Kullback–Leibler divergence|Kullback-Leibler divergence}}**
 $\mathrm{KL}(q(z \mid x) \,\|\, p(z))$. By Jensen's inequality, once more, it is never negative,
 and it is zero only if $q$ is the prior. It holds the codes where we shall later draw them.

 How much is lost in inequality {{equation jensen}}? With $p(x \mid z)\, p(z) = p(z \mid x)\, p(x)$
 its right side is

 $$ \mathbb{E}_{q} \left[ \log \frac{p(z \mid x)\, p(x)}{q(z \mid x)} \right] = \log p(x) -
 \mathrm{KL}(q(z \mid x) \,\|\, p(z \mid x)), $$

 so the bound is tight if the proposals are the posterior.

 Two remarks on units. Everything here is in **{{term nat|nats}} an image**: natural logarithms,
 summed over the 784 pixels and over the numbers of the code, then averaged over images. And the
 pixels of our digits are grey, which a pixel that is either inked or not cannot be. Equation
 {{equation likelihood}} still makes sense as a loss, but its least value is not zero: it is the
 entropy of the grey levels.
 */
let floor = Double(bernoulliCrossEntropies(logits: logit(test, margin: 1e-6), test).rowSums.mean)
let meanImageLoss = bernoulliCrossEntropies(
  logits: (0 * test).adding(row: meanLogits), test
).rowSums.mean
//#-hidden-code
notebook.value("floor", floor, .decimals(1))
notebook.value("mean_image_test_reconstruction", meanImageLoss, .decimals(1))
//#-end-hidden-code
/*:
 On the test images that floor is {{floor}} nats, and the mean image has
 {{mean_image_test_reconstruction}}. A useful reconstruction term lies between the two. With grey
 pixels it is a loss to compare models by, but not the logarithm of a probability (Loaiza-Ganem and
 Cunningham 2019); for that the images must be made black and white, which we do further below.

 ## Noise in the code

 The usual choice for $q$ is a normal distribution with a mean $\mu$ and a standard deviation
 $\sigma$ for each number of the code, independent of each other; the encoder gives $\mu$ and
 $\log \sigma^2$, which may have any sign. The divergence then has a closed form. For one number,

 $$ \log q(z) = -\tfrac{1}{2} \log 2 \pi \sigma^2 - \frac{(z-\mu)^2}{2\sigma^2}, \qquad \log p(z) =
 -\tfrac{1}{2} \log 2 \pi - \frac{z^2}{2}, $$

 and the mean of their difference is

 $$ \mathrm{KL} = \mathbb{E}_{q} \left[ -\tfrac{1}{2} \log \sigma^2 - \frac{(z-\mu)^2}{2\sigma^2} +
 \frac{z^2}{2} \right] = \tfrac{1}{2} \left( \mu^2 + \sigma^2 - 1 - \log \sigma^2 \right),
 \label{divergence} $$

 because under $q$ the mean of $(z - \mu)^2$ is $\sigma^2$ and that of $z^2$ is $\mu^2 + \sigma^2$.

 The reconstruction needs a code drawn from $q$. But how does one take a derivative through a draw?
 By drawing the noise elsewhere: if $\varepsilon \sim \mathcal{N}(0, I)$, then

 $$ z = \mu + \sigma \varepsilon \label{draw} $$

 has the distribution $q$, and for a given $\varepsilon$ it is a plain function of $\mu$ and
 $\sigma$, with derivatives like any other. This is the **{{term reparameterisation trick}}**, and
 here it is in code, with the divergence below it:
 */
/// The codes that the encoder proposes for each image, q(z | x): both tensors are [n, d].
struct Posterior {
  var mean: Tensor
  var logVariance: Tensor

  /// z = μ + σ ε.
  func sample(_ noise: Matrix) -> Tensor { mean + (0.5 * logVariance).exp * Tensor(noise) }

  /// KL(q ‖ p) of each number of each code: ½ (μ² + σ² − 1 − log σ²).
  var divergences: Tensor {
    let one = Tensor(Matrix(rows: mean.value.rows, columns: mean.value.columns, repeating: 1))
    return 0.5 * (mean * mean + logVariance.exp - one - logVariance)
  }
}

extension Network {
  func posterior(_ images: Matrix) -> Posterior {
    let hidden = encoder(Tensor(images))
    return Posterior(mean: mean(hidden), logVariance: logVariance(hidden))
  }
}
/*:
 With these the loss takes a few lines. An **objective** says what a model is trained for; with
 `noise` and `divergenceWeight` at 1 it is the bound, equation {{equation bound}}, with its sign
 turned. The key of the step makes the noise a new one each time.
 */
struct Objective: Sendable {
  var name: String
  var latents = d
  /// What ε is multiplied by: 0 for a plain autoencoder.
  var noise: Float = 1
  /// The weight β of the divergence.
  var divergenceWeight: Float = 1
  /// What the mean cross-entropy of a pixel is multiplied by: 784 makes it a sum.
  var reconstructionWeight: Float = 784
  /// Whether the pixels are drawn, black or white, with their grey level as the probability.
  var isBinary = false

  /// The two terms of the loss, each the mean over the images of the batch.
  func terms(_ model: Network, _ images: Matrix, key: Key) -> (
    reconstruction: Tensor, divergence: Tensor
  ) {
    let posterior = model.posterior(images)
    let z = posterior.sample(noise * key["code"].normals(rows: images.rows, columns: latents))
    return (
      reconstructionWeight * meanBernoulliCrossEntropy(logits: model.decoder(z), images),
      1 / Float(images.rows) * posterior.divergences.sum
    )
  }
}
//#-hidden-code
extension Objective {
  /// The images to learn from: grey, or drawn anew in black and white.
  func target(_ images: Matrix, key: Key) -> Matrix {
    isBinary ? key["pixels"].bernoullis(images) : images
  }
}

/// A trained model, and the two terms at each update.
struct Run: Sendable {
  var objective: Objective
  var model: Network
  var terms: [(reconstruction: Double, divergence: Double)] = []

  /// What was trained for, on other images, with one draw of the noise.
  func loss(on images: Matrix) -> Double {
    let target = objective.target(images, key: key["held back"])
    let (reconstruction, divergence) = objective.terms(model, target, key: key["held back"])
    return Double((reconstruction + objective.divergenceWeight * divergence).value[0, 0])
  }
}
//#-end-hidden-code

func trained(
  _ objective: Objective, _ model: Network, on images: ImageSet, epochs: Int, batchSize: Int,
  rate: Double, key: Key
) throws -> Run {
  var model = model
  var terms: [(reconstruction: Double, divergence: Double)] = []
  try fit(
    &model, to: images, epochs: epochs, batchSize: batchSize,
    optimizer: Adam(rate: Float(rate)), key: key
  ) { model, batch, key in
    let target = objective.target(batch, key: key)
    let (reconstruction, divergence) = objective.terms(model, target, key: key)
    terms.append((Double(reconstruction.value[0, 0]), Double(divergence.value[0, 0])))
    return reconstruction + objective.divergenceWeight * divergence
  }
  return Run(objective: objective, model: model, terms: terms)
}
//#-hidden-code

/// A small model, whose output starts at the mean image.
func trainedSmall(
  _ objective: Objective, rate: Double, on images: ImageSet, seed: Int
) throws -> Run {
  let key = key["small"][objective.latents][seed]
  let model = Network(
    hidden: settings.smallHidden, latents: objective.latents, outputBias: meanLogits,
    using: key["weights"])
  return try trained(
    objective, model, on: images, epochs: settings.smallEpochs,
    batchSize: settings.smallBatchSize, rate: rate, key: key["order"])
}
//#-end-hidden-code
/*:
 ## The large model

 Now the model of the usual size, with 784-{{hidden}}-{{latents}}-{{hidden}}-784 units. It starts
 at grey, with the weights of Glorot and Bengio and Adam's usual rate, just as the same model was
 run in JAX.
 */
let large = await notebook.runs("large model", over: Array(1...settings.largeSeeds)) { seed in
  let key = key["large"][seed]
  let untrained = Network(hidden: settings.hidden, latents: d, using: key["weights"])
  func run() throws -> Run {
    try trained(
      Objective(name: "bound"), untrained, on: digits.train, epochs: settings.epochs,
      batchSize: settings.batchSize, rate: settings.learningRate, key: key["order"])
  }
  return seed == 1 ? try notebook.model(loaded, run) : try run()
}
//#-hidden-code
/// What `--save-model` keeps beside the parameters: the two terms, means over each epoch's updates.
extension Run: TrainedModel {
  var record: [[Double]] {
    zip(byEpoch(self, \.reconstruction), byEpoch(self, \.divergence)).map { [$0, $1] }
  }
  init?(model: Network, record: [[Double]]) {
    guard record.count == settings.epochs, record.allSatisfy({ $0.count == 2 }) else { return nil }
    self.init(
      objective: Objective(name: "bound"), model: model, terms: record.map { ($0[0], $0[1]) })
  }
}
/// The mean of a term over the updates of each epoch.
func byEpoch(
  _ run: Run, _ term: KeyPath<(reconstruction: Double, divergence: Double), Double>
) -> [Double] {
  let updates = run.terms.count / settings.epochs
  return (0..<settings.epochs).map { epoch in
    run.terms[(epoch * updates)..<((epoch + 1) * updates)].map { $0[keyPath: term] }.mean
  }
}
let reconstructions = large.map { byEpoch($0, \.reconstruction) }
let divergences = large.map { byEpoch($0, \.divergence) }
notebook.show(
  LineChart(
    x: Axis("epoch"), y: Axis("nats an image"),
    series: [
      learningCurve("reconstruction", reconstructions), learningCurve("divergence", divergences),
    ],
    references: [
      .horizontal(meanImageLoss, "mean image"), .horizontal(floor, "floor of grey pixels"),
    ]),
  as: "two-terms",
  caption: "Both terms of the bound on the training images, means over each epoch's updates.")
//#-end-hidden-code
notebook.check(
  "From the second epoch to the last the divergence has grown and the reconstruction term has shrunk, with every seed.",
  zip(divergences, reconstructions).allSatisfy { divergences, reconstructions in
    divergences[1] < divergences[divergences.count - 1]
      && reconstructions[1] > reconstructions[reconstructions.count - 1]
  })
/*:
 After a restless first epoch the divergence *grows* while the model learns: it pays more nats for
 its codes, and gets a smaller reconstruction error for them.

 ## How good is the bound?

 A bound can be far off. Burda, Grosse and Salakhutdinov (2016) take $k$
 {{term importance-weighted bound|draws}} instead of one before they take the logarithm:

 $$ \log p(x) \;\ge\; \mathbb{E} \left[ \log \frac{1}{k} \sum_{j=1}^{k} w_j \right], \label{importance} $$

 where each code has a weight, with $z_j \sim q(z \mid x)$:

 $$ w_j = \frac{p(x \mid z_j)\, p(z_j)}{q(z_j \mid x)} . $$

 The mean of the weights is $p(x)$ for every $k$, so Jensen's inequality applies as before; but a
 mean of many weights scatters less, and less is lost. With $k = 1$ this is the evidence lower
 bound of equation {{equation bound}}. With $z = \mu + \sigma \varepsilon$ the constants of the two
 normal densities cancel:

 $$ \log p(z) - \log q(z \mid x) = \tfrac{1}{2} \sum (\varepsilon^2 + \log \sigma^2 - z^2) . $$
 */
/// log p(x | z) and log p(z) − log q(z | x) of each image (row) and draw (column).
func logWeightParts(
  _ model: Network, _ images: Matrix, draws: Int, key: Key
) -> (likelihood: Matrix, ratio: Matrix) {
  let posterior = model.posterior(images)
  var likelihoods: [Matrix] = []
  var ratios: [Matrix] = []
  for draw in 0..<draws {
    let noise = key[draw].normals(rows: images.rows, columns: posterior.mean.value.columns)
    let z = posterior.sample(noise).value
    let logits = model.decoder(Tensor(z)).value
    likelihoods.append(-1 * bernoulliCrossEntropies(logits: logits, images).rowSums)
    ratios.append(0.5 * (noise * noise + posterior.logVariance.value - z * z).rowSums)
  }
  return (sideBySide(likelihoods), sideBySide(ratios))
}

/// The mean over images of the log of the mean of each k weights; the greatest is taken out of the
/// sum first, so that nothing underflows.
func importanceBound(_ logWeights: Matrix, k: Int) -> Double {
  let bundles = Matrix(rows: logWeights.count / k, columns: k, elements: logWeights.elements)
  let greatest = Matrix(
    rows: bundles.rows, columns: 1, elements: (0..<bundles.rows).map { bundles.row($0).max() ?? 0 })
  let shifted = bundles - greatest.multiplied(by: ones(k))
  return (greatest + (1 / Float(k) * shifted.exp.rowSums).log).mean
}
//#-hidden-code
/// A row of ones.
func ones(_ count: Int) -> Matrix { Matrix(rows: 1, columns: count, repeating: 1) }

/// Matrices [n, 1] as the columns of one.
func sideBySide(_ columns: [Matrix]) -> Matrix {
  Matrix(rows: columns.count, columns: columns[0].rows, elements: columns.flatMap(\.elements))
    .transposed
}

struct Bounds: Sendable {
  var reconstruction: Double
  var divergence: Double
  var negativeBound64: Double
  /// The negative importance-weighted bounds of each k, on the first test images.
  var negativeBounds: [Double]

  var negativeBound: Double { reconstruction + divergence }
}

let bundleSizes = [1, settings.hundreds, 10 * settings.hundreds, 100 * settings.hundreds]
let fewer = test.rows(at: 0..<min(100, test.rows))
let bounds = await notebook.runs("bounds", over: large) { run in
  let parts = logWeightParts(run.model, test, draws: 64, key: key["bounds"])
  let many = logWeightParts(
    run.model, fewer, draws: 100 * settings.hundreds, key: key["more draws"])
  let weights = many.likelihood + many.ratio
  return Bounds(
    reconstruction: -parts.likelihood.mean,
    divergence: run.model.posterior(test).divergences.value.rowSums.mean,
    negativeBound64: -importanceBound(parts.likelihood + parts.ratio, k: 64),
    negativeBounds: bundleSizes.map { -importanceBound(weights, k: $0) })
}
let reference = notebook.reference().vae
let agreements = [
  (bounds.map(\.negativeBound), reference.negativeBound),
  (bounds.map(\.reconstruction), reference.reconstruction),
  (bounds.map(\.divergence), reference.divergence),
  (bounds.map(\.negativeBound64), reference.negativeBound64),
]
var boundTable = Table("nats an image", "test images", "here", "in JAX", "its sd")
let quantities = [
  ("reconstruction + divergence", "negative_bound"), ("reconstruction", "reconstruction"),
  ("divergence", "divergence"), ("importance-weighted, k = 64", "negative_bound_64"),
]
for ((name, id), (ours, theirs)) in zip(quantities, agreements) {
  boundTable.row(
    name, "all", notebook.spread("large_test_\(id)", ours, .decimals(2)),
    notebook.value("jax_test_\(id)", theirs.mean, .decimals(2)),
    notebook.value("jax_test_\(id)_spread", theirs.sd, .decimals(2)))
}
for (index, k) in bundleSizes.enumerated() {
  boundTable.row(
    "importance-weighted, k = \(k)", "the first \(fewer.rows)",
    notebook.spread(
      "large_few_test_negative_bound_k\(k)", bounds.map { $0.negativeBounds[index] }, .decimals(2)),
    "–", "–")
}
notebook.show(boundTable)
notebook.spread(
  "importance_gain", bounds.map { $0.negativeBounds[0] - $0.negativeBounds[3] }, .decimals(1))
notebook.spread(
  "importance_last_gain", bounds.map { $0.negativeBounds[2] - $0.negativeBounds[3] }, .decimals(2))
//#-end-hidden-code
notebook.check(
  "Our means of the first four lie within three standard deviations, ours or theirs, whichever is "
    + "greater, of the means of three runs in JAX.",
  agreements.allSatisfy { abs($0.mean - $1.mean) < 3 * max($0.standardDeviation, $1.sd) },
  needsBookData: true)
notebook.check(
  "More draws give a tighter bound, with every seed.",
  bounds.allSatisfy { zip($0.negativeBounds, $0.negativeBounds.dropFirst()).allSatisfy { $0 > $1 } }
)
/*:
 (The second claim is Jensen's inequality at work: the bundles are made of the same draws. That the
 weights are right is what the agreement with JAX says.) All those draws lower the negative bound
 by {{importance_gain}} nats, the last tenfold step by {{importance_last_gain}}. At least that
 much, then, is lost in the inequality: the proposals are not quite the posterior.

 And the divergence in closed form, equation {{equation divergence}}? We compare it with its
 definition, the mean of $\log q(z \mid x) - \log p(z)$ over draws, for ten test images.
 */
let closedForm = large[0].model.posterior(shown).divergences.value.rowSums
let sampled = -1 * logWeightParts(large[0].model, shown, draws: 2000, key: key["divergence"]).ratio
let deviations = (0..<shown.rows).map { image in
  let draws = sampled.row(image).map(Double.init)
  let standardError = draws.standardDeviation / Double(draws.count).squareRoot()
  return (draws.mean - Double(closedForm[image, 0])) / standardError
}
notebook.check(
  "The closed form and the mean of two thousand draws differ by less than four standard errors, for each image.",
  deviations.allSatisfy { abs($0) < 4 })
/*:
 ## Is the trick needed?

 The reparameterisation is sometimes said to be what makes it possible at all to learn with random
 variables. It is not. For any density,
 $\partial q / \partial \mu = q\, \partial \log q / \partial \mu$; and for a normal one,
 $\partial \log q / \partial \mu = (z - \mu) / \sigma^2 = \varepsilon / \sigma$. So

 $$ \frac{\partial}{\partial \mu} \mathbb{E}_{q}[f(z)] = \int f(z)\, \frac{\partial q(z)}{\partial
 \mu}\, dz = \mathbb{E} \left[ f(z)\, \frac{\varepsilon}{\sigma} \right],
 \label{score} $$

 the **{{term score-function gradient|score-function}}** gradient (Williams 1992), which needs no
 derivative of $f$. A constant may be subtracted from $f$, because the mean of $\varepsilon$ is 0,
 and a good one lowers the variance. Ours, the **{{term baseline}}**, is for each draw the mean of
 $f$ over the others. What, then, is the trick good for? We take the gradients of
 $f(z) = \log p(x \mid z)$ for ten test images, a thousand draws each.
 */
//#-hidden-code
/// The sum over columns of the variance of each, for a thousand rows.
func totalVariance(_ draws: Matrix) -> Double {
  let centred = draws.subtracting(row: draws.columnMeans)
  return (centred * centred).sum / 999
}

/// How many columns have a mean within three standard errors of 0, for a thousand rows.
func columnsNearZero(_ draws: Matrix) -> Double {
  let centred = draws.subtracting(row: draws.columnMeans)
  let variances = 1 / Float(999 * 1000) * (centred * centred).columnSums
  return zip(draws.columnMeans.elements, variances.elements)
    .map { $0 * $0 < 9 * $1 ? 1.0 : 0 }.reduce(0, +)
}

struct GradientComparison: Sendable {
  /// Variances as multiples of the reparameterised gradient's.
  var scoreVariance: Double
  var baselinedVariance: Double
  /// The share of components in which the baselined gradient agrees with it, and with its negative.
  var agreement: Double
  var agreementWithNegative: Double
}
//#-end-hidden-code
/// ∂ log p(x | z) / ∂μ in three ways, for a thousand draws [1000, d].
func gradients(_ model: Network, of image: Matrix, key: Key) -> (
  reparameterised: Matrix, score: Matrix, baselined: Matrix
) {
  let images = image.rows(at: Array(repeating: 0, count: 1000))
  let posterior = model.posterior(images)
  let noise = key.normals(rows: 1000, columns: d)
  let z = posterior.sample(noise)

  let (_, slopes) = valueWithGradient(at: z) { z in
    Float(-images.count) * meanBernoulliCrossEntropy(logits: model.decoder(z), images)
  }
  let f = -1 * bernoulliCrossEntropies(logits: model.decoder(z).value, images).rowSums
  let aboveOthers = 1000 / Float(999) * f.subtracting(row: f.columnMeans)
  let score = noise * (-0.5 * posterior.logVariance.value).exp
  return (
    slopes.value, f.multiplied(by: ones(d)) * score, aboveOthers.multiplied(by: ones(d)) * score
  )
}
//#-hidden-code
let comparisons = await notebook.runs("gradients", over: large) { run in
  var totals = [0.0, 0.0, 0.0]
  var (agreeing, agreeingWithNegative) = (0.0, 0.0)
  for image in 0..<shown.rows {
    let (direct, score, baselined) = gradients(
      run.model, of: shown.rows(at: [image]), key: key["gradients"][image])
    for (index, draws) in [direct, score, baselined].enumerated() {
      totals[index] += totalVariance(draws)
    }
    agreeing += columnsNearZero(direct - baselined)
    agreeingWithNegative += columnsNearZero(direct + baselined)
  }
  let components = Double(shown.rows * d)
  return GradientComparison(
    scoreVariance: totals[1] / totals[0], baselinedVariance: totals[2] / totals[0],
    agreement: agreeing / components, agreementWithNegative: agreeingWithNegative / components)
}
notebook.spread("score_variance_ratio", comparisons.map(\.scoreVariance), .significant(2))
notebook.spread("baselined_variance_ratio", comparisons.map(\.baselinedVariance), .significant(2))
notebook.spread("gradient_agreement", comparisons.map(\.agreement), .percent(1))
notebook.spread("gradient_disagreement", comparisons.map(\.agreementWithNegative), .percent(0))
//#-end-hidden-code
notebook.check(
  "The two gradients agree, but for rare chances, within three standard errors; with a sign turned, they do not.",
  comparisons.allSatisfy { $0.agreement > 0.97 && $0.agreementWithNegative < 0.8 },
  evidence: "{{gradient_agreement}} of the components; {{gradient_disagreement}} with a sign turned"
)
notebook.check(
  "The score-function gradient has the greater variance, with a baseline and without, for every seed.",
  comparisons.allSatisfy {
    $0.scoreVariance > $0.baselinedVariance && $0.baselinedVariance > 1
  },
  evidence:
    "{{score_variance_ratio}} times the variance, with the baseline {{baselined_variance_ratio}} times"
)
/*:
 That is the answer, for these trained models: both are right on average, and the reparameterised
 gradient is the quieter one by far. With the other, even with its baseline, a step would need
 about {{baselined_variance_ratio}} times as many draws to be as sure of its direction.

 ## What the codes carry

 The divergence is a sum over the numbers of the code, so we can ask what each one costs. A number
 is called **{{term active unit|active}}** if its $\mu$ varies over the images, with a variance
 above a hundredth (Burda et al. 2016).
 */
func activeUnits(_ model: Network) -> Int { codeDeviations(model).count { $0 * $0 > 0.01 } }
//#-hidden-code
/// The divergence of each number of the code, its mean over the test images, greatest first.
let divergencesByUnit = large.map { run in
  run.model.posterior(test).divergences.value.columnMeans.elements.map(Double.init).sorted(by: >)
}
notebook.show(
  LineChart(
    x: Axis("number of the code, ordered"), y: Axis("divergence, nats"),
    series: [learningCurve("large model", divergencesByUnit)]),
  as: "divergence-by-unit",
  caption: "What each number of the code costs, on the test images.")
//#-end-hidden-code
notebook.check(
  "All numbers of the large model's code are active, and each costs more than a tenth of a nat, with every seed.",
  large.allSatisfy { activeUnits($0.model) == d }
    && divergencesByUnit.allSatisfy { ($0.last ?? 0) > 0.1 })
/*:
 With two numbers we can see the whole space of codes. We train the small models of the next
 section at this point, because one of them has a code of two numbers. First the test images, where
 its encoder puts their means, beside PCA's map ({{figure map}}). Then
 {{term manifold|the decoder's view}} ({{figure manifold}}): a grid of codes, spaced so that each
 stands for an equal share of the prior. Its places are quantiles: $\Phi^{-1}(p)$ is
 the number that a normal variable stays below with probability $p$.
 */
let objectives = [
  Objective(name: "β = 0", divergenceWeight: 0),
  Objective(name: "β = ½", divergenceWeight: 0.5),
  Objective(name: "β = 1"),
  Objective(name: "β = 4", divergenceWeight: 4),
  Objective(name: "β = 1, d = 2", latents: 2),
]
let tuned = await tunedSmall("small models", objectives)
let planar = tuned[4].models[0].model
let side = 12
let quantiles = Matrix(row: (0..<side).map { (Float($0) + 0.5) / Float(side) }).normalQuantile
let manifold = (0..<side).map { row in
  planar.decode(
    Matrix(
      rows: side, columns: 2,
      elements: (0..<side).flatMap { [quantiles[0, $0], quantiles[0, side - 1 - row]] }))
}
//#-hidden-code
let pca = PCA(of: train)
notebook.value("manifold_reach", Double(quantiles[0, side - 1]), .decimals(2))
notebook.show(
  ScatterChart(
    panels: [
      mapPanel("PCA", pca.encode(test, to: 2), labels: digits.test.labels, axis: "component"),
      mapPanel("VAE, d = 2", planar.encode(test), labels: digits.test.labels, axis: "number"),
    ], classes: digitNames),
  as: "map",
  caption: "The test images in two numbers, PCA's and the means of the first seed's model.")
notebook.show(
  digitGrid(manifold.map { imageRow("", $0) }),
  as: "manifold",
  caption: "What the decoder makes of the plane, from −{{manifold_reach}} to {{manifold_reach}}.")
//#-end-hidden-code
/*:
 From place to place the image changes little by little, with few gaps; where the classes of the
 map overlap, it is smudged. The grid stops short of the outermost codes. On the web site of this book
 (`make site`) you can move over the plane yourself. For that the decoder's weights are rounded to
 whole numbers of eight bits, which is less than what they were trained in, but enough:
 */
let places = Matrix(
  rows: side * side, columns: 2,
  elements: (0..<side * side).flatMap { [quantiles[0, $0 / side], quantiles[0, $0 % side]] })
let plane = LatentPlane(
  decoder: planar.decoder, codes: planar.encode(test), labels: digits.test.labels,
  samples: places.rows(at: stride(from: 0, to: side * side, by: side + 1).map { $0 }))
let roundedPixels = zip(plane.decode(places).elements, planar.decode(places).elements)
let roundingErrors = roundedPixels.map { 255 * abs(Double($0) - Double($1)) }
//#-hidden-code
notebook.value("rounding_error", roundingErrors.max() ?? 0, .decimals(1))
notebook.value("rounding_error_mean", roundingErrors.mean, .decimals(2))
notebook.keep(notebook.attempt { try plane.json }, as: "plane.json")
//#-end-hidden-code
notebook.check(
  "Eight bits a weight change the manifold's pixels by less than one of 256 grey levels in the mean.",
  roundingErrors.mean < 1, evidence: "{{rounding_error_mean}}, at most {{rounding_error}}")
/*:
 In {{latents}} dimensions we can at least take a walk: from one test image to another, once by
 mixing their codes in the large model, once by mixing their pixels.
 */
//#-hidden-code
func mixture(_ a: Matrix, _ b: Matrix) -> Matrix {
  let shares = (0..<10).map { Float($0) / 9 }
  return Matrix(
    rows: shares.count, columns: a.columns,
    elements: shares.flatMap { t in zip(a.elements, b.elements).map { (1 - t) * $0 + t * $1 } })
}
let shownLabels = digits.test.firstOfEachClass.map { digits.test.labels[$0] }
let from = shownLabels.firstIndex(of: 2) ?? 0
let to = shownLabels.firstIndex(of: 7) ?? shownLabels.count - 1
let ends = (shown.rows(at: [from]), shown.rows(at: [to]))
let walker = large[0].model
notebook.show(
  digitGrid([
    imageRow("mixed codes", walker.decode(mixture(walker.encode(ends.0), walker.encode(ends.1)))),
    imageRow("mixed pixels", mixture(ends.0, ends.1)),
  ]),
  as: "interpolation",
  caption:
    "From \(inWords(shownLabels[from])) to \(inWords(shownLabels[to])), by way of codes and by way "
    + "of pixels.")
//#-end-hidden-code
/*:
 The lower row fades one digit out and the other in; the upper one passes through single shapes
 that are blurred on the way.

 ## The weight of the divergence

 Why should both terms count alike? They need not: Higgins et al. (2017) multiply the divergence by
 {{term weight of the divergence|a number $\beta$}}. But then the sum is no longer the bound of
 equation {{equation bound}}, and models trained with different $\beta$ must be compared by one
 yardstick. The small models have four different weights, each with
 a learning rate of its own; we score all of them with $\beta = 1$.

 Two more models, with the rate of $\beta = 1$, join them. One takes for its reconstruction term
 the *mean* over the pixels but keeps the sum in the divergence, as one finds it in listings. The
 other is trained and tested on black-and-white pixels, drawn anew at each step with the grey level
 as the probability (Salakhutdinov and Murray 2008): there the bound is one on the logarithm of a
 probability, and the floor is 0, so its numbers stand for themselves.
 */
let others = [
  Objective(name: "mean over pixels", reconstructionWeight: 1),
  Objective(name: "black and white", isBinary: true),
]
let otherRuns = await notebook.runs(
  "two more", over: others.flatMap { objective in seeds.map { (objective, $0) } }
) { objective, seed in
  try trainedSmall(objective, rate: tuned[2].rate, on: digits.train, seed: seed)
}
let pixelMean = Array(otherRuns.prefix(seeds.count))
//#-hidden-code
/// Both terms of the bound, with one draw an image, and the squared error of what is decoded from
/// μ, on the test images.
struct TestScores: Sendable {
  var reconstruction: Double
  var divergence: Double
  var meanSquaredError: Double
  var negativeBound: Double { reconstruction + divergence }
}

func testScores(_ run: Run) -> TestScores {
  let target = run.objective.target(test, key: key["test"])
  let terms = Objective(name: "bound", latents: run.objective.latents)
    .terms(run.model, target, key: key["test"])
  return TestScores(
    reconstruction: Double(terms.reconstruction.value[0, 0]),
    divergence: Double(terms.divergence.value[0, 0]),
    meanSquaredError: run.model.decode(run.model.encode(test)).meanSquaredError(to: test))
}

let scored = [
  ("beta_0", tuned[0].models), ("beta_half", tuned[1].models), ("beta_1", tuned[2].models),
  ("beta_4", tuned[3].models), ("planar", tuned[4].models), ("pixel_mean", pixelMean),
  ("binary", Array(otherRuns.suffix(seeds.count))),
].map { (id: $0, runs: $1, scores: $1.map(testScores)) }
/// The others have the rate of β = 1.
let scoredRates = tuned.map(\.rate) + others.map { _ in tuned[2].rate }
//#-end-hidden-code
let (noWeight, halfWeight) = (scored[0].scores, scored[1].scores)
let (unitWeight, fourfold) = (scored[2].scores, scored[3].scores)
//#-hidden-code
var weightTable = Table(
  "objective", "learning rate", "reconstruction", "divergence", "sum", "active", "test MSE")
for ((id, runs, scores), rate) in zip(scored, scoredRates) {
  weightTable.row(
    runs[0].objective.name, notebook.value("\(id)_rate", rate, .significant(1)),
    notebook.spread("\(id)_test_reconstruction", scores.map(\.reconstruction), .decimals(1)),
    notebook.spread("\(id)_test_divergence", scores.map(\.divergence), .decimals(1)),
    notebook.spread("\(id)_test_negative_bound", scores.map(\.negativeBound), .decimals(1)),
    notebook.spread("\(id)_active", runs.map { Double(activeUnits($0.model)) }, .decimals(1)),
    notebook.spread("\(id)_test_mse", scores.map(\.meanSquaredError), .decimals(4)))
}
let plainErrors = plain.map { testScores($0).meanSquaredError }
weightTable.row(
  "plain autoencoder", notebook.value("ae_rate", tunedPlain[0].rate, .significant(1)), "–", "–",
  "–", "–",
  notebook.spread("ae_test_mse", plainErrors, .decimals(4)))
weightTable.row(
  "PCA, clipped", "–", "–", "–", "–", "–",
  notebook.value(
    "pca_test_clipped_mse",
    pca.reconstruct(test, from: d).clipped(to: 0...1).meanSquaredError(to: test), .decimals(4)))
weightTable.row(
  "mean image", "–", "–", "–", "–", "–",
  notebook.value(
    "mean_image_test_mse", (0 * test).adding(row: pca.mean).meanSquaredError(to: test), .decimals(4)
  ))
notebook.show(weightTable)
let halfGains = zip(unitWeight, halfWeight).map { $0.negativeBound - $1.negativeBound }
notebook.spread("half_gain", halfGains, .decimals(1))
/// The mean σ over the mean deviation of μ.
func noiseShare(_ run: Run) -> Double {
  (0.5 * run.model.posterior(test).logVariance.value).exp.mean / codeDeviations(run.model).mean
}
notebook.spread("beta_0_noise_share", tuned[0].models.map(noiseShare), .significant(1))
notebook.spread("beta_1_noise_share", tuned[2].models.map(noiseShare), .significant(1))
//#-end-hidden-code
notebook.check(
  "The greater the weight, the smaller the divergence and the greater the reconstruction term, with every seed.",
  seeds.indices.allSatisfy { seed in
    let byWeight = [noWeight, halfWeight, unitWeight, fourfold].map { $0[seed] }
    return zip(byWeight, byWeight.dropFirst()).allSatisfy {
      $0.divergence > $1.divergence && $0.reconstruction < $1.reconstruction
    }
  })
notebook.check(
  "By the bound, ½ is better than 1 on average; 1 is better than 4, and 4 better than 0, with every "
    + "seed.",
  halfGains.mean > 0
    && seeds.indices.allSatisfy { seed in
      let byBound = [unitWeight, fourfold, noWeight].map { $0[seed].negativeBound }
      return zip(byBound, byBound.dropFirst()).allSatisfy { $0 < $1 }
    })
notebook.check(
  "With the mean over pixels no number of the code is active, and whatever the code, the model draws the mean image, but for a mean squared error of a thousandth.",
  pixelMean.allSatisfy { run in
    let drawn = run.model.decode(randomCodes(d, seed: 1))
    return activeUnits(run.model) == 0
      && drawn.meanSquaredError(to: (0 * drawn).adding(row: pca.mean)) < 1e-3
  })
notebook.check(
  "The variational autoencoder has a higher squared error than the plain one, with every seed.",
  zip(unitWeight, plainErrors).allSatisfy { $0.meanSquaredError > $1 })
notebook.check(
  "No chosen learning rate lies at the edge of its grid.",
  !(tunedPlain + tuned).contains(where: \.isAtEdge))
/*:
 A mean over 784 pixels is, up to a factor, a sum with a weight of 784 on the divergence. No code
 is worth such a price here: the encoder gives its code up, and the decoder ignores it. This is
 known as **{{term posterior collapse}}** (Bowman et al. 2016), and a factor in the loss is enough
 to cause it. A weight of 4 is on the way there: many numbers still count as active, but together
 they carry {{beta_4_test_divergence}} nats.

 With no weight at all the divergence that nobody asked about is {{beta_0_test_divergence}} nats,
 and the squared error is close to the plain autoencoder's. The noise is still there, but the
 encoder chooses its size: the mean $\sigma$ is {{beta_0_noise_share}} of the codes' own deviation,
 against {{beta_1_noise_share}} with $\beta = 1$.

 The weight of one half is a surprise: by the bound it is better by {{half_gain}} nats than the
 weight that is trained for the bound. These models are trained briefly, and scored on test images;
 exercise 3 asks what a longer training does.

 ## The variational autoencoder as it is printed

 One of the introductions prints a listing by that name. Where the trick has
 $\mu + \sigma \varepsilon$, equation {{equation draw}}, it has $a\, e^{a/2}$, first with the mean
 for $a$, then with the logarithm of the variance. With its syntax repaired, and nothing else, its
 encoder computes this:
 */
//#-hidden-code
struct PrintedNetwork: Module {
  var mean: Dense
  var logVariance: Dense
  var decoder: Dense

  init(using key: Key) {
    mean = Dense(784, 256, using: key["mean"])
    logVariance = Dense(784, 256, using: key["log variance"])
    decoder = Dense(256, 784, using: key["decoder"])
  }

  func callAsFunction(_ images: Matrix) -> Tensor { Activation.sigmoid(decoder(encode(images))) }

  mutating func visit(_ body: (String, inout Tensor) throws -> Void) rethrows {
    try mean.visit { try body("mean.\($0)", &$1) }
    try logVariance.visit { try body("logVariance.\($0)", &$1) }
    try decoder.visit { try body("decoder.\($0)", &$1) }
  }
}
//#-end-hidden-code
extension PrintedNetwork {
  func encode(_ images: Matrix) -> Tensor {
    func stretched(_ a: Tensor) -> Tensor { a * (0.5 * a).exp }
    var z = stretched(mean(Tensor(images)))
    z = stretched(Activation.tanh(logVariance(Tensor(images))))
    return z
  }
}
//#-hidden-code
let printed = await notebook.runs("as printed", over: seeds) { seed in
  let key = key["printed"][seed]
  var model = PrintedNetwork(using: key["weights"])
  try fit(
    &model, to: digits.train, epochs: min(10, settings.epochs), batchSize: 256, optimizer: Adam(),
    key: key["order"]
  ) { model, batch, _ in meanSquaredError(model(batch), batch) }
  return model
}
let (_, printedGradient) = valueWithGradient(at: printed[0]) { meanSquaredError($0(test), test) }
func isZero(_ layer: Dense) -> Bool {
  layer.parameters.allSatisfy { $0.value.elements.allSatisfy { $0 == 0 } }
}
notebook.show(
  digitGrid([
    imageRow("test image", shown),
    imageRow("rebuilt", printed[0](shown).value),
    imageRow(
      "random code",
      printed[0].decoder(Tensor(randomCodes(256, seed: 1))).value.sigmoid.rows(at: 0..<10)),
  ]),
  as: "printed",
  caption: "The printed network rebuilds, but draws nothing.")
//#-end-hidden-code
notebook.check(
  "After the printed training, the layer of the mean gets no gradient: all of it is zero, and that of the other layer is not.",
  isZero(printedGradient.mean) && !isZero(printedGradient.logVariance))
/*:
 The second line for `z` overwrites the first, so the mean is computed and thrown away. What is
 left goes through a hyperbolic tangent, though the logarithm of a variance may be any number.
 There is no noise, and the loss has no divergence. It is a plain autoencoder with an odd
 activation: its codes lie between $-e^{-1/2}$ and $e^{1/2}$, and the standard normal distribution
 does not.

 ## Are the digits any good?

 To judge drawn digits one needs a judge. Ours is a small classifier, 784-128-64-10, in
 [Sources/Workbench/Judge.swift](../Sources/Workbench/Judge.swift). The features of its last hidden
 layer say what tells digits apart. For the features of drawn images and for those of the test
 images we keep only the mean and the covariance, and take the **{{term Fréchet distance}}** of the
 two normal distributions, as is usual its square (Dowson and Landau 1982; Heusel et al. 2017):

 $$ \lVert \mu_1 - \mu_2 \rVert^2 + \mathrm{tr}\left( \Sigma_1 + \Sigma_2 - 2 \big( \Sigma_1^{1/2}
 \Sigma_2 \Sigma_1^{1/2} \big)^{1/2} \right). \label{frechet} $$

 Such a number means something only beside others with the same judge and as many images. The judge
 learns from the first half of the training images; the second half, real digits that it has not
 seen, is the floor, a thousand at a time. A model that copies its training images would do well,
 so we also look for copies: how far are drawn images from the nearest training image? Every model
 draws a thousand images with each seed; copies are looked for among the first 200 of them.
 */
let (firstHalf, secondHalf) = digits.train.split(validation: 2000, oneIn: 2)
let judges = [1, 2].map { trial in
  notebook.attempt { try Judge(of: firstHalf, epochs: 10, key: key["judge"][trial]) }
}

func frechetDistance(_ images: Matrix, judge: Judge = judges[0]) -> Double {
  Gaussian(of: judge.features(images))
    .frechetDistance(to: Gaussian(of: judge.features(test)))
}

/// Codes from a Gaussian that is fitted to a model's codes of the training images, its noise
/// included.
func fittedCodes(_ run: Run, seed: Int) -> Matrix {
  let noise = key["fitted noise"].normals(rows: train.rows, columns: run.objective.latents)
  let codes = run.model.posterior(train).sample(run.objective.noise * noise).value
  return Gaussian(of: codes).draws(1000, using: key["random codes"][seed])
}
//#-hidden-code
func drawn(_ runs: [Run], codes: (Run, Int) -> Matrix) -> [Matrix] {
  zip(runs, seeds).map { $0.model.decode(codes($0, $1)) }
}
func fromPrior(_ run: Run, seed: Int) -> Matrix { randomCodes(run.objective.latents, seed: seed) }
let pcaCodes = Gaussian(of: pca.encode(train, to: d))
let sets: [(id: String, name: String, images: [Matrix])] = [
  ("large", "large VAE", drawn(large, codes: fromPrior)),
  ("beta_1", "small VAE", drawn(tuned[2].models, codes: fromPrior)),
  ("planar", "small VAE, d = 2", drawn(tuned[4].models, codes: fromPrior)),
  ("beta_0", "β = 0", drawn(tuned[0].models, codes: fromPrior)),
  ("ae", "autoencoder", drawn(plain, codes: fromPrior)),
  (
    "printed", "as printed",
    zip(printed, seeds).map { $0.decoder(Tensor(randomCodes(256, seed: $1))).value.sigmoid }
  ),
  ("beta_1_fitted", "small VAE, fitted", drawn(tuned[2].models, codes: fittedCodes)),
  ("ae_fitted", "autoencoder, fitted", drawn(plain, codes: fittedCodes)),
  (
    "pca_fitted", "PCA, fitted",
    seeds.map { seed in
      pca.decode(pcaCodes.draws(1000, using: key["random codes"][seed])).clipped(to: 0...1)
    }
  ),
]
struct Quality: Sendable {
  var distances: [Double]
  var nearest: [Double]
  var least: Double
}
/// Of the first 200 images.
func nearestTraining(_ images: Matrix) -> [Double] {
  nearestErrors(images.rows(at: 0..<min(200, images.rows)), among: train)
}
let qualities = await notebook.runs("drawn images", over: sets.map(\.images)) { images in
  let nearest = images.map(nearestTraining)
  return Quality(
    distances: images.map { frechetDistance($0) }, nearest: nearest.map(\.mean),
    least: nearest.joined().min() ?? 0)
}
func set(_ id: String) -> Int { sets.firstIndex { $0.id == id } ?? 0 }
func distances(_ id: String) -> [Double] { qualities[set(id)].distances }
let halves = secondHalf.matrix
let middle = halves.rows / 2
let floors = [0..<middle, middle..<halves.rows].map { frechetDistance(halves.rows(at: $0)) }
let realNearest = nearestTraining(test)
let white = Matrix(rows: 1, columns: 784, repeating: 0)
notebook.value(
  "judge_test_accuracy",
  zip(judges[0].labels(test), digits.test.labels).map { $0 == $1 ? 1 : 0 }.mean, .percent(1))
var sampleTable = Table("images", "Fréchet distance", "MSE to the nearest training image")
sampleTable.row(
  "test images", "–", notebook.value("real_nearest_mse", realNearest.mean, .decimals(4)))
sampleTable.row(
  "training images new to the judge", notebook.spread("real_distance", floors, .decimals(2)), "–")
for (set, quality) in zip(sets, qualities) {
  sampleTable.row(
    set.name, notebook.spread("\(set.id)_distance", quality.distances, .decimals(1)),
    notebook.spread("\(set.id)_nearest_mse", quality.nearest, .decimals(4)))
}
sampleTable.row(
  "a white sheet", "–",
  notebook.value("white_nearest_mse", nearestTraining(white).mean, .decimals(4)))
notebook.show(sampleTable)
notebook.show(
  digitGrid(
    [imageRow("test images", test.rows(at: 0..<min(12, test.rows)))]
      + sets.map { imageRow($0.name, $0.images[0].rows(at: 0..<12)) }),
  as: "samples",
  caption: "Test images and drawn ones, the first of each kind, not chosen by eye.")
//#-end-hidden-code
notebook.check(
  "The small VAE has less than half the distance of the plain autoencoder, but more than three times the floor, with every seed.",
  zip(distances("beta_1"), distances("ae")).allSatisfy { 2 * $0 < $1 }
    && (distances("beta_1").min() ?? 0) > 3 * (floors.max() ?? 0))
notebook.check(
  "Noise whose size the encoder may choose, without the divergence, does not do that: β = 0 has more than three times the distance of the small VAE, with every seed.",
  zip(distances("beta_0"), distances("beta_1")).allSatisfy { $0 > 3 * $1 })
notebook.check(
  "The printed network has the greatest distance of all, with every seed.",
  (distances("printed").min() ?? 0)
    > (sets.indices.filter { sets[$0].id != "printed" }.map { qualities[$0].distances.max() ?? 0 }
      .max() ?? 0))
notebook.check(
  "A Gaussian fitted to the codes brings the plain autoencoder below the small VAE and the large one, with every seed and with a second judge.",
  judges.allSatisfy { judge in
    let byJudge = ["ae_fitted", "beta_1", "large"].map { id in
      sets[set(id)].images.map { frechetDistance($0, judge: judge) }
    }
    return (byJudge[0].max() ?? 0) < (byJudge[1...2].joined().min() ?? 0)
  })
notebook.check(
  "No drawn image is a copy: the nearest of all to a training image has more than a tenth of the error that new digits have on average.",
  qualities.allSatisfy { $0.least > 0.1 * realNearest.mean })
/*:
 The fourth claim is a surprise. By this measure the plain autoencoder draws better than the
 variational ones once its codes are drawn where they are, with the same decoder; most of its
 distance came from the codes. Ghosh et al. (2020) fit a density to the codes of trained
 autoencoders in the same way. The small VAE gains as well, {{beta_1_fitted_distance}} against
 {{beta_1_distance}}: the prior and the codes do not quite meet, and a part of the distance comes
 from there. The network matters, too: the large model, trained for longer, has {{large_distance}}.

 Should we believe the distance? The pictures of {{figure samples}} are a warning. Many of the
 digits drawn from fitted codes are broken strokes, and those of PCA are smudges, yet the distance
 is {{pca_fitted_distance}}. It sees only the mean and the covariance of the features, and codes
 with the right mean and covariance may get these nearly right without a digit being right. The
 judge itself names {{judge_test_accuracy}} of the test images rightly. And the other column finds
 copies, but is no measure of quality: a white sheet would beat new digits in it. No single number
 judges a drawing.

 With that caution, one more. We take the middle between a thousand pairs of test images, by the
 codes of three models and by pixels.
 */
let partners = test.rows(at: key["pairs"].permutation(of: test.rows))
func middleDistances(_ runs: [Run]) -> [Double] {
  runs.map { run in
    let middles = 0.5 * (run.model.encode(test) + run.model.encode(partners))
    return frechetDistance(run.model.decode(middles))
  }
}
let pixelMiddles = frechetDistance(0.5 * (test + partners))
let middles = [large, tuned[2].models, plain].map(middleDistances)
//#-hidden-code
notebook.spread("large_middle_distance", middles[0], .decimals(1))
notebook.spread("beta_1_middle_distance", middles[1], .decimals(1))
notebook.spread("ae_middle_distance", middles[2], .decimals(1))
notebook.value("pixel_middle_distance", pixelMiddles, .decimals(1))
//#-end-hidden-code
notebook.check(
  "By the codes of the large VAE and of the plain autoencoder the middles are nearer to digits than by pixels, with every seed.",
  (middles[0] + middles[2]).allSatisfy { $0 < pixelMiddles },
  evidence:
    "{{large_middle_distance}} and {{ae_middle_distance}} against {{pixel_middle_distance}}")
/*:
 By the codes of the small VAE it is {{beta_1_middle_distance}}. So a prior is not what a walk
 between digits needs, nor is it enough.

 ## Claims, tested
 */
//#-hidden-code
let distanceFall = zip(distances("ae"), distances("ae_fitted")).map { $0 / $1 }
notebook.spread("ae_distance_fall", distanceFall, .decimals(0))
var sentences = Table("An introduction says", "This chapter finds")
sentences.row(
  "Autoencoders are models that generate data.",
  "A plain one decodes random codes at a distance of {{ae_distance}}; real digits have {{real_distance}}."
)
sentences.row(
  "The reparameterisation is what makes random variables trainable by gradient descent.",
  "The score-function gradient agrees with it, at {{baselined_variance_ratio}} times its variance with a baseline."
)
sentences.row(
  "And it is what enables the model to generate.",
  "With the noise but without the divergence the distance is {{beta_0_distance}}; with both, {{beta_1_distance}}."
)
sentences.row(
  "The model maximises the variational log-likelihood.",
  "It maximises a lower bound of the log-likelihood; on 100 test images it is at least {{importance_gain}} nats too low."
)
sentences.row(
  "Unrealistic samples are mended by more layers or better activations.",
  "Not tested as such. Drawing the codes where they are lowers a plain autoencoder's distance {{ae_distance_fall}}-fold, with the same network."
)
notebook.show(sentences)
//#-end-hidden-code
/*:
 ## In short

 To draw digits, one must know where the codes are. The variational autoencoder gives them a place
 beforehand: noise makes each code a small cloud, and the divergence holds the clouds near the
 prior. The price is a higher squared error; the gain is a decoder that can be fed with random
 numbers, and a bound on $\log p(x)$ for black-and-white images. Sum both terms over the same
 image, or the code collapses. And compare with a plain autoencoder that has a Gaussian fitted to
 its codes: by the Fréchet distance, which favours it, our variational ones did not beat it.

 ## Exercises

 1. On paper: show that the divergence of one number of the code is never negative, and zero only
    for $\mu = 0$, $\sigma = 1$.
 2. On paper: with the squared error summed over pixels in place of the cross-entropy, which
    $p(x \mid z)$ does the model assume? What is its standard deviation?
 3. Run `swift run 05-vae --small-epochs 30` (a minute or two). Does the weight of one half still
    beat one by the bound? Between which numbers of passes do they change places? (The table shows
    the end of a run alone, so try 10 and 20, too.)
 4. The chapter has noise without the divergence, but not the divergence without noise. On paper:
    what does the divergence ask of $\sigma$ when the decoder never sees it, and what is left of it?
    Then, in `Chapters/05-vae/main.swift`, add `Objective(name: "no noise", noise: 0)` at the end of
    `objectives`, and the line `("no_noise", "no noise", drawn(tuned[5].models, codes: fromPrior)),`
    to `sets`. Does such a model generate?
 5. In code, in `Chapters/Exercises/5.5-gaussian-by-digit.swift` (`swift run exercise 5.5` checks it): fit a
    Gaussian to the codes of each digit alone, and draw tens, from 0 to 9. What does the Fréchet
    distance of such a mixture say, and what do your eyes?

 [Solutions](S5-vae.md), for when you have tried.

 ## References

 - S. R. Bowman, L. Vilnis, O. Vinyals, A. M. Dai, R. Jozefowicz and S. Bengio, ["Generating
   sentences from a continuous space"](https://aclanthology.org/K16-1002/), *CoNLL* 2016, 10–21.
 - Y. Burda, R. Grosse and R. Salakhutdinov, ["Importance weighted
   autoencoders"](https://arxiv.org/abs/1509.00519), *ICLR* 2016.
 - D. C. Dowson and B. V. Landau, ["The Fréchet distance between multivariate normal
   distributions"](https://doi.org/10.1016/0047-259X%2882%2990077-X), *Journal of Multivariate
   Analysis* 12 (1982), 450–455.
 - P. Ghosh, M. S. M. Sajjadi, A. Vergari, M. Black and B. Schölkopf, ["From variational to
   deterministic autoencoders"](https://arxiv.org/abs/1903.12436), *ICLR* 2020.
 - M. Heusel, H. Ramsauer, T. Unterthiner, B. Nessler and S. Hochreiter, ["GANs trained by a two
   time-scale update rule converge to a local Nash
   equilibrium"](https://proceedings.neurips.cc/paper/2017/hash/8a1d694707eb0fefe65871369074926d-Abstract.html),
   *NeurIPS* 2017, 6626–6637.
 - I. Higgins, L. Matthey, A. Pal, C. Burgess, X. Glorot, M. Botvinick, S. Mohamed and A. Lerchner,
   ["β-VAE: learning basic visual concepts with a constrained variational
   framework"](https://openreview.net/forum?id=Sy2fzU9gl), *ICLR* 2017.
 - D. P. Kingma and M. Welling, ["Auto-encoding variational
   Bayes"](https://arxiv.org/abs/1312.6114), *ICLR* 2014.
 - G. Loaiza-Ganem and J. P. Cunningham, ["The continuous Bernoulli: fixing a pervasive error in
   variational
   autoencoders"](https://proceedings.neurips.cc/paper/2019/hash/f82798ec8909d23e55679ee26bb26437-Abstract.html),
   *NeurIPS* 2019.
 - D. J. Rezende, S. Mohamed and D. Wierstra, ["Stochastic backpropagation and approximate inference
   in deep generative models"](https://proceedings.mlr.press/v32/rezende14.html), *ICML* 2014,
   1278–1286.
 - R. Salakhutdinov and I. Murray, ["On the quantitative analysis of deep belief
   networks"](https://doi.org/10.1145/1390156.1390266), *ICML* 2008, 872–879.
 - R. J. Williams, ["Simple statistical gradient-following algorithms for connectionist
   reinforcement learning"](https://doi.org/10.1007/BF00992696), *Machine Learning* 8 (1992),
   229–256.
 - An erratum: one introduction cites "Vincent, Larochelle and Bengio 2008, *Exponential family
   variational autoencoders*, arXiv:1003.4247". We found no such paper; variational autoencoders are
   younger. Meant is probably P. Vincent, H. Larochelle, Y. Bengio and P.-A. Manzagol, ["Extracting
   and composing robust features with denoising
   autoencoders"](https://doi.org/10.1145/1390156.1390294), *ICML* 2008, 1096–1103.
 */
//#-hidden-code
notebook.finish()
//#-end-hidden-code
