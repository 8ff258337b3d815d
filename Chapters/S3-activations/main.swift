/*:
 # S3 · Solutions to chapter 3

 > What is left of the differences between activations when we train for longer, change the
 > coordinates, or let the network choose?

 Here are solutions to the exercises of [chapter 3](03-activations.md). All train on its images,
 by its recipe for the races and from its seeds, so that a run that the chapter has also made is
 bit-identical here.
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
  @Setting("size of the code", symbol: "k", in: 2...784)
  var codeSize = 64

  @Setting("epochs in the chapter's races", in: 1...1000, quick: 1)
  var raceEpochs = 2

  @Setting("epochs in the long race", in: 1...1000, quick: 2)
  var longEpochs = 10

  @Setting("images per update", in: 1...4000, quick: 64)
  var batchSize = 32

  @Setting("images to learn from, at most", in: 500...100_000, quick: 800)
  var images = 4000

  @Setting("independent runs of each experiment", in: 2...100, quick: 2)
  var seeds = 5

  @Setting("seed that all random numbers derive from", in: 0...1_000_000)
  var seed = 1
}

let (settings, notebook) = Notebook.open(Settings())
let (k, raceEpochs, longEpochs) = (settings.codeSize, settings.raceEpochs, settings.longEpochs)
let seeds = Array(1...settings.seeds)
let key = Key(seed: settings.seed)
//#-hidden-code
notebook.show(settings)
//#-end-hidden-code
let digits = notebook.digits()
/// What networks in JAX reached on these digits.
let reference = notebook.reference()
let (trainImages, test) = (digits.train.prefix(settings.images), digits.test.matrix)
let train = trainImages.matrix
let pca = PCA(of: train)
let meanLogits = logit(pca.mean, margin: 1e-3)
//#-hidden-code
let pcaTestError = pca.reconstruct(test, from: k).meanSquaredError(to: test)
let meanImageTestError = meanImageError(of: train, on: test)
notebook.value("pca_test_mse", pcaTestError)
//#-end-hidden-code
/*:
 A network as the chapter's races draw it: the hidden layers by the initialiser that is usual with their
 activation, the output by Glorot's, its bias at the mean image.
 */
func network(
  _ sizes: [Int], _ activation: Candidate, code: Candidate? = nil, outputBias: Matrix = meanLogits,
  using key: Key
) -> Sequential {
  Sequential(
    sizes, activation, code: code, initializer: activation.matched, outputBias: outputBias,
    using: key)
}

/// Trains a copy of `model` with Adam on the squared error.
func fitted(
  _ model: Sequential, on images: some Examples<Matrix>, epochs: Int = raceEpochs, rate: Double,
  key: Key
) throws -> Sequential {
  var model = model
  try fit(
    &model, to: images, epochs: epochs, batchSize: settings.batchSize,
    optimizer: Adam(rate: Float(rate)), key: key
  ) { model, batch, _ in meanSquaredError(model(Tensor(batch)), batch) }
  return model
}

/// The keys of a race's run: the weights and the order of the images derive from them.
func raceKey(_ sizes: [Int], _ seed: Int) -> Key { key["race"][sizes.count][seed] }

func raced(
  _ sizes: [Int], _ activation: Candidate, code: Candidate? = nil, rate: Double,
  on images: ImageSet = trainImages, epochs: Int = raceEpochs, seed: Int
) throws -> Sequential {
  let key = raceKey(sizes, seed)
  let model = network(sizes, activation, code: code, using: key["weights"])
  return try fitted(model, on: images, epochs: epochs, rate: rate, key: key["order"])
}

let shallow = [784, k, 784]
let raceRate = 1e-2  // what every activation chose in the short race
/*:
 ## 1. A longer race

 *Which differences of the short race shrink with {{long_epochs}} epochs instead of
 {{race_epochs}}, and which claim about it falls?*

 The chapter's program answers for all ten activations; here are five of them, with all {{seeds}}
 seeds. The learning rate is chosen anew, for it was chosen for a short race: by the validation
 images, from the chapter's rates but for the lowest.
 */
let racers: [Candidate] = [.identity, .prelu, .relu, .tanh, .sigmoid]
let short = await notebook.trials("short race", racers, seeds: seeds) {
  try raced(shallow, $0, rate: raceRate, seed: $1)
}
let long = await notebook.tuned(
  "long race", racers, rates: { _ in [1e-3, 3e-3, 1e-2, 3e-2] }, seeds: seeds, on: trainImages
) { activation, rate, images, seed in
  try raced(shallow, activation, rate: rate, on: images, epochs: longEpochs, seed: seed)
} score: {
  $1.error(on: $2)
}
let shortErrors = short.map { $0.error(on: test) }
let longErrors = long.map { $0.error(on: test) }
/// A mean as a multiple of the identity's; none for the identity itself.
func ratio<C: Case>(_ errors: Trials<C, Double>, _ activation: Candidate) -> Double?
where C.ID == String {
  activation.title == "identity" ? nil : errors[activation.id].mean / errors["identity"].mean
}
notebook.show(
  longErrors, .label("activation"),
  .spread("short race", "short_test_mse") { activation, _ in shortErrors[activation.id] },
  .of("to the identity", "short_to_identity", format: .decimals(2)) {
    ratio(shortErrors, $0.base)
  }, .of("rate of the long race", "long_rate", \.rate),
  .spread("long race", "long_test_mse", \.self),
  .of("to the identity", "long_to_identity", format: .decimals(2)) { ratio(longErrors, $0.base) },
  caption: "Test errors after {{race_epochs}} and after {{long_epochs}} epochs, and their means as "
    + "multiples of the identity's.")
notebook.check(
  "In proportion the mean error of every non-linear code comes nearer to the identity's.",
  racers.dropFirst().allSatisfy {
    (ratio(longErrors, $0) ?? .infinity) < (ratio(shortErrors, $0) ?? 0)
  })
notebook.check(
  "Between ReLU and tanh the ratio grows, with every seed.",
  increasing(
    zip(shortErrors["tanh"], shortErrors["ReLU"]).map(/),
    zip(longErrors["tanh"], longErrors["ReLU"]).map(/)))
notebook.check(
  "Of these five the identity is still the best and sigmoid the worst, with every seed, and all "
    + "are below a third of the mean image's error.",
  seeds.indices.allSatisfy { seed in
    let errors = longErrors.results.map { $0[seed] }
    return errors.min() == errors[0] && errors.max() == errors[4]
      && errors.allSatisfy { $0 < meanImageTestError / 3 }
  })
/*:
 So the order stays. What the chapter says of the short race does not:
 */
notebook.check(
  "Not only the identity and PReLU beat PCA: ReLU and tanh beat it now, with every seed, and "
    + "sigmoid does not, with any.",
  racers.dropLast().allSatisfy { beats(longErrors[$0.id], [pcaTestError]) }
    && beats([pcaTestError], longErrors["sigmoid"]),
  evidence: "PCA {{pca_test_mse}}")
notebook.check(
  "All but sigmoid choose a lower rate than in the short race, and none a rate at the edge of the "
    + "grid.",
  long.cases.map(\.rate) == [3e-3, 3e-3, 3e-3, 3e-3, 1e-2]
    && !long.cases.contains(where: \.isAtEdge))
/*:
 The rate that suits a short run is too high for a long one: whoever keeps it compares rates, not
 activations. The end of your run lists the claims that fall. Ask the same of each: was it about
 activations, or about how long we trained?

 How far does it shrink? The chapter's long runs of the printed recipe in JAX, three seeds each,
 go on to 1000 epochs.
 */
let epochsInJAX = [20, 50, 100, 200, 300, 500, 700, 1000]
let (reluInJAX, identityInJAX) = (
  epochsInJAX.map { reference.longRun("784-64-784 relu", epochs: $0) ?? .infinity },
  epochsInJAX.map { reference.longRun("784-64-784 linear", epochs: $0) ?? .infinity }
)
let ratiosInJAX = zip(reluInJAX, identityInJAX).map { $0 / $1 }
//#-hidden-code
notebook.show(
  LineChart(
    x: Axis("epochs of the printed recipe", .log), y: Axis("ReLU's error to the identity's"),
    series: [
      Series(
        "784-64-784 in JAX", points: zip(epochsInJAX, ratiosInJAX).map { (Double($0), $1) })
    ],
    references: [.horizontal(1, "equal")]),
  as: "ratios",
  caption:
    "ReLU's mean test error as a multiple of the identity's: level while both leave grey, then "
    + "behind, and in the end level again.")
let greatest = ratiosInJAX.max() ?? 0
let afterGreatest = ratiosInJAX.drop { $0 < greatest }
let (bestReLU, bestIdentity) = (reluInJAX.min() ?? 0, identityInJAX.min() ?? 1)
notebook.value("jax_greatest_ratio", greatest, .decimals(2))
notebook.value("jax_last_ratio", ratiosInJAX.last ?? 0, .decimals(3))
let excessLeft = (bestReLU / bestIdentity - 1) / (greatest - 1)
notebook.value("jax_ratio_at_best", bestReLU / bestIdentity, .decimals(2))
notebook.value("jax_excess_left", excessLeft, .percent(0))
//#-end-hidden-code
notebook.check(
  "From its greatest on the ratio only falls, and it ends within a hundredth of 1.",
  zip(afterGreatest, afterGreatest.dropFirst()).allSatisfy { $0 > $1 }
    && (ratiosInJAX.last.map { abs($0 - 1) < 0.01 } ?? false),
  evidence: "at most {{jax_greatest_ratio}}, at last {{jax_last_ratio}}")
notebook.check(
  "A part of that is the identity's own doing: its error ends more than a twentieth above its "
    + "least, ReLU's does not. Each at its least, ReLU's is still higher, by less than a tenth.",
  (identityInJAX.last ?? 0) > 1.05 * bestIdentity && (reluInJAX.last ?? 1) < 1.05 * bestReLU
    && (1...1.1).contains(bestReLU / bestIdentity),
  evidence: "{{jax_ratio_at_best}} times")
notebook.check(
  "More than half of the greatest excess remains when each is at its least.", excessLeft > 0.5,
  evidence: "{{jax_excess_left}} of it")
/*:
 Part of ReLU's cost in a shallow network is time. Looking only at the end of such a run, one would
 think that it is all, because there the ratio has gone from {{jax_greatest_ratio}} to {{jax_last_ratio}};
 but by then the identity has got worse. Each at its least, the ratio is {{jax_ratio_at_best}}.
 (The least errors are of the test images, which flatters both alike.) These ratios do not continue
 those of the table above: the printed recipe starts at grey and has one rate for both, and its
 runs with tanh or sigmoid are not so long.

 ## 2. Sigmoid is tanh

 *Show that a layer of sigmoids with $W$ and $b$ can be replaced by one of tanh with $W/2$ and
 $b/2$ if the next layer is changed, too. Why do they nevertheless train differently?*

 Multiply numerator and denominator of $\tanh(a/2)$ by $e^{-a/2}$:

 $$ \tanh\frac{a}{2} = \frac{1 - e^{-a}}{1 + e^{-a}} = \frac{2}{1 + e^{-a}} - 1 = 2\,\sigma(a) - 1 ,
 \qquad \sigma(a) = \frac{1}{2} + \frac{1}{2} \tanh\frac{a}{2} . $$

 With $a = xW + b$ the code of sigmoids is $h = \frac{1}{2}(1 + t)$, where
 $t = \tanh(x\,W/2 + b/2)$. The next layer has the weights $V$ and the biases $c$. Put $h$ into
 it, with $\mathbf{1}$ for a row of ones:

 $$ hV + c = t\,\frac{V}{2} + \left(c + \frac{1}{2}\mathbf{1}V\right) . \label{twin} $$

 So halve $V$ as well, and add half of each of its column sums to the biases.
 */
func asTanh(_ model: Sequential) -> Sequential {
  guard var hidden = model.layers[0] as? Dense, var output = model.layers[2] as? Dense
  else { return model }
  hidden.weight = 0.5 * hidden.weight
  hidden.bias = 0.5 * hidden.bias
  output.bias = Tensor(output.bias.value + 0.5 * output.weight.value.columnSums)
  output.weight = 0.5 * output.weight
  return Sequential([hidden, Activation.tanh, output, Activation.sigmoid])
}

let original = short["sigmoid"][0]
let twin = asTanh(original)
//#-hidden-code
let twinDifference =
  (twin(Tensor(test)).value - original(Tensor(test)).value).elements.map(abs).max() ?? 1
notebook.value("twin_difference", Double(twinDifference), .significant(1))
func encoderGradient(_ model: Sequential) -> Matrix {
  valueWithGradient(at: model) { meanSquaredError($0(Tensor(train)), train) }.gradient
    .parameters[0].value
}
let (slope, twinSlope) = (encoderGradient(original), encoderGradient(twin))
let slopeDeparture =
  ((twinSlope - 2 * slope).elements.map(abs).max() ?? 1) / (slope.elements.map(abs).max() ?? 0)
//#-end-hidden-code
notebook.check(
  "A network that was trained with sigmoids and its twin with tanh rebuild every pixel of the test "
    + "images alike, except for rounding.",
  twinDifference < 1e-5, evidence: "largest difference {{twin_difference}}")
/*:
 The same functions, then, but in different coordinates, and training is a walk in coordinates.

 - **Steps are longer.** Call the twin's weights $W' = W/2$. Then
   $\partial L / \partial W' = 2\, \partial L / \partial W$: the gradient is twice as large, and a
   step on $W'$ counts twice as much for $W = 2W'$. Plain gradient descent at the same rate goes
   four times as far. Adam divides by the gradient's size and goes twice as far; so it does in
   $V$.
 - **Codes are centred.** The gradient of $V$ is the sum over the images of $h^\top \delta$, with
   $\delta$ for the gradient at the output. Sigmoids are all positive, so all units' shares have a
   part in common, which moves the mean image and so gets into $c$'s way. The twin has
   $t^\top \delta$, with numbers of both signs (LeCun et al. 1998 recommend this, for this
   reason).
 - **They start elsewhere.** The same initialiser draws $W$ for sigmoids and $W'$ for tanh. Its $W'$
   would be $2W'$ for sigmoids.
 */
notebook.check(
  "With respect to the encoder's weights the twin's gradient is twice the original's, except for "
    + "rounding.",
  slopeDeparture < 1e-3)
/*:
 We can separate the three. Each twin starts as *the same function* as the sigmoids of that
 seed, and sees the same images in the same order. At half the rate, Adam's steps on the twin's
 $W'$, $b'$ and $V'$ are as long as those on $W$, $b$ and $V$: then the centring is left. And
 twice the rate for the sigmoids makes steps as long as the first twin's, without it. (The steps
 of $c$ itself are as long as the rate says, in all of them.)
 */
struct Walk: Case {
  var name: String
  var code: String
  var start: String
  var rate: Double

  var id: String { name }
  var title: String { "\(code), \(start)" }
}

let walks = [
  Walk(name: "sigmoid", code: "sigmoid", start: "its own", rate: raceRate),
  Walk(name: "sigmoid_fast", code: "sigmoid", start: "its own", rate: 2 * raceRate),
  Walk(name: "twin", code: "tanh", start: "sigmoid's, translated", rate: raceRate),
  Walk(name: "twin_slow", code: "tanh", start: "sigmoid's, translated", rate: raceRate / 2),
  Walk(name: "tanh", code: "tanh", start: "its own", rate: raceRate),
]
let coordinates = await notebook.trials("coordinates", walks, seeds: seeds) { walk, seed in
  switch walk.name {
  case "sigmoid": return shortErrors["sigmoid"][seed - 1]
  case "tanh": return shortErrors["tanh"][seed - 1]
  case "sigmoid_fast":
    return try raced(shallow, .sigmoid, rate: walk.rate, seed: seed).error(on: test)
  default:
    let key = raceKey(shallow, seed)
    let twin = asTanh(network(shallow, .sigmoid, using: key["weights"]))
    return try fitted(twin, on: trainImages, rate: walk.rate, key: key["order"]).error(on: test)
  }
}
notebook.show(
  coordinates, as: "coordinates", .text("code", \.code), .text("start", \.start),
  .of("rate", \.rate), .spread("test MSE", "test_mse", \.self),
  caption: "{{race_epochs}} epochs, {{seeds}} seeds.")
notebook.check(
  "The twin learns faster than the sigmoids at either rate, with every seed, also at the rate that "
    + "makes its steps as long as theirs.",
  increasing(coordinates["twin"], coordinates["sigmoid"])
    && increasing(coordinates["twin_slow"], coordinates["sigmoid"]))
notebook.check(
  "Steps twice as long do not help the sigmoids, with any seed; they do help the twin, with every "
    + "one.",
  increasing(coordinates["sigmoid"], coordinates["sigmoid_fast"])
    && increasing(coordinates["twin"], coordinates["twin_slow"]))
notebook.check(
  "From its own start tanh is better than from the sigmoids', with every seed. On average the "
    + "centring lowers the error by more than the longer steps after it, and these by more than "
    + "the start.",
  increasing(coordinates["tanh"], coordinates["twin"])
    && coordinates["sigmoid"].mean - coordinates["twin_slow"].mean
      > coordinates["twin_slow"].mean - coordinates["twin"].mean
    && coordinates["twin_slow"].mean - coordinates["twin"].mean
      > coordinates["twin"].mean - coordinates["tanh"].mean
)
/*:
 The shares depend on the order in which the causes are removed: take the longer steps first, and
 they have none, while the centring also has theirs. And the failure of longer steps alone to help the
 sigmoids nearly follows from the choice of the rate, which did better with them than one three
 times as large. “Sigmoid is worse than tanh” is not about what the functions can represent.

 ## 3. A cone and a box

 *Which points of the decoder's plane can a code of ReLU units reach, and which can one of tanh
 units not?*

 Before the output's sigmoid the decoder makes of a code $h$ the point $c + \sum_i h_i v_i$, where
 $v_i$ is row $i$ of $V$. With all codes allowed that is the plane through $c$ that the $v_i$
 span; we take them to be independent, so that a point has one code only.

 - **ReLU**: $h_i \geq 0$. The points are a **cone** with its tip at $c$ and the edges $v_i$: of
   the $2^k$ parts into which the signs of the coordinates cut the plane, one. It is unbounded,
   and its sides belong to it: there units are off. If $W$, too, has independent columns, some
   input gives any such code, though perhaps none made of pixels from 0 to 1.
 - **tanh**: $|h_i| < 1$. The points are the inside of a **box** with its centre at $c$ and the
   edges $2 v_i$. What it can't reach is all that has a coordinate of size 1 or more: the box's
   own sides, and all that is far from $c$.

 Neither set holds the other. How much is that? We look at the plane of the networks that learned
 without an activation, and ask which of the test images' codes lie in the cone or in the box.
 */
let freeModels = short["identity"]
let freeCodes = freeModels.map { $0.layers[0](Tensor(test)).value }
let inCone = freeCodes.map { code in
  (0..<code.rows).count { code.row($0).allSatisfy { $0 >= 0 } }
}
let inBox = freeCodes.map { code in
  (0..<code.rows).count { code.row($0).allSatisfy { abs($0) < 1 } }
}
let parts = freeCodes.map { code in
  Set((0..<code.rows).map { code.row($0).map { $0 >= 0 } }).count
}
//#-hidden-code
notebook.spread(
  "negative_coordinates",
  freeCodes.map { Double($0.elements.count { $0 < 0 }) / Double($0.rows) }, .decimals(1))
//#-end-hidden-code
notebook.check(
  "Of the test images no code lies in ReLU's cone or in tanh's box, and no two lie in the same "
    + "part of the plane, with any seed.",
  (inCone + inBox).allSatisfy { $0 == 0 } && parts.allSatisfy { $0 == test.rows },
  evidence: "{{negative_coordinates}} of {{code_size}} coordinates of an image are negative")
/*:
 That looks hopeless for a non-linear code. It is not. First, the count is close to trivial. Without an
 activation nothing fixes the coordinates: put any invertible matrix behind the encoder and its
 inverse before the decoder, and the network is the same. If the signs of the {{code_size}}
 coordinates were tosses of coins, an image would hit a given part with the chance $2^{-k}$.
 Second, the tip and the edges are free. Move the tip far away, and the images' part of the plane
 lies inside the cone; let the edges grow, and it lies inside the box, near its middle, where tanh
 hardly bends. In weights: give the units biases so large that none is off for any training image,
 and take from $c$ what that adds; or divide $W$ and $b$ by a hundred and multiply $V$ with it.
 */
/// The same function, except for the activation: codes `scale` times as large, and, `switchedOn`, at
/// least a half for every training image.
func inCoordinates(
  of model: Sequential, scale: Float = 1, switchedOn: Bool = false, _ activation: Activation
) -> Sequential {
  guard var hidden = model.layers[0] as? Dense, var output = model.layers[2] as? Dense
  else { return model }
  hidden.weight = scale * hidden.weight
  hidden.bias = scale * hidden.bias
  output.weight = 1 / scale * output.weight
  if switchedOn {
    let codes = hidden(Tensor(train)).value.transposed
    let shift = Matrix(row: (0..<k).map { 0.5 - (codes.row($0).min() ?? 0) })
    hidden.bias = hidden.bias + Tensor(shift)
    output.bias = output.bias - Tensor(shift).multiplied(by: output.weight)
  }
  return Sequential([hidden, activation, output, Activation.sigmoid])
}

let freeErrors = shortErrors["identity"]
let inCoordinatesErrors = [
  freeModels.map { inCoordinates(of: $0, switchedOn: true, .relu).error(on: test) },
  freeModels.map { inCoordinates(of: $0, scale: 0.01, .tanh).error(on: test) },
]
notebook.check(
  "In such coordinates a code of ReLU and one of tanh have the test error of the network without "
    + "an activation, to a thousandth of it, with every seed.",
  inCoordinatesErrors.allSatisfy {
    zip($0, freeErrors).allSatisfy { abs($0 / $1 - 1) < 1e-3 }
  })
/*:
 So the cone and the box do not bound what such a network *can* do with the images; they bound
 what it can do without going there. Does it stay there if it starts there? We switch on all of
 ReLU's units at the start, and train at the race's rate. Then we count the pairs of a unit and a
 training image in which the unit is off.
 */
let switchedOn = await notebook.runs("ReLU, switched on", over: seeds) { seed in
  let key = raceKey(shallow, seed)
  let model = inCoordinates(
    of: network(shallow, .relu, using: key["weights"]), switchedOn: true, .relu)
  return try fitted(model, on: trainImages, rate: raceRate, key: key["order"])
}
let switchedOnErrors = switchedOn.map { $0.error(on: test) }

/// The share of the pairs of a unit of the code and a training image in which the unit is off.
func shareOff(_ model: Sequential) -> Double {
  let inputs = model.layers[0](Tensor(train)).value
  return Double(inputs.elements.count { $0 <= 0 }) / Double(inputs.count)
}
let (offAfterOn, offAsUsual) = (switchedOn.map(shareOff), short["ReLU"].map(shareOff))
//#-hidden-code
notebook.spread("switched_on_relu_test_mse", switchedOnErrors)
notebook.spread("switched_on_relu_off", offAfterOn, .percent(0))
notebook.spread("usual_relu_off", offAsUsual, .percent(0))
//#-end-hidden-code
notebook.check(
  "The units do not all stay on: more than a tenth of the pairs are off after training, with every "
    + "seed. From the usual start more are, with every seed.",
  offAfterOn.allSatisfy { $0 > 0.1 } && increasing(offAfterOn, offAsUsual),
  evidence: "{{switched_on_relu_off}}; from the usual start {{usual_relu_off}}")
notebook.check(
  "With all units switched on at the start ReLU has a lower error than in the race, and still a "
    + "higher one than the identity, with every seed.",
  increasing(shortErrors["identity"], switchedOnErrors, shortErrors["ReLU"]),
  evidence: "{{switched_on_relu_test_mse}}; from the usual start {{relu_short_test_mse}}; identity "
    + "{{identity_short_test_mse}}")
/*:
 So training switches units off again, fewer than in the race, and the error is in between. The
 rest may come from the pairs that are off; or from the effect shown in the second exercise, that
 all-positive codes are not centred. This run does not separate the two.

 ## 4. PReLU from elsewhere

 *Start PReLU at a slope of 1, the identity. Does it stay? And at 0?*

 `PReLU` takes the slope to start at, so the network is soon written:
 */
func preluNetwork(
  startingAt slope: Float, units: Int, on images: Matrix, epochs: Int, rate: Double, key: Key
) throws -> Sequential {
  let start = Candidate("PReLU", matched: .he) { PReLU($0, slope: slope) }
  let model = network([784, units, 784], start, using: key["weights"])
  return try fitted(model, on: images.examples, epochs: epochs, rate: rate, key: key["order"])
}
notebook.check(
  "The checker finds nothing wrong with the network with PReLU.",
  notebook.attempt {
    try Exercise.preluStart {
      try preluNetwork(startingAt: $0, units: $1, on: $2, epochs: $3, rate: $4, key: $5)
    }.faults().isEmpty
  })
/*:
 Three starts, in the short and in the long race, at the rates that the start at a quarter chose
 in them; the others might do better at rates of their own. To compare with, the identity drawn by
 the same rule: it begins as the same function as PReLU at 1, and can't leave.
 */
enum Budget: String, Case, CaseIterable { case short, long }
enum Slope: String, Case, CaseIterable {
  case zero = "0"
  case quarter = "1/4"
  case one = "1"
  case fixed = "identity"

  var name: String { self == .fixed ? "fixed" : "from_\(self)" }
}

struct SlopeRun: Case, Hashable {
  var budget: Budget
  var start: Slope

  var title: String { "from \(start.title)" }
  var name: String { "\(budget.name)_\(start.name)" }
  var epochs: Int { budget == .short ? raceEpochs : longEpochs }
  var rate: Double { budget == .short ? raceRate : long.case("PReLU").rate }
}

let slopeRuns = await notebook.trials(
  "PReLU",
  Budget.allCases.flatMap { budget in
    Slope.allCases.map { SlopeRun(budget: budget, start: $0) }
  }, seeds: seeds
) { run, seed in
  func from(_ slope: Float) throws -> Sequential {
    try preluNetwork(
      startingAt: slope, units: k, on: train, epochs: run.epochs, rate: run.rate,
      key: raceKey(shallow, seed))
  }
  switch run.start {
  case .zero: return try from(0)
  case .quarter: return (run.budget == .short ? short["PReLU"] : long["PReLU"])[seed - 1]
  case .one: return try from(1)
  case .fixed:
    let fixed = Candidate("identity", matched: .he) { _ in Activation.identity }
    return try raced(shallow, fixed, rate: run.rate, epochs: run.epochs, seed: seed)
  }
}
let slopeErrors = slopeRuns.map { $0.error(on: test) }
let learned = slopeRuns.filter { $0.start != .fixed }.map {
  $0["1.slopes"].elements.map(Double.init).sorted()
}
func errors(_ budget: Budget, _ start: Slope) -> [Double] {
  slopeErrors[SlopeRun(budget: budget, start: start)]
}
func slopes(_ budget: Budget, _ start: Slope) -> [[Double]] {
  learned[SlopeRun(budget: budget, start: start)]
}
notebook.show(
  learned, as: "slope", .count("epochs", \.epochs), .text("start", \.start.title),
  .spread("mean slope", "mean_slope", format: .decimals(2), \.mean),
  .spread("slopes' standard deviation", "slopes_apart", format: .decimals(2), \.standardDeviation),
  .spread("test MSE", "test_mse") { run, _ in slopeErrors[run] },
  caption: "The slopes that {{seeds}} networks learned: their mean, and how far apart the units of "
    + "one network are.")
//#-hidden-code
for budget in Budget.allCases {
  notebook.spread("slope_\(budget)_fixed_test_mse", errors(budget, .fixed))
}
notebook.show(
  LineChart(
    x: Axis("unit, by rank of its slope"), y: Axis("learned slope of the negative side"),
    series: learned.filter { $0.budget == .long }.bands(\.self),
    references: [.horizontal(0, "ReLU"), .horizontal(1, "identity")]),
  as: "slopes",
  caption:
    "The slopes after {{long_epochs}} epochs, sorted. From 0 and 1/4 most have come near the "
    + "identity; from 1 most have gone past it.")
//#-end-hidden-code
/*:
 The identity drawn by the same initialiser scores {{slope_short_fixed_test_mse}} in the short race and
 {{slope_long_fixed_test_mse}} in the long one.
 */
notebook.check(
  "At 1 the units do not stay: in the short race they spread to both sides, with every seed, and "
    + "their mean stays within a tenth of 1; in the long one it rises above that, with every seed.",
  slopes(.short, .one).allSatisfy { slopes in
    abs(slopes.mean - 1) < 0.1 && slopes.contains { $0 < 0.8 } && slopes.contains { $0 > 1.2 }
  } && slopes(.long, .one).allSatisfy { $0.mean > 1.1 })
notebook.check(
  "Nor do they stay at 0: the mean slope ends nearer to 1 than to 0, in both races with "
    + "every seed.",
  (slopes(.short, .zero) + slopes(.long, .zero)).allSatisfy { $0.mean > 0.5 })
notebook.check(
  "After the long race, with every seed, most slopes from 0 and from a quarter are within a fifth "
    + "of 1, and most from 1 are above it. From 0, with most seeds, some units have gone the other "
    + "way: their slopes are negative.",
  (slopes(.long, .zero) + slopes(.long, .quarter)).allSatisfy { slopes in
    2 * slopes.count { abs($0 - 1) < 0.2 } > slopes.count
  } && slopes(.long, .one).allSatisfy { slopes in 2 * slopes.count { $0 > 1 } > slopes.count }
    && 2 * slopes(.long, .zero).count { $0.contains { $0 < 0 } } > seeds.count)
notebook.check(
  "The nearer the start to 1, the lower the mean error, in both races.",
  Budget.allCases.allSatisfy {
    errors($0, .zero).mean > errors($0, .quarter).mean
      && errors($0, .quarter).mean > errors($0, .one).mean
  })
//#-hidden-code
for (budget, name) in [(Budget.short, "start_at_one_p"), (.long, "start_at_one_long_p")] {
  notebook.value(name, pairedP(errors(budget, .one), errors(budget, .fixed)), .significant(2))
}
//#-end-hidden-code
notebook.check(
  "The freedom to bend does not pay: after the short race PReLU from 1 and the identity that began "
    + "as the same function are within three hundredths of each other, and after the long one the "
    + "identity is ahead, with every seed.",
  abs(errors(.short, .one).mean / errors(.short, .fixed).mean - 1) < 0.03
    && increasing(errors(.long, .fixed), errors(.long, .one)),
  evidence: "by a paired t-test p = {{start_at_one_p}} and {{start_at_one_long_p}}")
/*:
 Why is 0 no trap, although a ReLU unit that is off gets no gradient? Its *weights* get none while
 the slope is 0. But the slope's own gradient is the sum of $\delta\,a$ over the images with
 $a \leq 0$, with $\delta$ for the gradient at the unit's output, and the slope is not a factor of
 it. So the slope moves first, and then the weights also learn. A PReLU unit that is off is not
 dead.

 And 1 is no trap, because nothing holds a slope there, neither a kink nor a minimum: the network
 is still learning, and every parameter moves. A slope above 1 is a bend as well: turn the signs
 of the unit's weights in and out, and scale, and a unit with slope $s$ is one with slope $1/s$.
 We do not know why the slopes rise past 1 together. A guess: a slope is also a gain, of the half
 of the unit's outputs that come from $a \leq 0$, and gains grow while a network learns.

 ## 5. Narrower hidden layers

 *Write the deep network with any number of hidden units and an activation of its own for the
 code. At the short budget, is ReLU ahead of tanh with a linear code as well as with a non-linear one?
 And with hidden layers of 128?*
 */
func deepNetwork(
  hidden: Int, code: Int, activation: Activation, codeActivation: Activation, outputBias: Matrix,
  key: Key
) -> Sequential {
  func candidate(_ activation: Activation) -> Candidate {
    Candidate("\(activation)", matched: activation == .relu ? .he : .glorot) { _ in activation }
  }
  return network(
    [784, hidden, code, hidden, 784], candidate(activation), code: candidate(codeActivation),
    outputBias: outputBias, using: key)
}
notebook.check(
  "The checker finds nothing wrong with the deep network.",
  notebook.attempt {
    try Exercise.deepNetwork {
      deepNetwork(
        hidden: $0, code: $1, activation: $2, codeActivation: $3, outputBias: $4, key: $5)
    }.faults().isEmpty
  })
/*:
 At 256 we repeat the chapter's short runs, at the rate that it chose for both. At 128 each of the four
 variants gets a rate of its own, from a finer grid. The same at 256 takes too long for this page;
 so there the grid is coarser, and the linear codes have the rates of the non-linear ones.
 */
struct Deep: Case, Hashable {
  var activation: Activation
  var code: Activation

  var title: String { "\(activation), \(code) code" }
  var name: String { "deep_\(activation)_code_\(code)" }

  func trained(
    hidden: Int, rate: Double, on images: ImageSet, epochs: Int = raceEpochs, seed: Int
  ) throws -> Sequential {
    let key = raceKey([784, hidden, k, hidden, 784], seed)
    let model = deepNetwork(
      hidden: hidden, code: k, activation: activation, codeActivation: code,
      outputBias: meanLogits, key: key["weights"])
    return try fitted(model, on: images, epochs: epochs, rate: rate, key: key["order"])
  }
}

let deepVariants = [
  Deep(activation: .relu, code: .relu), Deep(activation: .tanh, code: .tanh),
  Deep(activation: .relu, code: .identity), Deep(activation: .tanh, code: .identity),
]
let wide = await notebook.trials("hidden layers of 256", deepVariants, seeds: seeds) {
  try $0.trained(hidden: 256, rate: 3e-3, on: trainImages, seed: $1).error(on: test)
}
let narrow = await notebook.tuned(
  "hidden layers of 128", deepVariants, rates: { _ in [2e-3, 3e-3, 5e-3, 1e-2] }, seeds: seeds,
  on: trainImages
) { variant, rate, images, seed in
  try variant.trained(hidden: 128, rate: rate, on: images, seed: seed)
} score: {
  $1.error(on: $2)
}
let narrowErrors = narrow.map { $0.error(on: test) }
let names = [Activation.relu: "ReLU", .tanh: "tanh", .identity: "linear"]
notebook.show(
  narrowErrors, .text("hidden layers") { names[$0.activation] ?? "" },
  .text("code") { names[$0.code] ?? "" },
  .spread("256 units", "test_mse_h256") { variant, _ in wide[variant.id] },
  .spread("128 units", "test_mse_h128", \.self), .of("rate for 128", "rate_h128", \.rate))

func wide(_ activation: Activation, _ code: Activation) -> [Double] {
  wide[Deep(activation: activation, code: code)]
}
func narrow(_ activation: Activation, _ code: Activation) -> [Double] {
  narrowErrors[Deep(activation: activation, code: code)]
}
notebook.check(
  "At 256 the code decides: with a linear one tanh is ahead, with every seed, with a non-linear one "
    + "ReLU, on average.",
  increasing(wide(.tanh, .identity), wide(.relu, .identity))
    && wide(.relu, .relu).mean < wide(.tanh, .tanh).mean)
notebook.check(
  "At 128 the code does not decide: ReLU is ahead with either code, with every seed. No rate is at "
    + "the edge of the grid.",
  increasing(narrow(.relu, .identity), narrow(.tanh, .identity))
    && increasing(narrow(.relu, .relu), narrow(.tanh, .tanh))
    && !narrow.cases.contains(where: \.isAtEdge))
notebook.check(
  "At both widths a non-linear code costs both activations, with every seed; narrower layers cost "
    + "tanh more than ReLU, in proportion of the means, with either code.",
  [Activation.relu, .tanh].allSatisfy {
    increasing(wide($0, .identity), wide($0, $0))
      && increasing(narrow($0, .identity), narrow($0, $0))
  }
    && narrow(.tanh, .tanh).mean / wide(.tanh, .tanh).mean
      > narrow(.relu, .relu).mean / wide(.relu, .relu).mean
    && narrow(.tanh, .identity).mean / wide(.tanh, .identity).mean
      > narrow(.relu, .identity).mean / wide(.relu, .identity).mean
)
/*:
 So what we found at 256 is true of one width, and also of one length only. One seed is enough to see
 it:
 */
let longDeep = await notebook.runs("a longer deep race", over: [2, 3]) { index in
  try deepVariants[index].trained(
    hidden: 256, rate: 1e-3, on: trainImages, epochs: longEpochs, seed: seeds[0]
  ).error(on: test)
}
//#-hidden-code
notebook.value("deep_long_relu_linear_test_mse", longDeep[0])
notebook.value("deep_long_tanh_linear_test_mse", longDeep[1])
//#-end-hidden-code
notebook.check(
  "At 256, after {{long_epochs}} epochs at a third of the rate, ReLU is also ahead with a linear code.",
  longDeep[0] < longDeep[1],
  evidence: "{{deep_long_relu_linear_test_mse}}, tanh {{deep_long_tanh_linear_test_mse}}")
/*:
 The rest survives the change: bend the code as little as you can. We find that narrow layers
 of tanh fare worse than narrow layers of ReLU; we have no tested reason to offer.
 */
//#-hidden-code
notebook.finish()
//#-end-hidden-code
