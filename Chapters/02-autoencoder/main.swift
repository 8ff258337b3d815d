/*:
 # 2 · The plain autoencoder

 > When does a network that learns to rebuild its input beat PCA, and what does it take?

 Chapter 1 found the best linear code of an image in closed form. Now the encoder and the decoder
 become neural networks, and the code is *learned*: we show the network images, measure how badly
 it rebuilds them, and move its weights a little so that it does better next time. Nothing else
 changes, neither the digits nor the measure nor the pictures, so that every number here can be
 held against PCA's.

 The texts that this book grew from print several such networks and praise them. We run them as
 they stand first. The result is sobering; the rest of the chapter finds out why, and what helps.
 */
import Datasets
import Engine
import Notebook
import Plot
import Workbench

struct Settings: ChapterSettings {
  @Setting("size of the code", symbol: "k", in: 1...784)
  var codeSize = 32

  @Setting("passes over the training images", in: 1...1000, quick: 2)
  var epochs = 50

  @Setting("passes in the experiments that are tuned for speed", in: 1...1000, quick: 2)
  var tunedEpochs = 25

  @Setting("passes in the experiment with patience", in: 1...5000, quick: 3)
  var longEpochs = 200

  @Setting("images a step learns from", symbol: "B", in: 1...4000)
  var batchSize = 256

  @Setting("Adam's learning rate in the first run", symbol: "\\eta", in: 1e-6...1)
  var learningRate = 1e-3

  @Setting("independent runs of each experiment", in: 2...100, quick: 2)
  var seeds = 5

  @Setting("seed that all random numbers derive from", in: 0...1_000_000)
  var seed = 1
}

let (settings, notebook) = Notebook.open(Settings())
let (k, batchSize) = (settings.codeSize, settings.batchSize)
let (epochs, tunedEpochs, longEpochs) = (settings.epochs, settings.tunedEpochs, settings.longEpochs)
let seeds = Array(1...settings.seeds)
let key = Key(seed: settings.seed)
//#-hidden-code
notebook.show(settings)
//#-end-hidden-code
/*:
 We choose learning rates on 400 of the training images that the network does not see, the
 **validation images**. The test images serve once, for the numbers in the tables.
 */
let digits = notebook.digits()
let (trainImages, test) = (digits.train, digits.test.matrix)
let pca = PCA(of: trainImages.matrix)

func pcaError(_ size: Int) -> Double {
  pca.reconstruct(test, from: size).meanSquaredError(to: test)
}
func clippedPCAError(_ size: Int) -> Double {
  pca.reconstruct(test, from: size).clipped(to: 0...1).meanSquaredError(to: test)
}
//#-hidden-code
let train = trainImages.matrix
func meanImageError(_ images: Matrix) -> Double {
  images.subtracting(images).adding(row: pca.mean).meanSquaredError(to: images)
}
let meanImageTestError = meanImageError(test)
/// The dashed lines of the charts of training losses: both models on the training images.
let trainingReferences: [Plot.Reference] = [
  .horizontal(meanImageError(train), "mean image"),
  .horizontal(pca.reconstruct(train, from: k).meanSquaredError(to: train), "PCA, k = \(k)"),
]
notebook.value("pca_test_mse", pcaError(k), .decimals(4))
notebook.value("pca_test_clipped_mse", clippedPCAError(k), .decimals(4))
notebook.value("mean_image_test_mse", meanImageTestError, .decimals(4))
//#-end-hidden-code
/*:
 ## The model

 The **encoder** $f$ turns an image $x$ into a code $z = f(x)$ of $k$ numbers; the **decoder** $g$
 turns the code into a reconstruction $\hat{x} = g(z)$. Each is a chain of **dense layers**, affine
 maps $x W + b$, with an **activation** behind each that bends the result. This is the layer of the
 book's engine:

 {{include Sources/Engine/Layers.swift#dense}}

 And this is the autoencoder. Its only duty as a `Module` is to name its parts.
 */
struct Autoencoder: Module {
  var encoder: Sequential
  var decoder: Sequential

  /// Dense layers of the given sizes: [784, 64, 32] encodes by way of 64 units to a code of 32.
  init(
    encoder: [Int], decoder: [Int], hidden: Activation = .relu, code: Activation,
    output: Activation, using key: Key
  ) {
    func chain(_ sizes: [Int], last: Activation, _ key: Key) -> Sequential {
      Sequential(
        (1..<sizes.count).flatMap { i -> [any Layer] in
          [Dense(sizes[i - 1], sizes[i], using: key[i]), i < sizes.count - 1 ? hidden : last]
        })
    }
    self.encoder = chain(encoder, last: code, key["encoder"])
    self.decoder = chain(decoder, last: output, key["decoder"])
  }

  func callAsFunction(_ x: Tensor) -> Tensor { decoder(encoder(x)) }

  func reconstruct(_ images: Matrix) -> Matrix { self(Tensor(images)).value }

  mutating func visit(_ body: (String, inout Tensor) throws -> Void) rethrows {
    try encoder.visit { try body("encoder.\($0)", &$1) }
    try decoder.visit { try body("decoder.\($0)", &$1) }
  }
}
/*:
 We begin with the simplest one: a single layer each way, a code that is not bent at all
 (activation `identity`), and a **sigmoid** $\sigma(a) = 1 / (1 + e^{-a})$ at the output, so that
 every pixel lies between 0 and 1.
 */
let untrained = Autoencoder(
  encoder: [784, k], decoder: [k, 784], code: .identity, output: .sigmoid, using: key["first"])
var model = untrained
//#-hidden-code
notebook.value("first_parameters", Double(model.parameterCount), .decimals(0))
notebook.value(
  "first_untrained_test_mse", model.reconstruct(test).meanSquaredError(to: test), .decimals(3))
//#-end-hidden-code
/*:
 It has {{first_parameters}} numbers to learn. Untrained it rebuilds everything as an even grey, at
 an error of {{first_untrained_test_mse}}; the mean image has {{mean_image_test_mse}}.

 ## The loss and its gradient

 The **loss** is the mean squared error of a batch of $B$ images,
 $$L = \frac{1}{784 B} \sum_{b=1}^{B} \lVert g(f(x_b)) - x_b \rVert^2 .$$
 Note what is compared: the output with the input. Several of our texts speak of "the difference
 between the encoder and the decoder". No such thing is measured, as we shall see.

 To lower the loss we need its derivative with respect to every weight. The engine finds it by
 **reverse-mode differentiation**: each operation knows its result and, for each argument, how a
 gradient of the result becomes a gradient of the argument. For the product of two matrices that is
 all there is to it:

 {{include Sources/Engine/Operations.swift#product}}

 `valueWithGradient` applies these rules from the loss backwards. The gradient of a model is a
 model of the same shape.

 ## The training loop

 An **epoch** visits every image once, in a fresh random order. After each batch the optimiser
 **Adam** (Kingma and Ba 2015) moves the weights against the gradient, with a step that it scales
 for each weight on its own.
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
 That is the whole of it. From here on we call the engine's `fit`, which is this loop with a record
 of what it saw.
 */
extension Autoencoder {
  @discardableResult
  mutating func learn(
    _ images: ImageSet, epochs: Int, batchSize: Int, optimizer: some Optimizer, key: Key
  ) throws -> History {
    try fit(
      &self, to: images, epochs: epochs, batchSize: batchSize, optimizer: optimizer, key: key
    ) { model, batch in meanSquaredError(model(Tensor(batch)), batch) }
  }
}

var again = untrained
let history = notebook.attempt {
  try again.learn(
    trainImages, epochs: epochs, batchSize: batchSize,
    optimizer: Adam(rate: Float(settings.learningRate)), key: key["order"])
}
notebook.check(
  "The engine's loop gives the same bits as the loop above.",
  history.losses == losses && again.reconstruct(test) == model.reconstruct(test))
//#-hidden-code
notebook.value("first_test_mse", model.reconstruct(test).meanSquaredError(to: test), .decimals(4))
notebook.show(
  LineChart(
    x: Axis("epoch"), y: Axis("training loss", .log),
    series: [learningCurve("autoencoder", [losses])],
    references: trainingReferences),
  as: "first-run",
  caption: "The first run: a fall to the mean image's error, a short halt there, a slow descent.")
//#-end-hidden-code
/*:
 After {{epochs}} epochs the test error is {{first_test_mse}}. PCA with as many numbers has
 {{pca_test_mse}}. So far the network has learned less than a page of linear algebra gives for
 free.

 ## The models as they are printed

 Perhaps the fault is ours. Here are the five networks of the texts, each with its own sizes, batch
 and epochs; where a text leaves one open, we fill it in as its siblings do. All have **ReLU**,
 $\max(a, 0)$, behind every hidden layer, the code included, a sigmoid at the output, squared
 error, and Adam at its usual rate. Each runs with {{seeds}} seeds; ± is the standard deviation
 over them.
 */
struct Printed: Sendable {
  var name: String
  var encoder: [Int]
  var decoder: [Int]
  var batch = 256
  var epochs = 50
  /// Its name among the reference results.
  var reference: String
}

let printed = [
  Printed(name: "784-64-784", encoder: [784, 64], decoder: [64, 784], reference: "seed004"),
  Printed(
    name: "784-64-64-784", encoder: [784, 64], decoder: [64, 64, 784], reference: "seed000"),
  Printed(
    name: "784-64-32-32-64-784", encoder: [784, 64, 32], decoder: [32, 32, 64, 784],
    reference: "seed001"),
  Printed(
    name: "784-256-784, batch 32", encoder: [784, 256], decoder: [256, 784], batch: 32, epochs: 10,
    reference: "seed002"),
  Printed(
    name: "784-256-784, batch 256", encoder: [784, 256], decoder: [256, 784], epochs: 10,
    reference: "seed003"),
]

/// A trained model and what was recorded on the way.
struct Run: Sendable {
  var model: Autoencoder
  var history: History

  var code: Matrix { model.encoder(Tensor(trainImages.matrix)).value }
  var testError: Double { model.reconstruct(test).meanSquaredError(to: test) }
}

let jobs = printed.flatMap { printed in seeds.map { (printed, $0) } }
let printedRuns = await notebook.runs("printed models", over: jobs) { printed, seed in
  let key = key["printed"][printed.name][seed]
  var model = Autoencoder(
    encoder: printed.encoder, decoder: printed.decoder, code: .relu, output: .sigmoid,
    using: key["weights"])
  let history = try model.learn(
    trainImages, epochs: min(printed.epochs, epochs), batchSize: printed.batch, optimizer: Adam(),
    key: key["order"])
  return Run(model: model, history: history)
}
let runsByModel = printed.indices.map { index in
  Array(printedRuns[(index * seeds.count)..<((index + 1) * seeds.count)])
}
/*:
 A ReLU unit whose input is negative for every training image always answers 0. Its gradient is 0
 too, so it cannot come back. We count these **dead units** of the code.
 */
let codeSizes = printed.map { $0.encoder.last ?? 0 }
let errorsByModel = runsByModel.map { $0.map(\.testError) }
//#-hidden-code
var printedTable = Table(
  "model", "code", "epochs", "updates", "test MSE", "PCA, same code", "dead units of the code")
for (index, printed) in printed.enumerated() {
  let runs = runsByModel[index]
  let name = "ae_\(printed.name)".map { $0.isLetter || $0.isNumber ? $0 : "_" }
  let id = String(name).replacing("__", with: "_")
  printedTable.row(
    printed.name, codeSizes[index], runs[0].history.losses.count, runs[0].history.steps,
    notebook.spread("\(id)_test_mse", errorsByModel[index], .decimals(4)),
    notebook.value("\(id)_pca_test_mse", pcaError(codeSizes[index]), .decimals(4)),
    notebook.spread("\(id)_dead_units", runs.map { Double(deadUnits(in: $0.code)) }, .decimals(1)))
}
notebook.show(printedTable)
notebook.show(
  LineChart(
    x: Axis("epoch"), y: Axis("training loss", .log),
    series: zip(printed, runsByModel).map { learningCurve($0.name, $1.map(\.history.losses)) },
    references: [trainingReferences[0]]),
  as: "printed-models",
  caption: "The printed models are stopped on the way down. Bands show the range over the seeds.")
//#-end-hidden-code
/*:
 Did we build them right? JAX has run the same models 20 times each, from its own random numbers, and
 its results lie in the repository. Our means should lie within three standard deviations of its means.
 */
let reference = notebook.reference()
let agreements = zip(printed, errorsByModel).map { printed, errors in
  reference.models[printed.reference].map { abs(errors.mean - $0.mean) < 3 * $0.sd } ?? false
}
notebook.check("JAX finds the same test errors for every model.", agreements.allSatisfy(\.self))
notebook.check(
  "Every printed model, with every seed, beats the mean image.",
  errorsByModel.joined().allSatisfy { $0 < meanImageTestError })
notebook.check(
  "No printed model, with any seed, beats PCA of the same code size at its own budget.",
  zip(codeSizes, errorsByModel).allSatisfy { size, errors in
    errors.allSatisfy { $0 > pcaError(size) }
  })
/*:
 None comes near PCA. The loss curves say why: every model is still falling when its budget ends.
 And in the deeper two, a part of the code is dead.

 ## Which optimiser, and how fast?

 One text says "stochastic gradient descent" in words and Adam in code. We compare four rules at
 equal cost, that is at equal numbers of gradients of single images: **full-batch gradient
 descent** makes one step an epoch along the exact gradient; **stochastic gradient descent**, SGD,
 one step a batch; SGD with **momentum** keeps moving along past gradients; Adam scales each
 weight's step.

 A comparison is fair only if each rule has the learning rate that suits it. We hold back 400 of
 the training images, train with each rate of a grid on the rest, and keep the rate with the least
 error on the held-back ones; the worse of two runs counts, because a rate that works by luck is no
 good. Then we train on all images with fresh seeds. Every tuned experiment of this
 chapter chooses its rate like that. This one runs for only {{tuned_epochs}} epochs.
 */
struct Rule: Sendable {
  var name: String
  var rates: [Double]
  var isFullBatch = false
  var optimizer: @Sendable (Float) -> any Optimizer
}

let rules = [
  Rule(name: "full batch", rates: [10, 30, 100], isFullBatch: true) { SGD(rate: $0) },
  Rule(name: "SGD", rates: [10, 30, 100]) { SGD(rate: $0) },
  Rule(name: "momentum", rates: [3, 10, 30]) { SGD(rate: $0, momentum: 0.9) },
  Rule(name: "Adam", rates: [3e-3, 1e-2, 3e-2]) { Adam(rate: $0) },
]
let tunedRules = await notebook.tuned(
  "optimisers", rules, rates: \.rates, seeds: seeds, on: trainImages
) { rule, rate, images, seed in
  let key = key["optimisers"][seed]
  var model = Autoencoder(
    encoder: [784, k], decoder: [k, 784], code: .identity, output: .sigmoid, using: key["weights"])
  let history = try model.learn(
    images, epochs: tunedEpochs, batchSize: rule.isFullBatch ? images.count : batchSize,
    optimizer: rule.optimizer(Float(rate)), key: key["order"])
  return Run(model: model, history: history)
} score: { _, run, images in
  run.model.reconstruct(images).meanSquaredError(to: images)
}
let ruleErrors = tunedRules.map { $0.models.map(\.testError) }
//#-hidden-code
var ruleTable = Table("rule", "updates", "learning rate", "test MSE")
for (index, rule) in rules.enumerated() {
  let id = rule.name.lowercased().replacing(" ", with: "_")
  ruleTable.row(
    rule.name, tunedRules[index].models[0].history.steps,
    notebook.value("\(id)_rate", tunedRules[index].rate, .significant(1)),
    notebook.spread("\(id)_test_mse", ruleErrors[index], .decimals(4)))
}
notebook.show(ruleTable)
notebook.show(
  LineChart(
    x: Axis("epoch"), y: Axis("training loss", .log),
    series: zip(rules, tunedRules).map { learningCurve($0.name, $1.models.map(\.history.losses)) },
    references: trainingReferences),
  as: "optimisers",
  caption: "Four rules at equal cost, each with its own learning rate.")
//#-end-hidden-code
notebook.check(
  "Full-batch gradient descent does worse than SGD at equal cost, with every seed.",
  (ruleErrors[0].min() ?? 0) > (ruleErrors[1].max() ?? 0))
notebook.check(
  "With a tuned rate, Adam beats PCA of the same code size, clipped or not, with every seed.",
  (ruleErrors[3].max() ?? 1) < clippedPCAError(k))
notebook.check(
  "So does plain SGD with momentum: the rate matters more than the rule.",
  (ruleErrors[2].max() ?? 1) < clippedPCAError(k))
/*:
 The network that lost with {{epochs}} epochs at Adam's usual rate of {{learning_rate}} wins with
 {{tuned_epochs}} at {{adam_rate}}: {{adam_test_mse}} against PCA's {{pca_test_mse}}, or
 {{pca_test_clipped_mse}} when PCA is clipped to the range of a pixel. The loss is a mean over 784
 pixels, so its gradients are tiny, and the rates that suit SGD look absurdly large. With the sum
 over pixels as the loss they would be 784 times smaller; Adam would hardly notice.

 ## A linear autoencoder is PCA in disguise

 Now take the activations away: identity at the code *and* at the output. Then $\hat{x}$ is an
 affine function of $x$ of rank $k$. PCA's is the best of those on the training images, so no
 training can go below it. Does training get there? And does it find the same subspace? We compare
 the space that the rows of the decoder span with that of the first $k$ components, by the cosines
 of their **principal angles** (Björck and Golub 1973): all are 1 if the spaces are one.
 */
let linear = await notebook.runs("linear autoencoders", over: seeds) { seed in
  let key = key["linear"][seed]
  var model = Autoencoder(
    encoder: [784, k], decoder: [k, 784], code: .identity, output: .identity, using: key["weights"])
  // Large steps to get there, small ones to settle.
  for (phase, rate) in [3e-3, 3e-4].enumerated() {
    try model.learn(
      trainImages, epochs: epochs, batchSize: batchSize, optimizer: Adam(rate: Float(rate)),
      key: key["order"][phase])
  }
  return model
}
let components = pca.components.rows(at: 0..<k)
let directions = linear.compactMap { ($0.decoder.layers[0] as? Dense)?.weight.value }
let cosines = directions.map { principalCosines(orthonormalRows(of: $0), components) }

/// Of each row of `rows`, the largest cosine with a component; the mean over the rows.
func alignment(_ rows: Matrix) -> Double {
  let overlap = rows.multiplied(byTransposeOf: components)
  return (0..<rows.rows).map { i in
    let length = rows.row(i).reduce(0) { $0 + $1 * $1 }.squareRoot()
    return Double((overlap.row(i).map(abs).max() ?? 0) / length)
  }.mean
}

let linearErrors = linear.map { $0.reconstruct(test).meanSquaredError(to: test) }
let trainingGaps = linear.map {
  $0.reconstruct(train).meanSquaredError(to: train)
    / pca.reconstruct(train, from: k).meanSquaredError(to: train) - 1
}
//#-hidden-code
var linearTable = Table("linear autoencoder", "value")
linearTable.row("test MSE", notebook.spread("linear_test_mse", linearErrors, .decimals(5)))
linearTable.row("PCA's test MSE", notebook.value("linear_pca_test_mse", pcaError(k), .decimals(5)))
linearTable.row(
  "training error above PCA's", notebook.spread("linear_training_gap", trainingGaps, .percent(2)))
linearTable.row(
  "mean cosine of the principal angles",
  notebook.spread("linear_mean_cosine", cosines.map(\.mean), .decimals(3)))
linearTable.row(
  "least cosine", notebook.spread("linear_least_cosine", cosines.map { $0.last ?? 0 }, .decimals(2))
)
linearTable.row(
  "largest cosine of a row with a component",
  notebook.spread("linear_axis_cosine", directions.map(alignment), .decimals(2)))
notebook.show(linearTable)
notebook.show(
  LineChart(
    x: Axis("principal angle"), y: Axis("cosine"),
    series: [
      seedBand(
        "linear autoencoder and PCA",
        cosines.map { $0.enumerated().map { (Double($0 + 1), $1) } })
    ]),
  as: "principal-angles",
  caption: "The two subspaces share all directions but the last one or two.")
notebook.value("eigenvalue_k", pca.variances[k - 1], .decimals(3))
notebook.value("eigenvalue_after_k", pca.variances[min(k, 783)], .decimals(3))
//#-end-hidden-code
notebook.check(
  "The linear autoencoder's training error is not below PCA's, and within one percent of it.",
  trainingGaps.allSatisfy { (0..<0.01).contains($0) })
notebook.check(
  "It spans PCA's subspace, but for a direction or two at the end.",
  cosines.allSatisfy { $0.dropLast(2).allSatisfy { $0 > 0.99 } })
notebook.check(
  "Its rows are not PCA's axes.", directions.allSatisfy { alignment($0) < 0.9 })
/*:
 The error is PCA's to {{linear_training_gap}}, and so is the subspace (Bourlard and Kamp 1988;
 Baldi and Hornik 1989), except at its rim. There the choice hardly matters: the variance along
 component $k$ is {{eigenvalue_k}}, along the next, which PCA drops, {{eigenvalue_after_k}}. A
 descent that stops within a fraction of a percent of the optimum need not have decided between the
 two.

 Inside the subspace the rows point anywhere. Mix the code by any invertible matrix and undo it in
 the decoder, and no reconstruction changes. The principal components are ordered and at right
 angles; the units of an autoencoder are neither.

 ## Where does the gain come from?

 So the gain over PCA must come from the activations. But from which? It is often said that the
 *code* must be non-linear: "PCA is linear, the autoencoder is not". The printed models bend two
 things: the code by ReLU and the output by the sigmoid. We try the four combinations, each for
 {{epochs}} epochs at its own rate.
 */
struct Combination: Sendable {
  var code: Activation
  var output: Activation
}

let combinations = [Activation.identity, .sigmoid].flatMap { output in
  [Activation.identity, .relu].map { Combination(code: $0, output: output) }
}
let tunedCombinations = await notebook.tuned(
  "code × output", combinations,
  rates: { $0.code == .identity ? [3e-3, 1e-2, 3e-2] : [3e-4, 1e-3, 3e-3, 1e-2] },
  seeds: seeds, on: trainImages
) { combination, rate, images, seed in
  let key = key["combinations"][seed]
  var model = Autoencoder(
    encoder: [784, k], decoder: [k, 784], code: combination.code, output: combination.output,
    using: key["weights"])
  let history = try model.learn(
    images, epochs: epochs, batchSize: batchSize, optimizer: Adam(rate: Float(rate)),
    key: key["order"])
  return Run(model: model, history: history)
} score: { _, run, images in
  run.model.reconstruct(images).meanSquaredError(to: images)
}
let combinationErrors = tunedCombinations.map { $0.models.map(\.testError) }
//#-hidden-code
var combinationTable = Table(
  "code", "output", "learning rate", "test MSE", "dead units of the code")
for (combination, tuned) in zip(combinations, tunedCombinations) {
  let id = "code_\(combination.code.rawValue)_output_\(combination.output.rawValue)"
  combinationTable.row(
    combination.code.rawValue, combination.output.rawValue,
    notebook.value("\(id)_rate", tuned.rate, .significant(1)),
    notebook.spread("\(id)_test_mse", tuned.models.map(\.testError), .decimals(4)),
    notebook.spread(
      "\(id)_dead_units", tuned.models.map { Double(deadUnits(in: $0.code)) }, .decimals(1)))
}
notebook.show(combinationTable)
notebook.show(
  BarChart(
    value: "test MSE",
    categories: combinations.map { "\($0.code.rawValue) code, \($0.output.rawValue) output" },
    series: [
      .init(
        "test MSE", values: combinationErrors.map(\.mean),
        errors: combinationErrors.map(\.standardDeviation))
    ],
    references: [.vertical(pcaError(k), "PCA"), .vertical(clippedPCAError(k), "clipped")]),
  as: "code-by-output",
  caption: "What beats PCA is the sigmoid at the output, not the ReLU in the code.")
//#-end-hidden-code
notebook.check(
  "A ReLU code with a linear output does not beat PCA, with any seed.",
  (combinationErrors[1].min() ?? 0) > pcaError(k))
notebook.check(
  "A linear code with a sigmoid output beats clipped PCA, with every seed.",
  (combinationErrors[2].max() ?? 1) < clippedPCAError(k))
notebook.check(
  "ReLU in the code does not lower the mean error, with either output.",
  combinationErrors[1].mean >= combinationErrors[0].mean
    && combinationErrors[3].mean >= combinationErrors[2].mean)
/*:
 On these digits the network wins because of its *output*. A sigmoid says "paper" or "ink" with
 confidence and never leaves the range of a pixel; to a model with a linear output, a digit's sharp
 edges are expensive. Clipping, which PCA can have for free, is a part of that gain but far from
 all of it. Bending the *code* buys nothing here: a ReLU throws away half of what a unit could say,
 and kills some units altogether. With more layers between image and code that may change; this
 chapter's deepest code is a single layer away.

 ## The error at each code size

 Chapter 1 asked for the error at each size. Here is the answer of the best of the four, a linear
 code with a sigmoid output, with the rate chosen for each size.
 */
let sizes = Set([2, 8, 16, 32, 64, 128, k]).sorted()
let tunedSizes = await notebook.tuned(
  "code sizes", sizes, rates: { $0 < 32 ? [1e-2, 3e-2, 1e-1] : [3e-3, 1e-2, 3e-2] },
  seeds: seeds, on: trainImages
) { size, rate, images, seed in
  let key = key["sizes"][size][seed]
  var model = Autoencoder(
    encoder: [784, size], decoder: [size, 784], code: .identity, output: .sigmoid,
    using: key["weights"])
  let history = try model.learn(
    images, epochs: tunedEpochs, batchSize: batchSize, optimizer: Adam(rate: Float(rate)),
    key: key["order"])
  return Run(model: model, history: history)
} score: { _, run, images in
  run.model.reconstruct(images).meanSquaredError(to: images)
}
let sizeErrors = tunedSizes.map { $0.models.map(\.testError) }
//#-hidden-code
var sizeTable = Table(
  "k", "learning rate", "autoencoder", "PCA", "PCA, clipped", "autoencoder / clipped PCA")
for (index, size) in sizes.enumerated() {
  let clipped = clippedPCAError(size)
  sizeTable.row(
    size, notebook.value("ae_rate_k\(size)", tunedSizes[index].rate, .significant(1)),
    notebook.spread("ae_test_mse_k\(size)", sizeErrors[index], .decimals(4)),
    notebook.value("pca_test_mse_k\(size)", pcaError(size), .decimals(4)),
    notebook.value("pca_test_clipped_mse_k\(size)", clipped, .decimals(4)),
    notebook.value("ae_to_clipped_pca_k\(size)", sizeErrors[index].mean / clipped, .decimals(2)))
}
notebook.show(sizeTable)
notebook.show(
  LineChart(
    x: Axis("code size k", .log), y: Axis("test MSE", .log),
    series: [
      seedBand(
        "autoencoder",
        seeds.indices.map { seed in
          zip(sizes, sizeErrors).map { (Double($0), $1[seed]) }
        }),
      Series("PCA", points: sizes.map { (Double($0), pcaError($0)) }),
      Series("PCA, clipped", points: sizes.map { (Double($0), clippedPCAError($0)) }),
    ],
    references: [.horizontal(meanImageTestError, "mean image")]),
  as: "code-sizes",
  caption: "A linear code with a sigmoid output against PCA at equal code size.")
//#-end-hidden-code
notebook.check(
  "From 8 to 64 numbers the autoencoder beats clipped PCA, with every seed.",
  zip(sizes, sizeErrors).allSatisfy { size, errors in
    !(8...64).contains(size) || (errors.max() ?? 1) < clippedPCAError(size)
  })
notebook.check(
  "With 2 numbers it loses to PCA, clipped or not, with every seed.",
  (sizeErrors[0].min() ?? 0) > pcaError(2))
/*:
 The gain is largest in the middle. With two numbers there is little that a single layer can do,
 whatever it ends in. With 128 the budget is too small: there are more weights to learn, and PCA
 has no budget.

 ## Patience

 The first run lost because it was stopped. What if we simply let it go on, at Adam's usual rate,
 for {{long_epochs}} epochs?
 */
let patient = await notebook.runs("patience", over: seeds) { seed in
  let key = key["patience"][seed]
  var model = Autoencoder(
    encoder: [784, k], decoder: [k, 784], code: .identity, output: .sigmoid, using: key["weights"])
  let history = try model.learn(
    trainImages, epochs: longEpochs, batchSize: batchSize,
    optimizer: Adam(rate: Float(settings.learningRate)), key: key["order"])
  return Run(model: model, history: history)
}
//#-hidden-code
notebook.spread("patience_test_mse", patient.map(\.testError), .decimals(4))
//#-end-hidden-code
notebook.check(
  "With patience, the recipe of the first run beats clipped PCA, with every seed.",
  patient.allSatisfy { $0.testError < clippedPCAError(k) },
  evidence: "{{patience_test_mse}} against {{pca_test_clipped_mse}}")
/*:
 So three things make the difference between losing and winning: enough steps of a sensible size, a
 code that a ReLU does not cut, and an output that knows what a pixel can be.

 ## Does the loss matter?

 The texts name three losses: the squared error, the **absolute error** $|\hat{x} - x|$, and the
 **cross-entropy** $-x \log \hat{x} - (1-x) \log(1-\hat{x})$, which takes a grey pixel for a
 probability of ink. We train with each and score all three models by all three.
 */
enum Loss: String, CaseIterable, Sendable {
  case squared
  case crossEntropy = "cross-entropy"
  case absolute

  /// The loss of the output before the sigmoid, the logits.
  func callAsFunction(_ logits: Tensor, _ target: Matrix) -> Tensor {
    switch self {
    case .squared: meanSquaredError(Activation.sigmoid(logits), target)
    case .crossEntropy: meanBernoulliCrossEntropy(logits: logits, target)
    case .absolute: meanAbsoluteError(Activation.sigmoid(logits), target)
    }
  }
}

let tunedLosses = await notebook.tuned(
  "losses", Loss.allCases, rates: { _ in [3e-3, 1e-2, 3e-2] }, seeds: seeds, on: trainImages
) { loss, rate, images, seed in
  let key = key["losses"][seed]
  var model = Autoencoder(
    encoder: [784, k], decoder: [k, 784], code: .identity, output: .identity, using: key["weights"])
  try fit(
    &model, to: images, epochs: tunedEpochs, batchSize: batchSize,
    optimizer: Adam(rate: Float(rate)), key: key["order"]
  ) { model, batch in loss(model(Tensor(batch)), batch) }
  return model
} score: { loss, model, images in
  Double(loss(model(Tensor(images)), images).value[0, 0])
}
let lossScores = tunedLosses.map { tuned in
  Loss.allCases.map { loss in
    tuned.models.map { Double(loss($0(Tensor(test)), test).value[0, 0]) }
  }
}
//#-hidden-code
var lossTable = Table("trained on", "learning rate", "squared", "cross-entropy", "absolute")
for (index, loss) in Loss.allCases.enumerated() {
  func name(_ loss: Loss) -> String { loss.rawValue.replacing("-", with: "_") }
  let id = "loss_\(name(loss))"
  lossTable.row(
    [loss.rawValue, notebook.value("\(id)_rate", tunedLosses[index].rate, .significant(1))]
      + zip(Loss.allCases, lossScores[index]).map { scored, scores in
        notebook.spread("\(id)_test_\(name(scored))", scores, .decimals(4))
      })
}
notebook.show(lossTable)
let perfect = meanBernoulliCrossEntropy(logits: Tensor(logit(test, margin: 1e-6)), test).value[0, 0]
notebook.value("cross_entropy_floor", Double(perfect), .decimals(4))
notebook.value("cross_entropy_floor_per_image", 784 * Double(perfect), .decimals(1))
//#-end-hidden-code
notebook.check(
  "Training on the cross-entropy gives a lower squared error than training on the squared error.",
  (lossScores[1][0].max() ?? 1) < (lossScores[0][0].min() ?? 0))
notebook.check(
  "Training on the absolute error is worst by every measure, its own included.",
  Loss.allCases.indices.allSatisfy { scored in
    lossScores[2][scored].mean > lossScores[0][scored].mean
      && lossScores[2][scored].mean > lossScores[1][scored].mean
  })
/*:
 The scale of a cross-entropy needs care: a *perfect* reconstruction scores {{cross_entropy_floor}}
 a pixel, {{cross_entropy_floor_per_image}} an image, because a grey pixel is an uncertain one.
 Only the excess over that floor says anything about a model.

 At this budget the cross-entropy is the better way even to a low *squared* error: its gradient
 does not fade where the sigmoid saturates. The absolute error asks each pixel for its median, and
 the median of most pixels is paper; there its gradient pushes with full strength until the sigmoid
 hardly moves at all.

 ## A map of the digits, again

 Chapter 1 drew the digits in the plane of two components. A deeper encoder and decoder, with ReLU
 in the hidden layers and a linear code of two, can bend that plane.
 */
let tunedMaps = await notebook.tuned(
  "maps", ["784-128-2-128-784"], rates: { _ in [1e-3, 3e-3, 1e-2] }, seeds: seeds, on: trainImages
) { _, rate, images, seed in
  let key = key["maps"][seed]
  var model = Autoencoder(
    encoder: [784, 128, 2], decoder: [2, 128, 784], code: .identity, output: .sigmoid,
    using: key["weights"])
  let history = try model.learn(
    images, epochs: epochs, batchSize: batchSize, optimizer: Adam(rate: Float(rate)),
    key: key["order"])
  return Run(model: model, history: history)
} score: { _, run, images in
  run.model.reconstruct(images).meanSquaredError(to: images)
}
let maps = tunedMaps[0].models

func accuracy(_ encode: (Matrix) -> Matrix) -> Double {
  nearestNeighbourAccuracy(
    train: encode(train), labels: trainImages.labels, test: encode(test),
    testLabels: digits.test.labels)
}
let pcaAccuracy = accuracy { pca.encode($0, to: 2) }
let mapAccuracies = maps.map { run in accuracy { run.model.encoder(Tensor($0)).value } }
//#-hidden-code
var mapTable = Table("code of two numbers", "test MSE", "nearest-neighbour accuracy")
mapTable.row(
  "PCA", notebook.value("map_pca_test_mse", pcaError(2), .decimals(4)),
  notebook.value("map_pca_accuracy", pcaAccuracy, .percent(1)))
mapTable.row(
  "784-128-2-128-784", notebook.spread("map_ae_test_mse", maps.map(\.testError), .decimals(4)),
  notebook.spread("map_ae_accuracy", mapAccuracies, .percent(1)))
notebook.show(mapTable)
notebook.show(
  ScatterChart(
    panels: [
      mapPanel("PCA", pca.encode(test, to: 2), labels: digits.test.labels, axis: "component"),
      mapPanel(
        "784-128-2-128-784, first seed", maps[0].model.encoder(Tensor(test)).value,
        labels: digits.test.labels, axis: "code unit"),
    ], classes: digitNames),
  as: "maps",
  caption: "The test images in two numbers: a plane through the data, and a bent surface.")
//#-end-hidden-code
notebook.check(
  "The bent map has a lower error than PCA's and tells the digits apart better, with every seed.",
  maps.allSatisfy { $0.testError < pcaError(2) } && mapAccuracies.allSatisfy { $0 > pcaAccuracy })
/*:
 Here depth pays. A single layer lost to PCA at two numbers; with a hidden layer on each side the
 order is reversed. The classes become fans that meet where the code is small. Distances in such a
 map mean little: nothing in the loss asks for them.

 ## Looking at reconstructions
 */
//#-hidden-code
let shown = test.rows(at: digits.test.firstOfEachClass)
notebook.show(
  digitGrid([
    imageRow("original", shown),
    imageRow("PCA, clipped", pca.reconstruct(shown, from: k).clipped(to: 0...1)),
    imageRow("first run", model.reconstruct(shown)),
    imageRow("with patience", patient[0].model.reconstruct(shown)),
  ]),
  as: "reconstructions",
  caption: "Rebuilt from {{code_size}} numbers. The ghosts around PCA's digits are gone.")
//#-end-hidden-code
/*:
 ## Claims, tested

 Three sentences of the texts are left. That training makes "the difference between the encoder and
 the decoder" small: if it did, the decoder's matrix would turn into the encoder's, transposed.
 That the code gives the original back. And that the autoencoder wins because it is non-linear and
 PCA is not, which the four combinations have answered.
 */
func weights(_ chain: Sequential) -> Matrix? { (chain.layers[0] as? Dense)?.weight.value }

/// ‖D − Eᵀ‖ / ‖D‖ for the encoder's matrix E and the decoder's D.
func transposeDistance(_ model: Autoencoder) -> Double {
  guard let encoder = weights(model.encoder), let decoder = weights(model.decoder) else { return 0 }
  let distance = decoder.meanSquaredError(to: encoder.transposed)
  return (distance / decoder.meanSquaredError(to: decoder.subtracting(decoder))).squareRoot()
}
//#-hidden-code
notebook.value("transpose_distance_before", transposeDistance(untrained), .decimals(2))
notebook.value("transpose_distance_after", transposeDistance(patient[0].model), .decimals(2))
//#-end-hidden-code
notebook.check(
  "A trained decoder is not the encoder's transpose, nor near it.",
  transposeDistance(patient[0].model) > 0.5,
  evidence: "distance {{transpose_distance_before}} of the decoder's size before training, "
    + "{{transpose_distance_after}} after")
notebook.check(
  "Not one test image comes back exactly from any model of this chapter.",
  (printedRuns + patient + maps + (tunedRules + tunedCombinations + tunedSizes).flatMap(\.models))
    .allSatisfy { exactlyRebuilt(digits.test, by: $0.model.reconstruct(test)) == 0 })
/*:
 ## Exercises

 1. Run `swift run 02-autoencoder --learning-rate 0.01 --epochs 25`. Which claims change, and why does the
    first run win now?
 2. Change `meanSquaredError` in `learn` to the sum over pixels, 784 times as much. Which of the four rules
    need another learning rate?
 3. Give the first model an output bias of `logit(mean image)` by `Dense`'s `bias:`. What happens to
    the fall at the start of its learning curve?
 4. Tie the decoder to the encoder's transpose. How much does it cost?
 5. Where does the curve of error by code size cross PCA's when each size may train four times as long?

 ## References

 - H. Bourlard and Y. Kamp, "Auto-association by multilayer perceptrons and singular value
   decomposition", *Biological Cybernetics* 59 (1988), 291–294.
 - P. Baldi and K. Hornik, "Neural networks and principal component analysis: learning from examples
   without local minima", *Neural Networks* 2 (1989), 53–58.
 - Å. Björck and G. H. Golub, "Numerical methods for computing angles between linear subspaces",
   *Mathematics of Computation* 27 (1973), 579–594.
 - G. E. Hinton and R. R. Salakhutdinov, "Reducing the dimensionality of data with neural networks",
   *Science* 313 (2006), 504–507.
 - D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", *ICLR* 2015.
 - A. Griewank and A. Walther, *Evaluating derivatives*, 2nd edition, SIAM, 2008.
 */
//#-hidden-code
notebook.finish()
//#-end-hidden-code
