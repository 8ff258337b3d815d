/*:
 # S5 · Solutions to chapter 5

 > What does a variational autoencoder owe to its divergence, and what to its noise?

 Here are our solutions to the exercises of [chapter 5](05-vae.md). The models are the small ones of
 the chapter, 784-{{small_hidden}}-{{latents}}-{{small_hidden}}-784, trained as there for
 {{small_epochs}} epochs with {{seeds}} seeds, unless we say otherwise; their learning rates are
 chosen on validation images. `Objective` and `VariationalExperiment` are the chapter's own.
 */
import Checker
import Datasets
import Engine
import Models
import Notebook
import Statistics
import Workbench

struct Settings: ChapterSettings {
  @Setting("units of the code", symbol: "d", in: 1...784)
  var latents = 20

  @Setting("hidden units", in: 1...4096)
  var smallHidden = 128

  @Setting("epochs of each run", in: 1...1000, quick: 1)
  var smallEpochs = 5

  @Setting("epochs of the long runs in exercises 3 and 4", in: 2...1000, quick: 2)
  var longEpochs = 30

  @Setting("images per update", in: 1...4000)
  var smallBatchSize = 32

  @Setting("independent runs of each experiment", in: 2...100, quick: 2)
  var seeds = 5

  @Setting("independent long runs, and runs with the squared error", in: 2...100, quick: 2)
  var longSeeds = 3

  @Setting("seed that all random numbers derive from", in: 0...1_000_000)
  var seed = 1
}

let (settings, notebook) = Notebook.open(Settings())
let d = settings.latents
let seeds = Array(1...settings.seeds)
let longSeeds = Array(1...settings.longSeeds)
let key = Key(seed: settings.seed)
let digits = notebook.digits(needing: .init(training: 8, trainingOfEach: 2))
let (train, test) = (digits.train.matrix, digits.test.matrix)
//#-hidden-code
notebook.show(settings)
//#-end-hidden-code
func experiment(epochs: Int) -> VariationalExperiment {
  VariationalExperiment(
    on: train, hidden: settings.smallHidden, epochs: epochs, batchSize: settings.smallBatchSize,
    key: key["small"])
}
/*:
 ## 1. The divergence is never negative

 *Show that the divergence of one unit of the code is never negative, and zero only for $\mu = 0$,
 $\sigma = 1$.*

 Write $t$ for $\sigma^2$, which is positive. The divergence is half of a sum,

 $$ \mathrm{KL} = \tfrac{1}{2} \big( \mu^2 + g(t) \big), \qquad g(t) = t - 1 - \log t , $$

 and we take its two parts one by one. The square $\mu^2$ is never negative, and zero only for $\mu
 = 0$. For the other, $g'(t) = 1 - 1/t$: below $t = 1$ the function falls, above it rises. So it has
 its least value at $t = 1$ and nowhere else, and that value is $g(1) = 1 - 1 - \log 1 = 0$. A sum
 of two parts that are never negative is zero only where both are: at $\mu = 0$ and $\sigma = 1$,
 where the proposal *is* the prior.

 (Jensen's inequality says so for any two distributions, as the chapter mentions. But it is good to
 have seen it once by hand.) On a grid:
 */
let (means, logVariances) = (
  Matrix(row: (-12...12).map { 0.25 * Float($0) }), Matrix(row: (-24...24).map { 0.25 * Float($0) })
)
let squares = means * means
let parts = logVariances.exp - logVariances
let onGrid = squares.elements.map { square in
  parts.elements.map { part in 0.5 * (square + part - 1) }
}
notebook.check(
  "On a grid of means and logarithms of variances the divergence is nowhere negative, and zero at "
    + "one place only: where both are zero.",
  (0..<25).allSatisfy { i in
    (0..<49).allSatisfy { j in i == 12 && j == 24 ? onGrid[i][j] == 0 : onGrid[i][j] > 0 }
  })
/*:
 ## 2. The squared error as a probability

 *With the squared error summed over pixels in place of the cross-entropy, which $p(x \mid z)$ does
 the model assume? What is its standard deviation?*

 A normal distribution for each pixel, with the decoder's output as its mean and one standard
 deviation $s$ for all, has

 $$ -\log p(x \mid z) = \frac{1}{2 s^2} \sum_{i=1}^{784} (x_i - \hat{x}_i)^2 + 784 \log \left( s
 \sqrt{2 \pi} \right) . $$

 The last term is a constant, which changes no gradient. The first is the squared error summed over
 the pixels if $2 s^2 = 1$. So the model assumes $s = 1 / \sqrt{2}$, about {{assumed_deviation}},
 for pixels that lie between 0 and 1. It takes every grey level for hardly more than a guess.

 That has a price. Multiply the loss by $2 s^2$, and you see the same loss with the weight
 $\beta = 2 s^2$ on the divergence: to sum squared errors is to choose a $\beta$ without noticing.
 Which $s$ would be right? Set the derivative of the line above with respect to $s$ to zero,

 $$ -\frac{1}{s^3} \sum_{i=1}^{784} (x_i - \hat{x}_i)^2 + \frac{784}{s} = 0 , $$

 and $s^2$ is the mean squared error, which in the bound is the error of reconstructions from *noisy*
 codes. So the $s$ that suits a model is the root of its own error. Rybkin, Daniilidis and Levine (2021)
 put this $s$ into the loss itself, where it follows the error at every step.
 */
/// What is trained for when pixels are normal with a standard deviation s, without the constant.
func squaredError(deviation s: Float) -> Objective {
  Objective("squared error") { logits, images in
    784 / (2 * s * s) * meanSquaredError(Activation.sigmoid(logits), images)
  }
}
/*:
 We train with $s = 1 / \sqrt{2}$, take the root of the error on the training images, with a draw of
 the noise for each, for the next $s$, and so on, {{long_seeds}} seeds each. (The rate is that of the
 small VAE, {{vae_rate}}. It was chosen for the cross-entropy; whether it suits the squared error at
 every $s$, we have not asked.) And a judge, as in chapter 5, tells how far draws from the prior lie
 from real digits.
 */
let bound = Objective("VAE")
let noNoise = Objective("no noise", noise: 0)
let tuned = await notebook.tuned(
  "small models", [Objective("autoencoder", noise: 0, divergenceWeight: 0), bound, noNoise],
  rates: { _ in [1e-3, 3e-3, 1e-2] }, seeds: seeds, on: digits.train
) { objective, rate, images, seed in
  try experiment(epochs: settings.smallEpochs)
    .run(objective, latents: d, rate: rate, on: images, seed: seed)
} score: { objective, model, images in
  objective.loss(of: model, on: images, key: key["held back"])
}

let judges = await notebook.runs("judges", over: [1, 2]) {
  try Judge(of: digits.train, key: key["judge"][$0])
}
/// Images that a model drew.
struct Draws: Sendable {
  /// The first twelve.
  var first: Matrix
  /// Their distance from the test images by each judge.
  var distances: [Double]
  /// The mean of their pixels.
  var ink: Double

  init(_ images: Matrix) {
    first = images.rows(at: 0..<12)
    distances = judges.map { $0.frechetDistance(images, to: test) }
    ink = images.mean
  }

  /// The images of a thousand codes from the prior, different ones for each seed.
  init(fromPrior model: VariationalAutoencoder, seed: Int) {
    self.init(model.decode(key["random codes"][seed].normals(rows: 1000, columns: d)))
  }
}

/// A member of the sequence of s, and the root of the error that it leads to.
struct Deviation: Case {
  var id: Int
  var s, root: Double
  var title: String { "\(id)" }
  var name: String { "gaussian_\(id)" }
}

/// What a model is like that is trained with one of them.
struct NormalModel: Sendable {
  var noisyError, testError, divergence: Double
  var draws: Draws

  init(deviation: Float, seed: Int) throws(DivergedError) {
    let objective = squaredError(deviation: deviation)
    let model = try experiment(epochs: settings.smallEpochs).run(
      objective, latents: d, rate: tuned.case("VAE").rate, on: digits.train, seed: seed)
    let codes = objective.codes(of: train, by: model, using: key["fitted noise"])
    noisyError = model.decode(codes).meanSquaredError(to: train)
    testError = model.error(on: test)
    divergence = bound.measure(model, on: test, key: key["test"]).divergence
    draws = Draws(fromPrior: model, seed: seed)
  }
}

var s = Double(0.5).squareRoot()
var normals = Trials<Deviation, NormalModel>(cases: [], seeds: longSeeds, results: [])
for id in 1...4 {
  let deviation = Float(s)
  let models = await notebook.runs("squared error", over: longSeeds) {
    try NormalModel(deviation: deviation, seed: $0)
  }
  let root = models.map(\.noisyError).mean.squareRoot()
  let entry = Deviation(id: id, s: s, root: root)
  normals = normals + Trials(cases: [entry], seeds: longSeeds, results: [models])
  s = root
}
notebook.show(
  normals, .of("s", "deviation", format: .decimals(2), \.s),
  .of("β = 2 s²", "weight", format: .decimals(3)) { 2 * $0.s * $0.s },
  .spread("divergence", "test_divergence", \.divergence),
  .spread("test MSE", "test_mse", \.testError),
  .spread("distance, from the prior", "distance", \.draws.distances[0]),
  .of("root of the error, noisy", "train_root", format: .decimals(2), \.root))
//#-hidden-code
notebook.value("assumed_deviation", normals.case(1).s, .decimals(2))
notebook.value("vae_rate", tuned.case("VAE").rate)
//#-end-hidden-code
notebook.check(
  "With the assumed deviation the squared error is more than twice as large as with the last, and "
    + "the divergence less than a quarter, with every seed.",
  zip(normals[1], normals[4]).allSatisfy {
    $0.testError > 2 * $1.testError && 4 * $0.divergence < $1.divergence
  })
notebook.check(
  "The draws from the prior lie farther from real digits with the last deviation than with the "
    + "second one, with every seed and with both judges.",
  judges.indices.allSatisfy { judge in
    increasing([2, 4].map { normals[$0, { $0.draws.distances[judge] }] })
  })
notebook.check(
  "The last step changes the deviation by less than a twentieth.",
  abs(normals.case(4).root / normals.case(4).s - 1) < 0.05)
/*:
 The code gets hardly any nats where the pixels are taken for guesses. It gets plenty where they are
 taken for what they are, and the images are rebuilt better. If a variational autoencoder *rebuilds*
 blurred digits, look at its $s$ first. What it *draws* is another question. By the distance the
 draws from the prior get worse after the second $s$: a smaller $s$ is a smaller $\beta$, and a code that
 pays less for leaving the prior may leave it farther. The $s$ that is right for the pixels need not be
 right for the draws.

 ## 3. Half the weight at the same rate

 *In the chapter each weight has a rate of its own. Train β = ½ and β = 1 with the same rate. After how many
 epochs do they change places, with a small rate and with a larger one?*

 Here are the two, for {{long_epochs}} epochs and with {{long_seeds}} seeds each. We train on the training images without the last 400, and watch the bound on those after each
 epoch. A rate that is right for few epochs need not be right for many, so we take two, and choose
 neither.
 */
let (fitting, heldBack) = digits.train.split(validation: 400)
let validation = heldBack.matrix

struct LongRun: Sendable {
  var model: VariationalAutoencoder
  /// After each epoch: the negative bound and the size of the code on validation images, and the size of
  /// the decoder's first weights.
  var bounds, codeSizes, decoderSizes: [Double]

  init(_ objective: Objective, rate: Double, seed: Int) throws(DivergedError) {
    var (bounds, codeSizes, decoderSizes) = ([Double](), [Double](), [Double]())
    model = try experiment(epochs: settings.longEpochs).run(
      objective, latents: d, rate: rate, on: fitting, seed: seed
    ) { model in
      bounds.append(bound.measure(model, on: validation, key: key["test"]).negativeBound)
      codeSizes.append(model.codeSize(on: validation))
      decoderSizes.append(model.decoderSize)
    }
    (self.bounds, self.codeSizes, self.decoderSizes) = (bounds, codeSizes, decoderSizes)
  }

  var testBound: Double { bound.measure(model, on: test, key: key["test"]).negativeBound }
}

struct Pair: Sendable {
  var half, one: LongRun
}
let (slow, fast) = (Rate(rate: 1e-3), Rate(rate: 3e-3))
let long = await notebook.trials("longer", [slow, fast], seeds: longSeeds) {
  let half = Objective("β = ½", divergenceWeight: 0.5)
  return Pair(
    half: try LongRun(half, rate: $0.rate, seed: $1),
    one: try LongRun(bound, rate: $0.rate, seed: $1))
}

/// The first epoch from the fifth on, counted from 1, after which the weight of one is ahead in the mean.
let fifth = min(4, settings.longEpochs - 1)
func crossing(_ pairs: [Pair]) -> Double {
  let epoch = (fifth..<settings.longEpochs).first { epoch in
    pairs.map { $0.half.bounds[epoch] }.mean > pairs.map { $0.one.bounds[epoch] }.mean
  }
  return Double((epoch ?? settings.longEpochs) + 1)
}
notebook.show(
  long, .of("rate", \.rate), .spread("β = ½", "half_test_bound", \.half.testBound),
  .spread("β = 1", "one_test_bound", \.one.testBound),
  .value("first ahead after epoch", "crossing", format: .decimals(0), crossing))
//#-hidden-code
notebook.show(
  boundCurves(
    half: long[slow, \.half.bounds], one: long[slow, \.one.bounds], from: fifth),
  as: "half-or-one",
  caption:
    "The negative bound on validation images, at the smaller rate, from the fifth epoch on: mean "
    + "and range over seeds. Lower is better.")
//#-end-hidden-code
notebook.check(
  "After five epochs the weight of one half has the better bound on validation images, at either "
    + "rate, in the mean.",
  [slow, fast].allSatisfy {
    long.mean($0, { $0.half.bounds[fifth] }) < long.mean($0, { $0.one.bounds[fifth] })
  })
notebook.check(
  "At the end the weight of one has the better bound on test images, at either rate and with every "
    + "seed.",
  [slow, fast].allSatisfy { increasing(long[$0, \.one.testBound], long[$0, \.half.testBound]) })
/*:
 So the change of places is not a matter of the two rates. With the larger rate it comes after
 {{rate_3000e_6_crossing}} epochs, with the smaller one after {{rate_1000e_6_crossing}}. (The table has the
 bounds on test images, in nats; the last column goes by the validation images.) One reading: early
 on the divergence is a burden. While the decoder can't yet make anything of a code, a code that
 costs little is one that says little, and a lower price lets it say more. Once the decoder has
 learned to listen, the model that is trained for the bound is the better one by the bound, as it
 should be. Bowman et al. (2016) raise the price slowly for such a reason.

 ## 4. The divergence without the noise

 *The chapter has noise without the divergence, but not the divergence without noise. What does the
 divergence ask of $\sigma$ when the decoder never sees it, and what is left of it? Does such a
 model generate?*

 Without noise the decoder gets $z = \mu$. The reconstruction does not depend on $\sigma$, so only
 the divergence asks for something, and by exercise 1 it asks for $\sigma = 1$, for every image.
 That costs nothing. What is left is

 $$ \tfrac{1}{2} \sum \mu^2 , $$

 a plain autoencoder with an L2 penalty on its code. Such a penalty has a way out: shrink the code,
 grow the decoder's weights, as in exercise 2 of chapter 4. So one may expect codes that huddle at
 zero, and a decoder that has never seen anything like a draw from the prior. Here is what happens.
 */
let longNoNoise = await notebook.runs("no noise, longer", over: longSeeds) {
  try LongRun(noNoise, rate: fast.rate, seed: $0)
}

/// Models of one kind, one a seed.
struct Kind: Case {
  var title: String
  var objective: Objective
  var models: [VariationalAutoencoder]
  var id: String { title }
}

struct Evaluation: Sendable {
  /// Of the images of codes from the prior, and of codes from a Gaussian that is fitted to the model's.
  var fromPrior, fitted: Draws
  /// The size of μ, of z and of the decoder's first weights.
  var codeSize, noisyCodeSize, decoderSize: Double
  var testError: Double
  /// How far the σ lie from 1, in the mean.
  var sigmaDeviation: Double

  init(_ kind: Kind, seed: Int) {
    let model = kind.models[seed - 1]
    let codes = kind.objective.codes(of: train, by: model, using: key["fitted noise"])
    fromPrior = Draws(fromPrior: model, seed: seed)
    fitted = Draws(
      model.decode(Gaussian(of: codes).draws(1000, using: key["random codes"][seed])))
    codeSize = model.codeSize(on: test)
    noisyCodeSize = model.codeSize(on: test, noise: kind.objective.noise)
    decoderSize = model.decoderSize
    testError = model.error(on: test)
    sigmaDeviation = model.posterior(test).deviation.value.map { abs($0 - 1) }.mean
  }
}

let kinds = tuned.cases.map {
  Kind(title: $0.title, objective: $0.base, models: tuned[$0.id])
}
let longKinds = [
  Kind(title: "VAE, longer", objective: bound, models: long[fast, \.one.model]),
  Kind(title: "no noise, longer", objective: noNoise, models: longNoNoise.map(\.model)),
]
let evaluated =
  await notebook.trials("draws", kinds, seeds: seeds, Evaluation.init(_:seed:))
  + notebook.trials("draws, longer", longKinds, seeds: longSeeds, Evaluation.init(_:seed:))
let thousand = min(1000, train.rows / 2)
let realDistances = (0..<train.rows / thousand).map {
  judges[0].frechetDistance(train.rows(at: $0 * thousand..<($0 + 1) * thousand), to: test)
}
var evaluationTable = notebook.table(
  evaluated, .label("model"), .spread("size of μ", "code_size", format: .decimals(2), \.codeSize),
  .spread("of z", "noisy_code_size", format: .decimals(2), \.noisyCodeSize),
  .spread("decoder", "decoder_size", format: .decimals(1), \.decoderSize),
  .spread("test MSE", "test_mse", \.testError),
  .spread("distance, from the prior", "distance", \.fromPrior.distances[0]),
  .spread("distance, fitted", "fitted_distance", \.fitted.distances[0]),
  .spread("ink, from the prior", "ink", format: .decimals(3), \.fromPrior.ink))
evaluationTable.row([
  "model": "real digits",
  "distance, from the prior": notebook.spread("real_distance", realDistances),
  "ink, from the prior": notebook.value("test_ink", test.mean, .decimals(3)),
])
notebook.show(evaluationTable)
//#-hidden-code
notebook.show(
  drawnDigits(
    test,
    zip(evaluated.cases, evaluated.results).map { ("\($0.title), prior", $1[0].fromPrior.first) }
      + [("no noise, longer, fitted", evaluated["no noise, longer"][0].fitted.first)]),
  as: "no-noise",
  caption: "Digits drawn with the noise and without it, not chosen by eye. First seed.")
for (name, epoch) in [("before", fifth), ("after", settings.longEpochs - 1)] {
  for (id, runs) in [("vae", long[fast, \.one]), ("no_noise", longNoNoise)] {
    notebook.spread(
      "\(id)_longer_decoder_size_\(name)", runs.map { $0.decoderSizes[epoch] }, .decimals(1))
  }
  notebook.spread(
    "no_noise_longer_code_size_\(name)", longNoNoise.map { $0.codeSizes[epoch] }, .decimals(2))
}
for title in ["no noise", "no noise, longer"] {
  notebook.spread(
    "\(title.name)_sigma_deviation", evaluated[title, \.sigmaDeviation], .significant(2))
}
//#-end-hidden-code
/*:
 (Sizes are roots of mean squares: of the means $\mu$, and of what the decoder gets, $z$,
 which without noise is the same; draws from the prior have the size 1. The next column is the
 length of the decoder's first weights. The distances are the chapter's, by its first judge, of a
 thousand draws for each seed, and the ink is the mean of their pixels. The last line is of real
 digits: for the distance, a thousand training images at a time; for the ink, test images.
 "Longer" are the {{long_epochs}} epochs and {{long_seeds}} seeds of exercise 3, at its greater
 rate.)
 */
notebook.check(
  "Without the noise the σ of the test images differ from 1 by less than a fiftieth in the mean, "
    + "with every seed.",
  ["no noise", "no noise, longer"].allSatisfy {
    evaluated[$0, \.sigmaDeviation].allSatisfy { $0 < 0.02 }
  },
  evidence: "{{no_noise_sigma_deviation}}; longer: {{no_noise_longer_sigma_deviation}}")
let comparisons = [("VAE", "no noise"), ("VAE, longer", "no noise, longer")]
notebook.check(
  "It generates: draws from the prior have less than half the VAE's distance, with every seed and "
    + "with both judges; after the longer training they still have less.",
  zip(comparisons, [2.0, 1]).allSatisfy { titles, factor in
    zip(evaluated[titles.0], evaluated[titles.1]).allSatisfy { noisy, noiseless in
      zip(noisy.fromPrior.distances, noiseless.fromPrior.distances).allSatisfy { $0 > factor * $1 }
    }
  })
notebook.check(
  "It rebuilds the test images better than the VAE does, with every seed.",
  increasing(evaluated["no noise", \.testError], evaluated["VAE", \.testError]))
notebook.check(
  "Its codes are smaller than the prior's, and it goes on along the way out: from the fifth epoch "
    + "of the longer training to its end the codes shrink and the decoder's first weights grow, "
    + "with every seed.",
  longNoNoise.allSatisfy {
    ($0.codeSizes.last ?? 1) < $0.codeSizes[fifth] && $0.codeSizes[0] < 1
      && ($0.decoderSizes.last ?? 0) > $0.decoderSizes[fifth]
  },
  evidence:
    "codes {{no_noise_longer_code_size_before}} → {{no_noise_longer_code_size_after}}; decoder "
    + "{{no_noise_longer_decoder_size_before}} → {{no_noise_longer_decoder_size_after}}")
notebook.check(
  "The decoder's first weights grow in the VAE as well, with every seed; but what that decoder gets "
    + "has in the end the size of the prior to within a tenth, with every seed.",
  long[fast, \.one].allSatisfy { ($0.decoderSizes.last ?? 0) > $0.decoderSizes[fifth] }
    && evaluated["VAE, longer", \.noisyCodeSize].allSatisfy { abs($0 - 1) < 0.1 },
  evidence:
    "decoder {{vae_longer_decoder_size_before}} → {{vae_longer_decoder_size_after}}; z "
    + "{{vae_longer_noisy_code_size}}")
notebook.check(
  "The draws of the VAE are paler than real digits, after either training and with every seed, and "
    + "paler than those without noise.",
  comparisons.allSatisfy { noisy, noiseless in
    increasing(evaluated[noisy, \.fromPrior.ink], evaluated[noiseless, \.fromPrior.ink])
      && evaluated[noisy].allSatisfy { $0.fromPrior.ink < test.mean }
  })
/*:
 We had not expected this. By the distance it is the *divergence* that makes the model generate: the
 penalty alone brings the codes near enough to the prior that draws from it mean something, and the
 images are rebuilt better than the VAE rebuilds them. Ghosh et al. (2020) build on just that.

 Then what is the noise for? The way out is real, only slow. Without noise the code goes on
 shrinking as we train, the decoder's weights grow, and the prior, which stays where it is, reaches
 ever farther beyond the codes. The pictures show what that does: strokes torn and doubled, from
 codes that no image has. With noise the way out is closed. A code that shrinks would drown in the
 noise, whose size the divergence keeps up. (That the VAE's decoder grows proves nothing by itself:
 weights grow in long trainings. Nor do its $\mu$, which are a little smaller after the longer
 training: with the noise, as the decoder gets them, its codes keep the prior's size.) And without
 noise there is no bound on $\log p(x)$.

 And a warning about the measure, once more. To our eyes the VAE's digits are pale and mostly whole,
 the others nearly as black as real ones and torn. After the longer training the distance says that
 the draws without noise have become better. Our eyes say that they have not. The chapter's other
 column, the error to the nearest training image, can't settle it and is not in our table: it
 rewards paleness, and the draws differ in ink.

 ## 5. A Gaussian for each digit

 *Fit a Gaussian to the codes of each digit alone, and draw tens, from 0 to 9. What does the Fréchet
 distance of such a mixture say, and what do your eyes say?*
 */
func tensOfDigits(_ codes: Matrix, labels: [UInt8], tens: Int, using key: Key) -> Matrix {
  let draws = (0..<10).map { digit in
    Gaussian(of: codes.rows(at: labels.indices.filter { Int(labels[$0]) == digit }))
      .draws(tens, using: key[digit])
  }
  return Matrix(
    rows: 10 * tens, columns: codes.columns,
    elements: (0..<10 * tens).flatMap { draws[$0 % 10].row($0 / 10) })
}
notebook.check(
  "The checker finds nothing wrong with it.",
  notebook.attempt {
    try Exercise.gaussianByDigit { tensOfDigits($0, labels: $1, tens: $2, using: $3) }
      .faults().isEmpty
  })
/*:
 Since we know which digit we asked for, we can also ask the judge which one it sees. (The last
 line says how many of the test images it classifies correctly.)
 */
struct ByDigit: Sendable {
  var draws: Draws
  /// The share that the judge takes for the digit that was asked for.
  var accuracy: Double
}
let byDigit = await notebook.trials("by digit", kinds, seeds: seeds) { kind, seed in
  let model = kind.models[seed - 1]
  let codes = tensOfDigits(
    kind.objective.codes(of: train, by: model, using: key["fitted noise"]),
    labels: digits.train.labels, tens: 100, using: key["by digit"][seed])
  let images = model.decode(codes)
  return ByDigit(
    draws: Draws(images),
    accuracy: judges[0].accuracy(on: images, labels: (0..<1000).map { UInt8($0 % 10) }))
}
let realAccuracy = judges[0].accuracy(on: test, labels: digits.test.labels)
var digitTable = notebook.table(
  byDigit, .label("model"), .text("from the prior") { "{{\($0.name)_distance}}" },
  .text("one Gaussian") { "{{\($0.name)_fitted_distance}}" },
  .spread("ten Gaussians", "by_digit_distance", \.draws.distances[0]),
  .spread("classified as asked", "by_digit_accuracy", \.accuracy))
digitTable.row([
  "model": "real digits", "from the prior": "{{real_distance}}",
  "classified as asked": notebook.value("judge_test_accuracy", realAccuracy),
])
notebook.show(digitTable)
//#-hidden-code
notebook.show(
  drawnDigits(
    test.rows(at: digits.test.firstOfEachClass),
    kinds.flatMap { kind in
      [
        ("\(kind.title), one", evaluated[kind.id][0].fitted.first),
        ("\(kind.title), ten", byDigit[kind.id][0].draws.first),
      ]
    }),
  as: "tens",
  caption:
    "Drawn from one Gaussian for all codes, and from ten, one for each digit. The first of each "
    + "kind, first seed.")
//#-end-hidden-code
notebook.check(
  "For each of the three models ten Gaussians have less than two thirds of the distance of one, "
    + "with every seed and with both judges.",
  kinds.allSatisfy { kind in
    zip(evaluated[kind.id], byDigit[kind.id]).allSatisfy { one, ten in
      zip(one.fitted.distances, ten.draws.distances).allSatisfy { 3 * $1 < 2 * $0 }
    }
  })
notebook.check(
  "The plain autoencoder's ten are nearest of all, with less than twice the distance of real "
    + "digits, on average; the judge classifies more than four fifths of them as asked, with every "
    + "seed, but fewer than of real digits.",
  ["VAE", "no noise"].allSatisfy {
    byDigit.mean("autoencoder", \.draws.distances[0]) < byDigit.mean($0, \.draws.distances[0])
  } && byDigit.mean("autoencoder", \.draws.distances[0]) < 2 * realDistances.mean
    && byDigit["autoencoder"].allSatisfy { 0.8 < $0.accuracy && $0.accuracy < realAccuracy })
/*:
 The codes of a digit are one cloud; the codes of all digits are ten. One Gaussian over ten clouds
 also draws from between them, where no digit is; that is probably where broken strokes come from.
 With ten the distance falls for each model, and here the eyes agree: most of the drawn digits can
 be read, though some only because we know which was asked for. The judge classifies
 {{autoencoder_by_digit_accuracy}} of the plain autoencoder's as asked.

 Two things to keep in mind. The comparison with the VAE is not fair any more: its prior knows
 nothing of labels, and the ten Gaussians were told all of them. (A mixture that is fitted without
 labels would be the fair one.) And the judge gives marks for what it has learned to look at. That a
 digit can be read does not mean that someone could have written it.

 ## References

 - S. R. Bowman, L. Vilnis, O. Vinyals, A. M. Dai, R. Jozefowicz and S. Bengio, "Generating
   sentences from a continuous space", *CoNLL* 2016, 10–21.
 - P. Ghosh, M. S. M. Sajjadi, A. Vergari, M. Black and B. Schölkopf, "From variational to
   deterministic autoencoders", *ICLR* 2020.
 - O. Rybkin, K. Daniilidis and S. Levine, "Simple and effective VAE training with calibrated decoders",
   *ICML* 2021, 9179–9189.
 */
//#-hidden-code
notebook.finish()
//#-end-hidden-code
