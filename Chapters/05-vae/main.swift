/*:
 # 5 · The variational autoencoder

 > How can a network draw new digits, and how do we know whether it is good at it?

 - **By the end you can** derive the bound that a variational autoencoder is trained with; say what
   each of its two terms and the noise do; and judge drawn images by more than looking at them.
 - **You need** chapter 2, and probability as far as densities, expectations and the normal
   distribution.
 - **It takes** about {{reading_minutes}} minutes to read, code included, without the exercises; its
   running time is on the [status page](status.md).

 The autoencoders of the last chapters take an image apart and put it together again. It is
 tempting to use the second half alone: think of a code, decode it, and out comes a digit that
 nobody wrote. We try that first, and it fails. The failure shows what is missing: nothing has said
 which codes are likely. The **{{term variational autoencoder}}** (Kingma and Welling 2014; Rezende,
 Mohamed and Wierstra 2014) says which, with one more term in the loss and some noise in the code.
 We derive both, check by numbers what can be checked, and then ask whether its digits are any good.
 */
import Datasets
import Engine
import Models
import Notebook
import Statistics
import Workbench

struct Settings: ChapterSettings {
  @Setting("units of the code", symbol: "d", in: 1...784)
  var latents = 20

  @Setting("hidden units of the large model", in: 1...4096)
  var hidden = 400

  @Setting("epochs of the large model", in: 2...1000, quick: 2)
  var epochs = 50

  @Setting("images per update of the large model", symbol: "B", in: 1...4000)
  var batchSize = 128

  @Setting("Adam's learning rate for the large model", symbol: "\\eta", in: 1e-6...1)
  var learningRate = 1e-3

  @Setting("hidden units of the small models", in: 1...4096)
  var smallHidden = 128

  @Setting("epochs of the small models", in: 1...1000, quick: 1)
  var smallEpochs = 40

  @Setting("epochs of the small models in the short race", in: 1...1000, quick: 1)
  var shortEpochs = 5

  @Setting("images per update of the small models", in: 1...4000)
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
let loaded: LoadedModel<VariationalRun>? = notebook.loadedModel(
  like: VariationalAutoencoder(hidden: settings.hidden, latents: d, using: key),
  requiring: ["epochs"])
//#-end-hidden-code
/*:
 Training a model of the size that is usual in the literature takes long, so we train one such, the
 *large* model, with {{large_seeds}} seeds, and make the comparisons with *small* ones.
 */
let digits = notebook.digits(needing: .init(training: 8))
/// What a model of the same sizes reached in JAX.
let jax = notebook.reference().vae
let (train, test) = (digits.train.matrix, digits.test.matrix)
let shown = test.rows(at: digits.test.firstOfEachClass)
/*:
 ## Decode a random code

 The network has a hidden layer in the encoder and one in the decoder. The decoder gives
 **{{term logit|logits}}**, the image before its sigmoid. The encoder has a second output,
 `logVariance`, whose time will come.

 {{include Sources/Models/VariationalAutoencoder.swift#variational}}

 We train it as a plain autoencoder, on the {{term cross-entropy}} between the pixels of an image
 and those of its reconstruction, summed over the pixels. What a model is trained for is its
 `Objective`, which we define further below, because the variational autoencoder has the same one,
 with two switches that are off here.
 */
let experiment = VariationalExperiment(
  on: train, hidden: settings.smallHidden, epochs: settings.smallEpochs,
  batchSize: settings.smallBatchSize, key: key["small"])
/*:
 All small models are trained alike, and start at the mean image, as in chapter 2:

 {{include Sources/Models/VariationalExperiment.swift#experiment}}

 The learning rate of each objective is chosen on validation images, as in chapter 2.
 */
/// A small model, and its negative bound on the test images after ever more epochs.
struct Small: Sendable {
  var model: VariationalAutoencoder
  var bounds: LearningCurve
}

@Sendable func trained(
  _ objective: Objective, latents: Int = d, rate: Double, epochs: Int = settings.smallEpochs,
  on images: ImageSet = digits.train, seed: Int
) throws -> Small {
  var experiment = experiment
  experiment.epochs = epochs
  var (epoch, bounds) = (0, LearningCurve(from: 1, to: epochs))
  let model = try experiment.run(
    objective, latents: latents, rate: rate, on: images, seed: seed
  ) { model in
    epoch += 1
    bounds.record(after: epoch) {
      objective.bound.measure(model, on: test, key: key["test"]).negativeBound
    }
  }
  return Small(model: model, bounds: bounds)
}

func tuned(
  _ label: String, _ objectives: [Objective], latents: Int = d, epochs: Int = settings.smallEpochs
) async -> Trials<Tuned<Objective>, Small> {
  // A great weight may want a smaller rate, a short code a larger one.
  let grid = [3e-4, 1e-3, 3e-3, 1e-2]
  return await notebook.tuned(
    label, objectives, rates: { _ in latents == 2 ? grid.dropFirst() + [3e-2] : grid },
    seeds: seeds, on: digits.train
  ) {
    try trained($0, latents: latents, rate: $1, epochs: epochs, on: $2, seed: $3)
  } score: {
    $0.loss(of: $1.model, on: $2, key: key["held back"])
  }
}

let plain = await tuned(
  "plain autoencoder", [Objective("autoencoder", noise: 0, divergenceWeight: 0)]
).map(\.model)
/*:
 What comes out of the decoder if we feed it codes that we made up? We draw them from the
 {{term standard normal distribution}}, $z \sim \mathcal{N}(0, I)$. The pictures
 of {{figure random-codes}} show the pixels' probabilities, the sigmoid of the logits.
 */
/// A thousand codes [1000, latents], different ones for each seed.
func randomCodes(_ latents: Int = d, seed: Int) -> Matrix {
  key["random codes"][seed].normals(rows: 1000, columns: latents)
}

//#-hidden-code
let autoencoder = plain["autoencoder"][0]
notebook.show(
  rebuiltAndDrawn(
    shown, rebuilt: autoencoder.reconstruct(shown),
    drawn: autoencoder.decode(randomCodes(seed: 1))),
  as: "random-codes",
  caption: "A plain autoencoder rebuilds digits, but does not decode random codes into digits.")
let deviations = plain["autoencoder"].map { $0.codeDeviations(on: test) }
notebook.spread("autoencoder_least_code_sd", deviations.map { $0[0] }, .decimals(1))
notebook.spread("autoencoder_greatest_code_sd", deviations.map { $0[d - 1] }, .decimals(1))
//#-end-hidden-code
/*:
 The digits in the middle row are rebuilt well; those at the bottom are shadows of digits. Look at
 the codes of the test images: over them, the units of the code have standard deviations from
 {{autoencoder_least_code_sd}} to {{autoencoder_greatest_code_sd}}, not 1. Nothing in the loss asks
 where the codes should lie. The decoder has learned to decode *these*, and our random ones are
 huddled in the midst of them. (Below we test whether that is the cause, by drawing the codes where
 they are.)

 ## A model of images

 So we ask for more. Let us describe how an image *comes about*: first a code is drawn from the
 **{{term prior}}**, $z \sim p(z) = \mathcal{N}(0, I)$; then the decoder says, for each pixel, with
 which probability it is inked, and the pixel is drawn. Given the code, the pixels are independent:

 $$ \log p(x \mid z) = \sum_{i=1}^{784} \Big( x_i \log \hat{x}_i + (1 - x_i) \log(1 - \hat{x}_i)
 \Big), \label{likelihood} $$

 with $\hat{x} = \mathrm{sigmoid}(\mathrm{decoder}(z))$. This is the cross-entropy, summed over the
 pixels, with a minus sign. Such a description is a **{{term latent-variable model}}**, and it is
 trained by making the images that we have likely: the higher

 $$ \log p(x) = \log \int p(x \mid z)\, p(z)\, dz \label{evidence} $$

 is for the training images, the better. The integral over all codes has no closed form, and to
 estimate it from random codes is hopeless: even where each gives a digit, hardly one gives *this*
 digit. We need the codes from which this very $x$ could have come, the **{{term posterior}}**
 $p(z \mid x)$. We do not have it. So let the encoder {{term proposal|propose a stand-in}}, in the
 literature the *approximate posterior*: for an image it gives not a code but a distribution of
 codes, $q(z \mid x)$. Now three lines of algebra. Multiply and divide by $q$, so that the integral
 becomes {{term expectation|a mean}} over the proposals:

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
 first term, with its sign changed, is a reconstruction error as before, but of a code that is
 *drawn* from the proposals. Its second is the
 **{{term Kullback–Leibler divergence|Kullback-Leibler divergence}}**
 $\mathrm{KL}(q(z \mid x) \,\|\, p(z))$, the *KL term* for short. By Jensen's inequality, once more,
 it is never negative, and it is zero only if $q$ is the prior. It holds the codes where we shall
 later draw them.

 How much is lost in inequality {{equation jensen}}? With $p(x \mid z)\, p(z) = p(z \mid x)\, p(x)$
 its right side is

 $$ \mathbb{E}_{q} \left[ \log \frac{p(z \mid x)\, p(x)}{q(z \mid x)} \right] = \log p(x) -
 \mathrm{KL}(q(z \mid x) \,\|\, p(z \mid x)), $$

 so the bound is tight if the proposals are the posterior.

 Two remarks on units. Everything here is in **{{term nat|nats}} per image**: natural logarithms,
 summed over the 784 pixels and over the units of the code, then averaged over images. And the
 pixels of our digits are grey, but a pixel that is either inked or not cannot be grey. Equation
 {{equation likelihood}} still makes sense as a loss, but its least value is not zero: it is the
 entropy of the grey levels.
 */
func crossEntropy(_ logits: Matrix) -> Double {
  bernoulliCrossEntropies(logits: logits, test).rowSums.mean
}
let floor = notebook.value(
  "floor_test_reconstruction", crossEntropy(logit(test, margin: 1e-6))
).number
let meanImageLoss = notebook.value(
  "mean_image_test_reconstruction", crossEntropy((0 * test).adding(row: experiment.meanLogits))
).number
/*:
 On the test images that floor is {{floor_test_reconstruction}} nats, and the mean image scores
 {{mean_image_test_reconstruction}}. A useful reconstruction term lies between the two. With grey
 pixels it is a loss to compare models by, but not the logarithm of a probability (Loaiza-Ganem and
 Cunningham 2019); for that the images must be made black and white, as we do further below.

 ## Noise in the code

 The usual choice for $q$ is a normal distribution with a mean $\mu$ and a standard deviation
 $\sigma$ for each unit of the code, independent of each other; the encoder gives $\mu$ and
 $\log \sigma^2$, which may have any sign. The divergence then has a closed form. For one unit,

 $$ \log q(z) = -\tfrac{1}{2} \log 2 \pi \sigma^2 - \frac{(z-\mu)^2}{2\sigma^2}, \qquad \log p(z) =
 -\tfrac{1}{2} \log 2 \pi - \frac{z^2}{2}, $$

 and the mean of their difference is

 $$ \mathrm{KL} = \mathbb{E}_{q} \left[ -\tfrac{1}{2} \log \sigma^2 - \frac{(z-\mu)^2}{2\sigma^2} +
 \frac{z^2}{2} \right] = \tfrac{1}{2} \left( \mu^2 + \sigma^2 - 1 - \log \sigma^2 \right),
 \label{divergence} $$

 because under $q$ the mean of $(z - \mu)^2$ is $\sigma^2$ and the mean of $z^2$ is
 $\mu^2 + \sigma^2$.

 The reconstruction needs a code drawn from $q$. But how does one take a derivative through a draw?
 By drawing the noise elsewhere: if $\varepsilon \sim \mathcal{N}(0, I)$, then

 $$ z = \mu + \sigma \varepsilon \label{draw} $$

 has the distribution $q$, and for a given $\varepsilon$ it is a plain function of $\mu$ and
 $\sigma$, with derivatives like any other. This is the **{{term reparameterisation trick}}**, and
 here it is in code, with the divergence below it:

 {{include Sources/Models/VariationalAutoencoder.swift#posterior}}

 With these the loss takes a few lines. An **objective** says what a model is trained for; with
 `noise` and `divergenceWeight` at 1 it is the bound, equation {{equation bound}}, with its sign
 changed. The key of the update makes the noise new each time.

 {{include Sources/Models/Objective.swift#objective}}

 The training loop is chapter 2's, but for the two terms that we wish to see:

 {{include Sources/Models/Objective.swift#trained}}

 ## The large model

 Now the model of the usual size, with 784-{{hidden}}-{{latents}}-{{hidden}}-784 units. It starts
 at grey, with the weights of Glorot and Bengio and Adam's usual rate, just as the same model was
 run in JAX (there with the $\varepsilon = 10^{-7}$ of Keras in Adam, here with $10^{-8}$).
 */
let largeSeeds = Array(1...settings.largeSeeds)
let large = await notebook.runs("large model", over: largeSeeds) { seed in
  let key = key["large"][seed]
  let untrained = VariationalAutoencoder(
    hidden: settings.hidden, latents: d, using: key["weights"])
  func run() throws -> VariationalRun {
    try Objective("bound").trained(
      untrained, on: digits.train, epochs: settings.epochs, batchSize: settings.batchSize,
      rate: settings.learningRate, key: key["order"])
  }
  return seed == 1
    ? try notebook.model(loaded, whereWhole: { $0.record.count == settings.epochs }, run)
    : try run()
}
let largeModels = large.map(\.model)
//#-hidden-code
notebook.show(
  twoTerms(large.map(\.record), meanImage: meanImageLoss, floor: floor), as: "two-terms",
  caption: "Both terms of the bound on the training images, means over each epoch's updates.")
//#-end-hidden-code
notebook.check(
  "From the second epoch to the last the divergence grows and the reconstruction term shrinks, "
    + "with every seed.",
  large.map(\.record).allSatisfy {
    $0[1].divergence < $0[$0.count - 1].divergence
      && $0[1].reconstruction > $0[$0.count - 1].reconstruction
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

 {{include Sources/Models/ImportanceWeights.swift#weights}}

 We take 64 draws for each test image. The same model was run three times in JAX, and its bounds were
 measured in the same way.
 */
let weights = await notebook.runs("bounds", over: largeModels) {
  ImportanceWeights($0, test, draws: 64, key: key["bounds"])
}
let terms = zip(largeModels, weights).map { model, weights in
  BoundTerms(
    reconstruction: -weights.likelihoods.mean,
    divergence: model.posterior(test).divergences.value.rowSums.mean)
}
let bounds = Trials(
  seeds: largeSeeds,
  [
    "reconstruction + divergence": terms.map(\.negativeBound),
    "reconstruction": terms.map(\.reconstruction),
    "divergence": terms.map(\.divergence),
    "importance-weighted, k = 64": weights.map { -$0.bound(k: 64) },
  ])
let theirs = [jax.negativeBound, jax.reconstruction, jax.divergence, jax.negativeBound64]
let inJAX = Dictionary(uniqueKeysWithValues: zip(bounds.cases, theirs))
notebook.show(
  bounds, as: "large", .label("test images, nats per image"),
  .spread("here", "test_nats", format: .decimals(2), \.self),
  .of("in JAX", "jax_test_nats", format: .decimals(2)) { inJAX[$0]?.mean },
  .of("its sd", "jax_test_nats_spread", format: .decimals(2)) { inJAX[$0]?.sd })
notebook.check(
  "For no row are our runs shown to differ from three runs in JAX: the 99 % confidence interval of each "
    + "difference of the means contains 0.",
  zip(bounds.results, theirs).allSatisfy { $1.agrees(with: $0, runs: 3) }, needsBookData: true)
/*:
 Do more draws help? For the first 100 test images we take {{hundreds}} times 100.
 */
let more = await notebook.runs("more draws", over: largeModels) {
  ImportanceWeights(
    $0, digits.test.prefix(100).matrix, draws: 100 * settings.hundreds, key: key["more draws"])
}
let sizes = [1, settings.hundreds, 10 * settings.hundreds, 100 * settings.hundreds]
let tightened = Trials(
  cases: sizes, seeds: largeSeeds, results: sizes.map { k in more.map { -$0.bound(k: k) } })
notebook.show(
  tightened, as: "large", .count("k", \.self),
  .spread("negative bound", "first_100_test_bound", format: .decimals(2), \.self))
//#-hidden-code
let gains = [0, 2].map { zip(tightened.results[$0], tightened.results[3]).map(-) }
notebook.spread("importance_gain", gains[0], .decimals(1))
notebook.spread("importance_last_gain", gains[1], .decimals(2))
//#-end-hidden-code
notebook.check(
  "More draws give a tighter bound, with every seed.", increasing(tightened.results.reversed()))
/*:
 (This claim is Jensen's inequality at work: each $k$ bundles the same draws. The agreement with JAX
 says that the weights are right.) All those draws lower the negative bound
 by {{importance_gain}} nats, the last tenfold step by {{importance_last_gain}}. At least that
 much, then, is lost in the inequality: the proposals are not quite the posterior.

 And the divergence in closed form, equation {{equation divergence}}? We compare it with its
 definition, the mean of $\log q(z \mid x) - \log p(z)$ over draws, for ten test images.
 */
let closedForm = largeModels[0].posterior(shown).divergences.value.rowSums
let sampled = ImportanceWeights(largeModels[0], shown, draws: 2000, key: key["divergence"]).ratios
let disagreements = (0..<shown.rows).map { image in
  let ratios = sampled.row(image).map(Double.init)
  let standardError = ratios.standardDeviation / Double(ratios.count).squareRoot()
  return (Double(closedForm[image, 0]) + ratios.mean) / standardError
}
notebook.check(
  "The closed form and the mean of two thousand draws differ by less than four standard errors, "
    + "for each image.",
  disagreements.allSatisfy { abs($0) < 4 })
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
 $f$ over the other draws. What, then, is the trick good for? We take the gradients of
 $f(z) = \log p(x \mid z)$ for ten test images, a thousand draws each.

 {{include Chapters/05-vae/Gradients.swift#gradients}}
 */
let comparisons = await notebook.runs("gradients", over: largeModels) {
  GradientComparison(of: $0, on: shown, key: key["gradients"])
}
//#-hidden-code
notebook.spread("score_variance_ratio", comparisons.map(\.scoreVariance), .significant(2))
notebook.spread("baselined_variance_ratio", comparisons.map(\.baselinedVariance), .significant(2))
notebook.spread("gradient_agreement", comparisons.map(\.agreement), .percent(1))
notebook.spread("gradient_disagreement", comparisons.map(\.agreementWithNegative), .percent(0))
//#-end-hidden-code
notebook.check(
  "The two gradients agree, except for rare chances, within three standard errors; with a sign "
    + "changed, they do not.",
  comparisons.allSatisfy { $0.agreement > 0.97 && $0.agreementWithNegative < 0.8 },
  evidence:
    "{{gradient_agreement}} of the components; {{gradient_disagreement}} with a sign changed"
)
notebook.check(
  "The score-function gradient has the greater variance, with a baseline and without, for every seed.",
  comparisons.allSatisfy { $0.scoreVariance > $0.baselinedVariance && $0.baselinedVariance > 1 },
  evidence:
    "{{score_variance_ratio}} times the variance, with the baseline {{baselined_variance_ratio}} times"
)
/*:
 That is the answer, for these trained models: both are right on average, and the reparameterised
 gradient is the quieter one by far. With the other, even with its baseline, an update would need
 about {{baselined_variance_ratio}} times as many draws to be as sure of its direction.

 ## What the codes carry

 The divergence is a sum over the units of the code, so we can ask what each one costs. A unit
 is called **{{term active unit|active}}** if its $\mu$ varies over the images, with a variance
 above a hundredth (Burda et al. 2016).

 {{include Sources/Models/VariationalAutoencoder.swift#active}}
 */
/// The divergence of each unit, its mean over the test images, greatest first.
let divergencesByUnit = largeModels.map { model in
  model.posterior(test).divergences.value.columnMeans.elements.map(Double.init).sorted(by: >)
}
//#-hidden-code
notebook.show(
  divergenceByUnit(divergencesByUnit), as: "divergence-by-unit",
  caption: "The cost of each unit of the code, on the test images.")
//#-end-hidden-code
notebook.check(
  "All units of the large model's code are active, and each costs more than a tenth of a nat, "
    + "with every seed.",
  largeModels.allSatisfy { $0.activeUnits(on: test) == d }
    && divergencesByUnit.joined().allSatisfy { $0 > 0.1 })
/*:
 With a code of two units we can see the whole space of codes. We train such a small model, and put
 the test images where its encoder puts their means, beside PCA's map ({{figure map}}). Then
 {{term manifold|the decoder's view}} ({{figure manifold}}): a grid of codes, spaced so that each
 stands for an equal share of the prior. Its places are quantiles: $\Phi^{-1}(p)$ is
 the number that a normal variable stays below with probability $p$.

 {{include Sources/Models/LatentPlane.swift#places}}
 */
let pca = PCA(of: train)
let planar = await tuned("plane", [Objective("β = 1, d = 2")], latents: 2).map(\.model)
let plane = planar["β = 1, d = 2"][0]
let side = 12
let places = LatentPlane.places(side: side)
//#-hidden-code
notebook.show(
  maps(of: digits.test, pca, plane), as: "map",
  caption: "The test images in two numbers, PCA's and the means of the first seed's model.")
notebook.value("manifold_reach", Double(places[0, 1]), .decimals(2))
notebook.show(
  manifold(plane.decode(places), side: side), as: "manifold",
  caption:
    "The decoder's images of a grid over the plane, from −{{manifold_reach}} to {{manifold_reach}}."
)
//#-end-hidden-code
/*:
 From place to place the image changes little by little, with few gaps; where the classes of the
 map overlap, it is smudged. The grid stops short of the outermost codes. On the web site of this book
 (`make site`) you can explore the plane yourself. For that the decoder's weights are rounded to
 whole numbers of eight bits. That costs little:
 */
let latentPlane = LatentPlane(
  decoder: plane.decoder, codes: plane.encode(test), labels: digits.test.labels,
  samples: places.rows(at: (1...side).map { (side - 1) * (side + 1 - $0) }))
let roundedPixels = zip(latentPlane.decode(places).elements, plane.decode(places).elements)
let roundingErrors = roundedPixels.map { 255 * abs(Double($0) - Double($1)) }
//#-hidden-code
notebook.value("rounding_error", roundingErrors.max() ?? 0, .decimals(1))
notebook.value("rounding_error_mean", roundingErrors.mean, .decimals(2))
notebook.keep(notebook.attempt { try latentPlane.json }, as: "plane.json")
//#-end-hidden-code
notebook.check(
  "Eight bits per weight change the manifold's pixels by less than a hundredth of their range in the mean.",
  roundingErrors.mean < 2.55,
  evidence: "{{rounding_error_mean}} of 255 grey levels, at most {{rounding_error}}")
/*:
 In {{latents}} dimensions we can at least take a walk: from one test image to another, once by
 mixing their codes in the large model, once by mixing their pixels.
 */
//#-hidden-code
let shownLabels = digits.test.firstOfEachClass.map { digits.test.labels[$0] }
let from = shownLabels.firstIndex(of: 2) ?? 0
let to = shownLabels.firstIndex(of: 7) ?? shownLabels.count - 1
notebook.show(
  walk(from: shown.rows(at: [from]), to: shown.rows(at: [to]), largeModels[0]),
  as: "interpolation",
  caption:
    "From \(inWords(shownLabels[from])) to \(inWords(shownLabels[to])), by way of codes and by way "
    + "of pixels.")
//#-end-hidden-code
/*:
 The lower row fades one digit out and the other in; the upper one passes through single shapes
 that are blurred on the way.

 ## What the divergence pays for

 The divergence is a price. What does it buy? Call $q(z) = \frac{1}{n} \sum_i q(z \mid x_i)$ the distribution of the
 codes of all $n$ images together, the **{{term aggregate posterior}}**. Since
 $\log \frac{q(z \mid x)}{p(z)} = \log \frac{q(z \mid x)}{q(z)} + \log \frac{q(z)}{p(z)}$, its mean over the images, written
 $\mathbb{E}_i$, has two parts (Hoffman and Johnson 2016),

 $$ \mathbb{E}_i\, \mathrm{KL}(q(z \mid x_i) \,\|\, p(z)) = \mathbb{E}_i\, \mathrm{KL}(q(z \mid x_i) \,\|\, q(z)) +
 \mathrm{KL}(q(z) \,\|\, p(z)) . \label{parts} $$

 The first is **information**: how much a code says about which of the images it was drawn for, at most
 $\log n$, for there are no more than $n$. The second is a **gap**: how far the codes of all images together are from the
 prior, from which we are going to draw. To estimate the first, draw a code for each image and ask every
 image's proposals how likely they make it:

 {{include Sources/Models/DivergenceParts.swift#parts}}
 */
let some = train.rows(at: 0..<min(4000, train.rows))
let parts = Trials(seeds: seeds, ["two units": planar["β = 1, d = 2"], "\(d) units": largeModels])
  .map {
    DivergenceParts(
      of: $0.posterior(some),
      noise: key["parts"].normals(rows: some.rows, columns: $0.latents))
  }
notebook.show(
  parts, as: "parts", .label("code"),
  .spread("divergence", "divergence", format: .decimals(2)) { $0.information + $0.gap },
  .spread("information", "information", format: .decimals(2), \.information),
  .spread("gap", "gap", format: .decimals(2), \.gap), caption: "Nats per image, on training images."
)
let most = notebook.value("most_information", Matrix(row: [Float(some.rows)]).log.mean).number
notebook.check(
  "With two units more than four fifths of the divergence is information, with every seed; with many the "
    + "information is within a fifth of a nat of the most there can be, and less than half of the divergence.",
  parts["two units"].allSatisfy { $0.information > 4 * $0.gap }
    && parts["\(d) units"].allSatisfy {
      $0.information > most - 0.2 && $0.information < $0.gap
    }, evidence: "$\\log n$ is {{most_information}} nats")
/*:
 With two units nearly all of the price buys information: the codes together nearly are the prior. With {{latents}} the
 information stands at its ceiling. The clouds of two images hardly meet, so a code names its image, and cannot
 say more. What remains is a gap, but mind what is compared: $n$ small clouds, wherever they are placed, do not
 fill so many dimensions. For ever more images the ceiling rises and the gap falls, so with $n$ of them the split
 cannot say how much of the gap the decoder will notice. The drawn images below will.

 ## The weight of the divergence

 Why should both terms count alike? They need not: Higgins et al. (2017) multiply the divergence by
 {{term weight of the divergence|a number $\beta$}}. But then the sum is no longer the bound of
 equation {{equation bound}}, and models trained with different $\beta$ must be compared by one
 yardstick. The small models have four different weights, each with a learning rate of its own; we
 score all of them with $\beta = 1$.

 Two more models, with the rate of $\beta = 1$, join them. One takes for its reconstruction term
 the *mean* over the pixels but keeps the sum in the divergence, as one finds it in listings. The
 other is trained and tested on black-and-white pixels, drawn anew for each update with the grey
 level as the probability (Salakhutdinov and Murray 2008): there the bound is one on the logarithm
 of a probability, and the floor is 0, so its numbers need no comparison.
 */
let byWeight = [
  Objective("β = 0", divergenceWeight: 0), Objective("β = ½", divergenceWeight: 0.5),
  Objective("β = 1"), Objective("β = 4", divergenceWeight: 4),
]
let race = await tuned("small models", byWeight)
let shortRace = await tuned("small models, short", byWeight, epochs: settings.shortEpochs)
let small = race.map(\.model)
let untuned = await notebook.trials(
  "two more",
  [
    Objective("mean over pixels", reconstruction: meanBernoulliCrossEntropy),
    Objective("black and white", isBinary: true),
  ].map { Tuned($0, rate: small.case("β = 1").rate) }, seeds: seeds
) { try trained($0.base, rate: $0.rate, seed: $1).model }

let scores = (small + planar + untuned).map { Score($0.base, $1, on: test, key: key["test"]) }
let plainErrors = plain["autoencoder"].map { $0.error(on: test) }
var scoreTable = notebook.table(
  scores, .label("objective"), .of("learning rate", "rate", \.rate),
  .spread("reconstruction", "test_reconstruction", \.terms.reconstruction),
  .spread("divergence", "test_divergence", \.terms.divergence),
  .spread("sum", "test_negative_bound", \.terms.negativeBound),
  .spread("active", "active_units", \.activeUnits), .spread("test MSE", "test_mse", \.error))
//#-hidden-code
let pcaError = pca.reconstruct(test, from: d).clipped(to: 0...1).meanSquaredError(to: test)
scoreTable.row([
  "objective": "plain autoencoder",
  "learning rate": notebook.value("autoencoder_rate", plain.case("autoencoder").rate),
  "test MSE": notebook.spread("autoencoder_test_mse", plainErrors),
])
for (name, id, error) in [
  ("PCA, clipped", "pca_test_clipped_mse", pcaError),
  ("mean image", "mean_image_test_mse", meanImageError(of: train, on: test)),
] {
  scoreTable.row(["objective": name, "test MSE": notebook.value(id, error)])
}
notebook.show(scoreTable)
notebook.spread("beta_0_noise_share", scores["β = 0", \.noiseShare], .significant(1))
notebook.spread("beta_1_noise_share", scores["β = 1", \.noiseShare], .significant(1))
//#-end-hidden-code
notebook.check(
  "The greater the weight, the smaller the divergence and the greater the reconstruction term, "
    + "with every seed.",
  increasing(byWeight.map { scores[$0.title, \.terms.reconstruction] })
    && increasing(byWeight.reversed().map { scores[$0.title, \.terms.divergence] }))
/*:
 Which weight is best by the bound? That depends on when we look. In the table each weight has the
 learning rate that suits the length of its race, {{short_epochs}} or {{small_epochs}} epochs;
 {{figure bounds}} follows the long one.
 */
notebook.show(
  race, as: "race", .label("objective"),
  .of("rate, short", "short_rate") { shortRace.case($0.id).rate },
  .spread("negative bound, short", "short_test_bound", format: .decimals(1)) { objective, _ in
    shortRace[objective.id, \.bounds.last]
  },
  .of("rate, long", "rate", \.rate),
  .spread("negative bound, long", "test_bound", format: .decimals(1), \.bounds.last))
let (one, half) = (race["β = 1", \.bounds], race["β = ½", \.bounds])
let halfGains = zip(shortRace["β = 1"], shortRace["β = ½"]).map { $0.bounds.last - $1.bounds.last }
let oneGains = zip(half, one).map { $0.last - $1.last }
//#-hidden-code
notebook.spread("half_gain", halfGains, .decimals(1))
notebook.spread("one_gain", oneGains, .decimals(1))
notebook.value("one_overtakes", overtaking(one, half).map(Double.init) ?? 0, .decimals(0))
notebook.show(
  errorsByUpdates(
    race.curves(\.bounds).filter { $0.name != "β = 0" }, error: "negative bound, nats per image",
    time: "epochs"), as: "bounds",
  caption:
    "The bound of all weights but 0, which is off the scale, each trained at its own rate of the long "
    + "race.")
//#-end-hidden-code
notebook.check(
  "In the short race ½ is better than 1 on average.", halfGains.mean > 0,
  evidence: "by {{half_gain}} nats")
notebook.check(
  "In the long race 1 is better than ½, with every seed; it has been since epoch {{one_overtakes}} on "
    + "average.",
  oneGains.allSatisfy { $0 > 0 }, evidence: "by {{one_gain}} nats at the end")
notebook.check(
  "1 stays better than 4, and 4 better than 0, with every seed.",
  stays(one, below: race["β = 4", \.bounds])
    && stays(race["β = 4", \.bounds], below: race["β = 0", \.bounds]))
notebook.check(
  "With the mean over pixels no unit of the code is active, and whatever the code, the model "
    + "draws the mean image, up to a mean squared error of a thousandth.",
  untuned["mean over pixels"].allSatisfy { model in
    model.activeUnits(on: test) == 0
      && meanImageError(of: train, on: model.decode(randomCodes(seed: 1))) < 1e-3
  })
notebook.check(
  "The variational autoencoder has a higher squared error than the plain one, with every seed.",
  increasing(plainErrors, scores["β = 1", \.error]))
notebook.check(
  "No chosen learning rate lies at the edge of its grid.",
  !(plain.cases + small.cases + planar.cases + shortRace.cases).contains(where: \.isAtEdge))
/*:
 A mean over 784 pixels is, up to a factor, a sum with a weight of 784 on the divergence. No code
 is worth such a price here: the encoder gives its code up, and the decoder ignores it. This is
 known as **{{term posterior collapse}}** (Bowman et al. 2016), and a factor in the loss is enough
 to cause it. A weight of 4 goes a part of the way: its units together carry
 {{beta_4_test_divergence}} nats, with a weight of 1 they carry {{beta_1_test_divergence}}.

 With no weight at all the divergence that nobody asked about is {{beta_0_test_divergence}} nats,
 and the squared error is close to the plain autoencoder's. The noise is still there, but the
 encoder chooses its size: the mean $\sigma$ is {{beta_0_noise_share}} of the codes' own standard
 deviation, against {{beta_1_noise_share}} with $\beta = 1$.

 In a short race the weight of one half beats the weight that is trained for the bound. That is no
 paradox: the divergence holds the codes near the prior before the decoder has found a use for them, and half
 of it is less in the way. With time the order turns, as it must if training does what it is
 asked to. Whoever had stopped after {{short_epochs}} epochs would have published the opposite.

 ## The variational autoencoder as it is printed

 One of the introductions prints a listing by that name. Where the trick has
 $\mu + \sigma \varepsilon$, equation {{equation draw}}, it has $a\, e^{a/2}$, first with the mean
 for $a$, then with the logarithm of the variance. With its syntax repaired, and nothing else, its
 encoder computes this:

 {{include Chapters/05-vae/PrintedNetwork.swift#encode}}
 */
let printed = await notebook.runs("as printed", over: seeds) { seed in
  let key = key["printed"][seed]
  var model = PrintedNetwork(using: key["weights"])
  try fit(
    &model, to: digits.train, epochs: min(10, settings.epochs), batchSize: 256, optimizer: Adam(),
    key: key["order"]
  ) { model, batch, _ in meanSquaredError(model(Tensor(batch)), batch) }
  return model
}
let (_, gradient) = valueWithGradient(at: printed[0]) { meanSquaredError($0(Tensor(test)), test) }
//#-hidden-code
notebook.show(
  rebuiltAndDrawn(
    shown, rebuilt: printed[0].reconstruct(shown),
    drawn: printed[0].decode(randomCodes(256, seed: 1))),
  as: "printed", caption: "The printed network rebuilds, but draws nothing.")
//#-end-hidden-code
notebook.check(
  "After the printed training, the layer of the mean gets no gradient: all of it is zero, and "
    + "the gradient of the other layer is not.",
  PrintedNetwork.isZero(gradient.mean) && !PrintedNetwork.isZero(gradient.logVariance))
/*:
 The second line for `z` overwrites the first, so the mean is computed and thrown away. The rest
 goes through a hyperbolic tangent, though the logarithm of a variance may be any number.
 There is no noise, and the loss has no divergence. It is a plain autoencoder with an odd
 activation: its codes lie between $-e^{-1/2}$ and $e^{1/2}$, and the standard normal distribution
 does not.

 ## Are the digits any good?

 To judge drawn digits one needs a judge. Ours is a classifier, 784-256-64-10, in
 [Sources/Models/Judge.swift](../Sources/Models/Judge.swift), trained on all training images and their
 shifts. It classifies {{judge_test_accuracy}} of the test images correctly, and the features of its last
 hidden layer have learned to tell digits apart. For the features of drawn images and for those of the test
 images we keep only the mean and the covariance, and take the **{{term Fréchet distance}}** of the
 two normal distributions, as is usual its square (Dowson and Landau 1982; Heusel et al. 2017):

 $$ \lVert \mu_1 - \mu_2 \rVert^2 + \mathrm{tr}\left( \Sigma_1 + \Sigma_2 - 2 \big( \Sigma_1^{1/2}
 \Sigma_2 \Sigma_1^{1/2} \big)^{1/2} \right). \label{frechet} $$

 Such a number means something only next to others with the same judge and the same number of
 images, as we shall see. As a floor we take real digits, a thousand of the training images at a
 time; since the judge knows these, an honest floor would be somewhat higher. A model that copies its training images
 would do well, so we also look for copies: how far are drawn images from the nearest training
 image? That alone does not tell: a pale or thin digit is near many. Yoon and others (2023) call an image a copy
 if its nearest training image is less than a third as far away as the second nearest. Every model draws a
 thousand images with each seed; we look for copies among the first 200 of them. Codes are drawn from the prior, or from a Gaussian that is fitted to the model's codes of
 the training images, for a variational autoencoder with their noise.
 */
let judges = await notebook.runs("judges", over: [1, 2]) {
  try Judge(of: digits.train, key: key["judge"][$0])
}

func draws(_ models: [VariationalAutoencoder]) -> [Matrix] {
  zip(models, seeds).map { $0.decode(randomCodes($0.latents, seed: $1)) }
}

func fittedDraws(_ objective: Objective, _ models: [VariationalAutoencoder]) -> [Matrix] {
  zip(models, seeds).map { model, seed in
    let codes = objective.codes(of: train, by: model, using: key["fitted noise"])
    return model.decode(Gaussian(of: codes).draws(1000, using: key["random codes"][seed]))
  }
}

let pcaCodes = Gaussian(of: pca.encode(train, to: d))
let drawn = Trials(
  seeds: seeds,
  [
    "large VAE": draws(largeModels),
    "small VAE": draws(small["β = 1"]),
    "small VAE, d = 2": draws(planar["β = 1, d = 2"]),
    "β = 0": draws(small["β = 0"]),
    "autoencoder": draws(plain["autoencoder"]),
    "as printed": zip(printed, seeds).map { $0.decode(randomCodes(256, seed: $1)) },
    "large VAE, fitted": fittedDraws(Objective("bound"), largeModels),
    "small VAE, fitted": fittedDraws(byWeight[2], small["β = 1"]),
    "autoencoder, fitted": fittedDraws(
      plain.case("autoencoder").base, plain["autoencoder"]),
    "PCA, fitted": seeds.map {
      pca.decode(pcaCodes.draws(1000, using: key["random codes"][$0])).clipped(to: 0...1)
    },
  ])
let qualities = await notebook.runs("drawn images", over: drawn) {
  Quality($0, judges: judges, test: test, train: train)
}
func realDistance(_ images: Range<Int>) -> Double {
  judges[0].frechetDistance(train.rows(at: images), to: test)
}
let thousand = min(1000, train.rows / 2)
let floors = (0..<train.rows / thousand).map { realDistance($0 * thousand..<($0 + 1) * thousand) }
let realNearest = nearestErrors(digits.test.prefix(200).matrix, among: train).mean
let white = nearestErrors(Matrix(rows: 1, columns: 784, repeating: 0), among: train).mean
var sampleTable = notebook.table(
  qualities, .label("images"), .spread("Fréchet distance", "distance", \.distances[0]),
  .spread("MSE to the nearest training image", "nearest_mse", \.nearest.mean))
sampleTable.row("test images", "–", notebook.value("real_nearest_mse", realNearest))
sampleTable.row(
  "training images", notebook.spread("real_distance", floors, .decimals(2)), "–")
sampleTable.row("a white sheet", "–", notebook.value("white_nearest_mse", white))
notebook.show(sampleTable)
//#-hidden-code
notebook.value(
  "judge_test_accuracy", judges[0].accuracy(on: test, labels: digits.test.labels))
notebook.show(
  samples(test, drawn), as: "samples",
  caption: "Test images and drawn ones, the first twelve of each kind, not chosen by eye.")
//#-end-hidden-code
/*:
 How much does the number of images count? Here are training images again, ever more of them.
 */
let counts = [250, 500, 1000, 2000, 4000].filter { $0 <= train.rows }
let byCount = counts.map { realDistance(0..<$0) }
var countTable = Table("training images", "Fréchet distance")
for (count, distance) in zip(counts, byCount) {
  countTable.row(count, notebook.value("real_distance_n\(count)", distance, .decimals(2)))
}
notebook.show(countTable)
notebook.check(
  "The fewer images, the greater the distance, although they come from the same source.",
  increasing(byCount.reversed().map { [$0] }))
func distances(_ title: String, judge: Int = 0) -> [Double] {
  qualities[title, { $0.distances[judge] }]
}
notebook.check(
  "The small VAE has less than half the distance of the plain autoencoder, but more than three "
    + "times the floor, with every seed.",
  zip(distances("small VAE"), distances("autoencoder")).allSatisfy { 2 * $0 < $1 }
    && distances("small VAE").allSatisfy { $0 > 3 * (floors.max() ?? 0) })
notebook.check(
  "Noise whose size the encoder may choose, without the divergence, does not do that: β = 0 has "
    + "more than three times the distance of the small VAE, with every seed.",
  zip(distances("β = 0"), distances("small VAE")).allSatisfy { $0 > 3 * $1 })
notebook.check(
  "The printed network has the greatest distance of all, with every seed.",
  drawn.cases.allSatisfy { $0 == "as printed" || beats(distances($0), distances("as printed")) })
notebook.check(
  "A Gaussian fitted to the codes brings the plain autoencoder below the small VAE and the large "
    + "one, with every seed and with a second judge.",
  judges.indices.allSatisfy { judge in
    ["small VAE", "large VAE"].allSatisfy {
      beats(distances("autoencoder, fitted", judge: judge), distances($0, judge: judge))
    }
  })
notebook.check(
  "By that criterion no drawn image is a copy, with any seed; of the training images themselves, all are.",
  qualities.results.joined().allSatisfy { $0.copies == 0 }
    && Quality.copies(some.rows(at: 0..<min(200, some.rows)), of: train) == min(200, some.rows))
/*:
 The claim about the fitted codes is a surprise. By this measure the plain autoencoder draws better
 than the variational ones do from the prior once its codes are drawn where they are, with the same
 decoder: most of its distance came from the codes. Ghosh et al. (2020) fit a density to the codes of
 trained autoencoders in the same way. To be fair, the same is done for the variational ones. They gain as
 well, the small one from {{small_vae_distance}} to {{small_vae_fitted_distance}} and the large one from
 {{large_vae_distance}} to {{large_vae_fitted_distance}}, against the plain one's
 {{autoencoder_fitted_distance}}. So the prior and the codes do not quite meet, and a part of the
 distance comes from there.

 Should we believe the distance? The pictures of {{figure samples}} are a warning. The plain autoencoder
 has the least distance of all drawings, but many of its digits are broken strokes; to our eyes those of
 the large model look better. The distance sees only the mean and the covariance of the features, and
 codes with the right mean and covariance may get these nearly right without a digit being right. And
 the other column is no measure of quality: a white sheet would beat new digits in it.
 No single number judges a drawing.

 With that caution, one more. We take the midpoints of a thousand pairs of test images, by the
 codes of three models and by pixels.
 */
let partners = test.rows(at: key["pairs"].permutation(of: test.rows))
func midpoints(_ models: [VariationalAutoencoder]) -> [Matrix] {
  zip(models, seeds).map { model, _ in
    model.decode(0.5 * (model.encode(test) + model.encode(partners)))
  }
}
let midpointDistances = Trials(
  seeds: seeds,
  [
    "large VAE": midpoints(largeModels),
    "small VAE": midpoints(small["β = 1"]),
    "autoencoder": midpoints(plain["autoencoder"]),
  ]
).map { judges[0].frechetDistance($0, to: test) }
let pixelDistance = judges[0].frechetDistance(0.5 * (test + partners), to: test)
var midpointTable = notebook.table(
  midpointDistances, .label("midpoints by the codes of"),
  .spread("Fréchet distance", "midpoint_distance", \.self))
midpointTable.row("pixels", notebook.value("pixel_midpoint_distance", pixelDistance))
notebook.show(midpointTable)
notebook.check(
  "By the codes of all three the midpoints are nearer to digits than by pixels, and by those of "
    + "the plain autoencoder nearer than by those of the other two, with every seed.",
  beats(midpointDistances.results.joined().map(\.self), [pixelDistance])
    && ["large VAE", "small VAE"].allSatisfy {
      beats(midpointDistances["autoencoder"], midpointDistances[$0])
    })
/*:
 So a prior is not what a walk between digits needs.

 ## Claims, tested
 */
//#-hidden-code
let distanceFall = zip(distances("autoencoder"), distances("autoencoder, fitted")).map { $0 / $1 }
notebook.spread("autoencoder_distance_fall", distanceFall, .decimals(0))
//#-end-hidden-code
/*:
 | An introduction says | This chapter finds |
 | :--- | :--- |
 | Autoencoders are models that generate data. | A plain one decodes random codes at a distance of {{autoencoder_distance}}; real digits have {{real_distance}}. |
 | The reparameterisation is what makes random variables trainable by gradient descent. | The score-function gradient agrees with it, at {{baselined_variance_ratio}} times its variance with a baseline. |
 | And it is what enables the model to generate. | With the noise but without the divergence the distance is {{beta_0_distance}}; with both, {{small_vae_distance}}. |
 | The model maximises the variational log-likelihood. | It maximises a lower bound of the log-likelihood; on 100 test images it is at least {{importance_gain}} nats too low. |
 | Unrealistic samples are improved by more layers or better activations. | Not tested as such. Drawing the codes where they are lowers a plain autoencoder's distance {{autoencoder_distance_fall}}-fold, with the same network. |

 ## In short

 To draw digits, one must know where the codes are. The variational autoencoder gives them a place
 beforehand: noise makes each code a small cloud, and the divergence holds the clouds near the
 prior. The price is a higher squared error; the gain is a decoder that can be fed with random
 numbers, and a bound on $\log p(x)$ for black-and-white images. Sum both terms over the same
 image, or the code collapses; and train for long before you choose the weight of one of them. Compare
 with a plain autoencoder that has a Gaussian fitted to its codes: by the Fréchet distance our
 variational ones, drawn from the prior, did not beat it.

 ## Exercises

 1. On paper: show that the divergence of one unit of the code is never negative, and zero only
    for $\mu = 0$, $\sigma = 1$.
 2. On paper: with the squared error summed over pixels in place of the cross-entropy, which
    $p(x \mid z)$ does the model assume? What is its standard deviation?
 3. In the chapter each weight of the divergence has a learning rate of its own. Train β = ½ and β = 1
    with the same rate, say by a `VariationalExperiment` in a copy of this chapter. After how many epochs do
    they change places, with a small rate and with a larger one?
 4. The chapter has noise without the divergence, but not the divergence without noise. On paper:
    what does the divergence ask of $\sigma$ when the decoder never sees it, and what is left of it?
    Then, in `Chapters/05-vae/main.swift`, add `Objective("no noise", noise: 0),` to the list
    `byWeight`, and the line `"no noise": draws(small["no noise"]),` to that of `drawn`. Does such a
    model generate?
 5. In code, in `Chapters/Exercises/5.5-gaussian-by-digit.swift` (`swift run exercise 5.5` checks
    it): fit a Gaussian to the codes of each digit alone, and draw tens, from 0 to 9. What does the
    Fréchet distance of such a mixture say, and what do your eyes say?

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
 - M. D. Hoffman and M. J. Johnson, "ELBO surgery: yet another way to carve up the variational evidence lower
   bound", *NIPS* 2016, workshop on advances in approximate Bayesian inference.
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
 - T. Yoon, J. Y. Choi, S. Kwon and E. K. Ryu, ["Diffusion probabilistic models generalize when they fail to
   memorize"](https://openreview.net/forum?id=shciCbSk9h), *ICML* 2023, workshop on structured probabilistic inference
   and generative modeling.
 - An erratum: one introduction cites "Vincent, Larochelle and Bengio 2008, *Exponential family
   variational autoencoders*, arXiv:1003.4247". We found no such paper; variational autoencoders are
   younger. Probably intended: P. Vincent, H. Larochelle, Y. Bengio and P.-A. Manzagol, ["Extracting
   and composing robust features with denoising
   autoencoders"](https://doi.org/10.1145/1390156.1390294), *ICML* 2008, 1096–1103.
 */
//#-hidden-code
notebook.finish()
//#-end-hidden-code
