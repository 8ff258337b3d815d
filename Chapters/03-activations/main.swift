/*:
 # 3 · Which activation?

 > Does the function that bends a unit's output decide how well an autoencoder rebuilds, or does
 > something else?

 Between two layers of a network stands an **activation**, a function of single numbers. The
 introductions list five, ReLU, leaky ReLU, PReLU, sigmoid and tanh, call the choice crucial, and
 advise to find out by experiment. None of them does. Here is the experiment, with those five,
 with none at all (the identity), and with four that came into use later.

 We begin as a reader of the introductions would: one recipe for all. It gives huge differences.
 Then we look for what makes them, take the causes away one at a time, and see what is left.
 */
import Datasets
import Engine
import Notebook
import Plot
import Workbench

struct Settings: ChapterSettings {
  @Setting("size of the code", symbol: "k", in: 1...784)
  var codeSize = 64

  @Setting("passes over the training images by the printed recipe", in: 1...1000, quick: 1)
  var epochs = 10

  @Setting("passes as many as the introduction prints, for one activation", in: 1...1000, quick: 2)
  var printedEpochs = 50

  @Setting("passes in the tuned experiments", in: 1...1000, quick: 1)
  var raceEpochs = 2

  @Setting("images a step learns from, in the printed recipe", in: 1...4000)
  var batchSize = 256

  @Setting("images a step learns from, in the tuned experiments", in: 1...4000, quick: 64)
  var raceBatchSize = 32

  @Setting("images to learn from, at most", in: 500...100_000, quick: 800)
  var images = 4000

  @Setting("independent runs of each experiment", in: 2...100, quick: 2)
  var seeds = 5

  @Setting("seed that all random numbers derive from", in: 0...1_000_000)
  var seed = 1
}

let (settings, notebook) = Notebook.open(Settings())
let (k, epochs, raceEpochs) = (settings.codeSize, settings.epochs, settings.raceEpochs)
let (batchSize, raceBatchSize) = (settings.batchSize, settings.raceBatchSize)
let seeds = Array(1...settings.seeds)
let key = Key(seed: settings.seed)
//#-hidden-code
notebook.show(settings)
//#-end-hidden-code
/*:
 The digits, the error and the two lines to beat are those of chapters 1 and 2.
 */
let digits = notebook.digits()
let (trainImages, test) = (digits.train.prefix(settings.images), digits.test.matrix)
let train = trainImages.matrix
let pca = PCA(of: train)

func meanImageError(_ images: Matrix) -> Double {
  (0 * images).adding(row: pca.mean).meanSquaredError(to: images)
}
func pcaError(_ images: Matrix) -> Double {
  pca.reconstruct(images, from: k).meanSquaredError(to: images)
}
//#-hidden-code
let meanImageTestError = notebook.value(
  "mean_image_test_mse", meanImageError(test), .decimals(4)
).number
let pcaTestError = notebook.value("pca_test_mse", pcaError(test), .decimals(4)).number
/// The dashed lines of the charts of test errors.
let testReferences: [Plot.Reference] = [
  .vertical(pcaTestError, "PCA"), .vertical(meanImageTestError, "mean image"),
]
//#-end-hidden-code
/*:
 ## Ten functions

 Beside the introductions' five, **ReLU** (Nair and Hinton 2010), **leaky ReLU** (Maas et al. 2013),
 **PReLU**, a ReLU that learns the slope $s$ of its negative side, one a unit (He et al. 2015),
 **sigmoid** and **tanh**, we take the **identity**, **ELU** (Clevert et al. 2016), **GELU**
 (Hendrycks and Gimpel 2016), where $\Phi$ is the normal distribution's, **SiLU** (Elfwing et al.
 2018) and **softplus** (Dugas et al. 2001). A candidate is an activation for a layer of so many
 units, with the initialiser that its literature asks for; of that, later.
 */
struct Candidate: Sendable {
  var name: String
  var matched: Initializer
  var layer: @Sendable (_ units: Int) -> any Layer

  init(_ name: String, _ activation: Activation, matched: Initializer) {
    (self.name, self.matched, layer) = (name, matched, { _ in activation })
  }

  init(prelu name: String, matched: Initializer) {
    (self.name, self.matched, layer) = (name, matched, { PReLU($0) })
  }

  func callAsFunction(_ x: Matrix) -> Matrix {
    let layer = layer(x.columns)
    return layer(Tensor(x)).value
  }
}

let relu = Candidate("ReLU", .relu, matched: .he)
let leakyReLU = Candidate("leaky ReLU", .leakyReLU, matched: .he)
let prelu = Candidate(prelu: "PReLU", matched: .he)
let sigmoid = Candidate("sigmoid", .sigmoid, matched: .glorot)
let tanh = Candidate("tanh", .tanh, matched: .glorot)
let identity = Candidate("identity", .identity, matched: .lecun)
let elu = Candidate("ELU", .elu, matched: .he)
let gelu = Candidate("GELU", .gelu, matched: .he)
let silu = Candidate("SiLU", .silu, matched: .he)
let softplus = Candidate("softplus", .softplus, matched: .he)
let candidates = [
  relu, leakyReLU, prelu, sigmoid, tanh, identity, elu, gelu, silu, softplus,
]
//#-hidden-code
extension Candidate {
  /// The name in names of values.
  var id: String { name.lowercased().replacing(" ", with: "_") }
}
//#-end-hidden-code
/*:
 The **slope** $f'(a)$ matters as much as the value, for the chain rule multiplies a gradient by it
 at every layer. We do not type the derivatives: the engine finds them, as the gradient of
 $\sum_i f(a_i)$.
 */
struct Inputs: Module {
  var x: Tensor

  mutating func visit(_ body: (String, inout Tensor) throws -> Void) rethrows {
    try body("x", &x)
  }
}

func slopes(of activation: any Layer, at x: Matrix) -> Matrix {
  valueWithGradient(at: Inputs(x: Tensor(x))) { activation($0.x).sum }.gradient.x.value
}

let grid = Matrix(rows: 121, columns: 1, elements: (-60...60).map { Float($0) / 10 })
let curves = candidates.map { $0(grid) }
let slopeCurves = candidates.map { slopes(of: $0.layer(1), at: grid) }
let greatestSlopes = slopeCurves.map { $0.elements.max() ?? 0 }
//#-hidden-code
/// A line for each of some activations through the values of one of the two tables, from −4 to 4.
func lines(through table: [Matrix]) -> [Series] {
  let drawn = ["ReLU", "PReLU", "ELU", "SiLU", "softplus", "tanh", "sigmoid"]
  return zip(candidates, table).filter { drawn.contains($0.0.name) }.map { candidate, values in
    Series(
      candidate.name,
      points: (20...100).map { (Double(grid[$0, 0]), Double(values[$0, 0])) })
  }
}
notebook.show(
  LineChart(x: Axis("input a"), y: Axis("activation f(a)"), series: lines(through: curves)),
  as: "functions",
  caption: "Seven activations. Leaky ReLU and GELU, left out, would lie on ReLU and beside SiLU.")
notebook.show(
  LineChart(x: Axis("input a"), y: Axis("slope f′(a)"), series: lines(through: slopeCurves)),
  as: "slopes",
  caption:
    "Their slopes. To the right most keep a slope near 1; those of tanh and sigmoid fall to "
    + "nothing on both sides.")
let formulas = [
  "$\\max(a, 0)$", "$a$ if $a > 0$, else $a/100$", "$a$ if $a > 0$, else $s a$", "$1/(1 + e^{-a})$",
  "$(e^a - e^{-a})/(e^a + e^{-a})$", "$a$", "$a$ if $a > 0$, else $e^a - 1$", "$a\\,\\Phi(a)$",
  "$a\\,\\sigma(a)$", "$\\log(1 + e^a)$",
]
var slopeTable = Table("activation", "f(a)", "greatest slope", "at −4", "at 4")
for (index, candidate) in candidates.enumerated() {
  func slope(_ place: String, _ number: Float) -> Value {
    notebook.value("\(candidate.id)_slope_\(place)", Double(number), .decimals(3))
  }
  slopeTable.row(
    candidate.name, formulas[index], slope("greatest", greatestSlopes[index]),
    slope("at_minus_4", slopeCurves[index][20, 0]), slope("at_4", slopeCurves[index][100, 0]))
}
notebook.show(slopeTable)
//#-end-hidden-code
/*:
 One introduction files ReLU, sigmoid and tanh under "linear activations" and leaky ReLU and PReLU
 under "non-linear" ones. A function is linear if $f(a + b) = f(a) + f(b)$ for all $a$ and $b$. One
 line settles ReLU; random pairs settle the others.
 */
func apply(_ activation: Activation, _ number: Float) -> Float {
  activation(Tensor(Matrix(row: [number]))).value[0, 0]
}
notebook.check(
  "ReLU is not linear.", apply(.relu, 1) + apply(.relu, -1) != apply(.relu, 1 + -1))

let (a, b) = (key["a"].normals(rows: 1000, columns: 1), key["b"].normals(rows: 1000, columns: 1))
let departures = candidates.map { candidate in
  let difference = candidate(a + b) - (candidate(a) + candidate(b))
  return difference.elements.map(abs).max() ?? 0
}
notebook.check(
  "Of the ten, only the identity is additive: each other one misses by more than a tenth "
    + "somewhere.",
  zip(candidates, departures).allSatisfy { ($0.name == "identity") == ($1 < 0.1) })
let inputs = key["inputs"].normals(rows: 100, columns: k)
notebook.check(
  "Every activation gives a code of the size it was given, and a finite number for negative "
    + "inputs.",
  candidates.allSatisfy { candidate in
    let code = candidate(inputs)
    return code.shape == inputs.shape && code.elements.allSatisfy(\.isFinite)
  })
/*:
 So an activation does not "map a high-dimensional input to a low-dimensional code", as another
 sentence has it: the weight matrix does that. And no activation is reserved for inputs of one
 sign. The printed formulas need one more remark. Computed as it stands,
 $\tanh a = (e^a - e^{-a})/(e^a + e^{-a})$ divides infinity by infinity once $e^a$ leaves the range
 of a float:
 */
let (up, down) = (Matrix(row: [100]).exp[0, 0], Matrix(row: [-100]).exp[0, 0])
notebook.check(
  "The printed formula of tanh is not a number at 100; the engine's is 1.",
  ((up - down) / (up + down)).isNaN && apply(.tanh, 100) == 1)
/*:
 ## One recipe for all

 The introduction prints 784-64-784: one hidden layer, the code, with the activation after it, a
 sigmoid at the output, squared error, Adam at its usual rate, batches of {{batch_size}}. Its
 library draws the weights by Glorot and Bengio's rule and starts every bias at 0. We run this
 recipe with the ten activations, {{seeds}} seeds each, for {{epochs}} epochs; the same seed means
 the same draws and the same order of images for all.
 */
/// Dense layers of the given sizes, the activation after each but the last, then a sigmoid.
func autoencoder(
  _ sizes: [Int], _ activation: Candidate, code: Candidate? = nil,
  initializer: Initializer = .glorot, outputInitializer: Initializer = .glorot,
  outputBias: Matrix? = nil, using key: Key
) -> Sequential {
  let last = sizes.count - 1
  let hidden = (1..<last).flatMap { i -> [any Layer] in
    let bend = i == last / 2 ? code ?? activation : activation
    return [
      Dense(sizes[i - 1], sizes[i], initializer: initializer, using: key[i]), bend.layer(sizes[i]),
    ]
  }
  let output = Dense(
    sizes[last - 1], sizes[last], initializer: outputInitializer, bias: outputBias,
    using: key[last])
  return Sequential(hidden + [output, Activation.sigmoid])
}

/// A trained model, and what was recorded on the way.
struct Run: Sendable {
  var model: Sequential
  var history: History
  var probes: [Probe]

  func error(on images: Matrix) -> Double {
    model(Tensor(images)).value.meanSquaredError(to: images)
  }
  var testError: Double { error(on: test) }
}
/*:
 Beside the loss we record what goes on inside. We call a unit **saturated** on an image where its
 slope is below a tenth of the activation's greatest slope: there the chain rule lets little pass.
 A **probe** holds the share of saturated units in the first hidden layer, and the norm of the
 loss's gradient by each weight matrix, both on the first hundred training images, ten of each
 digit.
 */
let sample = train.rows(at: 0..<100)

struct Probe: Sendable {
  var saturated: Double
  var gradientNorms: [Double]

  init(_ model: Sequential, _ activation: Candidate) {
    let inputs = model.layers[0](Tensor(sample)).value
    let least = (slopes(of: activation.layer(1), at: grid).elements.max() ?? 0) / 10
    let slopes = slopes(of: model.layers[1], at: inputs).elements
    saturated = Double(slopes.count { $0 < least }) / Double(slopes.count)
    let (_, gradient) = valueWithGradient(at: model) {
      meanSquaredError($0(Tensor(sample)), sample)
    }
    gradientNorms = gradient.parameters.filter { $0.name.hasSuffix("weight") }
      .map { ($0.value * $0.value).sum.squareRoot() }
  }
}

/// Trains a copy of `model` with Adam on the squared error; with an activation to probe, probes it
/// before the first epoch and after each.
func trained(
  _ model: Sequential, on images: ImageSet, epochs: Int, batchSize: Int, rate: Double = 1e-3,
  probing activation: Candidate? = nil, key: Key
) throws -> Run {
  var model = model
  var probes = activation.map { [Probe(model, $0)] } ?? []
  func watch(_ model: Sequential) -> Double {
    probes += activation.map { [Probe(model, $0)] } ?? []
    return 0
  }
  let history = try fit(
    &model, to: images, epochs: epochs, batchSize: batchSize, optimizer: Adam(rate: Float(rate)),
    key: key, watch: watch
  ) { model, batch, _ in meanSquaredError(model(Tensor(batch)), batch) }
  return Run(model: model, history: history, probes: probes)
}

let bent = [relu, tanh, sigmoid]

/// Trains 784-k-784 by the printed recipe; probes it if it has one of these three.
func byRecipe(
  _ activation: Candidate, outputBias: Matrix? = nil, epochs: Int = epochs, seed: Int
) throws -> Run {
  let key = key["recipe"][seed]
  let model = autoencoder(
    [784, k, 784], activation, outputBias: outputBias, using: key["weights"])
  return try trained(
    model, on: trainImages, epochs: epochs, batchSize: batchSize,
    probing: bent.contains { $0.name == activation.name } ? activation : nil, key: key["order"])
}

/// Every variant with every seed.
func withSeeds<Variant>(_ variants: [Variant]) -> [(variant: Variant, seed: Int)] {
  variants.flatMap { variant in seeds.map { (variant, $0) } }
}

/// Results of such jobs, as a list of seeds for each variant.
func bySeed<Result>(_ results: [Result]) -> [[Result]] {
  stride(from: 0, to: results.count, by: seeds.count).map {
    Array(results[$0..<($0 + seeds.count)])
  }
}

let recipeRuns = bySeed(
  await notebook.runs("one recipe", over: withSeeds(candidates)) { job in
    try byRecipe(job.variant, seed: job.seed)
  })
let recipeErrors = recipeRuns.map { $0.map(\.testError) }

/// The place of an activation among the ten and their results.
func of(_ activation: Candidate) -> Int {
  candidates.firstIndex { $0.name == activation.name } ?? 0
}
//#-hidden-code
let namesInJAX = [
  "relu", "leaky_relu_0.01", "prelu", "sigmoid", "tanh", "linear", "elu", "gelu_exact", "silu",
  "softplus",
]
let reference = notebook.reference()
let meansInJAX = namesInJAX.map { reference.activations[$0]?.mean(afterEpochs: epochs) }
func lastSaturated(_ runs: [Run]) -> [Double] { runs.map { $0.probes.last?.saturated ?? 0 } }

var recipeTable = Table("activation", "test MSE", "in JAX")
var recipeValues: [any Cell] = []
for (index, candidate) in candidates.enumerated() {
  let id = "recipe_\(candidate.id)"
  recipeValues.append(notebook.spread("\(id)_test_mse", recipeErrors[index], .decimals(4)))
  let inJAX: (any Cell)? = meansInJAX[index].map {
    notebook.value("\(id)_jax_test_mse", $0, .decimals(4))
  }
  recipeTable.row(candidate.name, recipeValues[index], inJAX ?? "–")
}
notebook.show(recipeTable)
notebook.show(
  BarChart(
    value: "test MSE", categories: candidates.map(\.name),
    series: [
      .init(
        "test MSE", values: recipeErrors.map(\.mean),
        errors: recipeErrors.map(\.standardDeviation))
    ], references: testReferences),
  as: "recipe",
  caption: "One recipe for all, {{epochs}} epochs: sigmoid and tanh stand at the mean image.")
//#-end-hidden-code
notebook.check(
  "For every activation our mean is within three of our standard deviations of that of 5 runs in "
    + "JAX.",
  zip(recipeErrors, meansInJAX).allSatisfy { errors, mean in
    mean.map { abs(errors.mean - $0) < 3 * errors.standardDeviation } ?? false
  })
notebook.check(
  "Sigmoid is no better than the mean image, with any seed; tanh is within a tenth of it on "
    + "average.",
  (recipeErrors[of(sigmoid)].min() ?? 0) > meanImageTestError
    && abs(recipeErrors[of(tanh)].mean / meanImageTestError - 1) < 0.1)
notebook.check(
  "The other eight are at less than three quarters of its error, with every seed; none is at "
    + "PCA's.",
  candidates.indices.allSatisfy { index in
    [of(sigmoid), of(tanh)].contains(index)
      || recipeErrors[index].allSatisfy {
        (pcaTestError..<(0.75 * meanImageTestError)).contains($0)
      }
  })
/*:
 The mean image has {{mean_image_test_mse}}, PCA with as many numbers {{pca_test_mse}}. A reader who
 stopped here would conclude that the activation decides, and that sigmoid and tanh do not work.

 ## Stuck?

 The introduction prints {{printed_epochs}} epochs, not {{epochs}}. We let sigmoid, the worst, run
 on, with two of the seeds.
 */
let printed = await notebook.runs("sigmoid, as long as printed", over: [1, 2]) { seed in
  try byRecipe(sigmoid, epochs: settings.printedEpochs, seed: seed)
}
//#-hidden-code
notebook.spread("printed_sigmoid_test_mse", printed.map(\.testError), .decimals(4))
notebook.spread("printed_sigmoid_saturated", lastSaturated(printed), .percent(0))
notebook.show(
  LineChart(
    x: Axis("epoch"), y: Axis("training loss", .log),
    series: [
      learningCurve("sigmoid", printed.map(\.history.losses)),
      learningCurve("tanh", recipeRuns[of(tanh)].map(\.history.losses)),
      learningCurve("ReLU", recipeRuns[of(relu)].map(\.history.losses)),
    ],
    references: [
      .horizontal(meanImageError(train), "mean image"), .horizontal(pcaError(train), "PCA"),
    ]),
  as: "plateau",
  caption:
    "Sigmoid falls to the mean image's error, stays near it for many epochs, and leaves. ReLU and "
    + "tanh are drawn for {{epochs}} epochs.")
let sigmoidInJAX = reference.activations["sigmoid"]?.final
//#-end-hidden-code
notebook.check(
  "After all printed epochs sigmoid is well below the mean image, by a fifth at least, with both "
    + "seeds.",
  printed.allSatisfy { $0.testError < 0.8 * meanImageTestError },
  evidence: "test MSE {{printed_sigmoid_test_mse}}")
notebook.check(
  "There, too, our mean is within three standard deviations of that of 5 runs in JAX.",
  sigmoidInJAX.map { abs(printed.map(\.testError).mean - $0.mean) < 3 * $0.sd } ?? false)
/*:
 So it is not stuck but on a **plateau**. Where one stops decides the verdict. (It leaves with
 {{printed_sigmoid_saturated}} of its units saturated: a saturated unit learns slowly, but it does
 learn.)

 ## What holds them there

 The output starts at an even grey, one half, and the mean pixel is far darker. The quickest way
 down is to lower every pixel of every image, and for that no unit has to know which image it
 looks at: pushed all the same way, units drift to where their slope is small. If that is so, a
 start that needs no darkening should not saturate them. Chapter 2 knew one: give the output layer
 the bias logit(mean image). Nothing else changes, neither the weights drawn nor the order.
 */
let meanLogits = logit(pca.mean, margin: 1e-3)
let biasRuns = bySeed(
  await notebook.runs("from the mean image", over: withSeeds(bent)) { job in
    try byRecipe(job.variant, outputBias: meanLogits, seed: job.seed)
  })
let biasErrors = biasRuns.map { $0.map(\.testError) }
//#-hidden-code
func encoderNorms(_ runs: [Run], epoch: Int) -> [Double] {
  runs.map { $0.probes[min(epoch, $0.probes.count - 1)].gradientNorms[0] }
}
var biasTable = Table(
  "activation", "start", "saturated units", "gradient before", "after 3 epochs", "test MSE",
  caption:
    "Saturated units after {{epochs}} epochs. The gradients are norms of the loss's gradient by "
    + "the "
    + "encoder's weights, in thousandths.")
for (index, candidate) in bent.enumerated() {
  let id = "\(candidate.id)_encoder_gradient"
  func gradients(_ start: String, _ runs: [Run]) -> [any Cell] {
    [(0, "before"), (3, "after_3_epochs")].map { epoch, time in
      notebook.spread(
        "\(start)_\(id)_\(time)", encoderNorms(runs, epoch: epoch).map { 1000 * $0 }, .decimals(1))
    }
  }
  biasTable.row(
    [
      candidate.name, "grey",
      notebook.spread(
        "recipe_\(candidate.id)_saturated", lastSaturated(recipeRuns[of(candidate)]), .percent(0)),
    ] + gradients("grey", recipeRuns[of(candidate)]) + [recipeValues[of(candidate)]])
  biasTable.row(
    [
      candidate.name, "mean image",
      notebook.spread(
        "bias_\(candidate.id)_saturated", lastSaturated(biasRuns[index]), .percent(0)),
    ] + gradients("bias", biasRuns[index]) + [
      notebook.spread("bias_\(candidate.id)_test_mse", biasErrors[index], .decimals(4))
    ])
}
notebook.show(biasTable)
func saturation(_ name: String, _ runs: [Run]) -> Series {
  seedBand(
    name,
    runs.map { $0.probes.enumerated().map { (Double($0.offset), $0.element.saturated) } })
}
notebook.show(
  LineChart(
    x: Axis("epoch"), y: Axis("share of saturated units"),
    series: [
      saturation("tanh, from grey", recipeRuns[of(tanh)]),
      saturation("sigmoid, from grey", recipeRuns[of(sigmoid)]),
      saturation("tanh, from mean image", biasRuns[1]),
      saturation("sigmoid, from mean image", biasRuns[2]),
    ]),
  as: "saturation",
  caption: "From grey, the first epochs saturate most units. From the mean image they do not.")
//#-end-hidden-code
notebook.check(
  "From grey most units of tanh and sigmoid saturate, with every seed; from the mean image, less "
    + "than "
    + "half as many.",
  [(of(tanh), 1), (of(sigmoid), 2)].allSatisfy { recipe, bias in
    zip(lastSaturated(recipeRuns[recipe]), lastSaturated(biasRuns[bias]))
      .allSatisfy { $0 > 0.5 && $1 < $0 / 2 }
  })
let gains = bent.indices.map { index in
  zip(biasErrors[index], recipeErrors[of(bent[index])]).map { 1 - $0 / $1 }
}
//#-hidden-code
for (candidate, gains) in zip(bent, gains) {
  notebook.spread("bias_gain_\(candidate.id)", gains, .percent(0))
}
//#-end-hidden-code
notebook.check(
  "The start at the mean image lowers the error by more than a quarter, for all three with every "
    + "seed.",
  gains.joined().allSatisfy { $0 > 0.25 },
  evidence: "ReLU {{bias_gain_relu}}, tanh {{bias_gain_tanh}}, sigmoid {{bias_gain_sigmoid}}")
notebook.check(
  "It brings tanh nearer to ReLU in proportion, with every seed; sigmoid it does not, with any.",
  seeds.indices.allSatisfy { seed in
    func ratio(_ errors: [Double], _ relu: [Double]) -> Double { errors[seed] / relu[seed] }
    let before = recipeErrors[of(relu)]
    return ratio(biasErrors[1], biasErrors[0]) < ratio(recipeErrors[of(tanh)], before)
      && ratio(biasErrors[2], biasErrors[0]) >= ratio(recipeErrors[of(sigmoid)], before)
  })
/*:
 (A saturated ReLU, by our definition, is one that is switched off.) The intervention answers twice.
 With no darkening to do, far fewer units saturate. And ReLU gains as well, which hardly saturates
 either way, so saturation is not the whole harm of a grey start. Sigmoid keeps its distance. One
 reason may be its slope, at most a quarter: at one rate for all it learns slowest even where
 nothing saturates.

 ## Through four layers

 What a small slope does to a gradient adds up with depth. We take 784-256-{{code_size}}-256-784,
 the same recipe, and look at the gradient of each layer's weights, before training and after one
 epoch.
 */
let deepSizes = [784, 256, k, 256, 784]
let deepRuns = bySeed(
  await notebook.runs("gradients by layer", over: withSeeds(bent)) { job in
    let key = key["deep recipe"][job.seed]
    return try trained(
      autoencoder(deepSizes, job.variant, using: key["weights"]), on: trainImages,
      epochs: 1, batchSize: batchSize, probing: job.variant, key: key["order"])
  })

/// The norm of the first layer's gradient, as a share of the last layer's.
func firstToLast(_ probe: Probe) -> Double {
  probe.gradientNorms[0] / probe.gradientNorms[probe.gradientNorms.count - 1]
}

/// The sigmoid network with the weights of its hidden layers four times as large.
let steep = seeds.map { seed in
  var model = autoencoder(deepSizes, sigmoid, using: key["deep recipe"][seed]["weights"])
  model.visit { name, parameter in
    if name != "6.weight" { parameter = 4 * parameter }
  }
  return Probe(model, sigmoid)
}
//#-hidden-code
func byLayer(_ name: String, _ probes: [Probe]) -> Series {
  seedBand(
    name,
    probes.map { $0.gradientNorms.enumerated().map { (Double($0.offset + 1), 1000 * $0.element) } })
}
notebook.show(
  LineChart(
    x: Axis("layer"), y: Axis("norm of the gradient, in thousandths", .log),
    series: zip(bent, deepRuns).map { byLayer("\($0.name), before", $1.map { $0.probes[0] }) }
      + zip(bent, deepRuns).map {
        byLayer("\($0.name), after", $1.map { $0.probes[$0.probes.count - 1] })
      }),
  as: "gradients",
  caption:
    "The gradient of the loss by each layer's weights, the input's layer first, before training "
    + "and "
    + "after one epoch of the recipe. Sigmoid's fades towards the input.")
for (candidate, runs) in zip(bent, deepRuns) {
  notebook.spread(
    "deep_\(candidate.id)_first_to_last", runs.map { firstToLast($0.probes[0]) }, .decimals(3))
}
notebook.spread("deep_steep_sigmoid_first_to_last", steep.map(firstToLast), .decimals(3))
//#-end-hidden-code
notebook.check(
  "Before training, the first layer's gradient is less than a fiftieth of the last one's for "
    + "sigmoid, "
    + "and more than a quarter for ReLU and tanh, with every seed.",
  deepRuns[2].allSatisfy { firstToLast($0.probes[0]) < 0.02 }
    && (deepRuns[0] + deepRuns[1]).allSatisfy { firstToLast($0.probes[0]) > 0.25 },
  evidence:
    "ReLU {{deep_relu_first_to_last}}, tanh {{deep_tanh_first_to_last}}, sigmoid "
    + "{{deep_sigmoid_first_to_last}}")
notebook.check(
  "With hidden weights four times as large, the sigmoid network's share more than doubles, with "
    + "every seed.",
  zip(steep, deepRuns[2]).allSatisfy { firstToLast($0) > 2 * firstToLast($1.probes[0]) },
  evidence: "{{deep_steep_sigmoid_first_to_last}}")
notebook.check(
  "After an epoch, the first layer's gradient of tanh and of sigmoid is below a third of ReLU's, "
    + "whatever the seeds.",
  (deepRuns[1] + deepRuns[2]).allSatisfy { run in
    (run.probes.last?.gradientNorms[0] ?? 1)
      < (deepRuns[0].compactMap { $0.probes.last?.gradientNorms[0] }.min() ?? 0) / 3
  })
/*:
 Three sigmoids multiply a gradient by at most $(1/4)^3 = 1/64$; tanh and ReLU have slopes up to 1.
 (The last layer's gradient is also the largest with sigmoid; one reason may be that all its inputs
 are near one half.) A sigmoid is a tanh of half its input, halved and lifted,
 $\sigma(a) = (1 + \tanh(a/2))/2$, and wants larger weights, as Glorot and Bengio saw in 2010; four
 times the weights win a part of the gradient back. Adam divides each step by the size of the
 gradient, which should soften all this. The races below show how far.

 ## How much of it was the activation?

 The recipe fixes four things at once: activation, initialiser, learning rate, start. We cross them:
 four activations, two initialisers (for all layers), three rates, two starts, two seeds each, on
 the training images without the 400 validation images, which judge. Everything from here on runs
 with batches of {{race_batch_size}} for {{race_epochs}} epochs: smaller batches, more updates.
 */
struct Setup: Sendable {
  var activation: Candidate
  var initializer: Initializer
  var rate: Double
  var startsAtMean: Bool
}

let initializers = [Initializer.glorot, .he]
let rates = [1e-3, 3e-3, 1e-2]
let setups = [relu, tanh, sigmoid, identity].flatMap { activation in
  initializers.flatMap { initializer in
    rates.flatMap { rate in
      [false, true].map {
        Setup(activation: activation, initializer: initializer, rate: rate, startsAtMean: $0)
      }
    }
  }
}
let (fitting, held) = notebook.attempt { try trainImages.split(validation: 400) }
let (fittingMatrix, validation) = (fitting.matrix, held.matrix)
let trials = [1, 2]
let crossed = await notebook.runs(
  "four causes", over: setups.flatMap { setup in trials.map { (setup, $0) } }
) { setup, seed in
  let key = key["causes"][seed]
  let model = autoencoder(
    [784, k, 784], setup.activation, initializer: setup.initializer,
    outputInitializer: setup.initializer, outputBias: setup.startsAtMean ? meanLogits : nil,
    using: key["weights"])
  let run = try trained(
    model, on: fitting, epochs: raceEpochs, batchSize: raceBatchSize, rate: setup.rate,
    key: key["order"])
  return (
    error: run.error(on: validation),
    silent: deadUnits(in: run.model.layers[0](Tensor(fittingMatrix)).value)
  )
}
/*:
 How much of the variance of the log error goes with each? The share of a factor is $\sum_l n_l
 (\bar{y}_l - \bar{y})^2 / \sum_i (y_i - \bar{y})^2$, with $\bar{y}_l$ the mean over the $n_l$ runs
 at its level $l$ (Fisher 1925). What the {{setups}} setups explain beyond the four factors is their
 interplay; the rest is the seed.
 */
let logErrors = Matrix(row: crossed.map { Float($0.error) }).log.elements.map(Double.init)

func share(of level: (Setup) -> String) -> Double {
  let levels = setups.flatMap { setup in trials.map { _ in level(setup) } }
  let mean = logErrors.mean
  func squared(_ x: Double) -> Double { x * x }
  let between = Set(levels).sorted().reduce(0) { sum, name in
    let group = zip(levels, logErrors).filter { $0.0 == name }.map(\.1)
    return sum + Double(group.count) * squared(group.mean - mean)
  }
  return between / logErrors.reduce(0) { $0 + squared($1 - mean) }
}

let factors: [(name: String, level: @Sendable (Setup) -> String)] = [
  ("activation", { $0.activation.name }), ("initialiser", { $0.initializer.rawValue }),
  ("learning rate", { "\($0.rate)" }), ("start", { "\($0.startsAtMean)" }),
]
let shares = factors.map { share(of: $0.level) }
let allSetups = share { setup in factors.map { $0.level(setup) }.joined(separator: " ") }
//#-hidden-code
notebook.value("setups", Double(setups.count), .decimals(0))
var shareTable = Table("cause", "share of the variance")
for (factor, share) in zip(factors, shares) {
  shareTable.row(
    factor.name,
    notebook.value(
      "share_of_\(factor.name.replacing(" ", with: "_"))", share, .percent(1)))
}
shareTable.row(
  "interplay", notebook.value("share_of_interplay", allSetups - shares.reduce(0, +), .percent(1)))
shareTable.row("seed", notebook.value("share_of_seed", 1 - allSetups, .percent(1)))
notebook.show(shareTable)

/// The setups of one activation, each with its mean validation error.
func judged(_ activation: Candidate) -> [(setup: Setup, error: Double)] {
  setups.indices.filter { setups[$0].activation.name == activation.name }.map { index in
    (setups[index], trials.indices.map { crossed[index * trials.count + $0].error }.mean)
  }
}
func judged(_ activation: Candidate, by initializer: Initializer) -> [Double] {
  judged(activation).filter { $0.setup.initializer == initializer }.map(\.error)
}
let crossedActivations = [identity, relu, tanh, sigmoid]
let asPrinted = crossedActivations.map { activation in
  judged(activation).first { $0.setup.initializer == .glorot }?.error ?? 0
}
let bestSetups = crossedActivations.compactMap { judged($0).min { $0.error < $1.error } }
var bestTable = Table(
  "activation", "as printed", "best setup", "ratio", "initialiser", "rate", "start",
  caption: "Mean squared errors on the validation images, which also chose the best setup.")
for (index, activation) in crossedActivations.enumerated() {
  let (setup, best) = bestSetups[index]
  bestTable.row(
    activation.name,
    notebook.value(
      "printed_setup_\(activation.id)_validation_mse", asPrinted[index], .decimals(4)),
    notebook.value("best_setup_\(activation.id)_validation_mse", best, .decimals(4)),
    notebook.value("setup_gain_\(activation.id)", asPrinted[index] / best, .decimals(1)),
    setup.initializer == .he ? "He" : "Glorot", "\(setup.rate)",
    setup.startsAtMean ? "mean image" : "grey")
}
notebook.show(bestTable)
let spreadAsPrinted = (asPrinted.max() ?? 0) / (asPrinted.min() ?? 1)
let bestErrors = bestSetups.map(\.error)
let spreadOfBest = (bestErrors.max() ?? 0) / (bestErrors.min() ?? 1)
notebook.value("worst_to_best_as_printed", spreadAsPrinted, .decimals(1))
let bentAtBest = bestErrors.dropFirst()
let spreadOfBent = (bentAtBest.max() ?? 0) / (bentAtBest.min() ?? 1)
notebook.value("worst_to_best_bent", spreadOfBent, .decimals(1))
notebook.value("worst_to_best_at_best", spreadOfBest, .decimals(1))
//#-end-hidden-code
notebook.check(
  "The activation explains less of the variance than rate and start together.",
  shares[0] < shares[2] + shares[3])
notebook.check(
  "For every activation, leaving the recipe gains more than the best change of activation within "
    + "it.",
  zip(asPrinted, bestErrors).allSatisfy { $0 / $1 > spreadAsPrinted })
notebook.check(
  "He's rule in all layers beats Glorot's for tanh and sigmoid at every rate and start, and "
    + "loses to it "
    + "for ReLU at every one.",
  [relu, tanh, sigmoid].allSatisfy { activation in
    let (glorot, he) = (judged(activation, by: .glorot), judged(activation, by: .he))
    return zip(glorot, he).allSatisfy { ($0 < $1) == (activation.name == "ReLU") }
  })
let bentAsPrinted = asPrinted.dropFirst()
notebook.check(
  "From the recipe to the best setups the ratio of worst to best falls for the three that bend, "
    + "and "
    + "rises for all four.",
  spreadOfBent < (bentAsPrinted.max() ?? 0) / (bentAsPrinted.min() ?? 1)
    && spreadOfBest > spreadAsPrinted)
notebook.check(
  "At the best setups the four are not level, and the best is the one that does not bend.",
  spreadOfBest > 1.5 && bestErrors.min() == bestErrors[0])
/*:
 A share belongs to its grid: with rates further apart, the rate would explain more. On this one
 {{share_of_activation}} of the variance goes with the activation. Within the recipe the worst of
 the four has {{worst_to_best_as_printed}} times the error of the best. Leaving it makes each
 several times better. Of the difference between the three that bend, a good part goes: the worst of
 them has {{worst_to_best_bent}} times the error of the best. But the identity gains most, and from
 it to the worst it is now {{worst_to_best_at_best}} times. (The best rate is the highest of the
 three; the race below tries a higher one.)

 The initialiser's own share is small because its effects cancel, and they are the reverse of what
 one is taught, that He's rule is for ReLU and Glorot's for tanh and sigmoid. For ReLU we come back
 to that.

 ## A fair race

 Now all ten, each as its literature would have it: from the mean image, the hidden layer drawn by
 the initialiser matched to it (He et al. 2015 for the rectifiers and their smooth kin, Glorot and
 Bengio for tanh and sigmoid, LeCun et al. 1998 for the identity), the output layer, which a
 sigmoid follows, by Glorot and Bengio's rule, and the rate chosen on the validation images as in
 chapter 2. All make the same number of updates, {{race_updates}}.
 */
func raced(
  _ sizes: [Int], _ activation: Candidate, code: Candidate? = nil, rate: Double,
  on images: ImageSet, seed: Int
) throws -> Run {
  let key = key["race"][sizes.count][seed]
  let model = autoencoder(
    sizes, activation, code: code, initializer: activation.matched, outputBias: meanLogits,
    using: key["weights"])
  return try trained(
    model, on: images, epochs: raceEpochs, batchSize: raceBatchSize, rate: rate, key: key["order"])
}

let race = await notebook.tuned(
  "race", candidates, rates: { _ in [3e-3, 1e-2, 3e-2] }, seeds: seeds, on: trainImages
) { activation, rate, images, seed in
  try raced([784, k, 784], activation, rate: rate, on: images, seed: seed)
} score: {
  $1.error(on: $2)
}
let raceErrors = race.map { $0.models.map(\.testError) }
let silentUnits = race.map { tuned in
  tuned.models.map { Double(deadUnits(in: $0.model.layers[0](Tensor(train)).value)) }
}

func accuracy(_ encode: (Matrix) -> Matrix) -> Double {
  nearestNeighbourHits(
    train: encode(train), labels: trainImages.labels, test: encode(test),
    testLabels: digits.test.labels
  ).map { $0 ? 1 : 0 }.mean
}
func codeAccuracy(_ model: Sequential) -> Double {
  let encoder = Sequential(Array(model.layers.prefix(2)))
  return accuracy { encoder(Tensor($0)).value }
}
let compared = [identity, relu, tanh, sigmoid]
let accuracies = compared.map { race[of($0)].models.map { codeAccuracy($0.model) } }
let untrainedAccuracies = seeds.map { seed in
  codeAccuracy(autoencoder([784, k, 784], identity, using: key["untrained"][seed]))
}
let pcaAccuracy = accuracy { pca.encode($0, to: k) }
//#-hidden-code
notebook.value("race_updates", Double(race[0].models[0].history.steps), .decimals(0))
var raceTable = Table(
  "activation", "learning rate", "test MSE", "never active",
  caption: "Never active: units of the code whose input is positive for no training image.")
for (index, candidate) in candidates.enumerated() {
  let id = "race_\(candidate.id)"
  raceTable.row(
    candidate.name, notebook.value("\(id)_rate", race[index].rate, .significant(1)),
    notebook.spread("\(id)_test_mse", raceErrors[index], .decimals(4)),
    notebook.spread("\(id)_dead_units", silentUnits[index], .decimals(1)))
}
notebook.show(raceTable)
notebook.show(
  BarChart(
    value: "test MSE", categories: candidates.map(\.name),
    series: [
      .init(
        "test MSE", values: raceErrors.map(\.mean),
        errors: raceErrors.map(\.standardDeviation))
    ], references: testReferences),
  as: "race",
  caption: "Each at its own rate, {{race_updates}} updates: all far below the mean image.")
//#-end-hidden-code
notebook.check(
  "The identity beats each of the other nine, with every seed.",
  seeds.indices.allSatisfy { seed in
    raceErrors.map { $0[seed] }.min() == raceErrors[of(identity)][seed]
  })
notebook.check(
  "Identity and PReLU beat PCA of the same size, with every seed; no other mean does.",
  candidates.indices.allSatisfy { index in
    [of(identity), of(prelu)].contains(index)
      ? raceErrors[index].allSatisfy { $0 < pcaTestError } : raceErrors[index].mean > pcaTestError
  })
notebook.check(
  "Every activation, with every seed, is below a third of the mean image's error.",
  raceErrors.joined().allSatisfy { $0 < meanImageTestError / 3 })
notebook.check(
  "Sigmoid is the worst of the ten, with every seed.",
  seeds.indices.allSatisfy { seed in
    raceErrors.map { $0[seed] }.max() == raceErrors[of(sigmoid)][seed]
  })
/*:
 One activation does nothing, and wins. Chapter 2 said why a bent *code* has little to offer in a
 network with one layer each way: every image still comes from a plane of {{code_size}} dimensions,
 bent only by the output's sigmoid, and most activations restrict which points of the plane can be
 reached. As for "better features", which one introduction promises of the right activation, here is
 how often the nearest neighbour by the code names a test image right.
 */
//#-hidden-code
var accuracyTable = Table("code", "nearest-neighbour accuracy")
for (candidate, accuracies) in zip(compared, accuracies) {
  accuracyTable.row(
    candidate.name,
    notebook.spread("race_\(candidate.id)_test_accuracy", accuracies, .percent(1)))
}
accuracyTable.row(
  "an untrained linear layer",
  notebook.spread("untrained_test_accuracy", untrainedAccuracies, .percent(1)))
accuracyTable.row("PCA", notebook.value("pca_test_accuracy", pcaAccuracy, .percent(1)))
notebook.show(accuracyTable)
//#-end-hidden-code
let meanAccuracies = accuracies.map(\.mean)
notebook.check(
  "The four codes are within three percentage points of each other on average, and none is above "
    + "PCA's.",
  (meanAccuracies.max() ?? 1) - (meanAccuracies.min() ?? 0) < 0.03
    && meanAccuracies.allSatisfy { $0 <= pcaAccuracy })
/*:
 A thousand test images can hardly tell codes apart that differ by less than two points. By this
 measure no activation improves on PCA's code.

 **PReLU** may choose for itself. It starts at slopes of a quarter; where does it go?
 */
let learned = race[of(prelu)].models.map { run in
  (run.model.layers[1] as? PReLU)?.slopes.value.elements.map(Double.init).sorted() ?? []
}
//#-hidden-code
notebook.spread("prelu_slopes", learned.flatMap(\.self), .decimals(2))
notebook.show(
  LineChart(
    x: Axis("unit, by rank of its slope"), y: Axis("learned slope of the negative side"),
    series: [
      seedBand(
        "PReLU", learned.map { $0.enumerated().map { (Double($0.offset + 1), $0.element) } })
    ],
    references: [
      .horizontal(0, "ReLU"), .horizontal(0.25, "at the start"), .horizontal(1, "identity"),
    ]),
  as: "slopes-learned",
  caption: "The slopes that PReLU learned: nearly all have moved away from ReLU.")
//#-end-hidden-code
notebook.check(
  "Of every seed's slopes, more than nine in ten end above the one they started with.",
  learned.allSatisfy { slopes in 10 * slopes.count { $0 > 0.25 } > 9 * slopes.count },
  evidence: "slopes {{prelu_slopes}}")
notebook.check(
  "On average the slope ends nearer to the identity's than to ReLU's.",
  learned.flatMap(\.self).mean > 0.5)
/*:
 Asked how much to bend, nearly every unit answers: less.

 ## Deeper

 With hidden layers before and after the code, the activations could earn their keep: the decoder
 can bend the plane. Here is the race on 784-256-{{code_size}}-256-784, with as many updates. A
 second run at the same rate leaves the hidden layers as they are and takes the activation off the
 *code* alone.
 */
let deepCandidates = [identity, relu, tanh, sigmoid]
let deepRace = await notebook.tuned(
  "deep race", deepCandidates, rates: { _ in [1e-3, 3e-3, 1e-2] }, seeds: seeds, on: trainImages
) { activation, rate, images, seed in
  try raced(deepSizes, activation, rate: rate, on: images, seed: seed)
} score: {
  $1.error(on: $2)
}
let deepErrors = deepRace.map { $0.models.map(\.testError) }
let deepRates = deepRace.map(\.rate)
let linearCodeErrors = bySeed(
  await notebook.runs("linear code", over: withSeeds([1, 2, 3])) { job in
    try raced(
      deepSizes, deepCandidates[job.variant], code: identity, rate: deepRates[job.variant],
      on: trainImages, seed: job.seed
    ).testError
  })
//#-hidden-code
var deepTable = Table(
  "hidden layers", "learning rate", "test MSE", "with a linear code", "one layer each way")
for (index, candidate) in deepCandidates.enumerated() {
  let linear: any Cell =
    index == 0
    ? "–"
    : notebook.spread(
      "deep_\(candidate.id)_linear_code_test_mse", linearCodeErrors[index - 1], .decimals(4))
  deepTable.row(
    candidate.name,
    notebook.value("deep_\(candidate.id)_rate", deepRates[index], .significant(1)),
    notebook.spread("deep_\(candidate.id)_test_mse", deepErrors[index], .decimals(4)), linear,
    notebook.spread(
      "shallow_\(candidate.id)_test_mse", raceErrors[of(candidate)], .decimals(4)))
}
notebook.show(deepTable)
//#-end-hidden-code
notebook.check(
  "Taking the activation off the code lowers the error of all three, with every seed.",
  zip(deepErrors.dropFirst(), linearCodeErrors).allSatisfy { bent, linear in
    zip(bent, linear).allSatisfy { $0 > $1 }
  })
notebook.check(
  "The network without activations still has the lowest error, with every seed.",
  (deepErrors[0].max() ?? 1)
    < min(deepErrors.dropFirst().joined().min() ?? 0, linearCodeErrors.joined().min() ?? 0))
notebook.check(
  "Sigmoid's error is a larger multiple of ReLU's, and of tanh's, than with one layer each way, "
    + "with "
    + "every seed.",
  [(1, relu), (2, tanh)].allSatisfy { place, other in
    seeds.indices.allSatisfy { seed in
      deepErrors[3][seed] / deepErrors[place][seed]
        > raceErrors[of(sigmoid)][seed] / raceErrors[of(other)][seed]
    }
  })
notebook.check(
  "ReLU beats tanh with a bent code, with every seed; with a linear code tanh has the lower mean "
    + "error.",
  zip(deepErrors[1], deepErrors[2]).allSatisfy { $0 < $1 }
    && linearCodeErrors[1].mean < linearCodeErrors[0].mean)
notebook.check(
  "With as many updates, the deep network has a higher mean error than the shallow one, for all "
    + "four.",
  zip(deepCandidates, deepErrors).allSatisfy { $1.mean > raceErrors[of($0)].mean })
/*:
 The gap between sigmoid and the others has widened with depth, as the gradients let us expect. And
 again bending the code costs, so the common habit of a linear code has a reason. ReLU or tanh? The
 answer depends on the code.

 This is a short race, and it rewards what learns fast. In the repository lie longer runs of the
 printed recipe in JAX, three seeds each: after {{long_epochs}} epochs 784-64-784 has
 {{jax_long_relu}} with ReLU and {{jax_long_identity}} with the identity. With time enough the
 difference is small, and still not in ReLU's favour.
 */
//#-hidden-code
let longEpochs = 300
notebook.value("long_epochs", Double(longEpochs), .decimals(0))
let (longReLU, longIdentity) = (
  reference.longRun("784-64-784 relu", epochs: longEpochs) ?? 0,
  reference.longRun("784-64-784 linear", epochs: longEpochs) ?? 0
)
notebook.value("jax_long_relu", longReLU, .decimals(4))
notebook.value("jax_long_identity", longIdentity, .decimals(4))
//#-end-hidden-code
notebook.check(
  "In JAX's long runs ReLU's error is above the identity's, but by less than a tenth.",
  (1...1.1).contains(longReLU / longIdentity))
/*:
 ## The draw of the weights

 "Training is sensitive to the initial parameters." To which: to the seed, or to the scheme? We
 draw ReLU's 784-{{code_size}}-784 by six schemes, from the same random numbers, only scaled, and
 train it at the rate of the race. That rate was chosen for the fourth of them; the others might do
 better with one of their own.
 */
struct Scheme: Sendable {
  var name: String
  var hidden: Initializer
  var output: Initializer
  var scale: Float = 1
}

let schemes = [
  Scheme(name: "Glorot", hidden: .glorot, output: .glorot),
  Scheme(name: "LeCun", hidden: .lecun, output: .lecun),
  Scheme(name: "He", hidden: .he, output: .he),
  Scheme(name: "He, output by Glorot", hidden: .he, output: .glorot),
  Scheme(name: "Glorot × 10", hidden: .glorot, output: .glorot, scale: 10),
  Scheme(name: "Glorot ÷ 10", hidden: .glorot, output: .glorot, scale: 0.1),
]
let reluRate = race[of(relu)].rate
let schemeRuns = bySeed(
  await notebook.runs("schemes", over: withSeeds(schemes)) { job in
    let (scheme, key) = (job.variant, key["schemes"][job.seed])
    var model = autoencoder(
      [784, k, 784], relu, initializer: scheme.hidden, outputInitializer: scheme.output,
      outputBias: meanLogits, using: key["weights"])
    model.visit { name, parameter in
      if name.hasSuffix("weight") { parameter = scheme.scale * parameter }
    }
    return try trained(
      model, on: trainImages, epochs: raceEpochs, batchSize: raceBatchSize, rate: reluRate,
      key: key["order"])
  })
let schemeErrors = schemeRuns.map { $0.map(\.testError) }
let named = schemeErrors.prefix(4)
let withinSchemes = named.map(\.standardDeviation).mean
let betweenSchemes = named.map(\.mean).standardDeviation
//#-hidden-code
let schemeDead = schemeRuns.map { runs in
  runs.map { Double(deadUnits(in: $0.model.layers[0](Tensor(train)).value)) }
}
var schemeTable = Table("scheme", "test MSE", "dead units")
for (index, scheme) in schemes.enumerated() {
  let id = "scheme_" + ["glorot", "lecun", "he", "he_output_glorot", "large", "small"][index]
  schemeTable.row(
    scheme.name, notebook.spread("\(id)_test_mse", schemeErrors[index], .decimals(4)),
    notebook.spread("\(id)_dead_units", schemeDead[index], .decimals(1)))
}
notebook.show(schemeTable)
notebook.value("sd_within_schemes", withinSchemes, .decimals(4))
notebook.value("sd_between_schemes", betweenSchemes, .decimals(4))
//#-end-hidden-code
notebook.check(
  "Between the means of the four usual schemes the standard deviation is more than twice that "
    + "between "
    + "seeds.",
  betweenSchemes > 2 * withinSchemes,
  evidence: "{{sd_between_schemes}} between schemes, {{sd_within_schemes}} between seeds")
notebook.check(
  "He's rule in both layers is worse than Glorot's, with every seed.",
  zip(schemeErrors[2], schemeErrors[0]).allSatisfy { $0 > $1 })
notebook.check(
  "Ten times Glorot's weights leave the network near the mean image, within a tenth of its "
    + "error; a tenth "
    + "of them costs less than a quarter.",
  abs(schemeErrors[4].mean / meanImageTestError - 1) < 0.1
    && schemeErrors[5].mean < 1.25 * schemeErrors[0].mean)
notebook.check(
  "With the output layer by Glorot's rule, He's hidden weights are within five percent of "
    + "Glorot's.",
  abs(schemeErrors[3].mean / schemeErrors[0].mean - 1) < 0.05)
/*:
 So what was wrong with He's rule was the output layer. The rule is made for a layer that a ReLU
 follows; a sigmoid follows the output layer, which has few inputs and many outputs, so that He's
 weights are several times Glorot's there. For the hidden layer the rules all but coincide, with
 variances of 2/784 and 2/848. "Matched to the activation" is about the activation *behind* a layer.

 ## Dead units

 "ReLU suits positive inputs, and its gradient can be zero." The first half we have refuted above;
 the second is right. A ReLU unit that is positive for no training image is **dead**: it gets no
 gradient. Here are the crossed runs again, for ReLU alone: the mean number of dead units out of
 {{code_size}}.
 */
/// The numbers of dead units in ReLU's runs with these properties.
func dead(_ belongs: (Setup) -> Bool) -> [Int] {
  setups.indices.filter { setups[$0].activation.name == relu.name && belongs(setups[$0]) }
    .flatMap { index in trials.indices.map { crossed[index * trials.count + $0].silent } }
}
//#-hidden-code
var deadTable = Table("initialiser", "rate \(rates[0])", "rate \(rates[1])", "rate \(rates[2])")
for (initializer, name) in zip(initializers, ["Glorot", "He"]) {
  deadTable.row(
    [name]
      + zip(rates, ["lowest", "middle", "highest"]).map { rate, name in
        notebook.value(
          "relu_dead_units_\(initializer.rawValue)_\(name)_rate",
          dead { $0.initializer == initializer && $0.rate == rate }.map(Double.init).mean,
          .decimals(1))
      })
}
notebook.show(deadTable)
//#-end-hidden-code
notebook.check(
  "A higher rate leaves more dead units, for every initialiser, start and seed.",
  initializers.allSatisfy { initializer in
    [false, true].allSatisfy { start in
      let counts = rates.map { rate in
        dead { $0.initializer == initializer && $0.startsAtMean == start && $0.rate == rate }
      }
      return trials.indices.allSatisfy {
        counts[0][$0] < counts[1][$0] && counts[1][$0] < counts[2][$0]
      }
    }
  })
notebook.check(
  "He's rule in both layers leaves more than Glorot's, at every rate and start, with both seeds.",
  zip(dead { $0.initializer == .he }, dead { $0.initializer == .glorot }).allSatisfy { $0 > $1 })
notebook.check(
  "In the race, at the same rate, ReLU has silent units with every seed and leaky ReLU at most a "
    + "few.",
  race[of(relu)].rate == race[of(leakyReLU)].rate
    && (silentUnits[of(relu)].min() ?? 0) > (silentUnits[of(leakyReLU)].max() ?? 64))
/*:
 The slope of a hundredth that leaky ReLU keeps seems to be enough: a unit that falls silent still
 learns, and may come back.
 */
notebook.check(
  "Leaky ReLU has a lower mean error than ReLU in the race.",
  raceErrors[of(leakyReLU)].mean < raceErrors[of(relu)].mean)
/*:
 ## What an activation costs

 "Sigmoid and tanh cost more to compute." We time the activation of the hidden layer of
 784-256-784, there and back, and a whole step of training, and keep the fastest of twenty. Times
 differ from machine to machine, so the page has no numbers of them.
 */
let batch = train.rows(at: 0..<min(256, train.rows))

func fastest(_ work: () -> Void) -> Duration {
  let clock = ContinuousClock()
  return (0..<20).map { _ in clock.measure(work) }.min() ?? .zero
}

let costs = candidates.map { candidate in
  var model = autoencoder([784, 256, 784], candidate, using: key["cost"])
  var optimizer = Adam()
  let hidden = model.layers[0](Tensor(batch)).value
  let layer = candidate.layer(256)
  let activation = fastest { _ = slopes(of: layer, at: hidden) }
  let step = fastest {
    let (_, gradient) = valueWithGradient(at: model) {
      meanSquaredError($0(Tensor(batch)), batch)
    }
    optimizer.update(&model, along: gradient)
  }
  return (activation: activation, step: step)
}
notebook.check(
  "Sigmoid and tanh take longer than ReLU.",
  min(costs[of(sigmoid)].activation, costs[of(tanh)].activation) > costs[of(relu)].activation)
notebook.check(
  "None of the ten takes as much as a quarter of a step.",
  costs.allSatisfy { $0.activation * 4 < $0.step })
/*:
 So the sentence is right and does not matter: the products take the time.

 ## Claims, tested
 */
notebook.check(
  "No chosen learning rate lies at the edge of its grid.",
  !race.contains(where: \.isAtEdge) && !deepRace.contains(where: \.isAtEdge))
//#-hidden-code
var sentences = Table("An introduction says", "This chapter finds")
sentences.row(
  "ReLU, sigmoid and tanh are linear, leaky ReLU and PReLU are not.",
  "Of ten, only the identity is.")
sentences.row(
  "An activation maps many inputs to a code of few numbers.",
  "It keeps the size. The weight matrix changes it, with the identity as well.")
sentences.row(
  "The right activation is crucial for the reconstruction.",
  "By one recipe, {{recipe_relu_test_mse}} to {{recipe_sigmoid_test_mse}}. Of the variance over "
    + "setups, {{share_of_activation}} is the activation's; tuned, the identity leads.")
sentences.row(
  "The right activation learns better features.",
  "By the nearest neighbour, none is better than PCA.")
sentences.row(
  "More layers or more complex activations keep more detail.",
  "Not with equal updates: ReLU has {{race_relu_test_mse}} with one layer each way and "
    + "{{deep_relu_test_mse}} with two; and the simplest of the ten is the best.")
sentences.row(
  "Training is sensitive to the initial parameters.",
  "To their scale, yes; to the seed, little: {{share_of_seed}} of the variance over setups.")
sentences.row(
  "ReLU is for positive inputs; its gradient can be zero.",
  "All ten take any input. ReLU's units do die, the more the higher the rate.")
sentences.row(
  "Sigmoid and tanh can take negative inputs.", "So can the other eight.")
sentences.row(
  "Sigmoid and tanh cost more to compute.", "They do, and it is a small part of a step.")
sentences.row(
  "PCA is for compression and features, an autoencoder for reconstruction.",
  "In the race PCA rebuilds better than eight of the ten autoencoders.")
sentences.row(
  "Choose by experiment.", "Yes, with a rate chosen for each, and more than one seed.")
notebook.show(sentences)
//#-end-hidden-code
/*:
 ## In short

 Which activation? For the code of this network, none. The recipe's verdict, that sigmoid and tanh
 do not work, was mostly that of a bad start, and of one rate for all: with these mended every
 activation rebuilds the digits several times better. What remains is real, at least in so short a
 training, and says: bend the code as little as you can. If a hidden layer must bend, sigmoid is the
 one to avoid; between ReLU and tanh the code decides; and leaky ReLU keeps its units alive. But
 before choosing an activation, choose a start and a learning rate.

 ## Exercises

 1. Run `swift run 03-activations --race-epochs 10` (some minutes). Which differences shrink, and
    which claims fall?
 2. On paper: show that a layer of sigmoids with weights $W$ and biases $b$ can be replaced by one
    of tanh with $W/2$ and $b/2$ if the next layer is changed, too. How? Why do they nevertheless
    train differently?
 3. On paper: in a network with one layer each way, which points of the decoder's plane can a code
    of ReLU units reach, and which can one of tanh units not?
 4. In code: start PReLU at a slope of 1, the identity. Does it stay? And at 0?
 5. In code: add Mish, $a \tanh(\log(1 + e^a))$, to `Sources/Engine/Activation.swift`, with its
    pullback; the tests will ask for it. Enter it in the race.

 ## References

 - D.-A. Clevert, T. Unterthiner and S. Hochreiter, "Fast and accurate deep network learning by
   exponential linear units (ELUs)", *ICLR* 2016.
 - C. Dugas, Y. Bengio, F. Bélisle, C. Nadeau and R. Garcia, "Incorporating second-order functional
   knowledge for better option pricing", *NIPS* 13 (2001), 472–478.
 - S. Elfwing, E. Uchibe and K. Doya, "Sigmoid-weighted linear units for neural network function
   approximation in reinforcement learning", *Neural Networks* 107 (2018), 3–11.
 - R. A. Fisher, *Statistical methods for research workers*, Oliver and Boyd, 1925, chapter VII.
 - X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
   networks", *AISTATS* 2010, 249–256.
 - K. He, X. Zhang, S. Ren and J. Sun, "Delving deep into rectifiers: surpassing human-level
   performance on ImageNet classification", *ICCV* 2015, 1026–1034.
 - D. Hendrycks and K. Gimpel, "Gaussian error linear units (GELUs)", arXiv:1606.08415, 2016.
 - Y. LeCun, L. Bottou, G. B. Orr and K.-R. Müller, "Efficient BackProp", in *Neural networks:
   tricks of the trade*, Springer, 1998, 9–50.
 - A. L. Maas, A. Y. Hannun and A. Y. Ng, "Rectifier nonlinearities improve neural network acoustic
   models", *ICML* 2013.
 - V. Nair and G. E. Hinton, "Rectified linear units improve restricted Boltzmann machines", *ICML*
   2010, 807–814.
 */
//#-hidden-code
notebook.finish()
//#-end-hidden-code
