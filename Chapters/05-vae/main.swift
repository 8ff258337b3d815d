/*:
 # 5 · The variational autoencoder

 > How can a network draw new digits, and how do we know whether it is good at it?

 The autoencoders of the last chapters take an image apart and put it together again. It is
 tempting to use the second half alone: think of a code, decode it, and out comes a digit that
 nobody wrote. We try that first, and it fails. The failure shows what is missing: nothing has said
 which codes are likely. The **variational autoencoder** (Kingma and Welling 2014; Rezende, Mohamed
 and Wierstra 2014) says it, with one more term in the loss and some noise in the code. We derive
 both, check every step of the derivation by the numbers, and then ask whether its digits are any
 good.
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

  @Setting("passes over the training images, large model", in: 1...1000, quick: 1)
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

  @Setting("draws of the tightest bound", in: 1...5000, quick: 50)
  var draws = 500

  @Setting("independent runs of each experiment", in: 2...100, quick: 2)
  var seeds = 5

  @Setting("seed that all random numbers derive from", in: 0...1_000_000)
  var seed = 1
}

let (settings, notebook) = Notebook.open(Settings())
let d = settings.latents
let seeds = Array(1...settings.seeds)
let key = Key(seed: settings.seed)
//#-hidden-code
notebook.show(settings)
//#-end-hidden-code
/*:
 Training a model of the size that is usual in the literature takes long, so we train just one
 such, the *large* model, and make the comparisons with *small* ones.
 */
let digits = notebook.digits()
let (train, test) = (digits.train.matrix, digits.test.matrix)
let meanLogits = logit(train.columnMeans, margin: 1e-3)
/*:
 ## Decode a random code

 The network has a hidden layer in the encoder and one in the decoder. The encoder has a second
 output that we do not need yet; the decoder gives **logits**, so that its image is their sigmoid.
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
 We train it as a plain autoencoder, on the cross-entropy between the pixels of the image and those
 of its reconstruction, summed over the pixels. The training function is further below, because the
 variational autoencoder uses the same one; here the weight of the new term and the noise are zero.
 Its learning rate, like those of the others, is chosen on validation images as in chapter 2.
 */
/// What a model is trained for.
struct Objective: Sendable {
  var name: String
  var latents = d
  /// The standard deviation that the noise in the code is scaled by: 0 for a plain autoencoder.
  var noise: Float = 1
  /// β, the weight of the divergence.
  var divergenceWeight: Float = 1
  /// What the mean cross-entropy of a pixel is multiplied by: 784 makes it a sum.
  var reconstructionWeight: Float = 784
  /// Whether the pixels are drawn, black or white, with their grey level as the probability.
  var isBinary = false
}

let autoencoder = Objective(name: "plain autoencoder", noise: 0, divergenceWeight: 0)
let variational = Objective(name: "β = 1")
let objectives = [
  autoencoder, Objective(name: "β = 0", divergenceWeight: 0),
  Objective(name: "β = ½", divergenceWeight: 0.5), variational,
  Objective(name: "β = 4", divergenceWeight: 4), Objective(name: "β = 1, d = 2", latents: 2),
]
let tuned = await notebook.tuned(
  "small models", objectives,
  rates: { $0.divergenceWeight == 4 ? [3e-4, 1e-3, 3e-3] : [1e-3, 3e-3, 1e-2, 3e-2] },
  seeds: seeds, on: digits.train
) { objective, rate, images, seed in
  try trainedSmall(objective, rate: rate, on: images, seed: seed)
} score: { objective, run, images in
  run.loss(on: images)
}
//#-hidden-code
let plain = tuned[0].models
//#-end-hidden-code
/*:
 What comes out of the decoder, if we feed it codes that we made up? We draw them from the standard
 normal distribution, $z \sim \mathcal{N}(0, I)$, the same draws for every model in this chapter.
 */
func randomCodes(_ latents: Int) -> Matrix {
  key["random codes"].normals(rows: 1000, columns: latents)
}

let shown = test.rows(at: digits.test.firstOfEachClass)
/// The standard deviation of each number of the code over the test images, smallest first.
func codeDeviations(_ model: Network) -> [Double] {
  let codes = model.encode(test)
  let centred = codes.subtracting(row: codes.columnMeans)
  let variances = (centred * centred).columnMeans
  return variances.elements.map { Double($0).squareRoot() }.sorted()
}
let plainDeviations = plain.map { codeDeviations($0.model) }
//#-hidden-code

notebook.spread(
  "ae_code_sd_least", plainDeviations.map { $0[0] }, .decimals(1))
notebook.spread(
  "ae_code_sd_greatest", plainDeviations.map { $0[d - 1] }, .decimals(1))
notebook.show(
  digitGrid([
    imageRow("test image", shown),
    imageRow("rebuilt", plain[0].model.decode(plain[0].model.encode(shown))),
    imageRow("random code", plain[0].model.decode(randomCodes(d)).rows(at: 0..<10)),
  ]),
  as: "random-codes",
  caption: "A plain autoencoder rebuilds digits, but does not decode random codes into digits.")
//#-end-hidden-code
/*:
 The digits in the middle are rebuilt well; those at the bottom are shadows of digits. Look at the
 codes of the test images: over them, the numbers of a code have standard deviations from
 {{ae_code_sd_least}} to {{ae_code_sd_greatest}}, not 1. Nothing in the loss asks where the codes
 should lie. The decoder has learned to decode *these*, and our random ones are huddled in the
 middle of them. (That this is the fault we shall test, below, by drawing the codes where they
 are.)

 ## A model of images

 So we ask for more. Let us describe how an image *comes about*: first a code is drawn,
 $z \sim p(z) = \mathcal{N}(0, I)$; then the decoder says, for each pixel, with which probability
 it is inked, and the pixel is drawn. Given the code, the pixels are independent:

 $$ \log p(x \mid z) = \sum_{i=1}^{784} \Big( x_i \log \hat{x}_i + (1 - x_i) \log(1 - \hat{x}_i)
 \Big), \qquad \hat{x} = \sigma(\mathrm{decoder}(z)). $$

 This is the cross-entropy, summed over the pixels, with a minus sign. Such a description is a
 **latent-variable model**, and it is trained by making the images that we have likely: the higher

 $$ \log p(x) = \log \int p(x \mid z)\, p(z)\, dz $$

 is for the training images, the better. The integral over all codes has no closed form, and taking
 random codes for it is hopeless, as we just saw: nearly all of them explain $x$ badly. We need the
 codes that explain this very $x$. Let the **encoder** propose them: it gives, for an image, not a
 code but a distribution of codes $q(z \mid x)$. Now three lines of algebra. Multiply and divide by
 $q$, so that the integral becomes a mean over the proposals:

 $$ \log p(x) = \log \mathbb{E}_{q(z \mid x)} \left[ \frac{p(x \mid z)\, p(z)}{q(z \mid x)} \right]. $$

 The logarithm is concave, so the logarithm of a mean is at least the mean of the logarithms
 (Jensen's inequality):

 $$ \log p(x) \;\ge\; \mathbb{E}_{q(z \mid x)} \left[ \log \frac{p(x \mid z)\, p(z)}{q(z \mid x)}
 \right]. $$

 Split the logarithm:

 $$ \log p(x) \;\ge\; \underbrace{\mathbb{E}_{q(z \mid x)} \big[ \log p(x \mid z)
 \big]}_{-\,\text{reconstruction}} \;-\; \underbrace{\mathbb{E}_{q(z \mid x)} \left[ \log \frac{q(z \mid
 x)}{p(z)} \right]}_{\text{divergence}} . $$

 The right side is the **evidence lower bound**, ELBO. Its first term is a reconstruction error
 like before, but of a code that is *drawn* from the proposals. Its second is the
 **Kullback-Leibler divergence** $\mathrm{KL}(q(z \mid x) \,\|\, p(z))$: it is zero if $q$ is the
 same as $p(z)$, and positive otherwise. It holds the codes where we shall later draw them. How
 much is lost in the inequality? Put $p(x \mid z)\, p(z) = p(z \mid x)\, p(x)$ into the second
 formula, and what is missing on the right is $\mathrm{KL}(q(z \mid x) \,\|\, p(z \mid x))$: the
 bound is tight if the encoder proposes exactly the codes that could have made $x$.

 Two remarks on units. Everything here is in **nats an image**: natural logarithms, summed over the
 784 pixels and over the numbers of the code, then averaged over images. And the pixels of our
 digits are grey, which a pixel that is either inked or not cannot be. The formula still makes
 sense as a loss, but its least value is not zero: it is the entropy of the grey levels.
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
 {{mean_image_test_reconstruction}}. What we report lies between the two. With grey pixels it is a
 loss to compare models by, but not the logarithm of a probability (Loaiza-Ganem and Cunningham
 2019); for that the images must be made black and white, which we do further below.

 ## Noise in the code

 The usual choice for $q$ is a normal distribution with a mean $\mu$ and a standard deviation
 $\sigma$ for each number of the code, independent of each other; the encoder gives $\mu$ and
 $\log \sigma^2$, which may have any sign. The divergence then has a closed form. For one number,

 $$ \mathrm{KL} = \mathbb{E}_{q}\big[\log q(z) - \log p(z)\big] = \mathbb{E}_{q} \left[
 -\tfrac{1}{2} \log \sigma^2 - \frac{(z-\mu)^2}{2\sigma^2} + \frac{z^2}{2} \right] = \tfrac{1}{2}
 \left( \mu^2 + \sigma^2 - 1 - \log \sigma^2 \right), $$

 because under $q$ the mean of $(z - \mu)^2$ is $\sigma^2$ and that of $z^2$ is $\mu^2 + \sigma^2$.

 The reconstruction needs a code drawn from $q$. But how does one take a derivative through a draw?
 By drawing the noise elsewhere: if $\varepsilon \sim \mathcal{N}(0, I)$, then

 $$ z = \mu + \sigma \varepsilon $$

 has the distribution $q$, and for a given $\varepsilon$ it is a plain function of $\mu$ and
 $\sigma$, with derivatives like any other. This is the **reparameterisation trick**, and here it
 is in code, with the divergence below it:
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
 With these the loss takes a few lines. `noise` and `divergenceWeight` are 1 for the variational
 autoencoder, and 0 for the plain one above; the key of the step makes the noise a new one each
 time.
 */
extension Objective {
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

  /// The images to learn from: grey, or drawn anew in black and white.
  func target(_ images: Matrix, key: Key) -> Matrix {
    isBinary ? key["pixels"].bernoullis(images) : images
  }
}

/// A trained model and the means of the two terms over each epoch's updates.
struct Run: Sendable {
  var objective: Objective
  var model: Network
  var reconstructions: [Double] = []
  var divergences: [Double] = []

  /// What was trained for, on other images, with one draw of the noise.
  func loss(on images: Matrix) -> Double {
    let target = objective.target(images, key: key["held back"])
    let (reconstruction, divergence) = objective.terms(model, target, key: key["held back"])
    return Double((reconstruction + objective.divergenceWeight * divergence).value[0, 0])
  }
}

func trained(
  _ objective: Objective, _ model: Network, on images: ImageSet, epochs: Int, batchSize: Int,
  rate: Double, key: Key
) throws -> Run {
  var run = Run(objective: objective, model: model)
  var terms: [(Double, Double)] = []
  let history = try fit(
    &run.model, to: images, epochs: epochs, batchSize: batchSize,
    optimizer: Adam(rate: Float(rate)), key: key
  ) { model, batch, key in
    let target = objective.target(batch, key: key)
    let (reconstruction, divergence) = objective.terms(model, target, key: key)
    terms.append((Double(reconstruction.value[0, 0]), Double(divergence.value[0, 0])))
    return reconstruction + objective.divergenceWeight * divergence
  }
  for epoch in stride(from: 0, to: terms.count, by: max(history.steps / epochs, 1)) {
    let updates = terms[epoch..<min(epoch + history.steps / epochs, terms.count)]
    run.reconstructions.append(updates.map(\.0).mean)
    run.divergences.append(updates.map(\.1).mean)
  }
  return run
}

/// A small model, whose output starts at the mean image.
func trainedSmall(
  _ objective: Objective, rate: Double, on images: ImageSet, seed: Int
) throws -> Run {
  let key = key["small"][objective.latents][seed]
  return try trained(
    objective,
    Network(
      hidden: settings.smallHidden, latents: objective.latents, outputBias: meanLogits,
      using: key["weights"]),
    on: images, epochs: settings.smallEpochs, batchSize: settings.smallBatchSize, rate: rate,
    key: key["order"])
}
/*:
 ## The large model

 Now the model of the usual size, with 784-{{hidden}}-{{latents}}-{{hidden}}-784 units. It starts
 at grey, with the weights of Glorot and Bengio and Adam's usual rate, just as the same model was
 run in JAX.
 */
let large = await notebook.runs("large model", over: seeds) { seed in
  let key = key["large"][seed]
  return try trained(
    variational, Network(hidden: settings.hidden, latents: d, using: key["weights"]),
    on: digits.train, epochs: settings.epochs, batchSize: settings.batchSize,
    rate: settings.learningRate, key: key["order"])
}
//#-hidden-code
let epochNumbers = { (run: [Double]) in run.enumerated().map { (Double($0 + 1), $1) } }
notebook.show(
  LineChart(
    x: Axis("epoch"), y: Axis("nats an image"),
    series: [
      seedBand("reconstruction", large.map { epochNumbers($0.reconstructions) }),
      seedBand("divergence", large.map { epochNumbers($0.divergences) }),
    ],
    references: [
      .horizontal(meanImageLoss, "mean image"), .horizontal(floor, "floor of grey pixels"),
    ]),
  as: "two-terms",
  caption: "Both terms of the bound while the large model learns, on the training images.")
//#-end-hidden-code
notebook.check(
  "From the second epoch to the last, the divergence rises and the reconstruction term falls, with every seed.",
  large.allSatisfy { run in
    run.divergences.count > 1 && run.divergences[1] < (run.divergences.last ?? 0)
      && run.reconstructions[1] > (run.reconstructions.last ?? 0)
  })
/*:
 The divergence falls at first: the untrained encoder's proposals are far from the prior, and of no
 use to the decoder. From the second epoch on it *rises*: with it the model pays, nat by nat, for a
 smaller reconstruction error.

 ## How good is the bound?

 The bound is a bound. How far above it does $\log p(x)$ lie? Burda, Grosse and Salakhutdinov
 (2016) take $k$ draws instead of one before they take the logarithm:

 $$ \log p(x) \;\ge\; \mathbb{E} \left[ \log \frac{1}{k} \sum_{j=1}^{k} w_j \right], \qquad w_j =
 \frac{p(x \mid z_j)\, p(z_j)}{q(z_j \mid x)}, \quad z_j \sim q(z \mid x). $$

 With $k = 1$ this is the evidence lower bound, and it can only grow with $k$, towards $\log p(x)$.
 With $z = \mu + \sigma \varepsilon$ the constants of the two normal densities cancel:
 $\log p(z) - \log q(z \mid x) = \frac{1}{2} \sum (\varepsilon^2 + \log \sigma^2 - z^2)$.
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
  return (columns(likelihoods), columns(ratios))
}

/// The mean over images of the log of the mean of each `count` weights; the greatest is taken out
/// of the sum first, so that nothing underflows.
func importanceBound(_ logWeights: Matrix, of count: Int) -> Double {
  let groups = Matrix(
    rows: logWeights.count / count, columns: count, elements: logWeights.elements)
  let greatest = Matrix(
    rows: groups.rows, columns: 1, elements: (0..<groups.rows).map { groups.row($0).max() ?? 0 })
  let spreadOut = greatest.multiplied(by: Matrix(rows: 1, columns: count, repeating: 1))
  let means = 1 / Float(count) * (groups - spreadOut).exp.rowSums
  return (greatest + means.log).mean
}
//#-hidden-code
/// Matrices [n, 1] side by side.
func columns(_ columns: [Matrix]) -> Matrix {
  Matrix(rows: columns.count, columns: columns[0].rows, elements: columns.flatMap(\.elements))
    .transposed
}
//#-end-hidden-code
/*:
 First the comparison with JAX: the bound on all test images, its first term with 64 draws an
 image, and the importance-weighted bound of the same draws.
 */
struct Bounds: Sendable {
  var reconstruction: Double
  var divergence: Double
  var negativeBound64: Double
  /// The negative importance-weighted bounds of `bundles` draws, on the first test images.
  var negativeBounds: [Double]

  var negativeBound: Double { reconstruction + divergence }
}

let bundles = [1, 5, 50, 500].filter { $0 <= settings.draws }
let fewer = test.rows(at: 0..<200)
let bounds = await notebook.runs("bounds", over: large) { run in
  let parts = logWeightParts(run.model, test, draws: 64, key: key["bounds"])
  let many = logWeightParts(run.model, fewer, draws: settings.draws, key: key["more draws"])
  let weights = many.likelihood + many.ratio
  return Bounds(
    reconstruction: -parts.likelihood.mean,
    divergence: run.model.posterior(test).divergences.value.rowSums.mean,
    negativeBound64: -importanceBound(parts.likelihood + parts.ratio, of: 64),
    negativeBounds: bundles.map { -importanceBound(weights, of: $0) })
}
let reference = notebook.reference().vae
let agreements = [
  (bounds.map(\.negativeBound), reference.negativeBound),
  (bounds.map(\.reconstruction), reference.reconstruction),
  (bounds.map(\.divergence), reference.divergence),
  (bounds.map(\.negativeBound64), reference.negativeBound64),
]
//#-hidden-code
var boundTable = Table("nats an image, test images", "here", "in JAX")
let quantities = [
  ("reconstruction + divergence", "negative_bound"), ("reconstruction", "reconstruction"),
  ("divergence", "divergence"), ("64 draws", "negative_bound_64"),
]
for ((name, id), (ours, theirs)) in zip(quantities, agreements) {
  boundTable.row(
    name, notebook.spread("large_test_\(id)", ours, .decimals(2)),
    notebook.value("jax_test_\(id)", theirs.mean, .decimals(2)))
}
notebook.show(boundTable)
notebook.show(
  LineChart(
    x: Axis("draws k", .log), y: Axis("negative bound, nats an image"),
    series: [
      seedBand(
        "large model",
        bounds.map { zip(bundles, $0.negativeBounds).map { (Double($0), $1) } })
    ]),
  as: "importance-weighted",
  caption: "The bound tightens with the number of draws, on the first 200 test images.")
let gains = bounds.map { $0.negativeBounds[0] - ($0.negativeBounds.last ?? 0) }
let lastGains = bounds.map { $0.negativeBounds.suffix(2).reduce(0) { $1 - $0 } }
notebook.spread("importance_gain", gains, .decimals(1))
notebook.spread("importance_last_gain", lastGains.map(abs), .decimals(1))
//#-end-hidden-code
notebook.check(
  "Our means of all four quantities lie within three standard deviations of the three runs in JAX.",
  agreements.allSatisfy { abs($0.mean - $1.mean) < 3 * $1.sd })
notebook.check(
  "More draws give a tighter bound, with every seed.",
  bounds.allSatisfy { zip($0.negativeBounds, $0.negativeBounds.dropFirst()).allSatisfy { $0 > $1 } }
)
/*:
 {{draws}} draws lower the negative bound by {{importance_gain}} nats, the last tenfold step of
 them by {{importance_last_gain}}. (The second claim is a theorem, because the bundles are made of
 the same draws; it would fail if the weights were computed wrongly.) So a good part of what the
 evidence bound calls bad is the encoder's fault, not the model's.

 And the divergence in closed form? We compare it with its definition, the mean of
 $\log q(z \mid x) - \log p(z)$ over draws, for the shown test images.
 */
let closedForm = large[0].model.posterior(shown).divergences.value.rowSums
let sampled = -1 * logWeightParts(large[0].model, shown, draws: 2000, key: key["divergence"]).ratio
let differences = (0..<shown.rows).map { image in
  let draws = sampled.row(image).map(Double.init)
  let standardError = draws.standardDeviation / Double(draws.count).squareRoot()
  return (draws.mean - Double(closedForm[image, 0])) / standardError
}
notebook.check(
  "The closed form and the mean of two thousand draws differ by less than four standard errors, for each image.",
  differences.allSatisfy { abs($0) < 4 })
/*:
 ## Why not just take the derivative?

 The reparameterisation is sometimes said to be what makes it possible to learn with random
 variables at all. It is not: for any $q$,

 $$ \frac{\partial}{\partial \mu} \mathbb{E}_{q}[f(z)] = \mathbb{E}_{q} \left[ f(z)\,
 \frac{\partial \log q(z)}{\partial \mu} \right] = \mathbb{E} \left[ f(z)\,
 \frac{\varepsilon}{\sigma} \right], $$

 the **score-function** gradient (Williams 1992), which needs no derivative of $f$. Subtracting a
 constant from $f$ changes no mean, and helps. What, then, is the trick good for? We take both
 gradients of $f(z) = \log p(x \mid z)$ by $\mu$ for the shown test images, a thousand draws each,
 and compare their variances.
 */
struct Codes: Module {
  var z: Tensor

  mutating func visit(_ body: (String, inout Tensor) throws -> Void) rethrows {
    try body("z", &z)
  }
}

/// For a thousand draws [draws, d]: the gradient of log p(x | z) with respect to μ in three ways.
func gradients(_ model: Network, _ image: Matrix, key: Key) -> (
  reparameterised: Matrix, score: Matrix, baselined: Matrix
) {
  let posterior = model.posterior(image.rows(at: Array(repeating: 0, count: 1000)))
  let noise = key.normals(rows: 1000, columns: d)
  let images = image.rows(at: Array(repeating: 0, count: 1000))
  let z = posterior.sample(noise)
  let (_, slopes) = valueWithGradient(at: Codes(z: z)) { codes in
    Float(images.count) * meanBernoulliCrossEntropy(logits: model.decoder(codes.z), images)
  }
  let f = -1 * bernoulliCrossEntropies(logits: model.decoder(z).value, images).rowSums
  let one = Matrix(rows: 1, columns: d, repeating: 1)
  let score = noise * (-0.5 * posterior.logVariance.value).exp
  let centred = f.subtracting(row: f.columnMeans)
  return (
    -1 * slopes.z.value, f.multiplied(by: one) * score, centred.multiplied(by: one) * score
  )
}

/// The sum over columns of the variance of each.
func totalVariance(_ draws: Matrix) -> Double {
  let centred = draws.subtracting(row: draws.columnMeans)
  return (centred * centred).sum / Double(draws.rows - 1)
}

struct VarianceRatios: Sendable {
  var score: Double
  var baselined: Double
  /// The share of components whose two means differ by less than three standard errors.
  var agreement: Double
}

let ratios = await notebook.runs("gradients", over: large) { run in
  var totals = [0.0, 0.0, 0.0]
  var close = 0.0
  for image in 0..<shown.rows {
    let (direct, score, baselined) = gradients(
      run.model, shown.rows(at: [image]), key: key["gradients"][image])
    for (index, draws) in [direct, score, baselined].enumerated() {
      totals[index] += totalVariance(draws)
    }
    let gap = direct - score
    let centred = gap.subtracting(row: gap.columnMeans)
    let squaredErrors = 1 / Float(999 * 1000) * (centred * centred).columnSums
    close += zip(gap.columnMeans.elements, squaredErrors.elements).map {
      $0 * $0 < 9 * $1 ? 1.0 : 0
    }.reduce(0, +)
  }
  return VarianceRatios(
    score: totals[1] / totals[0], baselined: totals[2] / totals[0],
    agreement: close / Double(shown.rows * d))
}
//#-hidden-code
notebook.spread("score_variance_ratio", ratios.map(\.score), .significant(2))
notebook.spread("baselined_variance_ratio", ratios.map(\.baselined), .significant(2))
//#-end-hidden-code
notebook.check(
  "The two gradients agree: nearly all of their means differ by less than three standard errors.",
  ratios.allSatisfy { $0.agreement > 0.97 })
notebook.check(
  "The score-function gradient has a greater variance, with a baseline and without, for every seed.",
  ratios.allSatisfy { $0.score > $0.baselined && $0.baselined > 1 },
  evidence:
    "{{score_variance_ratio}} times the variance; with the mean subtracted, {{baselined_variance_ratio}} times"
)
/*:
 That is the answer: both are right on average, and the reparameterised gradient is the quieter one
 by far. With the other, a step would need that many times more draws to be as sure of its
 direction.

 ## What the codes carry
 */
/// The divergence of each number of the code, its mean over the test images, greatest first.
let divergencesByUnit = large.map { run in
  run.model.posterior(test).divergences.value.columnMeans.elements.map(Double.init).sorted(by: >)
}

/// How many numbers of the code tell images apart: their μ has a variance above a hundredth (Burda
/// et al. 2016, section 4.2).
func activeUnits(_ model: Network) -> Int { codeDeviations(model).count { $0 * $0 > 0.01 } }
//#-hidden-code
notebook.show(
  LineChart(
    x: Axis("number of the code, ordered"), y: Axis("divergence, nats"),
    series: [seedBand("large model", divergencesByUnit.map(epochNumbers))],
    references: [.horizontal(0, "prior")]),
  as: "divergence-by-unit",
  caption: "Every number of the code carries something: no divergence is near zero.")
//#-end-hidden-code
notebook.check(
  "All numbers of the large model's code are active, with every seed.",
  large.allSatisfy { activeUnits($0.model) == d })
/*:
 With two numbers we can see the whole space of codes. On the left are the test images where the
 encoder puts their means. Below it is the decoder's view: a grid of codes, spaced so that each
 stands for the same share of the prior, that is, at the quantiles $\Phi^{-1}$ of the normal
 distribution.
 */
let flat = tuned[5].models[0].model
let side = 12
let quantiles = Matrix(row: (0..<side).map { (Float($0) + 0.5) / Float(side) }).normalQuantile
let manifold = (0..<side).map { row in
  flat.decode(
    Matrix(
      rows: side, columns: 2,
      elements: (0..<side).flatMap { [quantiles[0, $0], quantiles[0, side - 1 - row]] }))
}
//#-hidden-code
notebook.show(
  ScatterChart(
    panels: [
      mapPanel(
        "means of the codes, first seed", flat.encode(test), labels: digits.test.labels,
        axis: "number")
    ], classes: digitNames),
  as: "map",
  caption: "The test images on the plane of the two-dimensional model.")
notebook.show(
  digitGrid(manifold.map { imageRow("", $0) }),
  as: "manifold",
  caption: "What the decoder makes of each part of that plane, at the quantiles of the prior.")
//#-end-hidden-code
/*:
 Between two digits the plane has digits. Is that so in {{latents}} dimensions? We walk from one
 test image to another, once by mixing their codes, once by mixing their pixels.
 */
let ends = (first: shown.rows(at: [2]), last: shown.rows(at: [7]))
let steps = (0..<10).map { Float($0) / 9 }
func mixture(_ a: Matrix, _ b: Matrix) -> Matrix {
  Matrix(
    rows: steps.count, columns: a.columns,
    elements: steps.flatMap { t in
      zip(a.elements, b.elements).map { (1 - t) * $0 + t * $1 }
    })
}
//#-hidden-code
let walker = large[0].model
notebook.show(
  digitGrid([
    imageRow(
      "mixed codes", walker.decode(mixture(walker.encode(ends.first), walker.encode(ends.last)))),
    imageRow("mixed pixels", mixture(ends.first, ends.last)),
  ]),
  as: "interpolation",
  caption: "From a two to a seven by way of codes, and by way of pixels.")
//#-end-hidden-code
/*:
 The lower row fades one digit out and another in; the upper one goes by way of strokes that bend.
 We shall measure that, too.

 ## The weight of the divergence

 Why should both terms count alike? They need not: Higgins et al. (2017) multiply the divergence by
 a number $\beta$. But then the sum is no longer the bound, and models trained with different
 $\beta$ must be compared by one yardstick. The small models trained above have four different
 weights, each with a learning rate of its own; we score all of them with $\beta = 1$. Two more
 models, with the rate of $\beta = 1$, join them. One takes for its reconstruction term the *mean*
 over the pixels but keeps the sum in the divergence, as one finds it in listings. The other is
 trained and tested on black-and-white pixels, drawn anew at each step with the grey level as the
 probability (Salakhutdinov and Murray 2008): there the bound is one on the logarithm of a
 probability, and its floor is 0.
 */
let others = [
  Objective(name: "mean over pixels", reconstructionWeight: 1),
  Objective(name: "black and white", isBinary: true),
]
let otherRuns = await notebook.runs(
  "two more", over: others.flatMap { objective in seeds.map { (objective, $0) } }
) { objective, seed in
  try trainedSmall(objective, rate: tuned[3].rate, on: digits.train, seed: seed)
}

/// Both terms of the bound, with one draw an image, and the squared error of what is decoded from
/// μ, on the test images.
struct TestScores: Sendable {
  var reconstruction: Double
  var divergence: Double
  var meanSquaredError: Double
  var sum: Double { reconstruction + divergence }
}

func testScores(_ run: Run) -> TestScores {
  let target = run.objective.target(test, key: key["test"])
  let terms = Objective(name: "bound", latents: run.objective.latents)
    .terms(run.model, target, key: key["test"])
  return TestScores(
    reconstruction: Double(terms.reconstruction.value[0, 0]),
    divergence: Double(terms.divergence.value[0, 0]),
    meanSquaredError: run.model.decode(run.model.encode(target)).meanSquaredError(to: target))
}
//#-hidden-code
struct Row {
  var id: String
  var runs: [Run]
  var scores: [TestScores]

  init(_ id: String, _ runs: [Run]) {
    (self.id, self.runs, scores) = (id, runs, runs.map(testScores))
  }
}
let rows =
  zip(["ae", "beta_0", "beta_half", "beta_1", "beta_4", "planar"], tuned)
  .map { Row($0, $1.models) }
  + [
    Row("pixel_mean", Array(otherRuns.prefix(seeds.count))),
    Row("binary", Array(otherRuns.suffix(seeds.count))),
  ]
let (plainRow, noWeight, halfWeight, oneWeight, fourfold) = (
  rows[0], rows[1], rows[2], rows[3], rows[4]
)
let pixelMean = rows[6]
let pca = PCA(of: train)
var weightTable = Table(
  "objective", "learning rate", "reconstruction", "divergence", "sum", "active", "MSE from μ")
for (row, rate) in zip(rows, tuned.map { $0.rate as Double? } + [nil, nil]) where row.id != "ae" {
  weightTable.row(
    row.runs[0].objective.name,
    rate.map { notebook.value("\(row.id)_rate", $0, .significant(1)) } ?? "as β = 1",
    notebook.spread(
      "\(row.id)_test_reconstruction", row.scores.map(\.reconstruction), .decimals(1)),
    notebook.spread("\(row.id)_test_divergence", row.scores.map(\.divergence), .decimals(1)),
    notebook.spread("\(row.id)_test_negative_bound", row.scores.map(\.sum), .decimals(1)),
    notebook.spread(
      "\(row.id)_active", row.runs.map { Double(activeUnits($0.model)) }, .decimals(1)),
    notebook.spread("\(row.id)_test_mse", row.scores.map(\.meanSquaredError), .decimals(4)))
}
weightTable.row(
  "plain autoencoder", notebook.value("ae_rate", tuned[0].rate, .significant(1)), "–", "–", "–",
  "–",
  notebook.spread("ae_test_mse", plainRow.scores.map(\.meanSquaredError), .decimals(4)))
weightTable.row(
  "PCA, clipped", "–", "–", "–", "–", "–",
  notebook.value(
    "pca_test_clipped_mse",
    pca.reconstruct(test, from: d).clipped(to: 0...1).meanSquaredError(to: test), .decimals(4)))
weightTable.row(
  "mean image", "–", notebook.value("mean_image_reconstruction", meanImageLoss, .decimals(1)), "–",
  "–", "–",
  notebook.value(
    "mean_image_test_mse", (0 * test).adding(row: pca.mean).meanSquaredError(to: test), .decimals(4)
  ))
notebook.show(weightTable)
let halfGains = zip(oneWeight.scores, halfWeight.scores).map { $0.sum - $1.sum }
notebook.spread("half_gain", halfGains, .decimals(1))
//#-end-hidden-code
notebook.check(
  "The greater the weight, the smaller the divergence and the greater the reconstruction term, with every seed.",
  zip(rows[1...4], rows[2...4]).allSatisfy { less, more in
    zip(less.scores, more.scores).allSatisfy {
      $0.divergence > $1.divergence && $0.reconstruction < $1.reconstruction
    }
  })
notebook.check(
  "By the bound, a weight of 0 is the worst, and 4 is worse than 1, with every seed.",
  seeds.indices.allSatisfy { seed in
    let sums = rows[1...4].map { $0.scores[seed].sum }
    return sums[0] == sums.max() && sums[3] > sums[2]
  })
notebook.check(
  "With the mean over pixels no number of the code is active: the divergence is below a thousandth of a nat, and the model draws the mean image.",
  pixelMean.runs.allSatisfy { activeUnits($0.model) == 0 }
    && pixelMean.scores.allSatisfy {
      $0.divergence < 1e-3 && abs($0.reconstruction - meanImageLoss) < 1
    })
notebook.check(
  "No chosen learning rate lies at the edge of its grid.", !tuned.contains(where: \.isAtEdge))
/*:
 A mean over 784 pixels is a sum with a weight of 784 on the divergence, in disguise. No code is
 worth such a price, so the encoder gives up its code, and the decoder ignores it. This is known as
 **posterior collapse** (Bowman et al. 2016), and here a factor in the loss causes it.

 On the other side, with no weight at all, the encoder makes the noise small against its codes; the
 divergence that nobody asked about is {{beta_0_test_divergence}} nats. The plain autoencoder's MSE
 is close to it. The variational autoencoder pays for its ordered codes with a higher squared
 error: {{beta_1_test_mse}} against {{ae_test_mse}}.

 The weight of one half needs a word. By the bound, which is what $\beta = 1$ is trained for, it
 differs by {{half_gain}} nats in its favour. A model trained for the bound need not be the best by
 it on *test* images after a short training; exercise 3 asks what a longer one does.

 ## Are the digits any good?

 To judge drawn digits one needs a judge. Ours is a small classifier. The features of its last
 hidden layer say what tells digits apart, and we compare their distribution over drawn images with
 that over the test images:

 {{include Sources/Workbench/Judge.swift#judge}}

 For each of the two sets we keep only the mean and the covariance of the features, and take the
 **Fréchet distance** of the two normal distributions (Dowson and Landau 1982; Heusel et al. 2017):

 $$ \lVert \mu_1 - \mu_2 \rVert^2 + \mathrm{tr}\left( \Sigma_1 + \Sigma_2 - 2 \big( \Sigma_1^{1/2}
 \Sigma_2 \Sigma_1^{1/2} \big)^{1/2} \right). $$

 Such a distance means something only beside others with the same judge and as many images. So the
 judge learns from one half of the training images, and a thousand of the other half, real digits
 that it has not seen, give the floor. A model that copies its training images would do well, so we
 also report how far the drawn images are from the nearest training image.
 */
let (forJudge, _) = notebook.attempt { try digits.train.split(validation: 2000) }
let (_, fresh) = notebook.attempt { try digits.train.split(validation: 1000) }
let judge = notebook.attempt { try Judge(of: forJudge, epochs: 10, key: key["judge"]) }
let testFeatures = Gaussian(of: judge.features(test))

func frechetDistance(_ images: Matrix) -> Double {
  Gaussian(of: judge.features(images)).frechetDistance(to: testFeatures)
}

/// Codes from the Gaussian that is fitted to a model's codes of the training images, each code with the noise
/// that its model puts in.
func fittedCodes(_ run: Run) -> Matrix {
  let posterior = run.model.posterior(train)
  let noise = key["fitted noise"].normals(rows: train.rows, columns: run.objective.latents)
  let codes = posterior.sample(run.objective.noise * noise).value
  return Gaussian(of: codes).draws(1000, using: key["random codes"])
}

/// Images that a kind of model draws: a thousand from each of its runs.
struct Drawn: Sendable {
  var id: String
  var name: String
  var images: [Matrix]
}

func drawn(_ id: String, _ name: String, _ runs: [Run], codes: (Run) -> Matrix) -> Drawn {
  Drawn(id: id, name: name, images: runs.map { $0.model.decode(codes($0)) })
}
let prior = { (run: Run) in randomCodes(run.objective.latents) }
let sets = [
  drawn("large", "large VAE", large, codes: prior),
  drawn("beta_1", "small VAE, β = 1", tuned[3].models, codes: prior),
  drawn("beta_half", "β = ½", tuned[2].models, codes: prior),
  drawn("beta_4", "β = 4", tuned[4].models, codes: prior),
  drawn("beta_0", "β = 0: noise, but no divergence", tuned[1].models, codes: prior),
  drawn("planar", "VAE, d = 2", tuned[5].models, codes: prior),
  drawn("ae", "plain autoencoder", plain, codes: prior),
  drawn("ae_fitted", "plain autoencoder, fitted codes", plain, codes: fittedCodes),
  drawn("beta_1_fitted", "small VAE, β = 1, fitted codes", tuned[3].models, codes: fittedCodes),
  Drawn(
    id: "pca_fitted", name: "PCA, fitted codes",
    images: [
      pca.decode(Gaussian(of: pca.encode(train, to: d)).draws(1000, using: key["random codes"]))
        .clipped(to: 0...1)
    ]),
]
let distances = await notebook.runs("distances", over: sets) { $0.images.map(frechetDistance) }
let nearest = await notebook.runs("nearest images", over: sets) { set in
  set.images.map { nearestErrors($0, among: train).mean }
}
func distance(_ id: String) -> [Double] {
  sets.firstIndex { $0.id == id }.map { distances[$0] } ?? []
}
//#-hidden-code
notebook.value(
  "judge_test_accuracy",
  zip(judge.labels(test), digits.test.labels).map { $0 == $1 ? 1 : 0 }.mean, .percent(1))
var sampleTable = Table("images", "Fréchet distance", "MSE to the nearest training image")
sampleTable.row(
  "real: test images", "–",
  notebook.value("real_nearest_mse", nearestErrors(test, among: train).mean, .decimals(4)))
sampleTable.row(
  "real: training images new to the judge",
  notebook.value("real_distance", frechetDistance(fresh.matrix), .decimals(1)), "–")
for (set, (distances, nearest)) in zip(sets, zip(distances, nearest)) {
  sampleTable.row(
    set.name,
    set.images.count > 1
      ? notebook.spread("\(set.id)_distance", distances, .decimals(1))
      : notebook.value("\(set.id)_distance", distances[0], .decimals(1)),
    set.images.count > 1
      ? notebook.spread("\(set.id)_nearest_mse", nearest, .decimals(4))
      : notebook.value("\(set.id)_nearest_mse", nearest[0], .decimals(4)))
}
notebook.show(sampleTable)
func firstDrawn(_ id: String, _ label: String) -> ImageGrid.Row {
  imageRow(label, (sets.first { $0.id == id }?.images[0] ?? test).rows(at: 0..<12))
}
notebook.show(
  digitGrid([
    imageRow("test images", test.rows(at: 0..<12)),
    firstDrawn("large", "large VAE"),
    firstDrawn("beta_1", "small VAE"),
    firstDrawn("planar", "VAE, d = 2"),
    firstDrawn("beta_0", "β = 0"),
    firstDrawn("ae", "autoencoder"),
    firstDrawn("ae_fitted", "… fitted codes"),
    firstDrawn("pca_fitted", "PCA, fitted"),
  ]),
  as: "samples",
  caption: "Test images and drawn digits, the first twelve of each kind, not chosen by eye.")
//#-end-hidden-code
notebook.check(
  "The digits of the small VAE are nearer to the real ones than those of the plain autoencoder, with every seed, but far above the floor.",
  zip(distance("beta_1"), distance("ae")).allSatisfy { $0 < $1 }
    && distance("beta_1").allSatisfy { $0 > 3 * frechetDistance(fresh.matrix) })
notebook.check(
  "Noise alone, without the divergence, does not do it: its distance is more than three times that of the VAE, with every seed.",
  zip(distance("beta_0"), distance("beta_1")).allSatisfy { $0 > 3 * $1 })
notebook.check(
  "A Gaussian fitted to the codes brings the plain autoencoder's digits nearer than the small VAE's own, with every seed.",
  zip(distance("ae_fitted"), distance("beta_1")).allSatisfy { $0 < $1 })
/*:
 The last result is a surprise, and a known one (Ghosh et al. 2020 found it on larger models): the
 plain autoencoder draws well once it is told where its codes are. The trouble with it was never
 its decoder. The small VAE gains, too, when its codes are drawn where they really are instead of
 where the prior says they ought to be: {{beta_1_fitted_distance}} against {{beta_1_distance}}. So
 the prior and the codes do not quite meet, and that, not the network's depth or its activations,
 is where a part of the distance comes from.

 Should we believe the distance? The pictures are a warning. The digits drawn by PCA with fitted
 codes are smudges to the eye, yet they have a distance of {{pca_fitted_distance}}. It sees only
 the mean and the covariance of the features, and fitted codes get just those right. The other
 column disagrees with it: real digits lie {{real_nearest_mse}} from the nearest training image,
 the fitted ones of PCA and of the autoencoder farther. No single number is a judge of digits, and
 the judge itself names {{judge_test_accuracy}} of the test images rightly, no more. None of the
 models copies: their distance to the training images is that of new digits.

 With this measure the walk between two digits can be judged as well. We take the middle between a
 thousand pairs of test images, by codes and by pixels.
 */
let partners = key["pairs"].permutation(of: test.rows)
let middles = large.map { run in
  let codes = run.model.encode(test)
  return frechetDistance(run.model.decode(0.5 * (codes + codes.rows(at: partners))))
}
let pixelMiddles = frechetDistance(0.5 * (test + test.rows(at: partners)))
//#-hidden-code
notebook.spread("code_middle_distance", middles, .decimals(1))
notebook.value("pixel_middle_distance", pixelMiddles, .decimals(1))
//#-end-hidden-code
notebook.check(
  "The middle of two codes looks more like a digit, by the Fréchet distance, than the middle of two images, with every seed.",
  middles.allSatisfy { $0 < pixelMiddles },
  evidence: "{{code_middle_distance}} against {{pixel_middle_distance}}")
/*:
 ## The variational autoencoder as it is printed

 One of the introductions prints a listing by that name. It does not run; with its syntax repaired,
 and nothing else, it computes this:
 */
struct PrintedNetwork: Module {
  var mean: Dense
  var logVariance: Dense
  var decoder: Dense

  init(using key: Key) {
    mean = Dense(784, 256, using: key["mean"])
    logVariance = Dense(784, 256, using: key["log variance"])
    decoder = Dense(256, 784, using: key["decoder"])
  }

  func encode(_ images: Matrix) -> Tensor {
    func stretched(_ x: Tensor) -> Tensor { x * (0.5 * x).exp }
    var z = stretched(mean(Tensor(images)))
    z = stretched(Activation.tanh(logVariance(Tensor(images))))
    return z
  }

  func callAsFunction(_ images: Matrix) -> Tensor { Activation.sigmoid(decoder(encode(images))) }

  mutating func visit(_ body: (String, inout Tensor) throws -> Void) rethrows {
    try mean.visit { try body("mean.\($0)", &$1) }
    try logVariance.visit { try body("logVariance.\($0)", &$1) }
    try decoder.visit { try body("decoder.\($0)", &$1) }
  }
}

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
let printedErrors = printed.map { $0(test).value.meanSquaredError(to: test) }
let printedDistances = printed.map { model in
  frechetDistance(model.decoder(Tensor(randomCodes(256))).value.sigmoid)
}
//#-hidden-code
notebook.spread("printed_test_mse", printedErrors, .decimals(4))
notebook.spread("printed_distance", printedDistances, .decimals(0))
notebook.show(
  digitGrid([
    imageRow("test image", shown),
    imageRow("rebuilt", printed[0](shown).value),
    imageRow(
      "random code",
      printed[0].decoder(Tensor(randomCodes(256))).value.sigmoid.rows(at: 0..<10)),
  ]),
  as: "printed",
  caption: "The printed network rebuilds, but draws nothing.")
let printedReference = notebook.reference().models["seed003_vae_as_written"]
//#-end-hidden-code
notebook.check(
  "The layer that should give the mean gets no gradient: all of it is zero.",
  printedGradient.mean.parameters.allSatisfy { $0.value.elements.allSatisfy { $0 == 0 } }
    && !printedGradient.logVariance.parameters.allSatisfy {
      $0.value.elements.allSatisfy { $0 == 0 }
    })
notebook.check(
  "Its test error lies within three standard deviations of that of twenty runs in JAX.",
  printedReference.map { abs(printedErrors.mean - $0.mean) < 3 * $0.sd } ?? false,
  evidence: "{{printed_test_mse}}")
notebook.check(
  "Its digits are farther from the real ones than those of any other model of this chapter, with every seed.",
  (printedDistances.min() ?? 0) > (distances.joined().max() ?? 0),
  evidence: "a Fréchet distance of {{printed_distance}}")
/*:
 The second line for `z` overwrites the first, so the mean is computed and thrown away. What is
 left goes through a hyperbolic tangent, though the logarithm of a variance may be any number.
 There is no noise, and no divergence. It is a plain autoencoder with an odd activation.

 ## Claims, tested
 */
//#-hidden-code
notebook.spread(
  "ae_distance_fall", zip(distance("ae"), distance("ae_fitted")).map { $0 / $1 }, .decimals(0))
var sentences = Table("An introduction says", "This chapter finds")
sentences.row(
  "Autoencoders are models that generate data.",
  "A plain one decodes random codes at a distance of {{ae_distance}}; real digits have {{real_distance}}."
)
sentences.row(
  "The reparameterisation is what makes random variables trainable by gradient descent.",
  "The score-function gradient agrees with it, at {{baselined_variance_ratio}} times its variance or more."
)
sentences.row(
  "And it is what enables the model to generate.",
  "Noise without the divergence draws at a distance of {{beta_0_distance}}, no better than the plain autoencoder."
)
sentences.row(
  "The model maximises the variational log-likelihood.",
  "It maximises a lower bound of it; with more draws, it turns out to be at least {{importance_gain}} nats too low."
)
sentences.row(
  "Unrealistic samples are mended by more layers or better activations.",
  "Drawing the codes where they are lowers a plain autoencoder's distance {{ae_distance_fall}}-fold, with no change to the network."
)
sentences.row(
  "The variational autoencoder compresses and restores.",
  "It restores less well than the plain one with as long a code: {{beta_1_test_mse}} against {{ae_test_mse}}."
)
sentences.row(
  "The printed listing is a variational autoencoder.",
  "It has neither noise nor divergence, and its mean gets no gradient.")
notebook.show(sentences)
//#-end-hidden-code
/*:
 ## In short

 To draw digits, one must know where the codes are. The variational autoencoder gives them a place
 beforehand: noise makes each code a small cloud, and the divergence holds the clouds near the
 prior. The price is a higher reconstruction error, the gain a decoder that can be fed with random
 numbers, a bound on $\log p(x)$, and a space of codes in which one can walk. Sum both terms over
 the same image, or the code collapses. And a plain autoencoder with a Gaussian fitted to its codes
 is a baseline that a variational one has to beat; by the Fréchet distance, ours did not.

 ## Exercises

 1. On paper: show that the divergence of one number of the code is never negative, and zero only
    for $\mu = 0$, $\sigma = 1$.
 2. On paper: with the squared error summed over pixels in place of the cross-entropy, which
    $p(x \mid z)$ does the model assume? What is its standard deviation?
 3. Run `swift run 05-vae --small-epochs 50` (some minutes). Does the weight of one half still beat
    one by the bound? Which claims no longer hold?
 4. In code: give the small model a code of 100 numbers, and count the active ones.
 5. In code: fit a Gaussian to the codes of each digit alone, and draw tens, from 0 to 9. What does
    the Fréchet distance of such a mixture say, and what do your eyes?

 ## References

 - S. R. Bowman, L. Vilnis, O. Vinyals, A. M. Dai, R. Jozefowicz and S. Bengio, "Generating
   sentences from a continuous space", *CoNLL* 2016, 10–21.
 - Y. Burda, R. Grosse and R. Salakhutdinov, "Importance weighted autoencoders", *ICLR* 2016.
 - D. C. Dowson and B. V. Landau, "The Fréchet distance between multivariate normal distributions",
   *Journal of Multivariate Analysis* 12 (1982), 450–455.
 - P. Ghosh, M. S. M. Sajjadi, A. Vergari, M. Black and B. Schölkopf, "From variational to
   deterministic autoencoders", *ICLR* 2020.
 - M. Heusel, H. Ramsauer, T. Unterthiner, B. Nessler and S. Hochreiter, "GANs trained by a two
   time-scale update rule converge to a local Nash equilibrium", *NeurIPS* 2017, 6626–6637.
 - I. Higgins, L. Matthey, A. Pal, C. Burgess, X. Glorot, M. Botvinick, S. Mohamed and A. Lerchner,
   "β-VAE: learning basic visual concepts with a constrained variational framework", *ICLR* 2017.
 - D. P. Kingma and M. Welling, "Auto-encoding variational Bayes", *ICLR* 2014.
 - G. Loaiza-Ganem and J. P. Cunningham, "The continuous Bernoulli: fixing a pervasive error in
   variational autoencoders", *NeurIPS* 2019, 13266–13276.
 - D. J. Rezende, S. Mohamed and D. Wierstra, "Stochastic backpropagation and approximate inference
   in deep generative models", *ICML* 2014, 1278–1286.
 - R. Salakhutdinov and I. Murray, "On the quantitative analysis of deep belief networks", *ICML*
   2008, 872–879.
 - R. J. Williams, "Simple statistical gradient-following algorithms for connectionist
   reinforcement learning", *Machine Learning* 8 (1992), 229–256.
 - One introduction cites "P. Vincent, H. Larochelle and Y. Bengio, *Exponential family variational
   autoencoders*, 2008, arXiv:1003.4247". We found no paper of that name; variational autoencoders
   are of 2013, and numbers that begin with 1003 of March 2010. Meant is probably P. Vincent, H.
   Larochelle, Y. Bengio and P.-A. Manzagol, "Extracting and composing robust features with
   denoising autoencoders", *ICML* 2008, 1096–1103.
 */
//#-hidden-code
notebook.finish()
//#-end-hidden-code
