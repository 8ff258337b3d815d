/*:
 # S2 · Solutions to chapter 2

 > How far does a network get within a given number of steps, and what stands in its way?

 These are solutions to the exercises of [chapter 2](02-autoencoder.md), in their order. The data,
 the seeds and the rates are the chapter's unless we say otherwise, and so is the first model:
 784-32-784 with a linear code and a sigmoid at the output.
 */
import Checker
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

  @Setting("epochs with batches of 256", in: 10...1000, quick: 10)
  var epochs = 50

  @Setting("epochs in the tuned experiments, with batches of 32", in: 1...1000, quick: 1)
  var tunedEpochs = 5

  @Setting("epochs in exercise 5", in: 1...1000, quick: 1)
  var longEpochs = 25

  @Setting("independent runs of each experiment", in: 2...100, quick: 2)
  var seeds = 5
}

let (settings, notebook) = Notebook.open(Settings())
let k = settings.codeSize
let (epochs, tunedEpochs, longEpochs) = (settings.epochs, settings.tunedEpochs, settings.longEpochs)
let seeds = Array(1...settings.seeds)
let key = Key(seed: 1)
let digits = notebook.digits()
let (trainImages, train, test) = (digits.train, digits.train.matrix, digits.test.matrix)
let pca = PCA(of: train)

/// The first model of chapter 2, with the same weights from the same key.
@Sendable
func autoencoder(_ size: Int = k, using key: Key) -> Autoencoder {
  Autoencoder([784, size], using: key)
}

/// A trained model and its losses.
struct Run: Sendable {
  var model: any Layer
  var losses: [Double]

  var testError: Double { model.error(on: test) }
}

/// Trains a copy of `model` with Adam on the squared error.
@Sendable
func trained(
  _ model: some Layer, on images: ImageSet = trainImages, epochs: Int, batchSize: Int = 32,
  rate: Double, key: Key
) throws -> Run {
  var model = model
  let history = try fit(
    &model, to: images, epochs: epochs, batchSize: batchSize,
    optimizer: Adam(rate: Float(rate)), key: key
  ) { model, batch, _ in meanSquaredError(model(Tensor(batch)), batch) }
  return Run(model: model, losses: history.losses)
}

func clippedPCAError(_ size: Int) -> Double {
  pca.reconstruct(test, from: size).clipped(to: 0...1).meanSquaredError(to: test)
}
let clippedError = clippedPCAError(k)
let pcaError = pca.error(on: test, from: k)
//#-hidden-code
notebook.show(settings)
let meanImageTrainError = meanImageError(of: train, on: train)
let references: [Plot.Reference] = [
  .horizontal(meanImageTrainError, "mean image"),
  .horizontal(pca.error(on: train, from: k), "PCA, k = \(k)"),
]
//#-end-hidden-code
/*:
 ## 1. Ten times the rate

 *With `--learning-rate 0.01`, which claim about the first run no longer holds, and why?*

 "The first run has not reached PCA when it is stopped." With ten times the rate it has, and has
 passed it. We run both rates with the chapter's seed and with others.
 */
enum Rate: String, Case, CaseIterable {
  case slow = "η = 0.001"
  case fast = "η = 0.01"

  var name: String { self == .slow ? "slow" : "fast" }
  var rate: Double { self == .slow ? 1e-3 : 1e-2 }
}

let firstRuns = await notebook.trials("first run", Rate.allCases, seeds: seeds) { rate, seed in
  let key = Key(seed: seed)
  return try trained(
    autoencoder(using: key["first"]), epochs: epochs, batchSize: 256, rate: rate.rate,
    key: key["order"])
}
let (slow, fast) = (firstRuns[.slow], firstRuns[.fast])
/*:
 Why? Adam divides a mean of the derivatives by the root of a mean of their squares, so a step is
 about $\eta$ long, however small the derivative is, and after $n$ steps a weight is hardly farther
 than $n \eta$ from where it began. With {{first_updates}} updates at the chapter's rate that is
 {{first_slow_bound}}. We look at how far the weights went.
 */
/// The greatest difference between a parameter of one model and the same of another.
@Sendable
func distance(_ a: any Layer, _ b: any Layer) -> Double {
  zip(a.parameters, b.parameters).map { a, b in
    (a.value - b.value).elements.reduce(0) { max($0, Double(abs($1))) }
  }.max() ?? 0
}
let updates = epochs * ((train.rows + 255) / 256)
let reaches = [slow, fast].map { runs in
  zip(runs, seeds).map { distance($0.model, autoencoder(using: Key(seed: $1)["first"])) }
}
//#-hidden-code
notebook.value("first_updates", Double(updates), .decimals(0))
var testErrorCells: [Value] = []
var rateTable = Table(
  "learning rate", "updates × rate", "farthest a parameter went", "test MSE",
  "with seed 1")
for (rate, reaches) in zip(Rate.allCases, reaches) {
  let (id, runs) = ("first_\(rate.name)", firstRuns[rate])
  let testError = notebook.spread("\(id)_test_mse", runs.map(\.testError))
  testErrorCells.append(testError)
  rateTable.row(
    notebook.value("\(id)_rate", rate.rate),
    notebook.value("\(id)_bound", Double(updates) * rate.rate, .significant(1)),
    notebook.spread("\(id)_reach", reaches, .decimals(2)), testError,
    notebook.value("\(id)_seed1_test_mse", runs[0].testError))
}
notebook.show(rateTable)
notebook.value("pca_test_mse", pcaError, .decimals(4))
notebook.value("pca_test_clipped_mse", clippedError, .decimals(4))
notebook.show(
  LineChart(
    x: Axis("epoch"), y: Axis("training loss", .log), series: firstRuns.bands(\.losses),
    references: references),
  as: "rates",
  caption:
    "The larger rate passes PCA's error before half of the epochs are over; the smaller one is "
    + "on its way when it is stopped.")
//#-end-hidden-code
notebook.check(
  "At the chapter's rate no run reaches PCA; at ten times the rate every run passes it.",
  beats([pcaError], slow.map(\.testError)) && beats(fast.map(\.testError), [pcaError]),
  evidence: "PCA: {{pca_test_mse}}")
notebook.check(
  "At the chapter's rate no parameter went farther than updates times rate.",
  reaches[0].allSatisfy { $0 <= Double(updates) * Rate.slow.rate })
notebook.check(
  "At ten times the rate some parameter went farther than the lower rate could have taken it.",
  reaches[1].allSatisfy { $0 > Double(updates) * Rate.slow.rate })
/*:
 So the first run lacked distance, not ability; exercise 3 will show where the way leads. But
 the higher rate is not better in itself. The comparison at the end of your run also has the
 line `patience_test_mse_mean`, for the same network with many more steps, in batches of 32. That
 error went up. We repeat these runs at both rates:
 */
let patient = await notebook.trials("patience", Rate.allCases, seeds: seeds) { rate, seed in
  let key = key["patience"][seed]
  return try trained(
    autoencoder(using: key["weights"]), epochs: longEpochs, rate: rate.rate, key: key["order"])
}
let patientTrainErrors = patient.map { $0.model.error(on: train) }
//#-hidden-code
notebook.value("patience_updates", Double(longEpochs * ((train.rows + 31) / 32)), .decimals(0))
for rate in Rate.allCases {
  notebook.spread("patience_\(rate.name)_test_mse", patient[rate, \.testError])
  notebook.spread("patience_\(rate.name)_train_mse", patientTrainErrors[rate])
}
//#-end-hidden-code
notebook.check(
  "After {{patience_updates}} updates the higher rate has the higher test error, with every seed.",
  beats(patient[.slow, \.testError], patient[.fast, \.testError]),
  evidence: "{{patience_fast_test_mse}}, at the chapter's rate {{patience_slow_test_mse}}")
notebook.check(
  "On the training images it has the lower error, with every seed.",
  beats(patientTrainErrors[.fast], patientTrainErrors[.slow]),
  evidence: "{{patience_fast_train_mse}}, at the chapter's rate {{patience_slow_train_mse}}")
/*:
 So it did go farther, but with this many steps either rate goes far enough, and the gain on the
 training images is more than lost on new ones. That is over-fitting, the subject of chapter 4.

 ## 2. The loss times 784

 *Multiply the loss by 784. By how much must the rate of each of the four optimisers change for the same
 steps?*

 Let $c = 784$. Every derivative is multiplied by $c$.

 - **Full batch and SGD** step by $-\eta g$. With $c\,g$ in place of $g$ the rate must be
   $\eta / c$.
 - **Momentum**: $v$ is a sum of past gradients with fixed factors, so it becomes $c\,v$. It starts
   at 0, and $c \cdot 0 = 0$. The step is $-\eta v$, so again $\eta / c$. The factor $\mu$ stays.
 - **Adam**: $\hat{m}$ is a mean of gradients and becomes $c\,\hat{m}$; $\hat{v}$ is a mean of
   squares and becomes $c^2 \hat{v}$, its root $c \sqrt{\hat{v}}$. In
   $\hat{m} / (\sqrt{\hat{v}} + \varepsilon)$ the factor cancels, except for $\varepsilon$. So the rate
   stays as it is, and for *exactly* the same steps $\varepsilon$ becomes $c\,\varepsilon$.

 This is why one rate of Adam serves for a mean over pixels and for a sum, and why a rate of SGD
 means nothing unless the loss is stated. We make some steps both ways and compare where the
 parameters end.
 */
struct Pair: Case {
  var title: String
  var name: String
  var rateFactor: String
  var steps = 25
  var mean: any Optimizer
  var sum: any Optimizer

  var id: String { title }
}

let c: Float = 784
let pairs = [
  Pair(
    title: "full batch", name: "full_batch", rateFactor: "1 / 784", steps: 5, mean: SGD(rate: 30),
    sum: SGD(rate: 30 / c)),
  Pair(
    title: "SGD", name: "sgd", rateFactor: "1 / 784", mean: SGD(rate: 30), sum: SGD(rate: 30 / c)),
  Pair(
    title: "momentum", name: "momentum", rateFactor: "1 / 784", mean: SGD(rate: 10, momentum: 0.9),
    sum: SGD(rate: 10 / c, momentum: 0.9)),
  Pair(title: "Adam", name: "adam", rateFactor: "1", mean: Adam(rate: 1e-2), sum: Adam(rate: 1e-2)),
  Pair(
    title: "Adam, ε × 784", name: "adam_epsilon", rateFactor: "1", mean: Adam(rate: 1e-2),
    sum: Adam(rate: 1e-2, epsilon: 1e-8 * c)),
]

/// The model after some steps on the loss times `factor`.
@Sendable
func stepped(_ pair: Pair, factor: Float, by optimizer: some Optimizer, seed: Int) -> Autoencoder {
  var (model, optimizer) = (autoencoder(using: Key(seed: seed)["first"]), optimizer)
  for step in 0..<pair.steps {
    let next = (32 * step..<32 * step + 32).map { $0 % train.rows }
    let batch = pair.title == "full batch" ? train : train.rows(at: next)
    let (_, gradient) = valueWithGradient(at: model) {
      factor * meanSquaredError($0(Tensor(batch)), batch)
    }
    optimizer.update(&model, along: gradient)
  }
  return model
}

/// The share of the parameters of one model that are farther than `way` from those of another.
@Sendable
func share(of a: any Layer, fartherFrom b: any Layer, than way: Double) -> Double {
  let far = zip(a.parameters, b.parameters).map { a, b in
    (a.value - b.value).elements.count { Double(abs($0)) > way }
  }
  return Double(far.reduce(0, +)) / Double(a.parameterCount)
}

let comparisons = await notebook.trials("loss × 784", pairs, seeds: seeds) { pair, seed in
  let start = autoencoder(using: Key(seed: seed)["first"])
  let mean = stepped(pair, factor: 1, by: pair.mean, seed: seed)
  let sum = stepped(pair, factor: c, by: pair.sum, seed: seed)
  return (
    parameters: distance(mean, sum) / distance(mean, start),
    error: abs(sum.error(on: test) / mean.error(on: test) - 1),
    far: share(of: mean, fartherFrom: sum, than: 0.01 * distance(mean, start))
  )
}
let worst = comparisons.results.map { runs in
  (
    parameters: runs.map(\.parameters).max() ?? .infinity,
    error: runs.map(\.error).max() ?? .infinity, far: runs.map(\.far).max() ?? 1
  )
}
//#-hidden-code
notebook.value(
  "momentum_rounding", 100 * (worst[2].parameters / worst[1].parameters / 100).rounded(),
  .decimals(0))
notebook.show(
  comparisons, as: "scaled_loss", .label("optimiser"), .count("steps", \.steps),
  .text("factor of the rate", \.rateFactor),
  .value("parameters differ by", "parameters", format: .significant(1)) {
    $0.map(\.parameters).max() ?? .infinity
  },
  .value("test errors by", "test", format: .significant(1)) {
    $0.map(\.error).max() ?? .infinity
  },
  caption:
    "The greatest difference of a parameter, as a share of the greatest distance that one moved, and the "
    + "relative difference of the test errors; the worst of {{seeds}} seeds.")
notebook.value("adam_parameters_far", worst[3].far, .percent(2))
//#-end-hidden-code
notebook.check(
  "With these factors, and Adam's ε scaled, the steps are the same except for rounding.",
  [0, 1, 2, 4].allSatisfy { worst[$0].parameters < 1e-3 })
notebook.check(
  "With Adam's ε left alone some parameter ends elsewhere, by a tenth of the longest way or more. "
    + "Few do: less than one in fifty by a hundredth of it.",
  worst[3].parameters >= 0.1 && worst[3].far < 0.02, evidence: "{{adam_parameters_far}} of them")
notebook.check(
  "For the test error that hardly matters: it changes by less than a hundredth.",
  worst[3].error < 0.01)
/*:
 Momentum and Adam enlarge rounding, momentum to about {{momentum_rounding}} times that of SGD, and
 still it is small; we have not investigated why so much. The difference that $\varepsilon$ makes with
 the rate alone is of a different kind, and larger than one might expect of such a small number. But the
 derivatives of a mean over 784 pixels are also small, and where a pixel has ink in few images,
 they are smaller still.
 */
let firstBatch = train.rows(at: 0..<min(32, train.rows))
let derivatives = seeds.flatMap { seed in
  valueWithGradient(at: autoencoder(using: Key(seed: seed)["first"])) {
    meanSquaredError($0(Tensor(firstBatch)), firstBatch)
  }.gradient.parameters.flatMap { $0.value.elements.map { abs($0) } }.filter { $0 > 0 }
}
//#-hidden-code
let smallShares = [1e-8, 1e-6].map { bound in
  Double(derivatives.count { Double($0) < bound }) / Double(derivatives.count)
}
notebook.value("derivatives_below_epsilon", smallShares[0], .percent(2))
notebook.value("derivatives_below_100_epsilon", smallShares[1], .percent(1))
//#-end-hidden-code
notebook.check(
  "Of the derivatives of the first step, zeros apart, fewer than one in a hundred are smaller than "
    + "Adam's ε, but some are.",
  0 < smallShares[0] && smallShares[0] < 0.01, evidence: "{{derivatives_below_epsilon}}")
/*:
 Where the derivative is no larger than $\varepsilon$, Adam's step is half of $\eta$ or less; with
 the sum over pixels it is not. Up to a hundred times $\varepsilon$, where
 {{derivatives_below_100_epsilon}} of them are, it is shorter by at least about a hundredth. Such
 weights matter little, so the error hardly changes.

 ## 3. A start at the mean image

 *Give the first model the output bias `logit(pca.mean, margin: 1e-3)`, train it, and look at the
 learning curve. What happened to the fall, and what to the end?*
 */
@Sendable
func startingAtTheMean(of images: Matrix, codeSize: Int, using key: Key) -> Sequential {
  let bias = logit(images.columnMeans, margin: 1e-3)
  return Sequential([
    Dense(images.columns, codeSize, using: key["encoder"][1]),
    Dense(codeSize, images.columns, bias: bias, using: key["decoder"][1]), Activation.sigmoid,
  ])
}
notebook.check(
  "The checker finds nothing wrong with it.",
  notebook.attempt { try Exercise.meanStart(startingAtTheMean).faults().isEmpty })
let fromMean = await notebook.runs("from the mean image", over: seeds) { seed in
  let key = Key(seed: seed)
  return try trained(
    startingAtTheMean(of: train, codeSize: k, using: key["first"]), epochs: epochs, batchSize: 256,
    rate: 1e-3, key: key["order"])
}
//#-hidden-code
let starts = ["grey", "the mean image"]
let untrained = [
  seeds.map { autoencoder(using: Key(seed: $0)["first"]).error(on: train) },
  seeds.map {
    startingAtTheMean(of: train, codeSize: k, using: Key(seed: $0)["first"]).error(on: train)
  },
]
var startTable = Table(
  "start", "untrained", "epoch 1", "epoch 10", "last epoch", "test MSE",
  caption: "Training losses, and the test error at the end; {{seeds}} seeds.")
for (index, runs) in [slow, fromMean].enumerated() {
  let id = ["grey", "mean"][index]
  let testError = notebook.spread("start_\(id)_test_mse", runs.map(\.testError), .decimals(4))
  testErrorCells.append(testError)
  startTable.row(
    starts[index],
    notebook.spread("start_\(id)_untrained_train_mse", untrained[index], .decimals(4)),
    notebook.spread("start_\(id)_loss_epoch1", runs.map { $0.losses[0] }, .decimals(4)),
    notebook.spread("start_\(id)_loss_epoch10", runs.map { $0.losses[9] }, .decimals(4)),
    notebook.spread(
      "start_\(id)_loss_last", runs.map { $0.losses[$0.losses.count - 1] }, .decimals(4)),
    testError)
}
notebook.show(startTable)
notebook.show(
  LineChart(
    x: Axis("epoch"), y: Axis("training loss", .log),
    series: zip(zip(starts, untrained), [slow, fromMean]).map { start, runs in
      seedBand(
        "from \(start.0)",
        zip(start.1, runs).map { untrained, run in
          [(0, untrained)] + run.losses.enumerated().map { (Double($0 + 1), $1) }
        })
    },
    references: references),
  as: "starts",
  caption:
    "From the mean image there is no fall and no kink, and the lead lasts. Epoch 0 is the "
    + "untrained model.")
//#-end-hidden-code
notebook.check(
  "The fall is gone: the untrained model is within a hundredth of the mean image's error.",
  untrained[1].allSatisfy { abs($0 / meanImageTrainError - 1) < 0.01 })
notebook.check(
  "Started there, the first model beats clipped PCA in the chapter's number of updates at the "
    + "chapter's rate, with every seed.",
  beats(fromMean.map(\.testError), [clippedError]),
  evidence: "clipped PCA has {{pca_test_clipped_mse}}")
/*:
 The fall is gone, as it should be. Nobody promised the rest. The curve does not just begin
 farther along the same path. It keeps its lead, and a model that lost to PCA in chapter 2 wins, although
 only the starting values of 784 numbers have changed. That chapter named two things that decide between
 losing and winning, the steps and the output. The start is a third.

 Exercise 1 suggests a reason. At a pixel that is always paper, the sigmoid wants an input of
 {{paper_logit}} or below, and at this rate a bias gets no farther than {{first_slow_bound}}. From
 grey, then, paper has to come through the code. We look at the pixels that have no ink in any
 training image, and ask where the input of their sigmoid comes from: from the bias, or from the
 mean code. With the two starts we compare the runs of exercise 1 at ten times the rate, which also
 began at grey.
 */
let leastInk = pca.mean.elements.min() ?? 0
let paper = (0..<784).filter { pca.mean[0, $0] == leastInk }

/// The sources of the paper: at its pixels, the mean of the output's bias and of the mean code's
/// contribution; and the mean size of a unit of the mean code, and of a weight from it to the paper.
struct Paper {
  var bias, code, codeSize, weightSize: Double

  init(_ model: any Layer) {
    let parameters = model.parameters.map(\.value)
    let (encoder, encoderBias, decoder, decoderBias) = (
      parameters[0], parameters[1], parameters[2], parameters[3]
    )
    let meanCode = train.multiplied(by: encoder).adding(row: encoderBias).columnMeans
    let shares = meanCode.multiplied(by: decoder)
    let weights = decoder.transposed.rows(at: paper)
    bias = paper.map { Double(decoderBias[0, $0]) }.mean
    code = paper.map { Double(shares[0, $0]) }.mean
    codeSize = meanCode.elements.map { Double(abs($0)) }.mean
    weightSize = weights.elements.map { Double(abs($0)) }.mean
  }
}
let logits = [slow, fromMean, fast].map { $0.map { Paper($0.model) } }
let greyLogits = seeds.map { Paper(autoencoder(using: Key(seed: $0)["first"])) }
//#-hidden-code
notebook.value("paper_logit", Double(logit(Matrix(row: [0]), margin: 1e-3)[0, 0]), .decimals(1))
notebook.value("paper_pixels", Double(paper.count), .decimals(0))
var paperTable = Table(
  "start", "from the bias", "from the mean code", "size of a code unit",
  "size of a weight", "test MSE",
  caption:
    "The input of the sigmoid after training, at the {{paper_pixels}} pixels without ink; the "
    + "mean sizes of the numbers of the mean code and of the weights that lead to the paper.")
for (index, logits) in logits.enumerated() {
  let id = ["grey", "mean", "grey_fast"][index]
  paperTable.row(
    ["grey", "the mean image", "grey, ten times the rate"][index],
    notebook.spread("start_\(id)_paper_from_bias", logits.map(\.bias), .decimals(2)),
    notebook.spread("start_\(id)_paper_from_code", logits.map(\.code), .decimals(2)),
    notebook.spread("start_\(id)_mean_code_size", logits.map(\.codeSize), .decimals(1)),
    notebook.spread("start_\(id)_paper_weight_size", logits.map(\.weightSize), .decimals(2)),
    testErrorCells[[0, 3, 1][index]])
}
notebook.show(paperTable)
notebook.spread("untrained_mean_code_size", greyLogits.map(\.codeSize), .decimals(1))
notebook.spread("untrained_paper_weight_size", greyLogits.map(\.weightSize), .decimals(2))
//#-end-hidden-code
notebook.check(
  "From grey, at either rate, the paper comes through the code; from the mean image, it comes from "
    + "the bias.",
  (logits[0] + logits[2]).allSatisfy { abs($0.code) > abs($0.bias) }
    && logits[1].allSatisfy { abs($0.bias) > abs($0.code) })
notebook.check(
  "At the chapter's rate the codes have grown more than tenfold from grey, and the weights to the "
    + "paper less than threefold, with every seed.",
  zip(logits[0], greyLogits).allSatisfy {
    $0.codeSize > 10 * $1.codeSize && $0.weightSize < 3 * $1.weightSize
  },
  evidence: "untrained: codes {{untrained_mean_code_size}}, weights {{untrained_paper_weight_size}}"
)
notebook.check(
  "At ten times the rate the runs from grey end below those from the mean image, with every seed.",
  beats(fast.map(\.testError), fromMean.map(\.testError)))
/*:
 From grey the bias does not even use the little reach that it has. The codes have grown: each
 weight to the paper is small, but it is multiplied by a large number, and {{code_size}} such products
 get there before the bias does.

 Does the paper take room in the code from the digit? Little. It is one image, so a linear code
 needs at most one of its {{code_size}} directions for it, and at that size a direction for
 the mean cost PCA next to nothing ([chapter 1](01-pca.md), "Does centring matter?"). The third row
 agrees: there the paper also comes through the code, and those runs end lower than the ones that
 began at the mean image. The paper costs distance. Codes and weights have to grow until paper
 is paper; a network that starts at the mean image can save these steps, and with ten times the rate
 there are steps enough for both.

 All this is at the chapter's first rate, or ten times that. Exercise 4 compares the two starts at
 rates that suit them.
 */
/*:
 ## 4. Tied weights

 *Tie the decoder to the encoder, $\hat{x} = \sigma(z E^\top + b)$, and derive the two pullbacks of
 the product with a transpose. How much does tying cost, from grey and from the mean image?*

 Let $Y = A B^\top$, that is $Y_{il} = \sum_j A_{ij} B_{lj}$, and
 $G_{il} = \partial L / \partial Y_{il}$. The entry $A_{ij}$ enters $Y_{il}$ with the factor
 $B_{lj}$, for every $l$; the entry $B_{lj}$ enters it with the factor $A_{ij}$, for every $i$. So

 $$ \frac{\partial L}{\partial A_{ij}} = \sum_l G_{il} B_{lj} = (G B)_{ij} , \qquad
 \frac{\partial L}{\partial B_{lj}} = \sum_i G_{il} A_{ij} = (G^\top A)_{lj} . $$

 The shapes confirm it: with $A$ of $m \times k$, $B$ of $n \times k$ and $G$ of $m \times n$, these
 are the only products of $G$ with the other that have the shapes of $A$ and of $B$.
 */
@Sendable
func productWithTranspose(_ a: Tensor, _ b: Tensor) -> Tensor {
  let (x, y) = (a.value, b.value)
  return Tensor(
    x.multiplied(byTransposeOf: y),
    a.pullingBack { $0.multiplied(by: y) },
    b.pullingBack { $0.transposeMultiplied(by: x) })
}
/*:
 In the model $E$ is *one* parameter, used twice. We need not add up its two shares of the gradient:
 the walk backwards does so for every tensor that is used twice.
 */
struct Tied: Layer {
  var weight: Tensor
  var codeBias: Tensor
  var outputBias: Tensor

  init(pixels: Int, codeSize: Int, using key: Key) {
    let encoder = Dense(pixels, codeSize, using: key)
    (weight, codeBias) = (encoder.weight, encoder.bias)
    outputBias = Tensor(Matrix(rows: 1, columns: pixels, repeating: 0))
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let z = x.multiplied(by: weight).adding(row: codeBias)
    return Activation.sigmoid(productWithTranspose(z, weight).adding(row: outputBias))
  }

  mutating func visit(_ body: (String, inout Tensor) -> Void) {
    body("weight", &weight)
    body("codeBias", &codeBias)
    body("outputBias", &outputBias)
  }
}
notebook.check(
  "The checker finds nothing wrong with either.",
  notebook.attempt {
    try Exercise.tied(
      product: productWithTranspose, model: { Tied(pixels: $0, codeSize: $1, using: $2) }
    ).faults().isEmpty
  })
/*:
 For the cost we repeat the chapter's experiment with Adam, in which each model has its rate chosen
 on validation images. The chapter's grid ends at a rate that may suit the tied model, so we make it
 longer. And since exercise 3 has shown how much the start can matter, we try both.
 */
struct Variant: Case, Hashable {
  var isTied: Bool
  var startsAtMean: Bool

  var title: String { isTied ? "tied" : "its own matrix" }
  var name: String {
    "\(isTied ? "tied" : "untied")_from_\(startsAtMean ? "mean" : "grey")"
  }
}

let variants = [false, true].flatMap { startsAtMean in
  [false, true].map { Variant(isTied: $0, startsAtMean: startsAtMean) }
}
let tying = await notebook.tuned(
  "tying", variants, rates: { _ in [3e-3, 1e-2, 3e-2, 1e-1] }, seeds: seeds, on: trainImages
) { variant, rate, images, seed in
  let key = key["optimisers"][seed]
  let atMean = startingAtTheMean(of: images.matrix, codeSize: k, using: key["weights"])
  var model: any Layer = variant.startsAtMean ? atMean : autoencoder(using: key["weights"])
  if variant.isTied {
    var tied = Tied(pixels: 784, codeSize: k, using: key["weights"]["encoder"][1])
    if variant.startsAtMean {
      tied.outputBias = Tensor(logit(images.matrix.columnMeans, margin: 1e-3))
    }
    model = tied
  }
  return try trained(model, on: images, epochs: tunedEpochs, rate: rate, key: key["order"])
} score: {
  $1.model.error(on: $2)
}
let tyingErrors = tying.results.map { $0.map(\.testError) }
let tyingTrainErrors = tying.results.map { $0.map { $0.model.error(on: train) } }
let tyingCosts = [0, 2].map { tyingErrors[$0 + 1].mean / tyingErrors[$0].mean - 1 }
notebook.show(
  tying, .text("start") { starts[$0.startsAtMean ? 1 : 0] }, .label("decoder"),
  .value("parameters", "parameters") { Double($0[0].model.parameterCount) },
  .of("learning rate", "rate", \.rate),
  .spread("training MSE", "train_mse") { $0.model.error(on: train) },
  .spread("test MSE", "test_mse", \.testError))
//#-hidden-code
for index in [0, 2] {
  let id = ["grey", "", "mean"][index]
  notebook.value("tying_cost_from_\(id)", tyingCosts[index / 2], .percent(0))
  notebook.value(
    "tying_p_from_\(id)", pairedP(tyingErrors[index], tyingErrors[index + 1]), .significant(1))
}
//#-end-hidden-code
/*:
 Is a difference between five seeds more than chance? A paired t-test over the seeds gives the
 chance $p$ of one this large if there is no true difference; like [chapter 4](04-regularisation.md),
 which explains the test, we say *shown* where it is below one in a hundred.
 */
notebook.check(
  "From grey, tying raises the mean error, and the difference is shown.",
  tyingCosts[0] > 0 && differ(tyingErrors[0], tyingErrors[1]),
  evidence: "by {{tying_cost_from_grey}}, p = {{tying_p_from_grey}}")
notebook.check(
  "From the mean image it costs less than half as much, and no difference is shown.",
  tyingCosts[1] < tyingCosts[0] / 2 && !differ(tyingErrors[2], tyingErrors[3]),
  evidence: "by {{tying_cost_from_mean}}, p = {{tying_p_from_mean}}")
notebook.check(
  "On the training images tying costs from either start, with every seed.",
  [0, 2].allSatisfy { beats(tyingTrainErrors[$0], tyingTrainErrors[$0 + 1]) })
notebook.check(
  "Even tied, the model that starts at the mean image beats the untied one that starts from grey, "
    + "with every seed.",
  beats(tyingErrors[3], tyingErrors[0]))
notebook.check(
  "No chosen rate lies at the edge of its grid.", !tying.cases.contains(where: \.isAtEdge))
/*:
 Surprisingly, the cost of tying depends on the start. From grey, the answer is "a little"; from
 the mean image, five seeds can't distinguish the cost on new images from nothing. On the training
 images the cost remains, from either start. But the tied model has half as many numbers to fit to them,
 and most of what it loses there it gains elsewhere. That is so with 4000 images; with 100,
 exercise 5 of chapter 4 finds that tying lowers the error a lot ([its
 solution](S4-regularisation.md) says why).

 That tying costs little is less odd than it seems: PCA is tied, and no linear model does better on
 the images to which it is fitted. In chapter 2 the two matrices did not become equal, but nothing
 asked them to. One reason for the cost from grey may be the paper again: it comes through the
 code, and a weight that helps to draw the paper is now also one that reads the image.

 ## 5. Between the two budgets

 *Run with `--long-epochs 25`. Where does the curve of error by code size now cross clipped PCA's?*

 The run takes minutes, so here are the sizes that decide it, with the rate of each chosen on
 validation images from two, a short grid. For comparison we repeat the chapter's runs at the short
 budget, with the rates that it chose.
 */
let sizes = [2, 8, 128]
let long = await notebook.tuned(
  "more epochs", sizes, rates: { _ in [3e-3, 1e-2] }, seeds: seeds, on: trainImages
) { size, rate, images, seed in
  let key = key["sizes"][size][seed]
  return try trained(
    autoencoder(size, using: key["weights"]), on: images, epochs: longEpochs, rate: rate,
    key: key["order"])
} score: {
  $1.model.error(on: $2)
}

let chapterRates = [2: 3e-2, 8: 1e-2, 128: 1e-2]
let short = await notebook.trials("the short budget", sizes, seeds: seeds) { size, seed in
  let key = key["sizes"][size][seed]
  return try trained(
    autoencoder(size, using: key["weights"]), epochs: tunedEpochs, rate: chapterRates[size] ?? 1e-2,
    key: key["order"]
  ).testError
}
let longErrors = long.map(\.testError)
notebook.show(
  long, as: "ae", .label("k"),
  .spread("after {{tuned_epochs}} epochs", "short_test_mse") { size, _ in short[size.id] },
  .spread("after {{long_epochs}} epochs", "long_test_mse", \.testError),
  .of("learning rate", "long_rate", \.rate),
  .of("PCA, clipped", "pca_test_clipped_mse") { clippedPCAError($0.id) },
  .value("ratio", "long_to_clipped_pca", format: .decimals(2)) {
    $1.map(\.testError).mean / clippedPCAError($0.id)
  })
notebook.check(
  "With 128 numbers the network lost to clipped PCA in the few epochs and wins in the many, with "
    + "every seed.",
  beats([clippedPCAError(128)], short[128]) && beats(longErrors[128], [clippedPCAError(128)]))
notebook.check(
  "With 8 it wins now with every seed; before, its mean was within a twentieth of clipped PCA's.",
  beats(longErrors[8], [clippedPCAError(8)])
    && abs(short[8].mean / clippedPCAError(8) - 1) < 0.05)
notebook.check(
  "With 2 it still loses, with every seed, but by less.",
  beats([clippedPCAError(2)], longErrors[2]) && longErrors[2].mean < short[2].mean)
notebook.check(
  "With 8 and with 128 the longer runs choose a smaller rate than the short ones.",
  [8, 128].allSatisfy { long.case($0).rate < chapterRates[$0] ?? 0 })
/*:
 The ratio is that of the longer runs. After {{tuned_epochs}} epochs the curves cross twice, once near 8,
 where they are close together, and once between 64 and 128. Now the upper crossing has left the table, and
 the lower one has moved to between 2 and 8, where it also is at the chapter's long budget. So at the upper
 end the network did not lose for lack of ability. There it has the most weights to move and the lowest
 error to reach, and it had not arrived. PCA has no such distance to cover.

 At 2 numbers more epochs help little: a sigmoid seems to add hardly anything to a plane. The map at
 the end of chapter 2 shows what does help, a hidden layer on each side.

 Look also at the learning rates of your run: more epochs want smaller ones.
 */
//#-hidden-code
notebook.finish()
//#-end-hidden-code
