/*:
 # 4 · Regularisation

 > When does an autoencoder over-fit, what does it cost, and what helps?

 - **By the end you can** tell over-fitting from a mere gap; choose the strength of a remedy without
   looking at test images; and read a table of many small differences.
 - **You need** chapter 2. A paired test and a linear probe are explained on the way.
 - **It takes** about {{reading_minutes}} minutes to read, code included, without the exercises; its
   running time is on the [status page](status.md).

 A network **{{term over-fitting|over-fits}}** when it learns its training images at the expense of
 all others. The introductions that this book grew from warn of it and name a list of remedies: L1,
 L2, dropout, more data, a smaller network, a smaller learning rate. None of them shows an
 autoencoder that over-fits, and none tries a remedy. Together such remedies are called
 **{{term regularisation}}**, and each is a regulariser. We first look for the trouble, then try the
 whole list, those remedies that have a strength at four to six. (L1 is tried on the code, not on weights.)

 Two things are easily confused. The **{{term gap}}**, or generalisation gap, is the error on unseen
 images minus the error on training images. A gap alone does no harm: it may grow while both errors
 fall. Harm is done when the error on unseen images turns *up*.
 */
import Datasets
import Engine
import Models
import Notebook
import Plot
import Statistics
import Workbench

struct Settings: ChapterSettings {
  @Setting("size of the code", symbol: "k", in: 2...64)
  var codeSize = 32

  @Setting("training images where we try the remedies", symbol: "n", in: 80...400)
  var fewImages = 100

  @Setting("images per update", symbol: "B", in: 1...40)
  var batchSize = 20

  @Setting("updates of every run", symbol: "T", in: 20...10000, quick: 20)
  var updates = 3200

  @Setting("evaluations during a run", in: 2...100, quick: 2)
  var evaluations = 32

  @Setting("noise in the last experiment, in units of the ink", symbol: "s", in: 0.01...2)
  var damage = 0.5

  @Setting("independent runs of each experiment", in: 2...30, quick: 2)
  var seeds = 5

  @Setting("seed that all random numbers derive from", in: 0...1_000_000)
  var seed = 1
}

let (settings, notebook) = Notebook.open(
  Settings(), model: "the first network trained on noisy images")
let (k, few, seeds) = (settings.codeSize, settings.fewImages, Array(1...settings.seeds))
let key = Key(seed: settings.seed)
//#-hidden-code
notebook.show(settings)
let restorerSize = 128
let loaded: LoadedModel<Run<Autoencoder>>? = notebook.loadedModel(
  like: Autoencoder([784, restorerSize], using: key))
//#-end-hidden-code
/*:
 ## Few images

 We hold back the last 400 training images, the **{{term validation images}}**: they choose
 strengths and learning rates, and in the first half of this chapter they stand for all unseen
 images. The test images are kept for the table of remedies and what follows it.

 With few training images much depends on *which* ones. So each seed has {{few_images}} images of
 its own, a block from a different place among the {{pool}} that are left. The spread over seeds
 then covers both kinds of chance, that of the images and that of the random numbers. Larger blocks
 overlap, and where a run has all {{pool}} images, they are the same for every seed. Choices are made
 with the seeds −1 and −2, whose {{few_images}} images no other small run uses. All runs have this in
 common, and their budget; it makes up an
 [`Experiment`](../Sources/Models/Experiment.swift), which will train what we describe to it: a remedy
 and its strength, a learning rate, a network and a number of images.
 */
let digits = notebook.digits(needing: .init(training: 7 * few))
/// How many digits scikit-learn's classifier tells apart by some codes.
let reference = notebook.reference().probeAccuracies
let (pool, heldBack) = digits.train.split(validation: 400)
let (validation, test) = (heldBack.matrix, digits.test.matrix)
let experiment = Experiment(
  pool: pool.matrix, validation: validation,
  budget: Budget(
    updates: settings.updates, batchSize: settings.batchSize, evaluations: settings.evaluations),
  key: key)
let trialSeeds = [-1, -2]
/*:
 The network is that of chapter 2, with a {{term hidden layer}} of ReLU units on each side of a
 linear code, or with none, and a sigmoid at the output, whose bias starts at the mean of the
 training images. The decoder has the encoder's sizes in reverse.

 Every run makes {{updates}} {{term update|updates}} with batches of {{batch_size}}, however many
 images it has, and its errors are evaluated {{evaluations}} times on the way. Equal updates mean
 fewer epochs where there are more images: a run sees each of {{few_images}} images {{passes}} times,
 each of six times as many {{some_passes}} times, and each of {{pool}} about {{all_passes}} times.
 "Training error" is the error on the first 200 training images, or on all where there are fewer.

 {{include Sources/Models/Run.swift#run}}

 {{include Sources/Models/Run.swift#training}}

 A remedy may change three things: the loss, the optimiser, or the images. The loss is a function of
 the model, of a batch, and of a key for what it draws.

 As ever, there are two lines to compare with: the mean image, and
 {{term principal component analysis|PCA}} of the same size from the *same* training images.
 */
let pca = PCA(of: experiment.pool)
let fewPCAs = seeds.map { PCA(ofFew: experiment.images(few, seed: $0), components: k) }
let allPCAError = pca.error(on: validation, from: k)
let fewPCAErrors = fewPCAs.map { $0.error(on: validation, from: k) }
/*:
 ## How large a network, how many images?

 Three networks with equal codes: one without a hidden layer, one with narrow and one with wide
 hidden layers. Each gets the learning rate that suits it when data are plenty, and keeps it where
 they are few, so that nothing but the data changes. All choices of this chapter follow one rule: we
 try each option with two seeds, and take the one whose worse run is the better.
 */
let (flat, narrow, wide) = ([784, k], [784, 32, k], [784, 64, k])
let networks = [flat, narrow, wide]
let amounts = [few, 6 * few, pool.count]

let networkRates = await notebook.choices(
  "rates of networks",
  among: networks.map { network in
    [3e-4, 1e-3, 3e-3, 1e-2, 3e-2].map {
      Treatment(rate: $0, network: network, count: pool.count)
    }
  },
  seeds: trialSeeds, error: experiment.validationError)

let setups = await notebook.trials(
  "size × data", amounts.flatMap { count in networks.map { Setup($0, count) } }, seeds: seeds
) { setup, seed in
  var treatment = networkRates[networks.firstIndex(of: setup.network) ?? 0].option
  treatment.count = setup.count
  return try experiment.run(treatment, seed: seed)
}
notebook.show(
  setups, .label("network"), .count("images", \.count),
  .spread("training", "train_mse", \.trainingError),
  .spread("validation", "validation_mse", \.validationError),
  .spread("rise from the least", "rise", \.rise))
let meanRises = { (count: Int) in networks.map { setups.mean(Setup($0, count), \.rise) } }
//#-hidden-code
for (name, count) in zip(["passes", "some_passes", "all_passes"], amounts) {
  notebook.value(name, Double(settings.updates * settings.batchSize) / Double(count))
}
notebook.value("pool", Double(pool.count), .decimals(0))
for (name, choice) in zip(["flat_rate", "narrow_rate", "common_rate"], networkRates) {
  notebook.value(name, choice.option.rate)
}
notebook.range("few_rise", meanRises(few), .percent(0))
notebook.value("some_rise_max", meanRises(6 * few).max() ?? 0)
notebook.spread("pca_few_validation_mse", fewPCAErrors)
notebook.value("pca_all_validation_mse", allPCAError)
let meanImage = meanImageError(of: experiment.pool, on: validation)
notebook.value("mean_image_validation_mse", meanImage)
notebook.show(
  errorCurves(setups.filter { $0.network == wide }, meanImage: meanImage, pca: fewPCAErrors.mean),
  as: "over-fitting",
  caption:
    "784-64-{{code_size}}-64-784. With few images the error on unseen ones turns up while that on the "
    + "training images falls. With all there is a gap, and hardly a turn.")
//#-end-hidden-code
notebook.check(
  "With the fewest images the validation error of each of the three networks turns up, while the training "
    + "error goes on falling, on average over the seeds.",
  meanRises(few).allSatisfy { $0 > 0.01 }
    && networks.map { Setup($0, few) }.allSatisfy {
      setups.mean($0, \.trainingError) < setups.mean($0, \.best.training)
    })
notebook.check(
  "With six times as many images the error of both networks with hidden layers still rises more than a "
    + "hundredth above its least, on average; with all images, that of each by less than a fortieth.",
  meanRises(6 * few).dropFirst().allSatisfy { $0 > 0.01 }
    && meanRises(pool.count).allSatisfy { $0 < 0.025 })
/*:
 (The rates are {{flat_rate}} without hidden layers, {{narrow_rate}} with narrow and {{common_rate}}
 with wide ones. "Rise" is how far the validation error ends above its least on the way.)

 So over-fitting is real, and takes little to bring about: few images, each seen {{passes}} times.
 Training too long costs what the last column says, on average {{few_rise_min}} to {{few_rise_max}}. With six times as
 many images, each seen {{some_passes}} times, it is up to {{some_rise_max}}; with all {{pool}},
 seen {{all_passes}} times each, little more than a gap is left. All make the same number of updates, so we
 can't tell here what is due to the number of images and what to how often each is seen. (The wide network's
 error rises and then falls back a part of the way: where one stops decides what one sees.)
 */
notebook.check(
  "With the fewest images PCA from the same images beats all three, wherever they are stopped, "
    + "with every seed.",
  networks.allSatisfy { increasing(fewPCAErrors, setups[Setup($0, few), \.best.validation]) },
  evidence: "PCA: {{pca_few_validation_mse}}")
notebook.check(
  "With all images each of them beats PCA from the same images, on average.",
  networks.allSatisfy { setups.mean(Setup($0, pool.count), \.validationError) < allPCAError },
  evidence: "PCA: {{pca_all_validation_mse}}")
notebook.check(
  "With the fewest images the network without a hidden layer does best and the one with narrow "
    + "layers worst, with every seed.",
  increasing([flat, wide, narrow].map { setups[Setup($0, few), \.validationError] }))
/*:
 Having few images costs more than training too long, and early stopping cannot recover it: with few
 images the errors are much higher.
 Nor is it simply the number of parameters that counts. The network with wide layers has
 twice as many as the one with narrow layers, and does better.

 ## The remedies

 From here on we take the network with wide layers and {{few_images}} images, where it over-fits,
 and treat it.

 **{{term penalty|Penalties}}** add a term to the loss. The **{{term L2 penalty|L2}}** penalty is
 $\lambda \sum w^2$ over all weights; it leaves the biases out. {{term Adam}} scales its gradient
 like every other. **{{term weight decay|Weight decay}}** (Loshchilov and Hutter 2019) bypasses Adam
 and shrinks the parameters themselves, $w \leftarrow (1 - \eta \lambda) w$, where $\eta$ is the
 {{term learning rate}}. It is an option of the engine's optimiser, and shrinks *every* parameter,
 including the output's bias, which it moves away from the mean image where it starts.
 **{{term L1 penalty|L1 on the code}}** is $\lambda \sum_i |z_i|$ for each image, and is meant to
 make most $z_i$ small. A **{{term contractive penalty|contractive}}** penalty is
 $\lambda \lVert \partial f / \partial x \rVert^2$, the sum of the squares of all derivatives of the
 code with respect to the pixels, where $f$ is the {{term encoder}} (Rifai et al. 2011). We estimate
 it: a small Gaussian nudge $h \varepsilon$ of the image moves the code by $h \,(\partial f /
 \partial x)\, \varepsilon$, whose square is on average $h^2$ times that sum.

 {{include Sources/Models/Treatment.swift#penalty}}

 **{{term denoising|Denoising}}** (Vincent et al. 2008) damages the input and asks for the clean
 image. The damage, or corruption, is **{{term Gaussian noise}}** of standard deviation $s$ at each
 pixel, or **masking**, which sets a fraction $q$ of the pixels to 0. We brighten the others by
 $1/(1-q)$, so that a sum over pixels stays what it was on average.

 {{include Sources/Models/Corruption.swift#noise}}

 A little noise acts like a penalty, too. If $r$ is the whole network, $r(x + s \varepsilon)$ is about
 $r(x) + s J \varepsilon$, where $J$ holds the derivatives of the reconstruction with respect to the pixels, and on
 average over the noise

 $$ \mathbb{E} \lVert r(x + s \varepsilon) - x \rVert^2 \approx \lVert r(x) - x \rVert^2 + s^2 \sum_{ij}
 J_{ij}^2 , \label{tikhonov} $$

 but for a term with second derivatives of $r$ that is small where the reconstruction is good (Bishop 1995). So
 noise holds the derivatives of the reconstruction down as the contractive penalty does those of the code.

 **{{term dropout|Dropout}}** (Srivastava et al. 2014) does to hidden units what masking does to pixels, with a mask
 for each image and each step. It is active in training and switched off in evaluation; the factor
 $1/(1-q)$ makes the two fit together. (Dropout of the *input* is masking noise.)

 {{include Sources/Models/Corruption.swift#dropout}}

 **{{term augmentation|Augmentation}}** makes new images from old ones: **shifts** by up to a given
 number of pixels each way, or **rotations** by up to a given number of degrees. Unlike noise, it
 also changes the target. The last two remedies are a network without hidden layers and, as a
 yardstick, all {{pool}} images. Together:

 {{include Sources/Models/Treatment.swift#loss}}
 */
let mild: [Remedy] = [.penalty, .decay, .sparsity, .contraction, .dropout, .masking, .noise]
let strong: [Remedy] = [.shifts, .rotations, .single]

func treatment(_ remedy: Remedy, _ strength: Double = 0, rate: Double) -> Treatment {
  Treatment(
    remedy, strength: strength, rate: rate, network: remedy == .single ? flat : wide,
    count: remedy == .more ? pool.count : few)
}
/*:
 ## How strong?

 Each remedy that has a strength runs at several, all at the rate of the untreated network in the
 table above, {{common_rate}}: the **common rate**. The validation images choose. The untreated
 network runs at several rates; that is the remedy called "a smaller learning rate".
 */
let commonRate = networkRates[2].option.rate
let ladder = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1]

let sweeps = await notebook.choices(
  "strengths",
  among: [
    (.penalty, [1e-7, 1e-5, 2e-5, 1e-4]),
    (.decay, [1e-1, 3e-1, 1, 3, 10]),
    (.sparsity, [1e-7, 1e-6, 1e-5, 1e-4, 1e-3]),
    (.contraction, [1e-7, 1e-6, 1e-5, 1e-4]),
    (.dropout, [0.005, 0.02, 0.05, 0.2]),
    (.masking, [0.005, 0.02, 0.05, 0.1, 0.2, 0.8]),
    (.noise, [0.05, 0.1, 0.2, 0.4, 0.8]),
    (.shifts, [1, 2, 4, 6]),
    (.rotations, [20, 80, 160, 180]),
    (.single, [0]),
  ].map { (remedy: Remedy, strengths: [Double]) in
    strengths.map { treatment(remedy, $0, rate: commonRate) }
  },
  seeds: trialSeeds, error: experiment.validationError)

let slow = await notebook.trials(
  "rates, untreated", ladder.filter { $0 <= commonRate }.suffix(5).reversed().map(Rate.init),
  seeds: trialSeeds
) { try experiment.run(treatment(.none, rate: $0.rate), seed: $1) }
let slowChoice = Choice(among: slow.cases, errors: slow.map(\.validationError).results)
let strongestSparsity = sweeps.first { $0.option.remedy == .sparsity }?.trials.last ?? []
//#-hidden-code
let untreated = slow[Rate(rate: commonRate), \.validationError]
notebook.value("strongest_sparsity_ratio", strongestSparsity.mean / untreated.mean, .decimals(2))
notebook.value(
  "pca_ratio",
  trialSeeds.map {
    PCA(ofFew: experiment.images(few, seed: $0), components: k).error(on: validation, from: k)
  }.mean / untreated.mean, .decimals(2))
notebook.show(
  strengthCurves(
    sweeps, of: [.penalty, .sparsity, .contraction], untreated: untreated,
    Axis("strength λ", .log)), as: "penalties",
  caption:
    "Penalties: the error as a multiple of the untreated network's, means and ranges of two runs. "
    + "The strongest L1 is left out, at {{strongest_sparsity_ratio}}; PCA of the same images is far "
    + "below, at {{pca_ratio}}.")
notebook.show(
  strengthCurves(
    sweeps, of: [.dropout, .masking, .noise], untreated: untreated,
    Axis("share q, or deviation s")), as: "noises",
  caption:
    "Dropout and masking noise by the share q of units or pixels that they take away, Gaussian "
    + "noise by its standard deviation s.")
//#-end-hidden-code
notebook.check(
  "No chosen strength and no rate chosen so far lies at the edge of its grid, but that of the rotations, "
    + "which can't be larger.",
  sweeps.allSatisfy {
    $0.option.remedy == .single || $0.option.strength == 180 || !$0.isAtEdge
  }
    && !networkRates.contains(where: \.isAtEdge) && !slowChoice.isAtEdge)
notebook.check(
  "Each penalty, weight decay, dropout and each kind of noise does worse at its last strength "
    + "than at the chosen one, on average of the two runs.",
  sweeps.filter { mild.contains($0.option.remedy) }.allSatisfy {
    ($0.trials.last ?? []).mean > $0.errors.mean
  })
notebook.check(
  "The strongest L1 penalty leaves hardly more than the mean image: the error is within a "
    + "twentieth of the mean image's, with both seeds.",
  zip(trialSeeds, strongestSparsity).allSatisfy { seed, error in
    abs(error / meanImageError(of: experiment.images(few, seed: seed), on: validation) - 1) < 0.05
  })
/*:
 The curves of {{figure penalties}} and {{figure noises}} have a turn that the introductions leave
 out: each of these remedies has a strength that helps most, and beyond it helps less or does harm,
 L1 the most. (Weight decay is not drawn, as its $\lambda$ is not comparable.)

 Now each remedy, at the strength that was best at the common rate, gets the learning rate that
 suits *it*: from the common rate we go down, or up, in steps of about three, for as long as the
 validation error falls. Strength and rate are not chosen together; weight decay, above all, acts by
 $\eta \lambda$ in each step. So another pair may do better still. More images keep the common rate,
 which was chosen for them.
 */
let treated = await notebook.runs("rates of remedies", over: sweeps) {
  experiment.tuned($0.option, along: ladder, seeds: trialSeeds)
}
let tuned =
  [treatment(.none, rate: slowChoice.option.rate)] + treated
  + [treatment(.more, rate: commonRate), treatment(.common, rate: commonRate)]
/*:
 ## The table

 Finally we run each remedy with every seed, and turn to the test images. The first line is the
 untreated network at the rate that suits it; *{{term p-value|p}}* compares a line with it. The last
 line is the untreated network at the common rate. "Stopped" is the test error of the model with the
 least validation error on the way: {{term early stopping}} (Prechelt 1998).

 The **{{term linear probe}}** (Alain and Bengio 2017) says how good the code is as a description of
 the digit. It is softmax regression: one linear layer from the {{code_size}} numbers to ten scores,
 one per class, which the softmax turns into probabilities. It learns from all 4000 training images
 *with* their labels. The autoencoder never saw a label, and of the images only its {{few_images}}.
 The penalty of the probe is chosen on validation images, for PCA's code.

 {{include Chapters/04-regularisation/Final.swift#final}}
 */
let probes = DigitProbes(of: digits, using: key["probe"])
let codePenalty = notebook.attempt { try probes.penalty { pca.encode($0, to: k) } }

@Sendable func examined(
  _ treatment: Treatment, _ run: Run<Autoencoder>
) throws(DivergedError) -> Final {
  try Final(treatment, run, on: test, probes: probes, penalty: codePenalty)
}

let finals = await notebook.trials("remedies", tuned, seeds: seeds) {
  try examined($0, experiment.run($0, seed: $1))
}
notebook.show(
  finals, .label("remedy"),
  .of("strength") { $0.strength > 0 ? $0.strength : nil }, .of("rate", \.rate),
  .spread("training", "train_mse", \.run.trainingError), .spread("test", "test_mse", \.testError),
  .mean("gap", "gap", \.gap), .p(against: .none, \.testError),
  .mean("stopped", "stopped_test_mse", \.stoppedError),
  .spread("probe", "test_accuracy", \.accuracy))

/// By what share a remedy lowers the untreated network's mean error.
func gain(_ remedy: Remedy, _ error: (Final) -> Double = \.testError) -> Double {
  1 - finals.mean(remedy, error) / finals.mean(.none, error)
}

/// Whether the difference that a remedy makes is shown.
func isShown(_ remedy: Remedy, _ number: (Final) -> Double = \.testError) -> Bool {
  finals.differs(remedy, from: .none, number)
}
let allPCATestError = pca.error(on: test, from: k)
let fewPCATestErrors = fewPCAs.map { $0.error(on: test, from: k) }
//#-hidden-code
notebook.spread("pca_few_test_mse", fewPCATestErrors)
notebook.value("pca_all_test_mse", allPCATestError)
let meanImageTestError = notebook.value(
  "mean_image_test_mse", meanImageError(of: experiment.pool, on: test))
notebook.range("mild_gain", mild.map { gain($0) }, .percent(0))
notebook.range("stopped_gain", mild.map { gain($0, \.stoppedError) }, .percent(0))
for remedy in strong + [.penalty, .sparsity, .dropout, .more] {
  notebook.value("\(finals.case(remedy).name)_gain", gain(remedy), .percent(0))
}
//#-end-hidden-code
/*:
 The test images are harder than the validation images: the mean image scores
 {{mean_image_test_mse}} on them and {{mean_image_validation_mse}} on the others. So a part of these
 gaps is not over-fitting.

 Where we say that a difference is *shown*, a **{{term paired t-test}}** over the seeds (Student
 1908) finds that, were there no true difference, one so large would turn up less than once in a
 hundred times. It is paired because both runs of a pair have the same images and the same key. It
 assumes that the differences are roughly normal. With five pairs it is a weak test: a mean difference is
 shown only where it is more than twice the standard deviation of the differences, and more yet with the
 correction below. "No difference shown" does not mean "equal".

 Who asks often is fooled often: of a hundred differences that are not real, about one would be shown by luck. So the
 p-values of a table are those of Holm (1979), each raised so far that to call *shown* what is below a hundredth is
 a mistake anywhere in the table with a chance of one in a hundred.
 Still, "shown" does not mean "true". There are several tables and further tests on this page, and all
 runs of this page share their choices of strengths and rates, which rest on two runs each. So where
 a difference is small, ask whether it comes back with different random numbers: `--seed 2` draws
 them, and leaves the images as they are.
 */
/// The validation errors of a remedy's runs against updates.
func curves(_ remedy: Remedy) -> [LearningCurve] { finals[remedy, \.run.curve] }
//#-hidden-code
notebook.show(
  errorsByUpdates(
    [Remedy.none, .penalty, .noise, .single, .shifts, .rotations, .more].map {
      ($0.rawValue, curves($0))
    }, error: "validation error"), as: "remedies",
  caption:
    "Some of the remedies, each at the rate of the table. Bands show the range over the seeds.")
//#-end-hidden-code
notebook.check(
  "Shifts, rotations, fewer layers and more images lower the test error, and the differences are "
    + "shown; over the last factor of four of the updates they lower the validation error, with every "
    + "seed.",
  (strong + [.more]).allSatisfy {
    gain($0) > 0 && isShown($0) && stays(curves($0), below: curves(.none))
  })
notebook.check(
  "L2, contraction and Gaussian noise lower the test error with every seed; no penalty and no noise "
    + "lowers it by as much as a seventh, on average.",
  [.penalty, .contraction, .noise].allSatisfy {
    increasing(finals[$0, \.testError], finals[.none, \.testError])
  } && mild.allSatisfy { gain($0) < 1.0 / 7 })
notebook.check(
  "Shifts, rotations and the network without hidden layers each do better than every penalty and "
    + "every noise, and the differences are shown.",
  strong.allSatisfy { strong in
    let compared = finals.filter { mild.contains($0.id) || $0.id == strong }
    return mild.allSatisfy {
      gain(strong) > gain($0) && compared.differs($0, from: strong, \.testError)
    }
  })
notebook.check(
  "Shifts and rotations bring the network below PCA of the same {{few_images}} images, with every seed; "
    + "no penalty, no noise and no smaller network does, on average.",
  [.shifts, .rotations].allSatisfy { increasing(finals[$0, \.testError], fewPCATestErrors) }
    && (mild + [.single]).allSatisfy { finals.mean($0, \.testError) > fewPCATestErrors.mean },
  evidence: "PCA of {{few_images}}: {{pca_few_test_mse}}, of {{pool}}: {{pca_all_test_mse}}")
/*:
 So most of the advice is right, as far as it goes. Penalties and noise lower the test error by
 {{mild_gain_min}} to {{mild_gain_max}} of the untreated network's; with both stopped early by
 {{stopped_gain_min}} to {{stopped_gain_max}}. What helps much more is something else. Shifting ({{shifts_gain}})
 and turning ({{rotations_gain}}) help a great deal, and so does a network with fewer layers
 ({{no_hidden_layer_gain}}). A shifted digit is still a digit; the images alone do not hold that
 knowledge. With turned images the network reaches from {{few_images}} images about what PCA makes of
 {{pool}}.

 {{figure remedies}} shows what patience has to do with it. With shifted and turned images the error is
 still falling at the end; the untreated network's stopped falling on the way.

 ## Stopping early, and learning slowly

 Two remedies do not touch the loss. How do they compare? First the rates, by the means of the two
 runs that chose among them, on validation images:
 */
notebook.show(
  slow, .of("rate", \.rate), .mean("training", "train_mse", \.trainingError),
  .mean("validation", "validation_mse", \.validationError), .mean("gap", "gap", \.gap))
//#-hidden-code
notebook.value(
  "early_p", pairedP(finals[.common, \.stoppedError], finals[.none, \.testError]), .decimals(2))
//#-end-hidden-code
/// Stopped by a fifth of the few images themselves, which it then does not learn from.
let held = await notebook.runs("stopped by a fifth of the images", over: seeds) { seed in
  var (own, fewer) = (experiment, finals.case(.common))
  fewer.count = few * 4 / 5
  own.validation = experiment.images(few, seed: seed).rows(at: fewer.count..<few)
  return try own.run(fewer, seed: seed).stopped.error(on: test)
}
//#-hidden-code
notebook.spread(
  "held_out_cost", zip(held, finals[.common, \.testError]).map { $0 / $1 - 1 }, .percent(0))
//#-end-hidden-code
notebook.check(
  "The slower, the larger the training error.",
  increasing(slow.cases.map { [slow.mean($0, \.trainingError)] }))
notebook.check(
  "At the common rate stopping early lowers the mean test error, by less than a twentieth; between that "
    + "and the rate that suits the untreated network no difference is shown.",
  (0.95..<1).contains(
    finals.mean(.common, \.stoppedError) / finals.mean(.common, \.testError))
    && !differ(finals[.common, \.stoppedError], finals[.none, \.testError]),
  evidence: "p = {{early_p}}")
notebook.check(
  "With the L2 penalty, contraction and Gaussian noise early stopping has next to nothing to do: on "
    + "average the validation error ends less than a hundredth above its least.",
  [Remedy.penalty, .contraction, .noise].allSatisfy { finals.mean($0, \.run.rise) < 0.01 })
notebook.check(
  "Stopped by a fifth of the {{few_images}} images, held out of them, the network does worse than "
    + "trained on all of them to the end, with every seed.",
  increasing(finals[.common, \.testError], held), evidence: "by {{held_out_cost}}")
/*:
 A smaller learning rate learns less in the same time, and so stops early in its own way: the rate that suits
 the untreated network is {{none_rate}}, and it ends where early stopping does, at
 {{none_test_mse}} and {{none_common_rate_stopped_test_mse}}.

 But where do the {{few_images}} images end? Our early stopping looks at 400 further images. Who has so many would
 rather learn from them. Taken out of the {{few_images}} themselves, a fifth to look at costs more than stopping
 early gains. A fair account counts validation images as images.

 ## What the penalties do

 **L1** is said to make a code *sparse*, most of its numbers near zero. We measure the
 {{term sparseness}} of Hoyer (2004),
 $(\sqrt{k} - \lVert z \rVert_1 / \lVert z \rVert_2) / (\sqrt{k} - 1)$: 0 when all numbers are
 equally large, 1 when only one is not zero. It does not depend on the code's scale. Independent
 Gaussian numbers serve as a yardstick. And we add an L1 penalty twice as strong, at the same rate.
 */
var doubled = finals.case(.sparsity)
doubled.strength *= 2
let sparser = await notebook.trials("stronger L1", [doubled], seeds: seeds) {
  try examined($0, experiment.run($0, seed: $1))
}
let codes = Trials(
  seeds: seeds,
  [
    "none": finals[.none], "L1": finals[.sparsity], "L1, doubled": sparser[.sparsity],
    "none, common rate": finals[.common], "contraction": finals[.contraction],
  ])
let gaussianSparseness = hoyerSparseness(of: key["Gaussian"].normals(rows: 1000, columns: k))

var codeTable = notebook.table(
  codes, as: "code", .label("remedy"), .value("rate", "rate") { $0[0].treatment.rate },
  .spread("sparseness", "sparseness", format: .decimals(3), \.sparseness),
  .spread("code", "size", format: .decimals(1), \.codeSize),
  .spread("decoder's weights", "decoder_weight_size", format: .decimals(2), \.decoderSize),
  .spread("test error", "test_mse", \.testError))
codeTable.row(
  "Gaussian numbers", "–",
  notebook.value("gaussian_sparseness", gaussianSparseness, .decimals(3)), "–", "–", "–")
notebook.show(codeTable)

/// Whether the code is smaller and the weights after it are larger than without a penalty, at either
/// rate.
func hasTakenTheWayOut(_ penalised: String) -> Bool {
  ["none", "none, common rate"].allSatisfy { plain in
    increasing(codes[penalised, \.codeSize], codes[plain, \.codeSize])
      && increasing(codes[plain, \.decoderSize], codes[penalised, \.decoderSize])
  }
}
notebook.check(
  "Without a penalty the codes of test images are about as sparse as Gaussian numbers, within a "
    + "twentieth of the scale.",
  (finals[.none] + finals[.common]).allSatisfy { abs($0.sparseness - gaussianSparseness) < 0.05 })
notebook.check(
  "Under L1 they are sparser, and under the stronger L1 sparser still, on average; but under "
    + "neither do they come as far as a third of the scale.",
  increasing(["none", "L1", "L1, doubled"].map { [codes.mean($0, \.sparseness)] })
    && codes["L1, doubled"].allSatisfy { $0.sparseness < 1.0 / 3 })
notebook.check(
  "Under every L1 and under contraction the code is smaller and the decoder's first-layer weights "
    + "are larger than without at either rate, with every seed.",
  ["L1", "L1, doubled", "contraction"].allSatisfy(hasTakenTheWayOut))
/*:
 Sparser, at these strengths, but far from sparse. That is no verdict on L1.
 A wide code with ReLU has units to spare, and zeros that are exact:
 */
let wideCode = 512
let sparse = await notebook.trials("wide code", Sparsity.allCases, seeds: seeds) {
  penalty, seed in
  let untrained = Autoencoder(
    [784, wideCode], code: .relu, outputBias: logit(pca.mean, margin: 1e-3),
    using: key["wide"][seed])
  return try Run(
    untrained, on: experiment.pool, validation: validation, budget: experiment.budget,
    optimizer: Adam(), key: key["wide"][seed]
  ) { model, x, _ in
    let z = model.encoder(Tensor(x))
    return meanSquaredError(model.decoder(z), x)
      + penalty.strength / Float(x.rows) * z.absolute.sum
  }
}
//#-hidden-code
notebook.value("wide_code", Double(wideCode), .decimals(0))
//#-end-hidden-code
notebook.show(
  sparse, .label("L1 on {{wide_code}} units"),
  .spread("zeros", "zeros", format: .percent(0)) { zeros($0.model, on: test) },
  .spread("test MSE", "test_mse") { $0.model.error(on: test) })
notebook.check(
  "On a wide code with ReLU, the strong L1 makes more than two thirds of the numbers zero and the weak one "
    + "more than a third, with every seed; without it less than a fifth are.",
  zip(sparse.results, [0...0.2, 1 / 3.0...0.6, 2 / 3.0...1]).allSatisfy { runs, range in
    runs.allSatisfy { range.contains(zeros($0.model, on: test)) }
  })
/*:
 On a narrow code the penalty has a way out. Halve the code, double the decoder's first-layer
 weights, and the reconstruction is the same at half the L1 penalty and a quarter of the contractive one. The codes shrink and the decoder's weights grow, as
 this way out predicts. Tied weights, which Rifai et al. use, close it.

 **L2 and weight decay** look alike and are not: Adam divides a gradient by its own size. The
 weights of a pixel that no training image inks show it best. The reconstruction gives them no
 gradient, so that the penalty's is all they have, and Adam takes a full step of about $\eta$,
 whether $\lambda$ is large or small, as long as $2 \lambda |w|$ is well above Adam's tiny
 $\epsilon$. Weight decay must leave $(1 - \eta \lambda)^T$ of them, by its formula. How large are
 they at the end, compared with the start?
 */
/// By seed, the size of the weights that lead from blank pixels, at the end against the start.
func blankWeightsLeft(_ remedy: Remedy) -> [Double] {
  zip(seeds, finals[remedy]).map { seed, final in
    let ink = experiment.images(few, seed: seed).columnSums
    let least = ink.elements.min() ?? 0
    let blank = (0..<784).filter { ink[0, $0] == least }
    func size(_ model: Autoencoder) -> Double {
      model["encoder.0.weight"].rows(at: blank).rootMeanSquare
    }
    return size(final.run.model) / size(experiment.untrained(final.treatment, seed: seed))
  }
}
let (leftByPenalty, leftByDecay) = (blankWeightsLeft(.penalty), blankWeightsLeft(.decay))
let decay = finals.case(.decay)
let kept = (0..<settings.updates).reduce(1) { left, _ in left * (1 - decay.rate * decay.strength) }
notebook.spread("penalty_blank_weights_left", leftByPenalty, .significant(1))
notebook.spread("decay_blank_weights_left", leftByDecay, .significant(1))
notebook.check(
  "The L2 penalty, tiny as it is, wipes them out: less than a thousandth is left. Weight decay "
    + "leaves what its formula says, within a thousandth.",
  leftByPenalty.allSatisfy { $0 < 1e-3 } && leftByDecay.allSatisfy { abs($0 - kept) < 1e-3 },
  evidence: "{{penalty_blank_weights_left}} and {{decay_blank_weights_left}}")
/*:
 ## Better features?

 It is also said that regularisation is for *features* rather than for reconstruction. The column
 "probe" of the table answers that. It needs some controls: the same probe on raw pixels, of which
 there are 784 and which get a penalty of their own; on PCA's code; and on the code of an untrained
 network with its random weights. All accuracies are on the same 1000 test images, where one
 accuracy has a standard error of about a percentage point. The tests over seeds hold for these
 images: five seeds cannot say how it would be on others.
 */
let (pixelAccuracy, pcaAccuracy) = notebook.attempt {
  let pixelPenalty = try probes.penalty { $0 }
  return (
    try probes.accuracy(of: { $0 }, penalty: pixelPenalty),
    try probes.accuracy(of: { pca.encode($0, to: k) }, penalty: codePenalty)
  )
}
let fewPCAAccuracies = await notebook.runs("PCA", over: fewPCAs) { pca in
  try probes.accuracy(of: { pca.encode($0, to: k) }, penalty: codePenalty)
}
let untrainedAccuracies = await notebook.runs("untrained", over: seeds) { seed in
  let plenty = Treatment(rate: commonRate, network: wide, count: pool.count)
  let untrained = experiment.untrained(plenty, seed: seed)
  return try probes.accuracy(of: untrained.encode, penalty: codePenalty)
}
var controls = Table("probe on", "test accuracy")
controls.row("raw pixels", notebook.value("pixels_test_accuracy", pixelAccuracy))
controls.row(
  "PCA, k = \(k), of \(pool.count) images", notebook.value("pca_test_accuracy", pcaAccuracy))
controls.row(
  "PCA, k = \(k), of \(few) images", notebook.spread("pca_few_test_accuracy", fewPCAAccuracies))
controls.row("untrained network", notebook.spread("untrained_test_accuracy", untrainedAccuracies))
notebook.show(controls)
let accuracy = { (remedy: Remedy) in finals.mean(remedy, \.accuracy) }
//#-hidden-code
notebook.difference("l2_penalty_accuracy", finals[.none, \.accuracy], finals[.penalty, \.accuracy])
//#-end-hidden-code
notebook.check(
  "On raw pixels and on PCA's code our probe agrees with scikit-learn's logistic regression within "
    + "one and a half percentage points.",
  abs(pixelAccuracy - (reference["raw pixels"] ?? 0)) < 0.015
    && abs(pcaAccuracy - (reference["PCA-32"] ?? 0)) < 0.015, needsBookData: true)
notebook.check(
  "With shifts and with rotations the probe is more accurate than on PCA of all images, on average; under "
    + "every penalty and every noise it is not.",
  [.shifts, .rotations].allSatisfy { accuracy($0) > pcaAccuracy }
    && mild.allSatisfy { accuracy($0) <= pcaAccuracy })
notebook.check(
  "On PCA of the same {{few_images}} images the probe is more accurate than on the untreated "
    + "network and under every penalty and noise, on average.",
  ([.none] + mild).allSatisfy { accuracy($0) < fewPCAAccuracies.mean })
notebook.check(
  "No penalty and no noise gives codes with a higher probe accuracy, as far as is shown.",
  mild.allSatisfy {
    accuracy($0) <= accuracy(.none) || !isShown($0, \.accuracy)
  })
notebook.check(
  "Under the L2 penalty the probe is less accurate, on average, by less than three percentage points.",
  (0..<0.03).contains(accuracy(.none) - accuracy(.penalty)),
  evidence: "by {{l2_penalty_accuracy_difference}}, p = {{l2_penalty_accuracy_p}}")
notebook.check(
  "With shifts, with rotations, without hidden layers and with more images the probe is more "
    + "accurate, on average.",
  (strong + [.more]).allSatisfy { accuracy($0) > accuracy(.none) })
/*:
 So with few images the sentence does not hold here. What greatly helped reconstruction also helped
 the features, so much that on codes from {{few_images}} images, shifted or turned, the probe is at least as accurate,
 on average, as on those of PCA of {{pool}}. What helped it little did no good to them that these runs could show, and
 the table has some that did harm.

 ## Denoising

 Denoising was proposed for better features (Vincent et al. 2008). We ask first whether it restores images, and then
 about features. With all {{pool}} images
 and no hidden layer, but a code of {{restorer_size}} units, we train one network on clean images
 and one on images with noise of standard deviation {{damage}}, and give both noisy test images.
 Each has the rate that suits its task. PCA can also denoise: noise has parts along all directions,
 and PCA drops most of them. We give it the number of components that restores the validation images
 best, and clip its pixels to 0…1, the range that the sigmoid gives the networks for free. Better
 than to drop components is to shrink each by $\lambda / (\lambda + s^2)$, where $\lambda$ is its
 variance: no linear map restores images of such variances better (Wiener 1949).

 What is the best map of all? Of all restorations of a damaged image $y = x + s \varepsilon$ the mean of the clean
 images that may stand behind it, $\mathbb{E}[x \mid y]$, has the least squared error. Let $p_s$ be the density of
 damaged images, $p_s(y) = \int p(x)\, \mathcal{N}(y; x, s^2 I)\, dx$. Its gradient brings a factor
 $(x - y) / s^2$ under the integral, so

 $$ \mathbb{E}[x \mid y] = y + s^2 \nabla \log p_s(y) , \label{score} $$

 which is known as Tweedie's formula (Efron 2011). To restore an image is to take a step towards where images are
 denser, and who learns to restore learns the gradient of a logarithm of a density, the **{{term score}}** of images (Vincent
 2011). If images were normally distributed, that gradient would be linear, and the step Wiener's. What
 a network does better than the shrunk PCA it owes to what is not normal about digits.
 */
let damage = settings.damage
let noisyValidation = noisy(validation, deviation: damage, using: key["damage"][0])
let noisyTest = noisy(test, deviation: damage, using: key["damage"][1])

func restorer(_ remedy: Remedy, rate: Double) -> Treatment {
  Treatment(
    remedy, strength: damage, rate: rate, network: [784, restorerSize], count: pool.count)
}
let cleanChoice = await notebook.choice(
  "rates, clean", among: [1e-3, 3e-3, 1e-2].map { restorer(.none, rate: $0) },
  seeds: trialSeeds, error: experiment.validationError)
let noisyChoice = await notebook.choice(
  "rates, noisy", among: [3e-4, 1e-3, 3e-3].map { restorer(.noise, rate: $0) },
  seeds: trialSeeds
) {
  try experiment.run($0, seed: $1).model.reconstruct(noisyValidation)
    .meanSquaredError(to: validation)
}

func pcaRestored(_ images: Matrix, _ size: Int) -> Matrix {
  pca.reconstruct(images, from: size).clipped(to: 0...1)
}
let componentCounts = [16, 32, 64, 128, 256]
let sizeChoice = Choice(
  among: componentCounts,
  errors: componentCounts.map {
    [pcaRestored(noisyValidation, $0).meanSquaredError(to: validation)]
  })

let restored = await notebook.trials(
  "restorers",
  [
    cleanChoice.option, noisyChoice.option, restorer(.common, rate: noisyChoice.option.rate),
  ], seeds: seeds
) { treatment, seed in
  guard treatment.remedy == .noise, seed == seeds[0] else {
    return try examined(treatment, experiment.run(treatment, seed: seed))
  }
  // This is the model that a reader may keep.
  let run = try notebook.model(loaded) { try experiment.run(treatment, seed: seed) }
  return try examined(treatment, run)
}
extension Final {
  var restored: Matrix { run.model.reconstruct(noisyTest) }
  var noisyError: Double { restored.meanSquaredError(to: test) }
}
let bestPCAError = pcaRestored(noisyTest, sizeChoice.option).meanSquaredError(to: test)
let linearly = pca.shrunk(noisyTest, noise: damage).clipped(to: 0...1)
let wienerError = linearly.meanSquaredError(to: test)

var restoredTable = notebook.table(
  restored, as: "restorer",
  .text("model") { "trained on \($0.remedy == .noise ? "noisy" : "clean") images" },
  .of("rate", \.rate),
  .spread("clean images", "test_mse", \.testError),
  .spread("noisy images", "noisy_test_mse", \.noisyError),
  .spread("probe", "test_accuracy", \.accuracy))
for size in Set([sizeChoice.option, restorerSize]).sorted() {
  let errors = [test, noisyTest].map { pcaRestored($0, size).meanSquaredError(to: test) }
  restoredTable.row(
    "PCA, clipped, k = \(size)", "–",
    notebook.value("pca_clipped_test_mse_k\(size)", errors[0]),
    notebook.value("pca_clipped_noisy_test_mse_k\(size)", errors[1]), "–")
}
restoredTable.row(
  "PCA, shrunk, clipped", "–", "–", notebook.value("wiener_noisy_test_mse", wienerError), "–")
restoredTable.row("mean image", "–", meanImageTestError, meanImageTestError, "–")
restoredTable.row(
  "nothing", "–", "–",
  notebook.value("nothing_noisy_test_mse", noisyTest.meanSquaredError(to: test)), "–")
notebook.show(restoredTable)
//#-hidden-code
notebook.value("restorer_size", Double(restorerSize), .decimals(0))
notebook.difference("noise_accuracy", restored[.noise, \.accuracy], restored[.common, \.accuracy])
let places = digits.test.firstOfEachClass
notebook.show(
  restorations(
    of: test.rows(at: places), damaged: noisyTest.rows(at: places),
    by: [
      ("PCA, k = \(sizeChoice.option)", { pcaRestored($0, sizeChoice.option) }),
      ("trained on clean", restored[.none][0].run.model.reconstruct),
      ("trained on noisy", restored[.noise][0].run.model.reconstruct),
    ]),
  as: "denoising", caption: "Test images, damaged and restored. PCA is clipped. First seed.")
notebook.show(
  filters(of: [
    ("untreated, n = \(few)", finals[.none][0]), ("L1, n = \(few)", finals[.sparsity][0]),
    ("noise, n = \(few)", finals[.noise][0]), ("noisy, n = \(pool.count)", restored[.noise][0]),
    ("clean, same rate", restored[.common][0]),
  ]), as: "filters",
  caption:
    "The weights that lead to the first ten units of the encoder's first layer, each row on a "
    + "scale of its own. First seed.")
//#-end-hidden-code
notebook.check(
  "Trained on noisy images, the network restores them better than the network trained on clean "
    + "ones, at either rate, with every seed.",
  [Remedy.none, .common].allSatisfy {
    increasing(restored[.noise, \.noisyError], restored[$0, \.noisyError])
  })
let leads = restored[.noise].map { final in
  zip(errorsByImage(linearly, to: test), errorsByImage(final.restored, to: test)).map(-)
}
let lead = bootstrapInterval(leads) { draw, count in
  key["bootstrap"][draw].uniforms(rows: 1, columns: count).elements.map(Double.init)
}
notebook.range("lead_mse", [lead.lowerBound, lead.upperBound])
notebook.check(
  "It also restores them better than clipped PCA and than the best linear restorer, clipped, with every "
    + "seed.",
  restored[.noise].allSatisfy { $0.noisyError < min(bestPCAError, wienerError) }
    && lead.lowerBound > 0,
  evidence:
    "its error is lower than the linear restorer's by {{lead_mse_min}} to {{lead_mse_max}}, "
    + "in 99 % of 2,000 draws of seeds and images, with replacement")
notebook.check(
  "Trained on noisy images, the network rebuilds clean images worse than trained on clean ones, at "
    + "either rate, with every seed.",
  [Remedy.none, .common].allSatisfy {
    increasing(restored[$0, \.testError], restored[.noise, \.testError])
  })
notebook.check(
  "The probe is more accurate on the network trained on noisy images than on the one trained on "
    + "clean images, on average; but so it is where only the rate is the smaller one, without noise.",
  [Remedy.noise, .common].allSatisfy {
    restored.mean($0, \.accuracy) > restored.mean(.none, \.accuracy)
  })
notebook.check(
  "At the same rate noise changes the accuracy by less than two percentage points, on average.",
  abs(restored.mean(.noise, \.accuracy) - restored.mean(.common, \.accuracy)) < 0.02,
  evidence: "by {{noise_accuracy_difference}}, p = {{noise_accuracy_p}}")
notebook.check(
  "No rate and no size chosen here lies at the edge of its grid.",
  !cleanChoice.isAtEdge && !noisyChoice.isAtEdge && !sizeChoice.isAtEdge)
/*:
 (The draws with replacement are a **{{term bootstrap}}**, Efron 1979: how much the lead would have varied with other
 seeds and other test images.) So a network that learns to restore beats the linear map that is
 best for the training images. Is there also a grain of truth in the claim
 about features, that noise costs reconstruction and buys features? That it costs reconstruction is
 plain. For the features, first compare like with like. The third line of the table was needed: its
 probe accuracy is also higher, on average, than that of the network trained on clean images at the
 larger rate, and it has seen no noise. So a part of the gain came with the smaller rate. What is left for
 noise is {{noise_accuracy_difference}}, with a p-value of {{noise_accuracy_p}}.

 How far should one trust such a number? A test that is wrong once in a hundred times was asked dozens of
 times on this page. And the five runs do not vary all that might have been otherwise: they share one
 penalty of the probe, which the validation images chose for codes of {{code_size}} units. If you look at
 enough differences, you find one that looks like a result, and are tempted to write about that one.
 The first cure is cheap: run it again, as exercise 6 does.

 The filters of {{figure filters}} need the same care: those trained on clean images at the same
 rate are the ones to compare with.

 ## Claims, tested

 | An introduction says | This chapter finds |
 | :--- | :--- |
 | Autoencoders over-fit easily. | With {{few_images}} images, each seen {{passes}} times, the error on unseen images ends {{few_rise_min}} to {{few_rise_max}} above its least; with six times as many up to {{some_rise_max}}; with all hardly. |
 | The remedies are L1, L2 and dropout. | At the strength that was best at the common rate they lower the test error by {{l1_on_the_code_gain}}, {{l2_penalty_gain}} and {{dropout_gain}}. The strongest L1 leaves the mean image. |
 | Use a smaller learning rate. | It learns less in the same time. Between the rate that suits the untreated network and early stopping no difference is shown. |
 | Use a simpler model. | One without hidden layers: {{no_hidden_layer_gain}} lower. One with narrower layers does worse. |
 | Use more data, or augmentation. | Yes: {{shifts_gain}} lower with shifts, {{rotations_gain}} with rotations, {{more_images_gain}} with all images. |
 | Poor output is cured by regularisation. | With all images and a wider code, noise of {{damage}} raises the error on clean images, at the same rate, from {{restorer_none_common_rate_test_mse}} to {{restorer_gaussian_noise_test_mse}}. |
 | (What is said instead) Regularisation is for features. | With {{few_images}} images no penalty and no noise improved them, as far as is shown; shifts and rotations did. With all, the probe's accuracy is {{restorer_gaussian_noise_test_accuracy}} with noise and {{restorer_none_common_rate_test_accuracy}} without, at the same rate. |

 ## In short

 When does an autoencoder over-fit? When it sees few images many times. What does it cost? Training too long cost {{few_rise_min}} to {{few_rise_max}}. Having few
 images costs far more. What helps? Above all more images, or old ones shifted and turned: with time they
 more than halve the error. Second, fewer layers. Then a penalty or noise, at a strength chosen on
 validation images, by {{mild_gain_max}} at most. Early stopping helps little, and costs images of its own. A
 sentence about regularisation that names no strength, no number of images and no length of training
 says next to nothing.

 ## Exercises

 1. Run `swift run 04-regularisation --few-images 400` (some minutes). Which remedies are still worth their
    trouble? And with `--updates 400`, at either number of images?
 2. On paper: the penalty on the code is $\lambda \sum_i |z_i|$ and the decoder starts with a
    linear layer. Show that the network can make the penalty as small as it likes without changing
    a reconstruction. Why does weight decay forbid it?
 3. On paper: expand $f(x + h \varepsilon)$ to first order, with the $\varepsilon$ of the pixels
    independent, of mean 0 and variance 1, and show that the contractive penalty is the mean of
    $\lVert f(x + h \varepsilon) - f(x) \rVert^2 / h^2$.
 4. In code, in `Chapters/Exercises/4.4-shifts-and-rotations.swift` (`swift run exercise 4.4` checks
    it): combine shifts and rotations, and train with both for 400 updates. Does the network beat PCA of
    the {{few_images}} images as soon as that? With four times as many updates? (And why is the
    comparison no longer quite fair?)
 5. In code, in `Chapters/Exercises/4.5-tied-weights.swift` (`swift run exercise 4.5` checks it): tie
    the decoder's weights to the encoder's, $\hat{x} = \sigma(z E^\top + b)$, in the network without
    hidden layers, with `multiplied(byTransposeOf:)`. It has about half as many parameters. Is the
    gap smaller? (Exercise 4 of chapter 2 asks what tying costs where images are plenty; compare.)
 6. Run `swift run 04-regularisation --updates 400`, then with `--seed 2` as well: the same images and
    different random numbers. What is left of what noise did for the probe? Take further seeds. If no
    difference on a page were real, how many out of forty such tests would you expect to show one?

 [Solutions](S4-regularisation.md), for when you have tried.

 ## References

 - G. Alain and Y. Bengio, ["Understanding intermediate layers using linear classifier
   probes"](https://arxiv.org/abs/1610.01644), *ICLR* 2017, workshop.
 - P. O. Hoyer, ["Non-negative matrix factorization with sparseness
   constraints"](https://www.jmlr.org/papers/v5/hoyer04a.html), *Journal of Machine Learning
   Research* 5 (2004), 1457–1469.
 - I. Loshchilov and F. Hutter, ["Decoupled weight decay
   regularization"](https://arxiv.org/abs/1711.05101), *ICLR* 2019.
 - L. Prechelt, ["Early stopping – but when?"](https://doi.org/10.1007/3-540-49430-8_3), in *Neural
   networks: tricks of the trade*, Springer, 1998, 55–69.
 - C. M. Bishop, ["Training with noise is equivalent to Tikhonov
   regularization"](https://doi.org/10.1162/neco.1995.7.1.108), *Neural Computation* 7 (1995), 108–116.
 - B. Efron, ["Bootstrap methods: another look at the
   jackknife"](https://doi.org/10.1214/aos/1176344552), *The Annals of Statistics* 7 (1979), 1–26.
 - B. Efron, ["Tweedie's formula and selection bias"](https://doi.org/10.1198/jasa.2011.tm11181), *Journal of the
   American Statistical Association* 106 (2011), 1602–1614.
 - S. Holm, ["A simple sequentially rejective multiple test
   procedure"](https://www.jstor.org/stable/4615733), *Scandinavian Journal of Statistics* 6 (1979), 65–70.
 - S. Rifai, P. Vincent, X. Muller, X. Glorot and Y. Bengio, ["Contractive auto-encoders: explicit
   invariance during feature extraction"](https://icml.cc/2011/papers/455_icmlpaper.pdf), *ICML*
   2011, 833–840.
 - N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever and R. Salakhutdinov, ["Dropout: a simple
   way to prevent neural networks from
   overfitting"](https://jmlr.org/papers/v15/srivastava14a.html), *Journal of Machine Learning
   Research* 15 (2014), 1929–1958.
 - Student, ["The probable error of a mean"](https://doi.org/10.1093/biomet/6.1.1), *Biometrika* 6
   (1908), 1–25.
 - P. Vincent, ["A connection between score matching and denoising
   autoencoders"](https://doi.org/10.1162/NECO_a_00142), *Neural Computation* 23 (2011), 1661–1674.
 - P. Vincent, H. Larochelle, Y. Bengio and P.-A. Manzagol, ["Extracting and composing robust
   features with denoising autoencoders"](https://doi.org/10.1145/1390156.1390294), *ICML* 2008,
   1096–1103.
 - N. Wiener, *Extrapolation, interpolation, and smoothing of stationary time series*, MIT Press,
   1949.
 */
//#-hidden-code
notebook.finish()
//#-end-hidden-code
