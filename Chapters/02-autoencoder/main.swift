/*:
 # 2 · The plain autoencoder

 > When does a network that learns to rebuild its input beat PCA, and what does it take?

 - **By the end you can** write a training loop; say what reverse-mode differentiation does;
   distinguish a model that has converged from one that was stopped; and take a network apart to find
   the part that makes it better.
 - **You need** chapter 1, derivatives of functions of several variables, and the chain rule.
 - **It takes** about {{reading_minutes}} minutes to read, code included, without the exercises; its
   running time is on the [status page](status.md).

 Chapter 1 found the best linear code of an image in closed form. Now the encoder and the decoder
 become neural networks, and the code is *learned*: we show the network images, measure how badly
 it rebuilds them, and change its numbers a little so that it does better next time. Nothing else
 changes, neither the digits nor the measure nor the pictures, so that every result here can be
 compared directly with PCA's.

 The introductions that this book grew from print several such networks and praise them. We first
 run them as printed. The result is sobering; the rest of the chapter finds out why, and what
 helps.
 */
import Datasets
import Engine
import Models
import Notebook
import Plot
import Statistics
import Workbench

struct Settings: ChapterSettings {
  @Setting("size of the code", symbol: "k", in: 1...784)
  var codeSize = 32

  @Setting("epochs of the first run", in: 1...1000, quick: 2)
  var epochs = 50

  @Setting("images per update", symbol: "B", in: 1...4000)
  var batchSize = 256

  @Setting("how often the printed epochs are repeated in the longest runs", in: 1...100, quick: 2)
  var repeats = 15

  @Setting("epochs of the short budget", in: 1...1000, quick: 1)
  var shortEpochs = 5

  @Setting("epochs of the long budget", in: 2...5000, quick: 2)
  var longEpochs = 40

  @Setting("images per update in both", in: 1...4000)
  var smallBatchSize = 32

  @Setting("Adam's learning rate in the first run and with patience", symbol: "\\eta", in: 1e-6...1)
  var learningRate = 1e-3

  @Setting("independent runs of each experiment", in: 2...100, quick: 2)
  var seeds = 5

  @Setting("seed that all random numbers derive from", in: 0...1_000_000)
  var seed = 1
}

let (settings, notebook) = Notebook.open(Settings(), model: "the network of the first run")
let k = settings.codeSize
let (epochs, batchSize) = (settings.epochs, settings.batchSize)
let (shortEpochs, longEpochs) = (settings.shortEpochs, settings.longEpochs)
let seeds = Array(1...settings.seeds)
let key = Key(seed: settings.seed)
//#-hidden-code
notebook.show(settings)
let loaded: LoadedModel<Run>? = notebook.loadedModel(like: Autoencoder([784, k], using: key))
//#-end-hidden-code
/*:
 Everything random derives from the {{term seed}}: a **{{term key}}** such as `key["order"][epoch]`
 is a named source of random numbers, and the same seed and names always give the same numbers.
 */
let digits = notebook.digits()
/// What networks in JAX reached on these digits.
let reference = notebook.reference()
let (trainImages, train, test) = (digits.train, digits.train.matrix, digits.test.matrix)
let pca = PCA(of: train)

func pcaError(_ size: Int, on images: Matrix = test) -> Double {
  pca.error(on: images, from: size)
}
func clippedPCAError(_ size: Int) -> Double {
  pca.reconstruct(test, from: size).clipped(to: 0...1).meanSquaredError(to: test)
}
let meanImageTestError = meanImageError(of: train, on: test)
//#-hidden-code
/// The dashed lines of the charts of training losses: both baselines on the training images.
let baselines: [Plot.Reference] = [
  .horizontal(meanImageError(of: train, on: train), "mean image"),
  .horizontal(pcaError(k, on: train), "PCA, k = \(k)"),
]
notebook.value("pca_test_mse", pcaError(k))
notebook.value("pca_test_clipped_mse", clippedPCAError(k))
notebook.value("mean_image_test_mse", meanImageTestError)
//#-end-hidden-code
/*:
 ## The model

 The **{{term encoder}}** $f$ turns an image $x$ into a code $z = f(x)$ of $k$ numbers; the
 **{{term decoder}}** $g$ turns the code into a reconstruction $\hat{x} = g(z)$. Each is a chain of
 **{{term dense layer|dense layers}}**, affine maps $x W + b$ of a row $x$ with
 **{{term weight|weights}}** $W$ and a **{{term bias}}** $b$, and after each an
 **{{term activation}}**, a function of single numbers that makes the result non-linear. This is the
 layer of the book's engine:

 {{include Sources/Engine/Layers.swift#dense}}

 A `Sequential` of the given sizes is a chain of such layers, with an activation after each. And this
 is the autoencoder. Its only duty as a `Module` is to name its parts:

 {{include Sources/Models/Autoencoder.swift#autoencoder}}

 We begin with the simplest one: a single layer each way, a linear code
 (activation `identity`), and a **{{term sigmoid}}** $\sigma(a) = 1 / (1 + e^{-a})$ at the output,
 so that every pixel lies between 0 and 1.
 */
let untrained = Autoencoder([784, k], using: key["first"])
var model = untrained
//#-hidden-code
notebook.value("first_parameters", Double(untrained.parameterCount))
notebook.value("first_untrained_test_mse", untrained.error(on: test), .decimals(3))
//#-end-hidden-code
/*:
 It has {{first_parameters}} {{term parameter|numbers to learn}}: weights that start at random,
 uniform with the limits of Glorot and Bengio (2010), and biases that start at 0. Untrained, it
 rebuilds everything as an even grey, with an error of {{first_untrained_test_mse}}; the mean image
 scores {{mean_image_test_mse}}.

 ## The loss and its gradient

 The **{{term loss}}** is the {{term mean squared error}} of a {{term batch}} of $B$ images,

 $$ L = \frac{1}{784 B} \sum_{b=1}^{B} \lVert g(f(x_b)) - x_b \rVert^2 . \label{loss} $$

 Note what is compared: the output with the input. Some introductions speak of "the difference
 between the encoder and the decoder". No such thing is measured, as we shall see.

 To lower the loss we need its derivative with respect to every weight. The engine finds it by
 **{{term reverse-mode differentiation}}** (Griewank and Walther 2008): each operation knows its
 result and, for each argument, how a {{term gradient}} of the result becomes a gradient of the
 argument. Take the product $Y = P Q$, and call $G_{il} = \partial L / \partial Y_{il}$. The entry
 $P_{ij}$ enters $Y_{il}$ with the factor $Q_{jl}$, so
 $\partial L / \partial P_{ij} = \sum_l G_{il} Q_{jl}$, which
 is $G Q^\top$. `pullingBack` keeps that rule, the {{term pullback}}, for the backward pass; `$0` is $G$:

 {{include Sources/Engine/Operations.swift#product}}

 `valueWithGradient` applies these rules from the loss backwards. The gradient of a model is a
 model of the same shape.

 ## The training loop

 **{{term gradient descent|Gradient descent}}** takes from each weight $w$ its derivative times a
 small number, the **{{term learning rate}}** $\eta$:
 $w \leftarrow w - \eta\, \partial L / \partial w$. We do so after each
 batch, with an {{term optimiser}} named **{{term Adam}}** (Kingma and Ba 2015) that scales the step of
 each weight separately, $w \leftarrow w - \eta\, \hat{m} / (\sqrt{\hat{v}} + \varepsilon)$, where $\hat{m}$ and
 $\hat{v}$ are running means of the derivative and of its square, corrected for their start at 0.
 While the derivative keeps its sign, a step is about $\eta$ long, however small the derivative is. An
 **{{term epoch}}** visits every image once, in a fresh random order.
 */
var optimizer = Adam(rate: Float(settings.learningRate))
var losses: [Double] = []
for epoch in 0..<epochs {
  var total = 0.0
  for indices in shuffledBatches(
    of: trainImages.count, size: batchSize, using: key["order"][epoch])
  {
    let batch = trainImages.batch(at: indices)
    let (loss, gradient) = valueWithGradient(at: model) { model in
      meanSquaredError(model(Tensor(batch)), batch)
    }
    optimizer.update(&model, along: gradient)
    total += Double(loss) * Double(batch.rows)
  }
  losses.append(total / Double(trainImages.count))
}
/*:
 That is the whole of it. The engine says it in fewer words: `steps` is the sequence of batches, and
 `lower` makes one update. From here on a run also keeps a **{{term learning curve}}**: the test
 error after ever more updates, at budgets each twice the one before. Which of two models is the
 better may depend on how long they train, and the curve will show it.

 {{include Chapters/02-autoencoder/Run.swift#run}}
 */
extension Run {
  var testError: Double { model.error(on: test) }
}
func trained(
  _ model: Autoencoder, on images: ImageSet = trainImages, epochs: Int = shortEpochs,
  batchSize: Int = settings.smallBatchSize, by optimizer: any Optimizer, key: Key
) throws -> Run {
  try Run(
    model, on: images, epochs: epochs, batchSize: batchSize, by: optimizer, unseen: test, key: key)
}

let first = notebook.attempt {
  let steps = steps(over: trainImages, epochs: epochs, batchSize: batchSize, key: key["order"])
  return try notebook.model(
    loaded,
    whereWhole: {
      $0.history.losses.count == epochs && $0.curve.isWhole(like: Run.curve(over: steps.count))
    }
  ) {
    try trained(
      untrained, epochs: epochs, batchSize: batchSize,
      by: Adam(rate: Float(settings.learningRate)), key: key["order"])
  }
}
notebook.check(
  "The engine's loop gives the same bits as the loop above.",
  first.history.losses == losses && first.model.reconstruct(test) == model.reconstruct(test))
notebook.check(
  "The first run has not reached PCA when it is stopped.", first.testError > pcaError(k))
//#-hidden-code
notebook.value("first_test_mse", first.testError)
notebook.value("first_updates", Double(first.history.steps))
notebook.show(
  trainingLosses([learningCurve("autoencoder", [losses])], baselines), as: "first-run",
  caption: "The first run: a fall to the mean image's error, a kink there, a slow descent.")
//#-end-hidden-code
/*:
 After {{epochs}} epochs, that is {{first_updates}} {{term update|updates}}, the test error is
 {{first_test_mse}}. PCA with the same code size scores {{pca_test_mse}}. So far the network has learned
 less than a page of linear algebra gives for free.

 ## The models as they are printed

 The introductions print five networks. Here they are, from the image to the code and back, with the
 size of their batches and their number of epochs. All of them apply the {{term ReLU}}, $\max(a, 0)$,
 after every layer, the code included, and the sigmoid at the output; all are trained with Adam at its
 usual rate. They are written for Keras, whose Adam has $\varepsilon = 10^{-7}$ where the paper and this
 book's engine have $10^{-8}$. Where a derivative is hardly larger than $\varepsilon$ it makes the step
 shorter, so for these models we do as Keras does.

 {{include Chapters/02-autoencoder/Printed.swift#printed}}
 */
let printed = Printed.all
/*:
 One run may be lucky. Each network is trained {{seeds}} times, with different initial weights and a
 different order of the images each time. **±** stands for the {{term standard deviation}} over these
 runs, here and in all that follows; a band in a chart shows their whole range.
 */
func trained(_ printed: Printed, repeats: Int = 1, seed: Int) throws -> Run {
  let key = key["printed"][printed.title][seed]
  let model = Autoencoder(
    encoder: printed.encoder, decoder: printed.decoder, code: .relu, using: key["weights"])
  return try trained(
    model, epochs: repeats * min(printed.epochs, epochs), batchSize: printed.batch,
    by: Adam(epsilon: 1e-7), key: key["order"])
}
let printedRuns = await notebook.trials("printed models", printed, seeds: seeds) {
  try trained($0, seed: $1)
}
/*:
 A ReLU {{term unit}} whose input is negative for every training image always answers 0.
 Its own weights then get no gradient, so it rarely recovers. We count these
 **{{term dead unit|dead units}}** of the code.
 */
notebook.show(
  printedRuns, as: "ae", .label("model"), .count("code", \.codeSize),
  .shared("epochs", \.history.losses.count), .shared("updates", \.history.steps),
  .spread("test MSE", "test_mse", \.testError),
  .of("PCA", "pca_test_mse") { pcaError($0.codeSize) },
  .spread("dead units", "dead_units") { $0.dead(on: train) })
//#-hidden-code
notebook.show(
  trainingLosses(printedRuns.bands(\.history.losses), [baselines[0]]), as: "printed-models",
  caption:
    "The printed models are stopped on the way down; two of them end at epoch 10. Bands show "
    + "the range over the seeds.")
//#-end-hidden-code
/*:
 Did we build them right? The same models were run in JAX, another framework, 20 times each from
 its own random numbers; the results are in the repository.
 */
let printedErrors = printedRuns.map(\.testError)
notebook.check(
  "For no model is our mean shown to differ from that in JAX: the 99 % confidence interval of each "
    + "difference contains 0.",
  printed.allSatisfy {
    reference.models[$0.reference]?.agrees(with: printedErrors[$0.id], runs: 20) ?? false
  }, needsBookData: true)
notebook.check(
  "Every printed model, with every seed, beats the mean image.",
  printed.allSatisfy { beats(printedErrors[$0.id], [meanImageTestError]) })
notebook.check(
  "In its printed number of epochs no printed model, with any seed, beats PCA of its code size on "
    + "these images.",
  printed.allSatisfy { beats([pcaError($0.codeSize)], printedErrors[$0.id]) })
notebook.check(
  "Every printed model, with every seed, is still falling when its budget ends: its last training "
    + "loss is below the one five epochs before.",
  printedRuns.results.joined().map(\.history.losses).allSatisfy { losses in
    zip(losses.suffix(1), losses.suffix(6)).allSatisfy { $0 < $1 }
  })
notebook.check(
  "In the two models that have a hidden layer beside the code more than a twentieth of the code is "
    + "dead, on average over the runs; in the others less than a fiftieth.",
  printed.allSatisfy { printed in
    let share = printedRuns[printed.id, { $0.dead(on: train) }].mean / Double(printed.codeSize)
    return printed.hasHiddenLayer ? share > 0.05 : share < 0.02
  })
/*:
 None reaches PCA, and all are still falling when they are stopped. 784-256-784 shows how much the number of updates
 counts: the same network sees the same images equally often, in small batches or in large ones. And
 codes with a {{term hidden layer}} before or after them lose more of their units than the others.

 ## As long as the introductions train

 Is that fair? The introductions load 60,000 images, fifteen times as many as we have. In the same
 number of epochs their networks make fifteen times as many updates. We cannot show ours as many
 different images, but we can let them train as long: {{repeats}} times the printed epochs. These
 runs are long, so we make them with two of the seeds only.
 */
let longRuns = await notebook.trials("printed models, long", printed, seeds: [1, 2]) {
  try trained($0, repeats: settings.repeats, seed: $1)
}
/// Their test errors in units of the error of PCA with the same code size.
let toPCA = longRuns.map { model, run in run.curve.divided(by: pcaError(model.codeSize)) }
notebook.show(
  longRuns, as: "long", .label("model"), .shared("updates", \.history.steps),
  .spread("test MSE", "test_mse", \.testError),
  .of("PCA", "pca_test_mse") { pcaError($0.codeSize) },
  .of("PCA, clipped", "pca_test_clipped_mse") { clippedPCAError($0.codeSize) },
  .of("below PCA from", "overtaking", format: .decimals(0)) {
    overtaking(toPCA[$0.id], 1).map(Double.init)
  }, .spread("dead units", "dead_units") { $0.dead(on: train) })
//#-hidden-code
notebook.show(
  errorsByUpdates(
    toPCA.curves(\.self), error: "test MSE, in units of PCA's",
    references: [.horizontal(1, "PCA")]), as: "printed-long",
  caption: "The same models in {{repeats}} times the epochs, each against PCA of its code size.")
//#-end-hidden-code
notebook.check(
  "Trained so long, the three models with codes of 64 and 32 numbers end below PCA, with both seeds; that "
    + "with one layer each way is below it over the last factor of four of the updates.",
  printed.prefix(3).allSatisfy { toPCA[$0.id].allSatisfy { $0.last < 1 } }
    && stays(toPCA[printed[0].id], below: 1))
notebook.check(
  "Of the two with codes of 256 numbers that with small batches ends within a fortieth of PCA, and that with "
    + "large ones more than a quarter above it, with both seeds.",
  toPCA[printed[3].id].allSatisfy { abs($0.last - 1) < 0.025 }
    && toPCA[printed[4].id].allSatisfy { $0.last > 1.25 })
/*:
 So "does it beat PCA?" has no answer without a budget. Three networks that lose in the printed number
 of epochs on 4,000 images win when they train as long as they would on 60,000. The other two have
 a stronger rival: 256 components leave little to improve. Keep that in mind in all that follows: we
 give the comparisons a short and a long budget, each with the learning rates that suit it, and where
 the two disagree, that is the finding.

 ## Which optimiser, and how fast?

 One introduction says "stochastic gradient descent" in words and Adam in code. We compare four
 {{term optimiser|optimisers}} at equal cost, that is at equal numbers of gradients of single images.
 **Full-batch gradient descent** makes one step an epoch along the exact gradient;
 **{{term stochastic gradient descent}}**, SGD, one step a batch. **{{term momentum|Momentum}}**
 keeps moving along past gradients $g$: $v \leftarrow \mu v + g$,
 $w \leftarrow w - \eta v$, with $\mu$ at nine tenths. The fourth is Adam.

 A comparison is fair only if each optimiser has the learning rate that suits it. We hold back 400 of
 the training images, the **{{term validation images}}**, train with each rate of a grid on the
 rest, and keep the rate with the least error on the held-back ones. Each rate is tried several
 times, and its worst run counts, because a rate that works by luck is no good. Here it is tried
 {{optimiser_trials}} times: at the largest rates of a grid plain gradient descent may carry one run
 well and make the next diverge, and two runs can both be lucky. The later experiments all use Adam,
 whose steps have a bounded length; there two trials are enough. Then we train on all
 training images with fresh seeds. Every tuned experiment of this chapter chooses its rate in this
 way; no rate is chosen on the test images.

 From here on a batch holds only {{small_batch_size}} images, so that the same cost buys more
 updates: the {{short_epochs}} epochs of our short budget make {{short_updates}}, while the first run
 needed {{epochs}} epochs for its {{first_updates}}. Full-batch descent, which is far behind, aside, we
 then do the same for a long budget of {{long_epochs}} epochs, or {{long_updates}} updates.

 {{include Chapters/02-autoencoder/Rule.swift#rule}}
 */
let optimiserTrials = 5
@Sendable func optimised(
  _ rule: Rule, rate: Double, epochs: Int, on images: ImageSet, seed: Int
) throws -> Run {
  let key = key["optimisers"][seed]
  return try trained(
    Autoencoder([784, k], using: key["weights"]), on: images, epochs: epochs,
    batchSize: rule == .fullBatch ? images.count : settings.smallBatchSize,
    by: rule.optimizer(rate: rate), key: key["order"])
}
let rules = await notebook.tuned(
  "optimisers", Rule.allCases, rates: \.rates, seeds: seeds, trials: optimiserTrials,
  on: trainImages
) {
  try optimised($0, rate: $1, epochs: shortEpochs, on: $2, seed: $3)
} score: {
  $1.model.error(on: $2)
}
let longRules = await notebook.tuned(
  "optimisers, long", [.sgd, .momentum, .adam], rates: \Rule.rates, seeds: seeds,
  trials: optimiserTrials, on: trainImages
) {
  try optimised($0, rate: $1, epochs: longEpochs, on: $2, seed: $3)
} score: {
  $1.model.error(on: $2)
}
notebook.show(
  rules, .label("optimiser"), .shared("updates", \.history.steps),
  .of("learning rate", "rate", \.rate), .spread("test MSE", "test_mse", \.testError))
notebook.show(
  longRules, as: "long", .label("optimiser"), .shared("updates", \.history.steps),
  .of("learning rate", "rate", \.rate), .spread("test MSE", "test_mse", \.testError))
//#-hidden-code
notebook.value("optimiser_trials", Double(optimiserTrials), .decimals(0))
notebook.value("short_updates", Double(rules[.adam][0].history.steps))
notebook.value("long_updates", Double(longRules[.adam][0].history.steps))
notebook.show(
  trainingLosses(longRules.bands(\.history.losses), baselines), as: "optimisers",
  caption:
    "Three optimisers at equal cost, each with its own learning rate of the long budget. Bands show the "
    + "range over the seeds.")
//#-end-hidden-code
let ruleErrors = rules.map(\.testError)
notebook.check(
  "Full-batch gradient descent does worse than SGD at equal cost, with every seed.",
  beats(ruleErrors[.sgd], ruleErrors[.fullBatch]))
notebook.check(
  "With a tuned rate, Adam beats PCA of the same code size, clipped or not, with every seed.",
  beats(ruleErrors[.adam], [pcaError(k), clippedPCAError(k)]))
notebook.check(
  "So does SGD with momentum, with every seed. SGD without it does not reach clipped PCA with any; "
    + "its mean is within a twentieth of PCA's error.",
  beats(ruleErrors[.momentum], [pcaError(k), clippedPCAError(k)])
    && beats([clippedPCAError(k)], ruleErrors[.sgd])
    && abs(ruleErrors[.sgd].mean / pcaError(k) - 1) < 0.05)
notebook.check(
  "At the long budget SGD without momentum beats clipped PCA as well, with every seed, and the means "
    + "of the three are within a tenth of each other.",
  beats(longRules[.sgd].map(\.testError), [clippedPCAError(k)])
    && longRules.results.map { $0.map(\.testError).mean }.max() ?? 1
      < 1.1 * (longRules.results.map { $0.map(\.testError).mean }.min() ?? 0)
)
/*:
 After the short budget plain SGD ends close to PCA, at {{sgd_test_mse}}, and one would say that it needs
 help. After the long one it has {{long_sgd_test_mse}}, momentum {{long_momentum_test_mse}} and
 Adam {{long_adam_test_mse}}: what they differ in is how soon they get there. And Adam's best rate has
 fallen from {{adam_rate}} to {{long_adam_rate}}; a rate belongs to a budget.

 So both the optimiser and the rate count. The network that lost with {{first_updates}} updates at
 Adam's usual rate of {{learning_rate}} wins with {{short_updates}} at {{adam_rate}}:
 {{adam_test_mse}} against PCA's {{pca_test_mse}}, or {{pca_test_clipped_mse}} when PCA is clipped
 to the range of a pixel. The loss, equation {{equation loss}}, is a mean over 784 pixels, so its
 gradients are tiny, and the rates that suit SGD look absurdly large.

 ## A linear autoencoder is PCA in disguise

 Now take the activations away: identity at the code *and* at the output. Then $\hat{x}$ is an
 affine function of $x$ of rank $k$. PCA's is the best of those on the training images, so no
 training can go below it. Does training get there? And does it find the same subspace? We compare
 the space that the rows of the decoder span with the space of the first $k$ components by their
 **{{term principal angle|principal angles}}** (Björck and Golub 1973): the first is the least angle
 between a direction of one and a direction of the other, the next the least at right angles to
 those, and so on. If the spaces are the same, all cosines are 1.
 */
let linear = await notebook.runs("linear autoencoders", over: seeds) { seed in
  let key = key["linear"][seed]
  let model = Autoencoder([784, k], output: .identity, using: key["weights"])
  // Large steps to get there, small ones to settle.
  let run = try trained(
    model, epochs: longEpochs / 2, by: Adam(rate: 3e-3), key: key["order"][0])
  return try trained(
    run.model, epochs: longEpochs / 2, by: Adam(rate: 3e-4), key: key["order"][1])
}
let components = pca.components.rows(at: 0..<k)
let directions = linear.map { $0.model["decoder.0.weight"] }
let cosines = directions.map { principalCosines(orthonormalRows(of: $0), components) }

let alignments = directions.map { alignment(of: $0, with: components) }
let randomAlignment = alignment(
  of: key["directions"].normals(rows: 1000, columns: k).multiplied(by: components),
  with: components)
let trainingGaps = linear.map { $0.model.error(on: train) / pcaError(k, on: train) - 1 }
//#-hidden-code
notebook.spread("linear_test_mse", linear.map(\.testError), .decimals(5))
notebook.value("linear_pca_test_mse", pcaError(k), .decimals(5))
notebook.spread("linear_training_gap", trainingGaps, .percent(2))
notebook.spread("linear_mean_cosine", cosines.map(\.mean), .decimals(3))
notebook.spread("linear_least_cosine", cosines.map { $0.last ?? 0 }, .decimals(2))
notebook.spread("linear_axis_cosine", alignments, .decimals(2))
notebook.value("linear_random_axis_cosine", randomAlignment, .decimals(2))
notebook.value("eigenvalue_k", pca.variances[k - 1], .decimals(3))
notebook.value("eigenvalue_after_k", pca.variances[min(k, 783)], .decimals(3))
//#-end-hidden-code
/*:
 | linear autoencoder | value |
 | :--- | ---: |
 | test MSE | {{linear_test_mse}} |
 | PCA's test MSE | {{linear_pca_test_mse}} |
 | training error above PCA's | {{linear_training_gap}} |
 | mean cosine of the principal angles | {{linear_mean_cosine}} |
 | least cosine | {{linear_least_cosine}} |
 | largest cosine of a row with a component | {{linear_axis_cosine}} |
 | the same for random directions of that space | {{linear_random_axis_cosine}} |
 */
notebook.check(
  "The linear autoencoder's training error is not below PCA's, and within one percent of it.",
  trainingGaps.allSatisfy { (0..<0.01).contains($0) })
notebook.check(
  "It spans PCA's subspace, except for a direction or two at the end.",
  cosines.allSatisfy { $0.dropLast(2).allSatisfy { $0 > 0.99 } })
notebook.check(
  "Its rows are not PCA's axes.", alignments.allSatisfy { $0 < 1.5 * randomAlignment })
/*:
 The training error is {{linear_training_gap}} above PCA's. The subspace is also PCA's (Bourlard
 and Kamp 1988; Baldi and Hornik 1989), except in its last direction or two. There the choice
 hardly matters: the variance along component $k$ is {{eigenvalue_k}}, and along the next one, which PCA
 drops, {{eigenvalue_after_k}}. A descent that stops a fraction of a percent above the optimum need
 not have decided between the two.

 Inside the subspace the rows point anywhere. Mix the code by any invertible matrix and undo it in
 the decoder, and no reconstruction changes. The principal components are ordered and at right
 angles; the units of an autoencoder are neither.

 ## Where does the gain come from?

 So the gain over PCA must come from the activations. But from which? It is often said that the
 *code* must be non-linear: "PCA is linear, the autoencoder is not". The printed models have two
 non-linear parts: the code, by the ReLU, and the output, by the sigmoid. We try the four combinations,
 at each budget with the rate chosen for it.
 */
let combinations = await notebook.tuned(
  "code × output",
  [Activation.identity, .sigmoid].flatMap { output in
    [Activation.identity, .relu].map { Combination(code: $0, output: output) }
  }, rates: \.rates, budgets: (shortEpochs, longEpochs), seeds: seeds, on: trainImages
) { combination, rate, epochs, images, seed in
  let key = key["combinations"][seed]
  let model = Autoencoder(
    [784, k], code: combination.code, output: combination.output, using: key["weights"])
  return try trained(
    model, on: images, epochs: epochs, by: Adam(rate: Float(rate)), key: key["order"])
} score: {
  $1.model.error(on: $2)
}
notebook.show(
  combinations.long, .text("code") { shown($0.code) }, .text("output") { shown($0.output) },
  .of("rate, short", "short_rate") { combinations.short.case($0.id).rate },
  .spread("{{short_epochs}} epochs", "short_test_mse") { entry, _ in
    combinations.short[entry.id, \.testError]
  },
  .of("rate, long", "rate", \.rate),
  .spread("{{long_epochs}} epochs", "test_mse", \.testError),
  .spread("clipped", "test_clipped_mse") { $0.clippedError(on: test) },
  .spread("dead units", "dead_units") { $0.dead(on: train) })

/// The test errors of a combination at the short and at the long budget.
func errors(_ code: Activation, _ output: Activation) -> [[Double]] {
  let combination = Combination(code: code, output: output)
  return [combinations.short, combinations.long].map { $0[combination, \.testError] }
}
/// The mean error with a ReLU code over that with a linear one, at both budgets.
let costsOfReLU = zip(errors(.relu, .sigmoid), errors(.identity, .sigmoid)).map {
  $0.mean / $1.mean
}
//#-hidden-code
let gain = pcaError(k) - errors(.identity, .sigmoid)[1].mean
notebook.value("clipping_share", (pcaError(k) - clippedPCAError(k)) / gain, .percent(0))
notebook.value("relu_cost_short", costsOfReLU[0], .decimals(2))
notebook.value("relu_cost_long", costsOfReLU[1], .decimals(2))
notebook.show(
  errorsByUpdates(
    combinations.long.curves(\.curve),
    references: [.horizontal(pcaError(k), "PCA"), .horizontal(clippedPCAError(k), "clipped")]),
  as: "code-by-output",
  caption:
    "The sigmoid at the output beats PCA, not the ReLU in the code. Rates of the long budget.")
//#-end-hidden-code
notebook.check(
  "A ReLU code with a linear output does not beat PCA, with any seed, at either budget.",
  errors(.relu, .identity).allSatisfy { beats([pcaError(k)], $0) })
notebook.check(
  "A linear code with a sigmoid output beats clipped PCA, with every seed, at both budgets.",
  errors(.identity, .sigmoid).allSatisfy { beats($0, [clippedPCAError(k)]) })
notebook.check(
  "With the sigmoid at the output ReLU in the code costs a third or more at the short budget, and less "
    + "than a tenth at the long one.",
  costsOfReLU[0] > 4.0 / 3 && (0.9..<1.1).contains(costsOfReLU[1]),
  evidence: "{{relu_cost_short}} and {{relu_cost_long}} times the error of a linear code")
/*:
 The first claim had to hold on the training images at least: after a single linear layer every
 reconstruction lies in a plane of $k$ dimensions, whatever the code, and PCA's is the best one
 (Bourlard and Kamp 1988; that the best plane is spanned by the leading components is the theorem of
 Eckart and Young 1936). So the network wins because it is not linear, but by its *output*, which
 never leaves the range of a pixel. Clipping PCA afterwards gives {{clipping_share}} of that gain. The
 rest goes to a model that knows the range while it learns, perhaps because its code need not keep
 the output within that range.

 A non-linear *code* does not help here. After a short training it seems to cost a great deal; after a
 long one hardly anything is left of the difference. At the short budget we saw mostly how
 much more slowly such a network learns. A hidden layer in the decoder bends the plane into a curved surface:
 the map at the end of this chapter, {{figure maps}}, has one.

 ## The error at each code size

 Chapter 1 asked for the error at each size. Here is the answer for a linear code with a sigmoid
 output, with the rate chosen for each size and budget.
 */
let sizes = await notebook.tuned(
  "code sizes", Set([2, 8, 64, 128]).sorted(),
  rates: { $0 == 2 ? [3e-3, 1e-2, 3e-2, 1e-1] : [1e-3, 3e-3, 1e-2, 3e-2] },
  budgets: (shortEpochs, longEpochs), seeds: seeds, on: trainImages
) { size, rate, epochs, images, seed in
  let key = key["sizes"][size][seed]
  return try trained(
    Autoencoder([784, size], using: key["weights"]), on: images, epochs: epochs,
    by: Adam(rate: Float(rate)), key: key["order"])
} score: {
  $1.model.error(on: $2)
}
notebook.show(
  sizes.long, as: "ae", .label("k"),
  .spread("{{short_epochs}} epochs", "short_test_mse") { size, _ in
    sizes.short[size.id, \.testError]
  },
  .of("rate, long", "rate", \.rate), .spread("{{long_epochs}} epochs", "test_mse", \.testError),
  .of("PCA", "pca_test_mse") { pcaError($0.id) },
  .of("PCA, clipped", "pca_test_clipped_mse") { clippedPCAError($0.id) },
  .value("ratio", "to_clipped_pca", format: .decimals(2)) {
    $1.map(\.testError).mean / clippedPCAError($0.id)
  })

func curves(_ size: Int) -> [LearningCurve] {
  sizes.long[size].map { $0.curve.divided(by: clippedPCAError(size)) }
}
//#-hidden-code
notebook.show(
  errorsByUpdates(
    sizes.long.cases.map { ("k = \($0.id)", curves($0.id)) },
    error: "test MSE, in units of clipped PCA's", references: [.horizontal(1, "clipped PCA")]),
  as: "code-sizes",
  caption: "A linear code with a sigmoid output against clipped PCA at equal code size.")
//#-end-hidden-code
notebook.check(
  "With 64 numbers the autoencoder beats clipped PCA, with every seed, over the last factor of four of "
    + "the updates; with 8 and with 128, at the end.",
  stays(curves(64), below: 1) && (curves(8) + curves(128)).allSatisfy { $0.last < 1 })
notebook.check(
  "With 128 it loses to clipped PCA at the short budget, with every seed, and ends more than a quarter "
    + "below at the long one.",
  beats([clippedPCAError(128)], sizes.short[128, \.testError])
    && curves(128).allSatisfy { $0.last < 0.75 })
notebook.check(
  "With 2 it does no more than reach PCA: it ends within a fiftieth of clipped PCA's error, with every "
    + "seed.", curves(2).allSatisfy { abs($0.last - 1) < 0.02 })
/*:
 The ratio is to clipped PCA. The wider the code, the longer it takes to overtake PCA, and the more there is
 to gain in the end. After {{short_epochs}} epochs one would have said that autoencoders are for
 codes of middling size. At two numbers one layer has nothing to offer that PCA has not.

 ## Patience

 The first run was stopped after {{first_updates}} updates. What if the same network makes more of
 them, still at Adam's usual rate? In small batches {{long_epochs}} epochs make
 {{patience_updates}} updates.
 */
let patient = await notebook.runs("patience", over: seeds) { seed in
  let key = key["patience"][seed]
  return try trained(
    Autoencoder([784, k], using: key["weights"]), epochs: longEpochs,
    by: Adam(rate: Float(settings.learningRate)), key: key["order"])
}
//#-hidden-code
notebook.value("patience_updates", Double(patient[0].history.steps))
notebook.spread("patience_test_mse", patient.map(\.testError))
//#-end-hidden-code
notebook.check(
  "With patience, the network and the rate of the first run beat clipped PCA, with every seed.",
  beats(patient.map(\.testError), [clippedPCAError(k)]),
  evidence: "{{patience_test_mse}} against {{pca_test_clipped_mse}}")
/*:
 So two things decide between losing and winning here: enough steps of a sensible size, and an
 output that knows the range of a pixel. (Exercise 3 finds a third.)

 ## Does the loss matter?

 Three losses are usual: the squared error, the **{{term absolute error}}** $|\hat{x} - x|$, and the
 **{{term cross-entropy}}** $-x \log \hat{x} - (1-x) \log(1-\hat{x})$, which takes a grey pixel for
 a probability of ink. We train with each, for {{short_epochs}} epochs, and score all models by all
 three. The rate is the one that suited Adam and the squared error above; a different loss might want a
 different rate. The **{{term logit|logits}}** are the output before its sigmoid; computed from them, the
 cross-entropy keeps its precision.

 So far the output has started at an even grey. It can start at the mean image as well: the output
 layer's bias is then the logit of the mean image, where $\mathrm{logit}(p) = \log(p/(1-p))$
 undoes the sigmoid. We try both starts.

 {{include Chapters/02-autoencoder/Loss.swift#loss}}
 */
let lossRate = rules.case(.adam).rate
let meanLogits = logit(pca.mean, margin: 1e-3)
let scores = await notebook.trials(
  "losses",
  Start.allCases.flatMap { start in Loss.allCases.map { Objective(start: start, loss: $0) } },
  seeds: seeds
) { objective, seed in
  let key = key["losses"][seed]
  var model = Autoencoder(
    [784, k], output: .identity, outputBias: objective.start == .meanImage ? meanLogits : nil,
    using: key["weights"])
  try fit(
    &model, to: trainImages, epochs: shortEpochs, batchSize: settings.smallBatchSize,
    optimizer: Adam(rate: Float(lossRate)), key: key["order"]
  ) { model, batch, _ in objective.loss(model(Tensor(batch)), batch) }
  return Scores(model(Tensor(test)), test)
}

notebook.show(
  scores, as: "loss", .text("start", \.start.title), .text("trained on", \.loss.title),
  .spread("squared", "test_squared", format: .decimals(4), \.squared),
  .spread("cross-entropy", "test_cross_entropy", format: .decimals(4), \.crossEntropy),
  .spread("absolute", "test_absolute", format: .decimals(4), \.absolute))
//#-hidden-code
let perfectCopy = Scores(Tensor(logit(test, margin: 1e-6)), test)
let meanImage = Scores(Tensor(logit((0 * test).adding(row: pca.mean), margin: 1e-6)), test)
for (measure, score) in zip(["squared", "cross_entropy", "absolute"], Scores.all) {
  notebook.value("mean_image_test_\(measure)", meanImage[keyPath: score], .decimals(4))
  notebook.value("perfect_copy_test_\(measure)", perfectCopy[keyPath: score], .decimals(4))
}
notebook.value("cross_entropy_floor_per_image", 784 * perfectCopy.crossEntropy, .decimals(1))
//#-end-hidden-code
/*:
 For comparison, the mean image scores {{mean_image_test_squared}}, {{mean_image_test_cross_entropy}} and
 {{mean_image_test_absolute}} by the three losses, and a perfect copy {{perfect_copy_test_squared}},
 {{perfect_copy_test_cross_entropy}} and {{perfect_copy_test_absolute}}.
 */
func scored(
  _ start: Start, _ loss: Loss, by score: KeyPath<Scores, Double> & Sendable
) -> [Double] {
  scores[Objective(start: start, loss: loss), { $0[keyPath: score] }]
}
notebook.check(
  "From the mean image, training on the absolute error is best by the absolute error, with every "
    + "seed.",
  [Loss.squared, .crossEntropy].allSatisfy {
    beats(
      scored(.meanImage, .absolute, by: \.absolute), scored(.meanImage, $0, by: \.absolute))
  })
notebook.check(
  "From grey, it is worst by every measure, its own included, with every seed.",
  Scores.all.allSatisfy { score in
    [Loss.squared, .crossEntropy].allSatisfy {
      beats(scored(.grey, $0, by: score), scored(.grey, .absolute, by: score))
    }
  })
notebook.check(
  "Training on it gains from the start at the mean image by every measure, with every seed.",
  Scores.all.allSatisfy {
    beats(scored(.meanImage, .absolute, by: $0), scored(.grey, .absolute, by: $0))
  })
notebook.check(
  "Trained on the other two losses, the start changes no mean score by as much as a tenth.",
  [Loss.squared, .crossEntropy].allSatisfy { loss in
    Scores.all.allSatisfy {
      abs(scored(.meanImage, loss, by: $0).mean / scored(.grey, loss, by: $0).mean - 1) < 0.1
    }
  })
/*:
 The scale of a cross-entropy needs care: even a perfect copy scores
 {{perfect_copy_test_cross_entropy}} per pixel, or {{cross_entropy_floor_per_image}} per image, because a
 grey pixel is an uncertain one. Only the excess over that floor says anything about a model.

 Judged from grey, the absolute error seems a poor loss. That is mainly a matter of the start: from
 the mean image it does what it should, and asks for the median of each pixel given the code. One
 reason may be the sigmoid. Through it the gradients of the squared and the absolute error carry a
 factor $\hat{x}(1-\hat{x})$ and fade where the output is near 0 or 1, whether right or wrong; the
 gradient of the cross-entropy does not. Most pixels of most digits are paper, so paper everywhere is,
 from grey, an answer easy to reach and hard to leave.

 ## A map of the digits, again

 Chapter 1 drew the digits in the plane of two components. A deeper encoder and decoder, with ReLU
 in the hidden layers and a linear code of two numbers, can bend that plane into a curved surface
 (Hinton and Salakhutdinov 2006). We train it next to the single layer, for the same number of epochs.
 */
let maps = await notebook.tuned(
  "maps", Map.allCases, rates: { _ in [3e-3, 1e-2, 3e-2, 1e-1] }, seeds: seeds, on: trainImages
) { map, rate, images, seed in
  let key = key["maps"][seed]
  return try trained(
    Autoencoder(map.encoder, using: key["weights"]), on: images, by: Adam(rate: Float(rate)),
    key: key["order"])
} score: {
  $1.model.error(on: $2)
}

/// The share of test images whose nearest training image, by the code, is of the same digit.
func accuracy(_ encode: (Matrix) -> Matrix) -> Double {
  nearestNeighbourHits(of: digits.test, among: trainImages, by: encode).share
}

let pcaAccuracy = accuracy { pca.encode($0, to: 2) }
let mapAccuracies = maps.map { run in accuracy(run.model.encode) }
notebook.show(
  maps, .label("code of two numbers"), .of("learning rate", "rate", \.rate),
  .spread("test MSE", "test_mse", \.testError),
  .spread("nearest neighbour", "accuracy") { map, _ in mapAccuracies[map.id] })
//#-hidden-code
notebook.value("map_pca_test_mse", pcaError(2))
notebook.value("map_pca_accuracy", pcaAccuracy)
notebook.show(
  planes(
    pca: pca.encode(test, to: 2), network: maps[.deep][0].model.encode(test),
    labels: digits.test.labels), as: "maps",
  caption: "The test images in two numbers: a plane through the data, and a curved surface.")
//#-end-hidden-code
/*:
 PCA's map, by comparison, has an error of {{map_pca_test_mse}} and an accuracy of {{map_pca_accuracy}}.
 */
notebook.check(
  "The deep map has a lower error than PCA's and tells the digits apart better, with every seed.",
  beats(maps[.deep, \.testError], [pcaError(2)])
    && mapAccuracies[.deep].allSatisfy { $0 > pcaAccuracy })
notebook.check(
  "It has a lower error than the single layer, with every seed.",
  beats(maps[.deep, \.testError], maps[.shallow, \.testError]))
/*:
 With two numbers, and after a short training, depth pays: a hidden layer on each side does what the
 single layer did not. Only near neighbours mean something in such a map; nothing in the loss asks it of long distances.

 ## Looking at reconstructions
 */
//#-hidden-code
notebook.show(
  reconstructions(
    of: test.rows(at: digits.test.firstOfEachClass), pca: pca, firstRun: first.model,
    patient: patient[0].model), as: "reconstructions",
  caption:
    "Rebuilt from {{code_size}} numbers. With patience the ghosts around PCA's digits are fainter.")
//#-end-hidden-code
/*:
 ## Claims, tested

 Two sentences of the introductions are left: that training makes "the difference between the
 encoder and the decoder" small, and that the code gives the original back. If the first were so,
 the decoder's matrix $D$ would turn into the transpose of the encoder's, $E^\top$. We measure the
 cosine of the two, $\sum_{ij} D_{ij} E_{ji} / (\lVert D \rVert \lVert E \rVert)$: 0 for unrelated
 matrices, 1 if one is the other times a positive number.
 */
let transposeCosines = patient.map { transposeCosine($0.model) }
notebook.value("transpose_cosine_before", transposeCosine(untrained), .decimals(2))
notebook.spread("transpose_cosine_after", transposeCosines, .decimals(2))
notebook.check(
  "Training turns the decoder some way towards the encoder's transpose, but not onto it.",
  transposeCosines.allSatisfy { (0.1..<0.9).contains($0) },
  evidence: "cosine {{transpose_cosine_before}} before training, {{transpose_cosine_after}} after")
let tuned = [
  rules.results, longRules.results, combinations.short.results, combinations.long.results,
  sizes.short.results, sizes.long.results, maps.results,
].joined().joined()
let tried =
  [first] + printedRuns.results.joined() + longRuns.results.joined() + linear + patient + tuned
notebook.value("models_tried", Double(tried.count), .decimals(0))
notebook.check(
  "Not one test image comes back exactly, even rounded to bytes, from any model trained here on the "
    + "squared error.",
  tried.allSatisfy { exactlyRebuilt(digits.test, by: $0.model.reconstruct(test)) == 0 },
  evidence: "{{models_tried}} models")
notebook.check(
  "No chosen learning rate lies at the edge of its grid.",
  !(rules.cases + longRules.cases).contains(where: \.isAtEdge)
    && !maps.cases.contains(where: \.isAtEdge) && !combinations.isAnyAtEdge && !sizes.isAnyAtEdge)
/*:
 Nothing asks the two matrices to meet. And an autoencoder is lossy, like PCA: a smaller error is
 still an error. These are the sentences of the introductions that this chapter has tested.

 | An introduction says | This chapter finds |
 | :--- | :--- |
 | Training makes the difference between encoder and decoder small. | It compares output and input. The cosine of the two matrices ends at {{transpose_cosine_after}}. |
 | Compression by an autoencoder is lossless. | None of {{models_tried}} models rebuilds a single test image exactly. |
 | The model is trained by stochastic gradient descent. | In the code it is Adam. At equal cost SGD reaches {{sgd_test_mse}} and Adam {{adam_test_mse}} with {{short_updates}} updates, {{long_sgd_test_mse}} and {{long_adam_test_mse}} with {{long_updates}}. |
 | An autoencoder beats PCA because it is not linear. | In the printed number of epochs on our images none beats it, with {{repeats}} times the updates three of five do. The non-linear part that counts is the output: {{code_identity_output_sigmoid_test_mse}}, against {{code_relu_output_identity_test_mse}} with a non-linear code and a linear output. |
 | The autoencoder and PCA have different goals. | Both lower the squared error; without activations they find the same subspace. |
 | The loss is the squared error, the cross-entropy or the absolute error. | The start also counts. From grey, training on the absolute error ends at an absolute error of {{loss_absolute_from_grey_test_absolute}}, from the mean image at {{loss_absolute_from_mean_image_test_absolute}}. |

 ## In short

 When does a network that rebuilds its input beat PCA? When its output is a sigmoid, its learning rate
 suits it, and it is given time: stopped early, the printed networks all lose, and with enough updates
 one layer each way beats even clipped PCA from 8 numbers to 128. Without any activation it *is* PCA,
 and a non-linear code alone does not beat it. What winning does *not* take is a non-linear code. At
 two numbers, where one layer does not win, a deep network does. And a comparison that does not say
 how long it trained says little.

 ## Exercises

 1. Run `swift run 02-autoencoder --learning-rate 0.01` (some minutes). Which claim about the
    first run no longer holds, and why?
 2. On paper: multiply the loss by 784, so that it is a sum over pixels. By how much must the rate
    of each of the four optimisers change for the same steps?
 3. In code, in `Chapters/Exercises/2.3-mean-start.swift` (`swift run exercise 2.3` checks it): give the first
    model the output bias `logit(pca.mean, margin: 1e-3)`, train it, and look at the learning curve.
    What happened to the fall, and what to the end?
 4. In code, in `Chapters/Exercises/2.4-tied.swift` (`swift run exercise 2.4` checks it): tie the decoder to the
    encoder, $\hat{x} = \sigma(z E^\top + b)$. The product with a transpose is
    `multiplied(byTransposeOf:)`; derive its two pullbacks before you look. How much does tying cost,
    from grey and from the mean image?
 5. Run with `--long-epochs 25` (some minutes). Where does the curve of error by code size now
    cross clipped PCA's?

 [Solutions](S2-autoencoder.md), for when you have tried.

 ## References

 - H. Bourlard and Y. Kamp, ["Auto-association by multilayer perceptrons and singular value
   decomposition"](https://doi.org/10.1007/BF00332918), *Biological Cybernetics* 59 (1988), 291–294.
 - P. Baldi and K. Hornik, ["Neural networks and principal component analysis: learning from
   examples without local minima"](https://doi.org/10.1016/0893-6080%2889%2990014-2), *Neural
   Networks* 2 (1989), 53–58.
 - Å. Björck and G. H. Golub, ["Numerical methods for computing angles between linear
   subspaces"](https://doi.org/10.1090/S0025-5718-1973-0348991-3), *Mathematics of Computation* 27
   (1973), 579–594.
 - C. Eckart and G. Young, ["The approximation of one matrix by another of lower
   rank"](https://doi.org/10.1007/BF02288367), *Psychometrika* 1 (1936), 211–218.
 - X. Glorot and Y. Bengio, ["Understanding the difficulty of training deep feedforward neural
   networks"](https://proceedings.mlr.press/v9/glorot10a.html), *AISTATS* 2010, 249–256.
 - A. Griewank and A. Walther, [*Evaluating derivatives*](https://doi.org/10.1137/1.9780898717761),
   2nd edition, SIAM, 2008.
 - G. E. Hinton and R. R. Salakhutdinov, ["Reducing the dimensionality of data with neural
   networks"](https://doi.org/10.1126/science.1127647), *Science* 313 (2006), 504–507.
 - D. P. Kingma and J. Ba, ["Adam: a method for stochastic
   optimization"](https://arxiv.org/abs/1412.6980), *ICLR* 2015.
 */
//#-hidden-code
notebook.finish()
//#-end-hidden-code
