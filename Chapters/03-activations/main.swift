/*:
 # 3 · Which activation?

 > Does the non-linear function after a layer decide how well an autoencoder rebuilds, or does
 > something else?

 - **By the end you can** say what an activation does to gradients and codes; separate the effect of
   an activation from the effect of a start or of a learning rate; and design a comparison that does
   not favour one side.
 - **You need** chapter 2, and an idea of what a mean and a standard deviation over runs say.
 - **It takes** about {{reading_minutes}} minutes to read, code included, without the exercises; its
   running time is on the [status page](status.md).

 Between two layers of a network there is an **{{term activation}}**, a function of single numbers.
 The introductions list five, ReLU, leaky ReLU, PReLU, sigmoid and tanh, call the choice crucial,
 and advise readers to experiment. None of them does. Here is the experiment, with those five,
 with none at all (the identity), and with four others in common use.

 We begin as a reader of the introductions would: one recipe for all. It gives huge differences.
 Then we look for their causes, remove these one at a time, and see what is left.
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
  var codeSize = 64

  @Setting("epochs of the printed recipe", in: 1...1000, quick: 1)
  var epochs = 10

  @Setting("epochs with one activation, as many as the introduction prints", in: 1...1000, quick: 2)
  var printedEpochs = 50

  @Setting("epochs of the short budget", in: 1...1000, quick: 1)
  var shortEpochs = 2

  @Setting("epochs of the long budget", in: 1...1000, quick: 2)
  var longEpochs = 64

  @Setting("epochs of the crossed experiment", in: 1...1000, quick: 2)
  var crossedEpochs = 40

  @Setting("images per update in the printed recipe", in: 1...4000)
  var batchSize = 256

  @Setting("images per update in the tuned experiments", in: 1...4000, quick: 64)
  var raceBatchSize = 32

  @Setting("images to learn from, at most", in: 500...100_000, quick: 800)
  var images = 4000

  @Setting("independent runs of each experiment", in: 2...100, quick: 2)
  var seeds = 5

  @Setting("seed that all random numbers derive from", in: 0...1_000_000)
  var seed = 1
}

let (settings, notebook) = Notebook.open(Settings(), model: "the first PReLU network of the race")
let (k, epochs) = (settings.codeSize, settings.epochs)
let (shortEpochs, longEpochs) = (settings.shortEpochs, settings.longEpochs)
let (batchSize, raceBatchSize) = (settings.batchSize, settings.raceBatchSize)
let seeds = Array(1...settings.seeds)
let key = Key(seed: settings.seed)
//#-hidden-code
notebook.show(settings)
let loaded: LoadedModel<Run>? = notebook.loadedModel(
  like: Sequential([784, k, 784], .prelu, using: key),
  requiring: ["images", "long_epochs", "race_batch_size"])
//#-end-hidden-code
/*:
 The digits, the error and the two lines to beat are those of chapters 1 and 2.
 */
let digits = notebook.digits()
/// What networks in JAX reached on these digits.
let reference = notebook.reference()
let (trainImages, test) = (digits.train.prefix(settings.images), digits.test.matrix)
let train = trainImages.matrix
let pca = PCA(of: train)

func pcaError(on images: Matrix) -> Double {
  pca.error(on: images, from: k)
}
let (pcaTestError, meanImageTestError) = (
  pcaError(on: test), meanImageError(of: train, on: test)
)
/*:
 ## Ten functions

 | activation | $f(a)$ | proposed by |
 | :--- | :--- | :--- |
 | **{{term ReLU}}** | $\max(a, 0)$ | Fukushima 1969; Jarrett et al. 2009 |
 | **{{term leaky ReLU}}** | $a$ if $a > 0$, else $a/100$ | Maas et al. 2013 |
 | **{{term PReLU}}** | $a$ if $a > 0$, else $s a$ with a learned $s$, one per unit | He et al. 2015 |
 | **{{term sigmoid}}** | $\sigma(a) = 1/(1 + e^{-a})$ | |
 | **{{term tanh}}** | $(e^a - e^{-a})/(e^a + e^{-a})$ | |
 | **{{term identity}}** | $a$ | |
 | **{{term ELU}}** | $a$ if $a > 0$, else $e^a - 1$ | Clevert et al. 2016 |
 | **{{term GELU}}** | $a\,\Phi(a)$, with the normal distribution's $\Phi$ | Hendrycks and Gimpel 2016 |
 | **{{term SiLU}}** | $a\,\sigma(a)$ | Hendrycks and Gimpel 2016; Elfwing et al. 2018 |
 | **{{term softplus}}** | $\log(1 + e^a)$ | Dugas et al. 2001 |

 A candidate is an activation together with the initialiser that is usually paired with it, of which
 more later:

 {{include Sources/Models/Candidate.swift#candidate}}
 */
let candidates = Candidate.all
/*:
 The **{{term slope}}** $f'(a)$ matters as much as the value, for the chain rule multiplies a
 gradient by it at every layer. We do not type the derivatives: the engine finds them, as the
 gradient of $\sum_i f(a_i)$.

 {{include Chapters/03-activations/Slopes.swift#slopes}}
 */
let curves = candidates.map { $0(grid) }
let slopeCurves = candidates.map { slopes(of: $0.layer(1), at: grid) }
//#-hidden-code
notebook.show(
  functions(candidates, at: grid, curves, axis: "activation f(a)"), as: "functions",
  caption:
    "Seven activations. Leaky ReLU and GELU, omitted here, would be on ReLU and next to SiLU.")
notebook.show(
  functions(candidates, at: grid, slopeCurves, axis: "slope f′(a)"), as: "slopes",
  caption:
    "Their slopes. To the right most come near 1; those of tanh and sigmoid fall towards 0 on "
    + "both sides.")
//#-end-hidden-code
/*:
 One introduction files ReLU, sigmoid and tanh under "linear activations" and leaky ReLU and PReLU
 under "non-linear" ones. A linear function has $f(a + b) = f(a) + f(b)$ for all $a$ and $b$. One
 line settles ReLU; random pairs settle the others.
 */
func apply(_ activation: Activation, _ number: Float) -> Float {
  activation(Tensor(Matrix(row: [number]))).value[0, 0]
}
notebook.check(
  "ReLU is not linear.", apply(.relu, 1) + apply(.relu, -1) != apply(.relu, 1 + -1))

let (a, b) = (key["a"].normals(rows: 100, columns: k), key["b"].normals(rows: 100, columns: k))
let departures = candidates.map { candidate in
  (candidate(a + b) - (candidate(a) + candidate(b))).elements.map(abs).max() ?? 0
}
notebook.check(
  "Of the ten, only the identity is additive: each other one misses by more than a tenth "
    + "somewhere.",
  zip(candidates, departures).allSatisfy { ($0.title == "identity") == ($1 < 0.1) })
notebook.check(
  "Every activation returns as many numbers as it is given, and finite ones also for negative inputs.",
  candidates.allSatisfy { $0(a).shape == a.shape && $0(a).elements.allSatisfy(\.isFinite) })
/*:
 So an activation does not "map a high-dimensional input to a low-dimensional code", as another
 sentence has it: the weight matrix does that. And no activation is reserved for inputs of one
 sign. A remark on the printed formula of tanh: it divides infinity by infinity once
 $e^a$ leaves the range of a float.
 */
let (up, down) = (Matrix(row: [100]).exp[0, 0], Matrix(row: [-100]).exp[0, 0])
notebook.check(
  "The printed formula of tanh is not a number at 100; the engine's is 1.",
  ((up - down) / (up + down)).isNaN && apply(.tanh, 100) == 1)
/*:
 ## One recipe for all

 The introduction prints 784-64-784: one hidden layer, the code, with the activation after it, a
 sigmoid at the output, squared error, Adam at its usual rate of one thousandth, batches of
 {{batch_size}}. Its library draws the weights by Glorot and Bengio's rule, starts every bias at 0, and
 has $\varepsilon = 10^{-7}$ in Adam. We run this recipe with the introductions' five and with the
 identity, {{seeds}} seeds each, for {{epochs}} epochs. The same seed means the same draws and the same
 order of images for all.

 {{include Sources/Models/Candidate.swift#network}}

 Beside the loss we record what goes on inside. We call a {{term unit}} **{{term saturated}}** on an
 image where its slope is below a tenth of the activation's greatest slope: there the chain rule
 lets little pass. A **probe** holds the share of saturated units in the first hidden layer, and the
 norm of the gradient of the loss with respect to each weight matrix, both on the first hundred
 training images, ten of each digit.

 {{include Chapters/03-activations/Probe.swift#probe}}

 The loop is chapter 2's, with these probes and with two {{term learning curve|learning curves}}: the errors on
 unseen images, and on as many training images, after ever more updates.

 {{include Chapters/03-activations/Run.swift#run}}
 */
let sample = train.rows(at: 0..<min(100, train.rows))
extension Run {
  var testError: Double { model.error(on: test) }
}
let probed: [Candidate] = [.relu, .tanh, .sigmoid]

/// Trains 784-k-784 by the printed recipe, and probes it if it has one of these three.
func byRecipe(
  _ activation: Candidate, outputBias: Matrix? = nil, epochs: Int = epochs, seed: Int
) throws -> Run {
  let key = key["recipe"][seed]
  let model = Sequential(
    [784, k, 784], activation, outputBias: outputBias, using: key["weights"])
  let probe = { Probe($0, activation, on: sample) }
  return try Run(
    model, on: trainImages, epochs: epochs, batchSize: batchSize, by: Adam(epsilon: 1e-7),
    probing: probed.contains { $0.id == activation.id } ? probe : nil, unseen: test,
    key: key["order"])
}

let recipe = await notebook.trials("one recipe", Array(candidates.prefix(6)), seeds: seeds) {
  try byRecipe($0, seed: $1)
}
/// The mean test error of 5 runs in JAX.
func errorInJAX(_ activation: Candidate) -> Double? {
  reference.activations[activation.nameInJAX]?.mean(afterEpochs: epochs)
}
notebook.show(
  recipe, as: "recipe", .label("activation"), .spread("test MSE", "test_mse", \.testError),
  .of("in JAX", "jax_test_mse") { errorInJAX($0) })
let recipeErrors = recipe.map(\.testError)
//#-hidden-code
notebook.value("mean_image_test_mse", meanImageTestError)
notebook.value("pca_test_mse", pcaTestError)
notebook.value("recipe_updates", Double(recipe[Candidate.relu.id][0].history.steps))
notebook.show(
  errorBars(recipeErrors, pca: pcaTestError, meanImage: meanImageTestError), as: "recipe",
  caption:
    "One recipe for all, {{epochs}} epochs: sigmoid stays at the mean image's error, tanh close "
    + "to it.")
//#-end-hidden-code
notebook.check(
  "For every activation our mean is within three of our standard deviations of that of 5 runs in "
    + "JAX.",
  recipe.cases.allSatisfy { candidate in
    let errors = recipeErrors[candidate.id]
    return errorInJAX(candidate).map { abs(errors.mean - $0) < 3 * errors.standardDeviation }
      ?? false
  }, needsBookData: true)
notebook.check(
  "Sigmoid is no better than the mean image, with any seed; tanh is within a tenth of it on "
    + "average; the other four are below three quarters of it, with every seed, and above PCA.",
  recipe.cases.allSatisfy { candidate in
    let ratios = recipeErrors[candidate.id].map { $0 / meanImageTestError }
    return switch candidate.title {
    case "sigmoid": ratios.allSatisfy { $0 > 1 }
    case "tanh": abs(ratios.mean - 1) < 0.1
    default: ratios.allSatisfy { $0 < 0.75 && $0 > pcaTestError / meanImageTestError }
    }
  })
/*:
 The mean image scores {{mean_image_test_mse}}, PCA with the same code size {{pca_test_mse}}. A reader
 who stopped here would conclude that the activation decides, and that sigmoid and tanh do not
 work.

 ## Stuck?

 The introduction prints {{printed_epochs}} epochs, not {{epochs}}. We let sigmoid, the worst, run on.
 */
let printed = await notebook.runs("sigmoid, as long as printed", over: seeds) { seed in
  try byRecipe(.sigmoid, epochs: settings.printedEpochs, seed: seed)
}
//#-hidden-code
notebook.spread("printed_sigmoid_test_mse", printed.map(\.testError))
notebook.spread("printed_sigmoid_saturated", printed.map(\.lastSaturated), .percent(0))
notebook.show(
  trainingLosses(
    sigmoid: printed.map(\.history.losses), recipe: recipe.map(\.history.losses),
    pca: pcaError(on: train), meanImage: meanImageError(of: train, on: train)), as: "plateau",
  caption:
    "Sigmoid falls to the mean image's error, stays near it for many epochs, and leaves. ReLU and "
    + "tanh are drawn for {{epochs}} epochs.")
//#-end-hidden-code
let sigmoidInJAX = reference.activations["sigmoid"]?.final
notebook.check(
  "After all printed epochs sigmoid is at least a fifth below the mean image, with every seed; its mean "
    + "is not shown to differ from that of 5 runs in JAX, at 99 %.",
  printed.allSatisfy { $0.testError < 0.8 * meanImageTestError }
    && sigmoidInJAX?.agrees(with: printed.map(\.testError), runs: 5) ?? false, needsBookData: true,
  evidence: "test MSE {{printed_sigmoid_test_mse}}")
/*:
 So it is not stuck but on a **plateau**, and the verdict depends on where you stop. (At the end
 {{printed_sigmoid_saturated}} of its units are saturated; that did not keep the error from
 falling.)

 ## What holds them there

 The output starts at a grey near one half, and the mean pixel is far darker. The quickest way down
 is to lower every pixel of every image, and for that no unit has to know which image it sees:
 pushed always the same way, units drift to where their slope is small. If that is so, a start that
 needs no darkening should not saturate them. Chapter 2 knew one: give the output layer the
 {{term bias}} logit(mean image). Nothing else changes, neither the weights drawn nor the order.
 */
let meanLogits = logit(pca.mean, margin: 1e-3)
let beginnings = await notebook.trials(
  "from grey and from the mean image",
  probed.flatMap { activation in
    Start.allCases.map { Beginning(activation: activation, start: $0) }
  }, seeds: seeds
) {
  try byRecipe($0.activation, outputBias: $0.start == .grey ? nil : meanLogits, seed: $1)
}

func runs(_ activation: Candidate, from start: Start) -> [Run] {
  beginnings[Beginning(activation: activation, start: start).id]
}
func gains(_ activation: Candidate) -> [Double] {
  zip(runs(activation, from: .meanImage), runs(activation, from: .grey)).map {
    1 - $0.testError / $1.testError
  }
}
notebook.show(
  beginnings, .text("activation", \.activation.title), .text("start", \.start.title),
  .spread("saturated units", "saturated", format: .percent(0), \.lastSaturated),
  .spread("gradient", "gradient", format: .decimals(1)) { 1000 * $0.encoderNorm },
  .spread("test MSE", "test_mse", \.testError),
  caption:
    "Saturated units after {{epochs}} epochs. The gradient is the norm of the gradient of the loss "
    + "with respect to the encoder's weights after three epochs, in thousandths.")
//#-hidden-code
for activation in probed {
  notebook.spread("bias_gain_\(activation.name)", gains(activation), .percent(0))
}
notebook.show(
  saturation(beginnings.map { $0.probes.map(\.saturated) }), as: "saturation",
  caption: "From grey, the first epochs saturate most units. From the mean image they do not.")
//#-end-hidden-code
notebook.check(
  "From grey most units of tanh and sigmoid saturate, with every seed; from the mean image, less "
    + "than half as many.",
  [.tanh, .sigmoid].allSatisfy { (activation: Candidate) in
    zip(runs(activation, from: .grey), runs(activation, from: .meanImage)).allSatisfy {
      $0.lastSaturated > 0.5 && $1.lastSaturated < $0.lastSaturated / 2
    }
  })
func gradientRatios(_ activation: Candidate) -> [Double] {
  zip(runs(activation, from: .grey), runs(activation, from: .meanImage)).map {
    $0.encoderNorm / $1.encoderNorm
  }
}
notebook.check(
  "After three epochs from grey, tanh's encoder gets less than three quarters of the gradient that "
    + "it gets from the mean image, with every seed; sigmoid's gets no less.",
  gradientRatios(.tanh).allSatisfy { $0 < 0.75 }
    && gradientRatios(.sigmoid).allSatisfy { $0 >= 1 })
notebook.check(
  "The start at the mean image lowers the error by more than a quarter, for all three with every "
    + "seed; in proportion tanh comes nearer to ReLU, with every seed, and sigmoid does not, "
    + "with any.",
  probed.flatMap(gains).allSatisfy { $0 > 0.25 } && increasing(gains(.relu), gains(.tanh))
    && zip(gains(.sigmoid), gains(.relu)).allSatisfy { $0 <= $1 },
  evidence: "ReLU {{bias_gain_relu}}, tanh {{bias_gain_tanh}}, sigmoid {{bias_gain_sigmoid}}")
/*:
 (A saturated ReLU, by our definition, is one that is switched off.) With no darkening to do, far
 fewer units saturate. But saturation is not all that is wrong with a grey start: ReLU, which hardly
 saturates either way, gains as well. Nor is it all that keeps sigmoid behind, for with far less of
 it sigmoid keeps its distance. One reason may be its slope, at most a quarter: an equal step of
 the weights moves the code less.

 ## Through four layers

 Small slopes multiply with depth. We take 784-256-{{code_size}}-256-784, drawn as in the recipe,
 and look at the gradient with respect to each layer's weights before training. Near 0 a sigmoid has
 the slope 1/4, so we also draw its hidden layers four times as large.
 */
let deepSizes = [784, 256, k, 256, 784]

/// A probe of the untrained network with each seed, its hidden layers' weights `scale` times as
/// large.
func untrainedProbes(_ activation: Candidate, scale: Float = 1) -> [Probe] {
  seeds.map { seed in
    var model = Sequential(deepSizes, activation, using: key["deep"][seed])
    model.visit { name, parameter in
      if name != "6.weight" { parameter = scale * parameter }
    }
    return Probe(model, activation, on: sample)
  }
}

let deepNorms = Trials(
  seeds: seeds,
  [
    "ReLU": untrainedProbes(.relu), "tanh": untrainedProbes(.tanh),
    "sigmoid": untrainedProbes(.sigmoid),
    "sigmoid, weights × 4": untrainedProbes(.sigmoid, scale: 4),
  ]
).map(\.gradientNorms)

/// The norm of the first layer's gradient as a share of the last layer's.
let firstToLast = deepNorms.map { $0[0] / $0[3] }
//#-hidden-code
notebook.show(
  gradients(deepNorms), as: "gradients",
  caption:
    "The norm of the gradient with respect to each layer's weights, the input's layer first, before "
    + "training. Sigmoid's fades towards the input.")
for (name, ratios) in zip(["relu", "tanh", "sigmoid", "steep_sigmoid"], firstToLast.results) {
  notebook.spread("deep_\(name)_first_to_last", ratios, .decimals(3))
}
//#-end-hidden-code
let (fading, steep) = (firstToLast["sigmoid"], firstToLast["sigmoid, weights × 4"])
notebook.check(
  "The first layer's gradient is less than a fiftieth of the last one's for sigmoid, and more than "
    + "a quarter for ReLU and tanh, with every seed.",
  fading.allSatisfy { $0 < 0.02 }
    && ["ReLU", "tanh"].allSatisfy { firstToLast[$0].allSatisfy { $0 > 0.25 } },
  evidence:
    "ReLU {{deep_relu_first_to_last}}, tanh {{deep_tanh_first_to_last}}, sigmoid "
    + "{{deep_sigmoid_first_to_last}}")
notebook.check(
  "With hidden weights four times as large, sigmoid's share more than doubles, with every seed.",
  zip(steep, fading).allSatisfy { $0 > 2 * $1 },
  evidence: "{{deep_steep_sigmoid_first_to_last}}")
/*:
 Three sigmoids multiply a gradient by at most $(1/4)^3 = 1/64$; tanh and ReLU have slopes up to 1.
 (The last layer's gradient is also the largest with sigmoid; one reason may be that all its inputs
 are near one half.) Larger weights win part of the gradient back. Adam divides each step by the
 size of the gradient, which should soften all this; the races below show how much remains.

 ## How much of it was the activation?

 The recipe fixes four things at once: activation, initialiser, learning rate, start. We cross
 them. The **{{term initialiser|initialisers}}** differ in the variance of the weights they draw for
 a layer with $m$ inputs and $n$ outputs: Glorot and Bengio's (2010) has $2/(m+n)$, He's (He et al.
 2015) $2/m$, and LeCun's (LeCun et al. 1998) $1/m$. The first two, for all layers, times four
 activations, two rates and two starts: each combination once, all from the same random numbers,
 trained on the training images without the 400 {{term validation images}}, which judge. From here
 on a batch has {{race_batch_size}} images, and {{crossed_epochs}} epochs make {{crossed_updates}}
 {{term update|updates}}; the {{epochs}} epochs of the recipe made {{recipe_updates}}. On the way
 each run keeps a **{{term learning curve}}**, its validation error after ever more updates, because
 what decides at first need not decide in the end.
 */
let compared: [Candidate] = [.identity, .relu, .tanh, .sigmoid]
let (initializers, rates) = ([Initializer.glorot, .he], [1e-3, 1e-2])
let setups = Setup.all(compared, initializers, rates)
let (fitting, held) = trainImages.split(validation: 400)
let validation = held.matrix
let crossed = await notebook.runs("four causes", over: setups) { setup in
  let key = key["causes"]
  let model = Sequential(
    [784, k, 784], setup.activation, initializer: setup.initializer,
    outputInitializer: setup.initializer, outputBias: setup.startsAtMean ? meanLogits : nil,
    using: key["weights"])
  return try Run(
    model, on: fitting, epochs: settings.crossedEpochs, batchSize: raceBatchSize,
    by: Adam(rate: Float(setup.rate)), unseen: validation, key: key["order"])
}
/*:
 How much of the variance does each explain? Let $y_i$ be the logarithm of the validation error of run
 $i$. The **share** of a factor, also written $\eta^2$, is its sum of squares over the total one,

 $$ \frac{\sum_l n_l (\bar{y}_l - \bar{y})^2}{\sum_i (y_i - \bar{y})^2} , \label{share} $$

 with $\bar{y}_l$ the mean over the $n_l$ runs at its level $l$ (Fisher 1925). Every level meets
 every level of the other factors equally often, so these shares, the
 **{{term main effect|main effects}}**, add up to one at most. The rest is interaction of the
 factors, and chance: with one seed we cannot separate the two. We compute the shares after ever
 more updates.

 {{include Chapters/03-activations/Setup.swift#share}}
 */
let factors: [(name: String, level: (Setup) -> String)] = [
  ("activation", { $0.activation.title }), ("initialiser", { $0.initializer.rawValue }),
  ("learning rate", { "\($0.rate)" }), ("start", { "\($0.startsAtMean)" }),
]
let budgets = crossed[0].curve.budgets
let (firstBudget, lastBudget) = (budgets[min(2, budgets.count - 1)], budgets[budgets.count - 1])
let shares = Trials(
  cases: factors.map(\.name), seeds: budgets,
  results: factors.map { factor in
    budgets.map { budget in
      share(of: setups.map(factor.level), in: crossed.map { $0.curve[budget] })
    }
  })
func share(_ factor: String, after budget: Int) -> Double {
  shares[factor][budgets.firstIndex(of: budget) ?? 0]
}
//#-hidden-code
notebook.value("crossed_updates", Double(lastBudget))
notebook.value("crossed_first_updates", Double(firstBudget))
for factor in shares.cases {
  notebook.value("share_of_\(factor.name)_first", share(factor, after: firstBudget), .percent(0))
  notebook.value("share_of_\(factor.name)", share(factor, after: lastBudget), .percent(0))
}
notebook.show(
  sharesByUpdates(shares), as: "shares",
  caption: "What decides the error changes with the number of updates.")
//#-end-hidden-code
/*:
 | cause | share after {{crossed_first_updates}} updates | after {{crossed_updates}} |
 | :--- | ---: | ---: |
 | activation | {{share_of_activation_first}} | {{share_of_activation}} |
 | initialiser | {{share_of_initialiser_first}} | {{share_of_initialiser}} |
 | learning rate | {{share_of_learning_rate_first}} | {{share_of_learning_rate}} |
 | start | {{share_of_start_first}} | {{share_of_start}} |

 Now by activation, after all updates. The recipe's levels are Glorot's rule, the lower rate and the
 grey start; the best levels are those with the least validation error.
 */
let judged = compared.map { activation in
  Judged(
    activation: activation,
    setups: zip(setups, crossed.map(\.curve)).filter { $0.0.activation.id == activation.id })
}
notebook.show(
  judged, .label("activation"), .of("recipe's levels", "recipe_validation_mse", \.byRecipe),
  .of("best levels", "best_validation_mse", \.best.curve.last),
  .of("ratio", "gain", format: .decimals(1)) { $0.byRecipe / $0.best.curve.last },
  .text("initialiser") { $0.best.setup.initializer == .he ? "He" : "Glorot" },
  .text("rate") { "\($0.best.setup.rate)" },
  .text("start") { $0.best.setup.startsAtMean ? "mean image" : "grey" },
  caption: "Mean squared errors on the validation images, which also chose the best levels.")

let (byRecipeLevels, bestErrors) = (judged.map(\.byRecipe), judged.map(\.best.curve.last))
func ratio(_ errors: some Collection<Double>) -> Double {
  (errors.max() ?? 0) / (errors.min() ?? 1)
}
//#-hidden-code
notebook.value("worst_to_best_by_recipe", ratio(byRecipeLevels), .decimals(1))
notebook.value("worst_to_best_at_best", ratio(bestErrors), .decimals(1))
for judged in judged {
  notebook.value(
    "he_to_glorot_\(judged.activation.name)", judged.heToGlorot(after: lastBudget), .decimals(2))
}
//#-end-hidden-code
notebook.check(
  "After {{crossed_first_updates}} updates the learning rate explains more of the variance than the "
    + "activation does; over the last factor of four of the updates the activation explains more, and most "
    + "of all.",
  share("learning rate", after: firstBudget) > share("activation", after: firstBudget)
    && budgets.suffix(3).allSatisfy { budget in
      factors.allSatisfy {
        $0.name == "activation"
          || share($0.name, after: budget) < share("activation", after: budget)
      }
    })
notebook.check(
  "On average over rates and starts, He's rule in all layers lowers the error below Glorot's for "
    + "tanh and sigmoid, and raises it for ReLU, over the last factor of four of the updates.",
  judged.dropFirst().allSatisfy { judged in
    budgets.suffix(3).allSatisfy {
      (judged.heToGlorot(after: $0) > 1) == (judged.title == "ReLU")
    }
  },
  evidence:
    "geometric means of the ratios: identity {{he_to_glorot_identity}}, ReLU {{he_to_glorot_relu}}, "
    + "tanh {{he_to_glorot_tanh}}, sigmoid {{he_to_glorot_sigmoid}}")
/*:
 A share belongs to its grid, and to its budget. At first the learning rate decides, because the runs
 with the lower rate have not got far. Given time they catch up, and what is left is the activation. So
 a comparison that stops early measures mostly how fast a network learns, and one that goes on measures
 what it can reach. From here on every comparison has a short and a long budget, each with its own
 learning rates, and we believe an order only where it holds over the last factor of four of the long
 one.

 At the recipe's levels the worst of the four has {{worst_to_best_by_recipe}} times the error of the best, at
 the best levels {{worst_to_best_at_best}} times. Most of a large difference was not the activation's;
 a smaller one is.

 The initialiser's own share is small because its effects have opposite signs, and they are the
 reverse of what one is taught, that He's rule is for ReLU and Glorot's for tanh and sigmoid. (Each
 combination was run once, so this is a statement about the average.) For ReLU we return to this below;
 in the races, which keep to the custom, tanh and sigmoid could do a little better.

 ## A fair race

 Now all ten: from the mean image, the hidden layer drawn by the rule that is usual with the
 activation (He's for ReLU and its relatives, Glorot's for tanh and sigmoid, LeCun's for the identity),
 the output layer, which a sigmoid follows, by Glorot's, and the rate chosen on the validation
 images as in chapter 2, by two seeds that are not among the final {{seeds}}, and chosen anew for each
 budget. All make the same number of updates, {{short_updates}} in the short race and {{race_updates}}
 in the long one.
 */
func raced(
  _ sizes: [Int], _ activation: Candidate, code: Candidate? = nil, rate: Double, epochs: Int,
  on images: ImageSet, seed: Int
) throws -> Run {
  let key = key["race"][sizes.count][seed]
  let model = Sequential(
    sizes, activation, code: code, initializer: activation.matched, outputBias: meanLogits,
    using: key["weights"])
  return try Run(
    model, on: images, epochs: epochs, batchSize: raceBatchSize, by: Adam(rate: Float(rate)),
    unseen: test, key: key["order"])
}
let race = await notebook.tuned(
  "race", candidates, rates: { _ in [3e-4, 1e-3, 3e-3, 1e-2, 3e-2] },
  budgets: (shortEpochs, longEpochs), seeds: seeds, on: trainImages
) { activation, rate, epochs, images, seed in
  func run() throws -> Run {
    try raced([784, k, 784], activation, rate: rate, epochs: epochs, on: images, seed: seed)
  }
  let isKept = activation.title == "PReLU" && seed == seeds[0] && epochs == longEpochs
  let updates = steps(over: images, epochs: epochs, batchSize: raceBatchSize, key: key).count
  return isKept
    ? try notebook.model(loaded, whereWhole: { $0.isWhole(over: updates) }, run) : try run()
} score: {
  $1.model.error(on: $2)
}
let raceErrors = race.long.map(\.testError)
let neverActive = race.long.map { $0.neverActive(on: train) }
notebook.show(
  race.long, as: "race", .label("activation"),
  .of("rate, short", "short_rate") { race.short.case($0.id).rate },
  .spread("test MSE, short", "short_test_mse") { activation, _ in
    race.short[activation.id, \.testError]
  },
  .of("rate, long", "rate", \.rate), .spread("test MSE, long", "test_mse", \.testError),
  .spread("never active", "dead_units") { activation, _ in neverActive[activation.id] },
  caption: "Never active: units of the code whose input is positive for no training image.")

func curve(_ activation: Candidate) -> [LearningCurve] { race.long[activation.id].map(\.curve) }
//#-hidden-code
notebook.value("short_updates", Double(race.short["ReLU"][0].history.steps))
notebook.value("race_updates", Double(race.long["ReLU"][0].history.steps))
notebook.show(
  errorsByUpdates(
    [Candidate.identity, .prelu, .relu, .tanh, .softplus, .sigmoid].map { ($0.title, curve($0)) },
    references: [.horizontal(pcaTestError, "PCA")]), as: "race",
  caption: "Six of the ten, each at its own rate of the long budget.")
//#-end-hidden-code
notebook.check(
  "At the short budget the identity is the best of the ten on average, and only it and PReLU beat PCA "
    + "of the same size.",
  candidates.allSatisfy {
    (race.short.mean($0.id, \.testError) < pcaTestError)
      == ["identity", "PReLU"].contains($0.title)
      && race.short.mean($0.id, \.testError) >= race.short.mean("identity", \.testError)
  })
notebook.check(
  "At the long budget all ten beat PCA, with every seed.",
  candidates.allSatisfy { raceErrors[$0.id].allSatisfy { $0 < pcaTestError } })
notebook.check(
  "The identity stays ahead of every other but PReLU, and sigmoid behind every other, with every seed.",
  candidates.allSatisfy { candidate in
    (["identity", "PReLU"].contains(candidate.title)
      || stays(curve(.identity), below: curve(candidate)))
      && (candidate.title == "sigmoid" || stays(curve(candidate), below: curve(.sigmoid)))
  })
notebook.check(
  "No rate chosen for the long race is at the edge of its grid.",
  !race.long.cases.contains(where: \.isAtEdge))
let longReLU = reference.longRun("784-64-784 relu", epochs: 300) ?? 0
let longIdentity = reference.longRun("784-64-784 linear", epochs: 300) ?? 0
notebook.value("jax_long_relu_mse", longReLU)
notebook.value("jax_long_identity_mse", longIdentity)
notebook.check(
  "In JAX, by the printed recipe and after 300 epochs, ReLU's error is above the identity's as well, "
    + "but by less than a tenth.",
  (1...1.1).contains(longReLU / longIdentity),
  evidence: "{{jax_long_relu_mse}} and {{jax_long_identity_mse}}, means of three runs each")
/*:
 One activation does nothing, and nothing does better. The short race made it look like a matter of winning or
 losing against PCA; the long one lets all ten win, and shrinks the distances between them without
 turning them round. Chapter 2 said why a non-linear *code* has little to offer in a
 network with one layer each way: every image still comes from a plane of {{code_size}} dimensions,
 bent only by the output's sigmoid, and most activations restrict which points of the plane can be
 reached. As for "better features", which one introduction promises of the right activation, we ask
 how often the nearest training image by the code bears a test image's label.
 */
@Sendable func accuracy(_ encode: (Matrix) -> Matrix) -> Double {
  nearestNeighbourHits(of: digits.test, among: trainImages, by: encode).share
}
let untrained = seeds.map {
  Sequential([784, k, 784], .identity, using: key["untrained"][$0])
}
let codes = Trials(
  cases: compared.map(\.name) + ["untrained"], seeds: seeds,
  results: compared.map { race.long[$0.id, \.model] } + [untrained])
let accuracies = await notebook.runs("nearest neighbours", over: codes) { model in
  let encoder = Sequential(Array(model.layers.prefix(2)))
  return accuracy { encoder(Tensor($0)).value }
}
let pcaAccuracy = accuracy { pca.encode($0, to: k) }
//#-hidden-code
for name in accuracies.cases { notebook.spread("\(name)_test_accuracy", accuracies[name]) }
notebook.value("pca_test_accuracy", pcaAccuracy)
//#-end-hidden-code
let means = accuracies.results.map(\.mean)
notebook.check(
  "The four codes are within three percentage points of each other on average, none is above PCA's "
    + "by half a point, and all are above an untrained layer's.",
  (means.prefix(4).max() ?? 1) - (means.prefix(4).min() ?? 0) < 0.03
    && means.prefix(4).allSatisfy { means[4] < $0 && $0 < pcaAccuracy + 0.005 },
  evidence:
    "identity {{identity_test_accuracy}}, ReLU {{relu_test_accuracy}}, tanh "
    + "{{tanh_test_accuracy}}, sigmoid {{sigmoid_test_accuracy}}, PCA {{pca_test_accuracy}}, "
    + "untrained {{untrained_test_accuracy}}")
/*:
 One percentage point is ten of the thousand test images. By this measure none of the four improves
 on PCA's code by as much as five images.

 **PReLU** may choose for itself. It starts at slopes of a quarter; where does it go?
 */
let learned = race.long["PReLU"].map {
  $0.model["1.slopes"].elements.map(Double.init).sorted()
}
//#-hidden-code
notebook.spread("prelu_slopes", learned.flatMap(\.self), .decimals(2))
notebook.show(
  learnedSlopes(learned), as: "slopes-learned",
  caption: "The slopes that PReLU learned, sorted: nearly all have moved away from ReLU.")
//#-end-hidden-code
notebook.check(
  "With every seed, more than nine in ten slopes end above their start, and their mean nearer to "
    + "the identity's than to ReLU's.",
  learned.allSatisfy { slopes in
    10 * slopes.count { $0 > 0.25 } > 9 * slopes.count && slopes.mean > 0.5
  },
  evidence: "slopes {{prelu_slopes}}")
/*:
 Asked how much to bend, nearly every unit answers: hardly at all. Which is why PReLU keeps up with the
 identity.

 ## Deeper

 With hidden layers before and after the code, the activations could earn their keep: the decoder
 can bend the plane. Here is the race on 784-256-{{code_size}}-256-784, with equally many updates. Two
 of the six networks keep the hidden layers of ReLU and tanh and take the activation off the *code*
 alone.
 */
let deepNetworks =
  compared.map { DeepNetwork($0) }
  + [DeepNetwork(.relu, code: .identity), DeepNetwork(.tanh, code: .identity)]
let deepRace = await notebook.tuned(
  "deep race", deepNetworks, rates: { _ in [1e-4, 3e-4, 1e-3, 3e-3, 1e-2] },
  budgets: (shortEpochs, longEpochs), seeds: seeds, on: trainImages
) { network, rate, epochs, images, seed in
  try raced(
    deepSizes, network.hidden, code: network.code, rate: rate, epochs: epochs, on: images,
    seed: seed)
} score: {
  $1.model.error(on: $2)
}
let deep = deepRace.long.map(\.curve), deepTraining = deepRace.long.map(\.trainingCurve)
let shallow = race.long.map(\.curve), shallowTraining = race.long.map(\.trainingCurve)
notebook.show(
  deepRace.long, as: "deep", .label("hidden layers"),
  .spread("test MSE, short", "short_test_mse") { network, _ in
    deepRace.short[network.id, \.testError]
  },
  .of("rate, long", "rate", \.rate), .spread("test MSE, long", "test_mse", \.testError),
  .spread("training", "train_mse", \.trainingCurve.last),
  .spread("one layer each way: test", "shallow_test_mse") { network, _ in
    shallow[network.base.code.id, \.last]
  },
  .spread("training", "shallow_train_mse") { network, _ in
    shallowTraining[network.base.code.id, \.last]
  }, caption: "One layer each way: the network of the race with the same activation of the code.")
//#-hidden-code
notebook.show(
  errorsByUpdates(
    [
      ("deep, ReLU", deep["ReLU"]), ("shallow, ReLU", shallow["ReLU"]),
      ("deep, ReLU, linear code", deep["ReLU, linear code"]),
      ("shallow, identity", shallow["identity"]),
    ],
    references: [.horizontal(pcaTestError, "PCA")]), as: "deep-race",
  caption: "Deep against shallow on unseen images.")
notebook.show(
  errorsByUpdates(
    [
      ("shallow, unseen", shallow["tanh"]), ("deep, unseen", deep["tanh"]),
      ("shallow, training", shallowTraining["tanh"]), ("deep, training", deepTraining["tanh"]),
    ], error: "MSE"),
  as: "deep-training",
  caption: "Tanh: on the images that it learns from the deep network keeps its lead, on others not."
)
//#-end-hidden-code
notebook.check(
  "On unseen images the shallow identity stays ahead of every deep network, with every seed.",
  deep.results.allSatisfy { stays(shallow["identity"], below: $0) })
notebook.check(
  "Sigmoid's error is a larger multiple of the others' than with one layer each way, with every seed.",
  ["identity", "ReLU", "tanh"].allSatisfy {
    increasing(
      zip(shallow["sigmoid", \.last], shallow[$0, \.last]).map(/),
      zip(deep["sigmoid", \.last], deep[$0, \.last]).map(/))
  })
let half = deep["tanh"][0].budgets.suffix(2).first ?? 0
notebook.check(
  "On training images tanh's deep network stays ahead of its shallow one, with every seed; on unseen "
    + "images it is ahead by more than a tenth after half of the updates, with every seed, and at the end the "
    + "two are within a twentieth of each other.",
  stays(deepTraining["tanh"], below: shallowTraining["tanh"])
    && zip(deep["tanh"], shallow["tanh"]).allSatisfy {
      $0[half] < 0.9 * $1[half] && abs($0.last / $1.last - 1) < 0.05
    })
let lead = overtaking(deep["tanh, linear code"], deep["tanh"]) ?? 0
notebook.value("tanh_linear_code_lead_updates", Double(lead), .decimals(0))
notebook.check(
  "Taking the activation off the code alone lowers the error on unseen images, with every seed: ReLU's "
    + "over the last factor of four of the updates, tanh's at their end.",
  stays(deep["ReLU, linear code"], below: deep["ReLU"])
    && increasing(deep["tanh, linear code", \.last], deep["tanh", \.last]),
  evidence: "tanh's from {{tanh_linear_code_lead_updates}} updates on, on average")
notebook.check(
  "No rate chosen for the deep race is at the edge of its grid.", !deepRace.isAnyAtEdge)
/*:
 Between sigmoid and the others the gap widens with depth, as the gradients of
 {{figure gradients}} let us expect. And a code without an activation is the better one here, too.

 Why does depth not pay? The short race suggests that deep networks are slow. {{figure deep-training}}
 says something else. With tanh depth does pay: to the end on the images that the network learns from, and on
 others for as long as what it learns of its own images carries over. Then its curve levels off, while the
 shallow network's goes on falling. That is over-fitting, the subject of chapter 4. So it is not more training
 that this network lacks, but more images. (And with few numbers in the code a decoder's bends are worth
 more: chapter 2 draws a map of two.)

 ## Initial weights

 "Training is sensitive to the initial parameters." To which: to the seed, or to the initialiser? We
 draw ReLU's 784-{{code_size}}-784 by four initialisers, from the same random numbers, only scaled, and
 train it at the rate of the race. That rate was chosen for the last of them; the others might do
 better with one of their own.
 */
let reluRate = race.long.case("ReLU").rate
let drawings = await notebook.trials(
  "initialisers", Drawing.allCases, seeds: seeds
) { drawing, seed in
  let key = key["rules"][seed]
  let model = Sequential(
    [784, k, 784], .relu, initializer: drawing.hidden, outputInitializer: drawing.output,
    outputBias: meanLogits, using: key["weights"])
  return try Run(
    model, on: trainImages, epochs: longEpochs, batchSize: raceBatchSize,
    by: Adam(rate: Float(reluRate)), unseen: test, key: key["order"])
}
notebook.show(
  drawings, as: "rule", .label("initialiser"), .spread("test MSE", "test_mse", \.testError),
  .spread("never active", "dead_units") { $0.neverActive(on: train) })

let drawingErrors = drawings.map(\.testError)
let withinRules = drawingErrors.results.map(\.standardDeviation).mean
let betweenRules = drawingErrors.results.map(\.mean).standardDeviation
//#-hidden-code
notebook.value("sd_within_rules", withinRules, .decimals(4))
notebook.value("sd_between_rules", betweenRules, .decimals(4))
//#-end-hidden-code
notebook.check(
  "Between the means of the four initialisers the standard deviation is more than twice that "
    + "between seeds.",
  betweenRules > 2 * withinRules,
  evidence: "{{sd_between_rules}} between initialisers, {{sd_within_rules}} between seeds")
notebook.check(
  "He's rule in both layers is worse than Glorot's, with every seed; with the output layer by "
    + "Glorot's, the mean error is within five percent of Glorot's.",
  increasing(drawingErrors[.glorot], drawingErrors[.he])
    && abs(drawingErrors[.heOutputGlorot].mean / drawingErrors[.glorot].mean - 1) < 0.05)
/*:
 So what was wrong with He's rule, at this rate, was the output layer. The rule is made for a layer
 that a ReLU follows; a sigmoid follows the output layer, which has few inputs and many outputs, so
 that He's weights are several times Glorot's there. For the hidden layer the rules all but
 coincide, with variances of 2/784 and 2/848. "Matched to the activation" is about the activation
 *after* a layer.

 ## Dead units

 "ReLU suits positive inputs, and its gradient can be zero." We refuted the first half above;
 the second is right. A ReLU unit that is never active, positive for no training image, is
 **{{term dead unit|dead}}**: no image gives it a gradient. We count them in ReLU's crossed runs.
 */
let fittingMatrix = fitting.matrix
let reluRuns = zip(setups, crossed).filter { $0.0.activation.title == "ReLU" }
  .map { (setup: $0, dead: $1.neverActive(on: fittingMatrix)) }

/// The numbers of dead units in ReLU's runs with these properties.
func dead(_ belongs: (Setup) -> Bool) -> [Double] {
  reluRuns.filter { belongs($0.setup) }.map(\.dead)
}
//#-hidden-code
for (rate, name) in zip(rates, ["lower", "higher"]) {
  notebook.value("relu_dead_units_at_\(name)_rate", dead { $0.rate == rate }.mean, .decimals(1))
}
//#-end-hidden-code
notebook.check(
  "The higher rate leaves more dead units, with either rule and start; at that rate He's rule in "
    + "both layers leaves more than Glorot's, from either start.",
  zip(dead { $0.rate == rates[1] }, dead { $0.rate == rates[0] }).allSatisfy { $0 > $1 }
    && zip(
      dead { $0.rate == rates[1] && $0.initializer == .he },
      dead { $0.rate == rates[1] && $0.initializer == .glorot }
    )
    .allSatisfy { $0 > $1 },
  evidence:
    "on average {{relu_dead_units_at_lower_rate}} at the lower rate, "
    + "{{relu_dead_units_at_higher_rate}} at the higher, of {{code_size}} units")
notebook.check(
  "In the long race no unit of leaky ReLU is never active, with any seed, and fewer than one in twenty of "
    + "ReLU's, with each; the mean errors of the two are within a fortieth of each other.",
  neverActive["leaky ReLU"].allSatisfy { $0 == 0 }
    && neverActive["ReLU"].allSatisfy { 20 * $0 < Double(k) }
    && abs(raceErrors["ReLU"].mean / raceErrors["leaky ReLU"].mean - 1) < 0.025)
/*:
 At the lower rate too few units die to distinguish the two initialisers, and at the rates that suit the
 long race too few to matter. (A leaky ReLU's unit that falls silent still learns, by its slope of a
 hundredth, and may recover.)

 ## What an activation costs

 "Sigmoid and tanh cost more to compute." We time the activation of the hidden layer of
 784-256-784, forward and backward, and a whole step of training, both on one thread, and keep the
 fastest of twenty. Times differ from machine to machine, so this page quotes none, only a generous
 bound.
 */
let batch = train.rows(at: 0..<min(256, train.rows))

let costs = candidates.map { Cost(of: $0, on: batch, key: key["cost"]) }
notebook.check(
  "None of the ten takes a third of a step.", costs.allSatisfy { $0.activation * 3 < $0.step })
/*:
 Which of them takes longer also depends on the machine; on none can it matter much, because most of a
 step is spent elsewhere.

 ## Claims, tested

 | An introduction says | This chapter finds |
 | :--- | :--- |
 | ReLU, sigmoid and tanh are linear, leaky ReLU and PReLU are not. | Of ten, only the identity is. |
 | An activation maps many inputs to a code of few numbers. | It keeps the size. The weight matrix changes it, with the identity as well. |
 | The right activation is crucial for the reconstruction. | By one recipe, {{recipe_relu_test_mse}} to {{recipe_sigmoid_test_mse}}. Over setups, the activation explains {{share_of_activation_first}} of the variance after {{crossed_first_updates}} updates and {{share_of_activation}} after {{crossed_updates}}; tuned, the identity and PReLU lead. |
 | The right activation learns better features. | By the nearest neighbour, none of the four measured is better than PCA by half a point. |
 | More layers or more complex activations keep more detail. | Of the training images with tanh, {{deep_tanh_train_mse}} against {{deep_tanh_shallow_train_mse}} with one layer each way; of unseen ones, in the end, no more: {{deep_tanh_test_mse}} against {{race_tanh_test_mse}}. The simplest of the ten activations with one layer each way is the best. |
 | Training is sensitive to the initial parameters. | To the initialiser, yes: {{sd_between_rules}} between initialisers; to the seed, less: {{sd_within_rules}}. |
 | ReLU is for positive inputs, its gradient can be zero; sigmoid and tanh take negative ones. | All ten take any input. ReLU's units do die, more at the higher rate. |
 | Sigmoid and tanh cost more to compute. | Any of the ten takes less than a third of a step. |
 | PCA is for compression and features, an autoencoder for reconstruction. | In the short race PCA rebuilds better than eight of the ten autoencoders; in the long race all ten rebuild better than PCA. |

 ## In short

 Which activation? For the code of this network, none. The recipe's verdict, that sigmoid and tanh
 do not work, was mostly due to a bad start and to one rate for all. With these corrected the
 identity leads and sigmoid comes last after {{short_updates}} updates as after {{race_updates}},
 but what that means changes: at first it decides whether a network beats PCA at all, later by how
 much. Bend the code as little as you can. If a hidden layer must be non-linear, sigmoid is the one
 to avoid; and units of ReLU die where the rate is too high. More layers rebuild unseen images
 better with none of the four. But before choosing an activation, choose a start and a learning
 rate; and before believing a comparison, ask where it was stopped.

 ## Exercises

 1. Run `swift run 03-activations --short-epochs 10` (some minutes). Which differences of the short
    race shrink, and which claim about it falls?
 2. On paper: show that a layer of sigmoids with weights $W$ and biases $b$ can be replaced by one
    of tanh with $W/2$ and $b/2$ if the next layer is changed as well. How? Why do they nevertheless
    train differently?
 3. On paper: in a network with one layer each way, which points of the decoder's plane can a code
    of ReLU units reach, and which can one of tanh units not?
 4. In code, in `Chapters/Exercises/3.4-prelu.swift` (`swift run exercise 3.4` checks it): start PReLU at a
    slope of 1, the identity. Does it stay? And at 0?
 5. In code, in `Chapters/Exercises/3.5-deep.swift` (`swift run exercise 3.5` checks it): write the deep
    network with any number of hidden units and an activation of its own for the code. At the short
    budget, is ReLU ahead of tanh with a linear code as well as with a non-linear one? And with hidden
    layers of 128?

 [Solutions](S3-activations.md), for when you have tried.

 ## References

 - D.-A. Clevert, T. Unterthiner and S. Hochreiter, ["Fast and accurate deep network learning by
   exponential linear units (ELUs)"](https://arxiv.org/abs/1511.07289), *ICLR* 2016.
 - C. Dugas, Y. Bengio, F. Bélisle, C. Nadeau and R. Garcia, ["Incorporating second-order functional
   knowledge for better option
   pricing"](https://proceedings.neurips.cc/paper/2000/hash/44968aece94f667e4095002d140b5896-Abstract.html),
   *NIPS* 13 (2001), 472–478.
 - S. Elfwing, E. Uchibe and K. Doya, ["Sigmoid-weighted linear units for neural network function
   approximation in reinforcement learning"](https://doi.org/10.1016/j.neunet.2017.12.012), *Neural
   Networks* 107 (2018), 3–11.
 - R. A. Fisher, [*Statistical methods for research
   workers*](https://psychclassics.yorku.ca/Fisher/Methods/), Oliver and Boyd, 1925, chapter VII.
 - K. Fukushima, ["Visual feature extraction by a multilayered network of analog threshold
   elements"](https://doi.org/10.1109/TSSC.1969.300225), *IEEE Transactions on Systems Science and
   Cybernetics* 5 (1969), 322–333.
 - X. Glorot and Y. Bengio, ["Understanding the difficulty of training deep feedforward neural
   networks"](https://proceedings.mlr.press/v9/glorot10a.html), *AISTATS* 2010, 249–256.
 - K. He, X. Zhang, S. Ren and J. Sun, ["Delving deep into rectifiers: surpassing human-level
   performance on ImageNet classification"](https://doi.org/10.1109/ICCV.2015.123), *ICCV* 2015,
   1026–1034.
 - D. Hendrycks and K. Gimpel, ["Gaussian error linear units
   (GELUs)"](https://arxiv.org/abs/1606.08415), arXiv:1606.08415, 2016.
 - K. Jarrett, K. Kavukcuoglu, M. Ranzato and Y. LeCun, ["What is the best multi-stage architecture
   for object recognition?"](https://doi.org/10.1109/ICCV.2009.5459469), *ICCV* 2009, 2146–2153.
 - Y. LeCun, L. Bottou, G. B. Orr and K.-R. Müller, ["Efficient
   BackProp"](https://doi.org/10.1007/3-540-49430-8_2), in *Neural networks: tricks of the trade*,
   Springer, 1998, 9–50.
 - A. L. Maas, A. Y. Hannun and A. Y. Ng, ["Rectifier nonlinearities improve neural network acoustic
   models"](https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf), *ICML* 2013,
   workshop on deep learning for audio, speech and language processing.
 */
//#-hidden-code
notebook.finish()
//#-end-hidden-code
