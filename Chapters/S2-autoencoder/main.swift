/*:
 # S2 · Solutions to chapter 2

 > How far does a network get in so many steps, and what stands in its way?

 These are solutions to the exercises of [chapter 2](02-autoencoder.md), in their order. The data,
 the seeds and the rates are the chapter's unless we say otherwise, and so is the first model:
 784-32-784 with a linear code and a sigmoid at the output.
 */
import Checker
import Datasets
import Engine
import Notebook
import Plot
import Workbench

struct Settings: ChapterSettings {
  @Setting("size of the code", symbol: "k", in: 1...784)
  var codeSize = 32

  @Setting("passes over the training images, in batches of 256", in: 10...1000, quick: 10)
  var epochs = 50

  @Setting("passes in the tuned experiments, in batches of 32", in: 1...1000, quick: 1)
  var tunedEpochs = 5

  @Setting("passes in exercise 5", in: 1...1000, quick: 1)
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

/// The first model of chapter 2, by the same key with the same weights.
@Sendable
func autoencoder(_ size: Int = k, using key: Key) -> Sequential {
  Sequential([
    Dense(784, size, using: key["encoder"][1]),
    Dense(size, 784, using: key["decoder"][1]), Activation.sigmoid,
  ])
}

/// A trained model and its losses.
struct Run: Sendable {
  var model: any Layer
  var losses: [Double]

  func error(on images: Matrix) -> Double {
    model(Tensor(images)).value.meanSquaredError(to: images)
  }
  var testError: Double { error(on: test) }
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

/// Whether every run of `a` has a lower error than every run of `b`.
func beats(_ a: [Double], _ b: [Double]) -> Bool { a.allSatisfy { a in b.allSatisfy { a < $0 } } }
func clippedPCAError(_ size: Int) -> Double {
  pca.reconstruct(test, from: size).clipped(to: 0...1).meanSquaredError(to: test)
}
let clippedError = clippedPCAError(k)
let pcaError = pca.reconstruct(test, from: k).meanSquaredError(to: test)
//#-hidden-code
notebook.show(settings)
let meanImageError = (0 * train).adding(row: pca.mean).meanSquaredError(to: train)
let references: [Plot.Reference] = [
  .horizontal(meanImageError, "mean image"),
  .horizontal(pca.reconstruct(train, from: k).meanSquaredError(to: train), "PCA, k = \(k)"),
]
//#-end-hidden-code
/*:
 ## 1. Ten times the rate

 *With `--learning-rate 0.01`, which claim about the first run no longer holds, and why?*

 "The first run has not reached PCA when it is stopped." With ten times the rate it has, and passed
 it. We run both rates with the chapter's seed and with others.
 */
let rates = [1e-3, 1e-2]
let firstRuns = await notebook.runs(
  "first run", over: rates.flatMap { rate in seeds.map { (rate, $0) } }
) { rate, seed in
  let key = Key(seed: seed)
  return try trained(
    autoencoder(using: key["first"]), epochs: epochs, batchSize: 256, rate: rate, key: key["order"])
}
let (slow, fast) = (Array(firstRuns[..<seeds.count]), Array(firstRuns[seeds.count...]))
/*:
 Why? Adam divides a mean of the derivatives by the root of a mean of their squares, so a step is
 about $\eta$ long, however small the derivative is, and after $n$ steps a weight is hardly farther
 than $n \eta$ from where it began. With {{first_updates}} updates at the chapter's rate that is
 {{first_slow_bound}}. We look how far the weights went.
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
for (index, runs) in [slow, fast].enumerated() {
  let id = ["slow", "fast"][index]
  let testError = notebook.spread("first_\(id)_test_mse", runs.map(\.testError), .decimals(4))
  testErrorCells.append(testError)
  rateTable.row(
    notebook.value("first_\(id)_rate", rates[index], .significant(1)),
    notebook.value("first_\(id)_bound", Double(updates) * rates[index], .significant(1)),
    notebook.spread("first_\(id)_reach", reaches[index], .decimals(2)),
    testError,
    notebook.value("first_\(id)_seed1_test_mse", runs[0].testError, .decimals(4)))
}
notebook.show(rateTable)
notebook.value("pca_test_mse", pcaError, .decimals(4))
notebook.value("pca_test_clipped_mse", clippedError, .decimals(4))
notebook.show(
  LineChart(
    x: Axis("epoch"), y: Axis("training loss", .log),
    series: [
      learningCurve("η = 0.001", slow.map(\.losses)), learningCurve("η = 0.01", fast.map(\.losses)),
    ],
    references: references),
  as: "rates",
  caption:
    "The larger rate passes PCA's error before half of the epochs are over; the smaller one is "
    + "on its way when it is stopped.")
//#-end-hidden-code
notebook.check(
  "At the chapter's rate no run reaches PCA; at ten times the rate every run passes it.",
  beats([pcaError], slow.map(\.testError)) && beats(fast.map(\.testError), [pcaError]),
  evidence: "PCA has {{pca_test_mse}}")
notebook.check(
  "At the chapter's rate no parameter went farther than updates times rate.",
  reaches[0].allSatisfy { $0 <= Double(updates) * rates[0] })
notebook.check(
  "At ten times the rate some parameter went farther than the lower rate could have taken it.",
  reaches[1].allSatisfy { $0 > Double(updates) * rates[0] })
/*:
 So the first run was short of way, not of ability; where the way leads, exercise 3 will show. But
 the higher rate is not the better one as such. The comparison at the end of your run has another
 line, `patience_test_mse_mean`, for the same network with many more steps, in batches of 32. That
 one went up. We repeat these runs at both rates:
 */
let patientRuns = await notebook.runs(
  "patience", over: rates.flatMap { rate in seeds.map { (rate, $0) } }
) { rate, seed in
  let key = key["patience"][seed]
  return try trained(
    autoencoder(using: key["weights"]), epochs: longEpochs, rate: rate, key: key["order"])
}
let patient = [Array(patientRuns[..<seeds.count]), Array(patientRuns[seeds.count...])]
//#-hidden-code
notebook.value("patience_updates", Double(longEpochs * ((train.rows + 31) / 32)), .decimals(0))
for (id, runs) in zip(["slow", "fast"], patient) {
  notebook.spread("patience_\(id)_test_mse", runs.map(\.testError), .decimals(4))
  notebook.spread("patience_\(id)_train_mse", runs.map { $0.error(on: train) }, .decimals(4))
}
//#-end-hidden-code
notebook.check(
  "After {{patience_updates}} updates the higher rate has the higher test error, with every seed.",
  beats(patient[0].map(\.testError), patient[1].map(\.testError)),
  evidence: "{{patience_fast_test_mse}}, at the chapter's rate {{patience_slow_test_mse}}")
notebook.check(
  "On the training images it has the lower error, with every seed.",
  beats(patient[1].map { $0.error(on: train) }, patient[0].map { $0.error(on: train) }),
  evidence: "{{patience_fast_train_mse}}, at the chapter's rate {{patience_slow_train_mse}}")
/*:
 So it did go farther, but with so many steps there is way enough at either rate, and what it
 gained on the training images is lost on new ones, and more. That is over-fitting, of which
 chapter 4 treats.

 ## 2. The loss times 784

 *Multiply the loss by 784. By how much must the rate of each of the four rules change for the same
 steps?*

 Let $c = 784$. Every derivative is multiplied by $c$.

 - **Full batch and SGD** step by $-\eta g$. With $c\,g$ in the place of $g$ the rate must be
   $\eta / c$.
 - **Momentum**: $v$ is a sum of past gradients with fixed factors, so it becomes $c\,v$. It starts
   at 0, and $c \cdot 0 = 0$. The step is $-\eta v$, so again $\eta / c$. The factor $\mu$ stays.
 - **Adam**: $\hat{m}$ is a mean of gradients and becomes $c\,\hat{m}$; $\hat{v}$ is a mean of
   squares and becomes $c^2 \hat{v}$, its root $c \sqrt{\hat{v}}$. In
   $\hat{m} / (\sqrt{\hat{v}} + \varepsilon)$ the factor cancels, but for $\varepsilon$. So the rate
   stays as it is, and for *exactly* the same steps $\varepsilon$ becomes $c\,\varepsilon$.

 This is why one rate of Adam serves for a mean over pixels and for a sum, and why a rate of SGD
 means nothing without the loss beside it. We make some steps both ways and compare where the
 parameters end.
 */
struct Pair: Sendable {
  var name: String
  var rateFactor: String
  var steps = 25
  var mean: any Optimizer
  var sum: any Optimizer
}

let c: Float = 784
let pairs = [
  Pair(
    name: "full batch", rateFactor: "1 / 784", steps: 5, mean: SGD(rate: 30),
    sum: SGD(rate: 30 / c)),
  Pair(name: "SGD", rateFactor: "1 / 784", mean: SGD(rate: 30), sum: SGD(rate: 30 / c)),
  Pair(
    name: "momentum", rateFactor: "1 / 784", mean: SGD(rate: 10, momentum: 0.9),
    sum: SGD(rate: 10 / c, momentum: 0.9)),
  Pair(name: "Adam", rateFactor: "1", mean: Adam(rate: 1e-2), sum: Adam(rate: 1e-2)),
  Pair(
    name: "Adam, ε × 784", rateFactor: "1", mean: Adam(rate: 1e-2),
    sum: Adam(rate: 1e-2, epsilon: 1e-8 * c)),
]

/// The model after some steps on the loss times `factor`.
@Sendable
func stepped(_ pair: Pair, factor: Float, by optimizer: some Optimizer, seed: Int) -> Sequential {
  var (model, optimizer) = (autoencoder(using: Key(seed: seed)["first"]), optimizer)
  for step in 0..<pair.steps {
    let places = (0..<32).map { (32 * step + $0) % train.rows }
    let batch = pair.name == "full batch" ? train : train.rows(at: places)
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

let pairJobs = pairs.flatMap { pair in seeds.map { (pair, $0) } }
let comparisons = await notebook.runs("loss × 784", over: pairJobs) { pair, seed in
  let start = autoencoder(using: Key(seed: seed)["first"])
  let mean = stepped(pair, factor: 1, by: pair.mean, seed: seed)
  let sum = stepped(pair, factor: c, by: pair.sum, seed: seed)
  let errors = [mean, sum].map { Run(model: $0, losses: []).testError }
  return (
    parameters: distance(mean, sum) / distance(mean, start), error: abs(errors[1] / errors[0] - 1),
    far: share(of: mean, fartherFrom: sum, than: 0.01 * distance(mean, start))
  )
}
let worst = pairs.indices.map { index in
  let runs = comparisons[(index * seeds.count)..<((index + 1) * seeds.count)]
  return (
    parameters: runs.map(\.parameters).max() ?? .infinity,
    error: runs.map(\.error).max() ?? .infinity, far: runs.map(\.far).max() ?? 1
  )
}
//#-hidden-code
notebook.value(
  "momentum_rounding", 100 * (worst[2].parameters / worst[1].parameters / 100).rounded(),
  .decimals(0))
var pairTable = Table(
  "rule", "steps", "factor of the rate", "parameters differ by", "test errors by",
  caption:
    "The greatest difference of a parameter, as a share of the greatest way that one went, and the "
    + "relative difference of the test errors; the worst of {{seeds}} seeds.")
for (index, pair) in pairs.enumerated() {
  let id = ["full_batch", "sgd", "momentum", "adam", "adam_epsilon"][index]
  pairTable.row(
    pair.name, pair.steps, pair.rateFactor,
    notebook.value("scaled_loss_\(id)_parameters", worst[index].parameters, .significant(1)),
    notebook.value("scaled_loss_\(id)_test", worst[index].error, .significant(1)))
}
notebook.show(pairTable)
notebook.value("adam_parameters_far", worst[3].far, .percent(2))
//#-end-hidden-code
notebook.check(
  "With these factors, and Adam's ε scaled, the steps are the same but for rounding.",
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
 still it is small; why so much, we have not asked. The difference that $\varepsilon$ makes with
 the rate alone is of another kind, and larger than one might expect of a number so small. But the
 derivatives of a mean over 784 pixels are small, too, and where a pixel has ink in few images,
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
 {{derivatives_below_100_epsilon}} of them lie, it is shorter by about a hundredth at least. Such
 weights have little to say, so the error hardly notices.

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
  seeds.map {
    Run(model: autoencoder(using: Key(seed: $0)["first"]), losses: []).error(on: train)
  },
  seeds.map {
    Run(
      model: startingAtTheMean(of: train, codeSize: k, using: Key(seed: $0)["first"]), losses: []
    ).error(on: train)
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
  untrained[1].allSatisfy { abs($0 / meanImageError - 1) < 0.01 })
notebook.check(
  "Started there, the first model beats clipped PCA in the chapter's number of updates at the "
    + "chapter's rate, with every seed.",
  beats(fromMean.map(\.testError), [clippedError]),
  evidence: "clipped PCA has {{pca_test_clipped_mse}}")
/*:
 The fall is gone, as it should be. What nobody promised is the rest. The curve does not just begin
 farther along the same way. It keeps its lead, and a model that lost to PCA in chapter 2 wins, with
 nothing changed but where 784 numbers begin. That chapter named two things that decide between
 losing and winning, the steps and the output. The start is a third.

 Exercise 1 suggests a reason. At a pixel that is always paper, the sigmoid wants an input of
 {{paper_logit}} or below, and at this rate a bias gets no farther than {{first_slow_bound}}. From
 grey, then, paper has to come through the code. We look at the pixels that have no ink in any
 training image, and ask where the input of their sigmoid comes from: from the bias, or from the
 mean code. Beside the two starts we put the runs of exercise 1 at ten times the rate, which began
 at grey, too.
 */
let leastInk = pca.mean.elements.min() ?? 0
let paper = (0..<784).filter { pca.mean[0, $0] == leastInk }

/// What makes the paper: at its pixels, the mean of the output's bias and of what the mean code adds
/// to it; and of what size a number of the mean code is, and a weight from it to the paper.
struct Paper {
  var bias, code, codeSize, weightSize: Double

  init?(_ model: any Layer) {
    guard let model = model as? Sequential, let encoder = model.layers[0] as? Dense,
      let decoder = model.layers[1] as? Dense
    else { return nil }
    let meanCode = encoder(Tensor(train)).value.columnMeans
    let shares = meanCode.multiplied(by: decoder.weight.value)
    let weights = decoder.weight.value.transposed.rows(at: paper)
    bias = paper.map { Double(decoder.bias.value[0, $0]) }.mean
    code = paper.map { Double(shares[0, $0]) }.mean
    codeSize = meanCode.elements.map { Double(abs($0)) }.mean
    weightSize = weights.elements.map { Double(abs($0)) }.mean
  }
}
let logits = [slow, fromMean, fast].map { $0.compactMap { Paper($0.model) } }
let greyLogits = seeds.compactMap { Paper(autoencoder(using: Key(seed: $0)["first"])) }
//#-hidden-code
notebook.value("paper_logit", Double(logit(Matrix(row: [0]), margin: 1e-3)[0, 0]), .decimals(1))
notebook.value("paper_pixels", Double(paper.count), .decimals(0))
var paperTable = Table(
  "start", "from the bias", "from the mean code", "size of a code's number",
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
 weight to the paper is small, but times a large number, and {{code_size}} such products get there
 before the bias does.

 Does the paper take room in the code from the digit? Little. It is one image, so a code without
 bends needs at most one of its {{code_size}} directions for it, and at that size a direction for
 the mean cost PCA next to nothing ([chapter 1](01-pca.md), "Does centring matter?"). The third row
 agrees: there, too, the paper comes through the code, and those runs end lower than the ones that
 began at the mean image. What the paper costs is way. Codes and weights have to grow until paper
 is paper; who starts at the mean image has these steps to spare, and with ten times the rate there
 are steps enough for both.

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

  mutating func visit(_ body: (String, inout Tensor) throws -> Void) rethrows {
    try body("weight", &weight)
    try body("codeBias", &codeBias)
    try body("outputBias", &outputBias)
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
struct Variant: Sendable {
  var isTied: Bool
  var startsAtMean: Bool
}

let variants = [false, true].flatMap { startsAtMean in
  [false, true].map { Variant(isTied: $0, startsAtMean: startsAtMean) }
}
let tunedTying = await notebook.tuned(
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
  $1.error(on: $2)
}
let tyingErrors = tunedTying.map { $0.models.map(\.testError) }
let tyingTrainErrors = tunedTying.map { $0.models.map { $0.error(on: train) } }
let tyingCosts = [0, 2].map { tyingErrors[$0 + 1].mean / tyingErrors[$0].mean - 1 }
//#-hidden-code
var tyingTable = Table(
  "start", "decoder", "parameters", "learning rate", "training MSE", "test MSE")
for (index, (variant, tuned)) in zip(variants, tunedTying).enumerated() {
  let id = "\(variant.isTied ? "tied" : "untied")_from_\(variant.startsAtMean ? "mean" : "grey")"
  tyingTable.row(
    starts[variant.startsAtMean ? 1 : 0], variant.isTied ? "tied" : "its own matrix",
    notebook.value("\(id)_parameters", Double(tuned.models[0].model.parameterCount), .decimals(0)),
    notebook.value("\(id)_rate", tuned.rate, .significant(1)),
    notebook.spread("\(id)_train_mse", tyingTrainErrors[index], .decimals(4)),
    notebook.spread("\(id)_test_mse", tyingErrors[index], .decimals(4)))
}
notebook.show(tyingTable)
for index in [0, 2] {
  let id = ["grey", "", "mean"][index]
  notebook.value("tying_cost_from_\(id)", tyingCosts[index / 2], .percent(0))
  notebook.value(
    "tying_p_from_\(id)", pairedP(tyingErrors[index], tyingErrors[index + 1]), .significant(1))
}
//#-end-hidden-code
/*:
 Is a difference between five seeds more than chance? A paired t-test over the seeds gives the
 chance $p$ of one so large where there is none in truth; like [chapter 4](04-regularisation.md),
 which explains the test, we say *shown* where it is below one in a hundred.
 */
notebook.check(
  "From grey, tying raises the mean error, and the difference is shown.",
  tyingCosts[0] > 0 && pairedP(tyingErrors[0], tyingErrors[1]) < 0.01,
  evidence: "by {{tying_cost_from_grey}}, p = {{tying_p_from_grey}}")
notebook.check(
  "From the mean image it costs less than half as much, and no difference is shown.",
  tyingCosts[1] < tyingCosts[0] / 2 && pairedP(tyingErrors[2], tyingErrors[3]) > 0.01,
  evidence: "by {{tying_cost_from_mean}}, p = {{tying_p_from_mean}}")
notebook.check(
  "On the training images tying costs from either start, with every seed.",
  [0, 2].allSatisfy { beats(tyingTrainErrors[$0], tyingTrainErrors[$0 + 1]) })
notebook.check(
  "Even tied, the model that starts at the mean image beats the untied one that starts from grey, "
    + "with every seed.",
  beats(tyingErrors[3], tyingErrors[0]))
notebook.check(
  "No chosen rate lies at the edge of its grid.", !tunedTying.contains(where: \.isAtEdge))
/*:
 The surprise is what tying costs depends on. Asked from grey, the answer is "a little"; asked from
 the mean image, five seeds can't tell the cost on new images from nothing. The training images
 still notice, from either start. But the tied model has half as many numbers to fit to them, and
 what it does worse there is largely given back elsewhere. That is so with 4000 images; with 100,
 exercise 5 of chapter 4 finds that tying lowers the error a lot ([its
 solution](S4-regularisation.md) says why).

 That tying costs little is less odd than it seems: PCA is tied, and no linear model does better on
 the images that it is fitted to. In chapter 2 the two matrices did not become equal, but nothing
 asked them to. One reason for the cost from grey may be the paper again: it comes through the
 code, and a weight that helps to draw the paper is now also one that reads the image.

 ## 5. More passes

 *Run with `--tuned-epochs 25`. Where does the curve of error by code size now cross clipped PCA's?*

 The run takes minutes, so here are the sizes that decide it, with the rate of each chosen on
 validation images from two, a short grid. For comparison we repeat the chapter's runs, with the
 rates that it chose.
 */
let sizes = [2, 8, 128]
let tunedSizes = await notebook.tuned(
  "more passes", sizes, rates: { _ in [3e-3, 1e-2] }, seeds: seeds, on: trainImages
) { size, rate, images, seed in
  let key = key["sizes"][size][seed]
  return try trained(
    autoencoder(size, using: key["weights"]), on: images, epochs: longEpochs, rate: rate,
    key: key["order"])
} score: {
  $1.error(on: $2)
}
let sizeErrors = tunedSizes.map { $0.models.map(\.testError) }

let chapterRates = [2: 3e-2, 8: 1e-2, 128: 1e-2]
let shortRuns = await notebook.runs(
  "as in the chapter", over: sizes.flatMap { size in seeds.map { (size, $0) } }
) { size, seed in
  let key = key["sizes"][size][seed]
  return try trained(
    autoencoder(size, using: key["weights"]), epochs: tunedEpochs, rate: chapterRates[size] ?? 1e-2,
    key: key["order"])
}
let shortErrors = sizes.indices.map { index in
  shortRuns[(index * seeds.count)..<((index + 1) * seeds.count)].map(\.testError)
}
//#-hidden-code
var sizeTable = Table(
  "k", "after {{tuned_epochs}} epochs", "after {{long_epochs}} epochs", "learning rate",
  "PCA, clipped", "ratio")
for (index, size) in sizes.enumerated() {
  sizeTable.row(
    size, notebook.spread("ae_short_test_mse_k\(size)", shortErrors[index], .decimals(4)),
    notebook.spread("ae_long_test_mse_k\(size)", sizeErrors[index], .decimals(4)),
    notebook.value("ae_long_rate_k\(size)", tunedSizes[index].rate, .significant(1)),
    notebook.value("pca_test_clipped_mse_k\(size)", clippedPCAError(size), .decimals(4)),
    notebook.value(
      "ae_long_to_clipped_pca_k\(size)", sizeErrors[index].mean / clippedPCAError(size),
      .decimals(2)
    ))
}
notebook.show(sizeTable)
//#-end-hidden-code
notebook.check(
  "With 128 numbers the network lost to clipped PCA in the few epochs and wins in the many, with "
    + "every seed.",
  beats([clippedPCAError(128)], shortErrors[2]) && beats(sizeErrors[2], [clippedPCAError(128)]))
notebook.check(
  "With 8 it wins now with every seed; before, its mean was within a twentieth of clipped PCA's.",
  beats(sizeErrors[1], [clippedPCAError(8)])
    && abs(shortErrors[1].mean / clippedPCAError(8) - 1) < 0.05)
notebook.check(
  "With 2 it still loses, with every seed, but by less.",
  beats([clippedPCAError(2)], sizeErrors[0]) && sizeErrors[0].mean < shortErrors[0].mean)
notebook.check(
  "With 8 and with 128 the longer runs choose a smaller rate than the chapter's.",
  [1, 2].allSatisfy { tunedSizes[$0].rate < chapterRates[sizes[$0]] ?? 0 })
/*:
 The ratio is that of the longer runs. In chapter 2, after {{tuned_epochs}} epochs, the curves
 crossed twice, once near 8, where they lay close together, and once between 64 and 128. Now the upper crossing has left the
 chapter's table, and the lower one has moved to between 2 and 8. So at the upper end the network
 did not lose for lack of ability. There it has the most weights to move and the lowest error to
 reach, and it had not arrived. PCA has no way to go.

 At 2 numbers more passes help little: a sigmoid seems to add hardly anything to a plane. The map at
 the end of chapter 2 shows what does help, a hidden layer on each side.

 Look at the learning rates of your run, too. More passes want smaller ones, and where the least of
 a grid is chosen, the check of the grids' edges complains: a still smaller rate might be better. It
 is right to complain.
 */
//#-hidden-code
notebook.finish()
//#-end-hidden-code
