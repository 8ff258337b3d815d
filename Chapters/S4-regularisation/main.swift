/*:
 # S4 · Solutions to chapter 4

 > Which remedies still help when there are four times as many images, and which one is missing from
 > the introductions' lists?

 Here are our solutions to the exercises of [chapter 4](04-regularisation.md). Yours may be others,
 and as good. What is measured here is measured as there: the same blocks of training images, the
 same {{updates}} updates with batches of {{batch_size}}, every choice made on the 400 validation
 images by the worse of two runs, and {{seeds}} seeds for what is reported.
 */
import Checker
import Datasets
import Engine
import Notebook
import Plot
import Workbench

struct Settings: ChapterSettings {
  @Setting("size of the code", symbol: "k", in: 2...64)
  var codeSize = 32

  @Setting("training images of the chapter", symbol: "n", in: 80...200)
  var fewImages = 100

  @Setting("training images of exercise 1", in: 201...400)
  var moreImages = 400

  @Setting("images a step learns from", symbol: "B", in: 1...40)
  var batchSize = 20

  @Setting("updates of every run", symbol: "T", in: 20...10000, quick: 20)
  var updates = 400

  @Setting(
    "shifted and turned copies of each image that PCA gets in exercise 4", in: 8...100, quick: 8)
  var copies = 20

  @Setting("independent runs of each experiment", in: 2...30, quick: 2)
  var seeds = 5

  @Setting("seed that all random numbers derive from", in: 0...1_000_000)
  var seed = 1
}

let (settings, notebook) = Notebook.open(Settings())
let (k, few, more) = (settings.codeSize, settings.fewImages, settings.moreImages)
let (seeds, trialSeeds) = (Array(1...settings.seeds), [-1, -2])
let key = Key(seed: settings.seed)
let digits = notebook.digits(needing: .init(training: 5 * max(few, more) / 4))
let (pool, heldBack) = digits.train.split(validation: 400)
let (poolImages, validation, testImages) = (pool.matrix, heldBack.matrix, digits.test.matrix)
//#-hidden-code
notebook.show(settings)

/// The training images of a seed.
func images(_ count: Int, seed: Int) -> Matrix {
  let start = 500 * (seed + 2)
  return poolImages.rows(at: (start..<(start + count)).map { $0 % pool.count })
}
//#-end-hidden-code
/*:
 The network is a chain of layers: 784-64-{{code_size}}-64-784 with ReLU where it is hidden, or
 784-{{code_size}}-784. Its training is the chapter's, down to the bits, so that runs which stand
 there, too, give the same numbers here.
 */
func network(hidden: Int? = 64, mean: Matrix, using key: Key) -> Sequential {
  let (encoder, decoder) = (key["encoder"], key["decoder"])
  let bias = logit(mean, margin: 1e-3)
  guard let hidden else {
    return Sequential([
      Dense(784, k, using: encoder[1]), Dense(k, 784, bias: bias, using: decoder[1]),
      Activation.sigmoid,
    ])
  }
  return Sequential([
    Dense(784, hidden, using: encoder[1]), Activation.relu, Dense(hidden, k, using: encoder[2]),
    Dense(k, hidden, using: decoder[1]), Activation.relu,
    Dense(hidden, 784, bias: bias, using: decoder[2]), Activation.sigmoid,
  ])
}

func trained<Model: Module>(
  _ untrained: Model, on images: Matrix, rate: Double, updates: Int = settings.updates, key: Key,
  loss: (Model, Matrix, Key) -> Tensor, look: (Model) -> Void = { _ in }
) -> Model {
  var (model, optimizer) = (untrained, Adam(rate: Float(rate)))
  var batches: [ArraySlice<Int>] = []
  for step in 1...updates {
    if batches.isEmpty {
      batches = shuffledBatches(
        of: images.rows, size: settings.batchSize, using: key["order"][step])
    }
    let batch = images.rows(at: batches.removeLast())
    let (_, gradient) = valueWithGradient(at: model) { loss($0, batch, key["noise"][step]) }
    optimizer.update(&model, along: gradient)
    if step.isMultiple(of: updates / 10) { look(model) }
  }
  return model
}
//#-hidden-code
/// Of errors by [case][trial], the case whose worse trial is the better.
func choice(_ errors: [[Double]]) -> (index: Int, isAtEdge: Bool) {
  let worst = errors.map { $0.max() ?? .infinity }
  let best = worst.indices.min { worst[$0] < worst[$1] } ?? 0
  return (best, best == 0 || best == worst.count - 1)
}

/// Does the work for each item and seed: results by [item][seed].
func runs<Item: Sendable, Result: Sendable>(
  _ label: String, _ items: [Item], seeds: [Int], _ body: @escaping @Sendable (Item, Int) -> Result
) async -> [[Result]] {
  let jobs = items.flatMap { item in seeds.map { (item, $0) } }
  let results = await notebook.runs(label, over: jobs) { body($0, $1) }
  return items.indices.map { Array(results[($0 * seeds.count)..<(($0 + 1) * seeds.count)]) }
}

/// Whether, were there no true difference, one so large would turn up less than once in a hundred
/// times.
func differ(_ a: [Double], _ b: [Double]) -> Bool { pairedP(a, b) < 0.01 }
//#-end-hidden-code
/*:
 ## 1. Four times as many images

 *Run the chapter with `--few-images 400`. Which remedies are still worth their trouble?*

 The run takes a while and prints much. We take the part of it that answers the question: from each
 family of remedies one or two, at {{few_images}} images and at {{more_images}}.
 */
struct Treatment: Sendable {
  enum Remedy: String, Sendable {
    case none
    case penalty = "L2 penalty"
    case sparsity = "L1 on the code"
    case dropout
    case noise = "Gaussian noise"
    case shifts
    case rotations
    case single = "no hidden layer"
    case more = "more images"
  }
  var remedy: Remedy
  var strength = 0.0
  var rate: Double
  var updates = settings.updates

  func loss(_ model: Sequential, _ x: Matrix, _ key: Key) -> Tensor {
    let strength = Float(strength)
    var (image, target, added) = (Tensor(x), x, Tensor(Matrix(row: [0])))
    switch remedy {
    case .none, .single, .more: break
    case .penalty:
      for case let layer as Dense in model.layers {
        added = added + strength * (layer.weight * layer.weight).sum
      }
    case .sparsity:
      let z = Sequential(Array(model.layers.prefix(3)))(image)
      added = strength / Float(x.rows) * z.absolute.sum
    case .dropout:
      return meanSquaredError(dropping(model, image, key), x)
    case .noise:
      image = Tensor(x + strength * key.normals(rows: x.rows, columns: x.columns))
    case .shifts:
      target = shifted(x, byUpTo: Int(strength), using: key)
      image = Tensor(target)
    case .rotations:
      target = rotated(x, byUpTo: strength, using: key)
      image = Tensor(target)
    }
    return meanSquaredError(model(image), target) + added
  }

  /// The output with each unit behind a ReLU put out with probability `strength`.
  func dropping(_ model: Sequential, _ x: Tensor, _ key: Key) -> Tensor {
    let kept = Float(1 - strength)
    return model.layers.enumerated().reduce(x) { x, layer in
      let y = layer.element(x)
      guard layer.element as? Activation == .relu else { return y }
      let shares = Matrix(rows: y.value.rows, columns: y.value.columns, repeating: kept)
      let key = key[layer.offset < 3 ? "encoder" : "decoder"][1]
      return y * Tensor(1 / kept * key.bernoullis(shares))
    }
  }

  func model(
    _ count: Int, _ seed: Int, look: (Sequential) -> Void = { _ in }
  ) -> Sequential {
    let own = images(remedy == .more ? pool.count : count, seed: seed)
    let start = network(
      hidden: remedy == .single ? nil : 64, mean: own.columnMeans, using: key[seed]["weights"])
    return trained(
      start, on: own, rate: rate, updates: updates, key: key[seed], loss: loss, look: look)
  }
}

func error(_ model: some Layer, on images: Matrix) -> Double {
  model(Tensor(images)).value.meanSquaredError(to: images)
}
/*:
 At {{few_images}} images each remedy has the strength and the rate that the chapter chose for it.
 At {{more_images}} we choose the strengths anew, and the rates of the network with hidden layers
 and of the one without; the remedies all have the former. (The chapter goes on to find a rate for
 each remedy. We leave that out.)
 */
let atFew: [Treatment] = [
  Treatment(remedy: .none, rate: 1e-3),
  Treatment(remedy: .penalty, strength: 2e-5, rate: 1e-3),
  Treatment(remedy: .sparsity, strength: 1e-4, rate: 1e-3),
  Treatment(remedy: .dropout, strength: 0.1, rate: 1e-3),
  Treatment(remedy: .noise, strength: 0.4, rate: 1e-3),
  Treatment(remedy: .shifts, strength: 2, rate: 3e-3),
  Treatment(remedy: .rotations, strength: 40, rate: 3e-3),
  Treatment(remedy: .single, rate: 3e-3),
  Treatment(remedy: .more, rate: 3e-3),
]

typealias Choice = (treatment: Treatment, isAtEdge: Bool)

func chosen(_ label: String, _ treatments: [Treatment]) async -> Choice {
  let errors = await runs(label, treatments, seeds: trialSeeds) {
    error($0.model(more, $1), on: validation)
  }
  let (index, isAtEdge) = choice(errors)
  return (treatments[index], isAtEdge)
}
let untreated = await chosen(
  "rates", [1e-3, 3e-3, 1e-2].map { Treatment(remedy: .none, rate: $0) })
let rate = untreated.treatment.rate
let grids: [(Treatment.Remedy, [Double])] = [
  (.penalty, [1e-6, 1e-5, 1e-4]), (.sparsity, [1e-6, 1e-5, 1e-4]),
  (.dropout, [0.02, 0.05, 0.1]), (.noise, [0.05, 0.1, 0.2]), (.shifts, [1, 2]),
  (.rotations, [20, 40, 80]),
]
var choices = [untreated]
for (remedy, strengths) in grids {
  choices.append(
    await chosen(
      remedy.rawValue, strengths.map { Treatment(remedy: remedy, strength: $0, rate: rate) }))
}
choices.append(
  await chosen(
    "no hidden layer", [3e-3, 1e-2, 3e-2].map { Treatment(remedy: .single, rate: $0) }))
let atMore = choices.map(\.treatment) + [Treatment(remedy: .more, rate: rate)]

struct Outcome: Sendable {
  var model: any Layer
  var training: Double
  var test: Double
  var gap: Double { test - training }

  init(_ model: some Layer, on images: Matrix) {
    self.model = model
    training = error(model, on: images)
    test = error(model, on: testImages)
  }
}

func outcomes(_ label: String, _ treatments: [Treatment], _ count: Int) async -> [[Outcome]] {
  await runs(label, treatments, seeds: seeds) { treatment, seed in
    Outcome(treatment.model(count, seed), on: images(count, seed: seed))
  }
}
let withFew = await outcomes("few images", atFew, few)
let withMore = await outcomes("more images", atMore, more)

/// By how much the untreated network's error on validation images ends above the least that it had
/// on the way, at ten looks.
let rises = await runs("rises", [(atFew[0], few), (atMore[0], more)], seeds: seeds) { run, seed in
  var errors: [Double] = []
  _ = run.0.model(run.1, seed) { errors.append(error($0, on: validation)) }
  return (errors.last ?? 0) / (errors.min() ?? 1) - 1
}
//#-hidden-code
func testErrors(_ outcomes: [[Outcome]], _ remedy: Treatment.Remedy) -> [Double] {
  outcomes[atFew.firstIndex { $0.remedy == remedy } ?? 0].map(\.test)
}
func gain(_ outcomes: [[Outcome]], _ remedy: Treatment.Remedy) -> Double {
  1 - testErrors(outcomes, remedy).mean / testErrors(outcomes, .none).mean
}
func isShown(_ outcomes: [[Outcome]], _ remedy: Treatment.Remedy) -> Bool {
  differ(testErrors(outcomes, remedy), testErrors(outcomes, .none))
}
for (treatments, finals, count) in [(atFew, withFew, few), (atMore, withMore, more)] {
  var gains = Table("n = \(count)", "strength", "rate", "test error", "lower by", "p")
  for (index, treatment) in treatments.enumerated() {
    let id = "\(treatment.remedy.rawValue.lowercased().replacing(" ", with: "_"))_n\(count)"
    let p = pairedP(finals[index].map(\.test), finals[0].map(\.test))
    var shownP: any Cell = index == 0 ? "–" : "< 0.001"
    if index > 0 && p >= 0.001 { shownP = notebook.value("\(id)_p", p, .significant(1)) }
    gains.row(
      treatment.remedy.rawValue,
      treatment.strength > 0
        ? notebook.value("\(id)_strength", treatment.strength, .significant(1)) : "–",
      notebook.value("\(id)_rate", treatment.rate, .significant(1)),
      notebook.spread("\(id)_test_mse", finals[index].map(\.test), .decimals(4)),
      index == 0
        ? "–" : notebook.value("\(id)_gain", gain(finals, treatment.remedy), .percent(1)),
      shownP)
  }
  notebook.show(gains)
}
let mild: [Treatment.Remedy] = [.penalty, .sparsity, .dropout, .noise]
let strong: [Treatment.Remedy] = [.shifts, .rotations, .single, .more]
notebook.spread("none_gap_n100", withFew[0].map(\.gap), .decimals(4))
notebook.spread("none_gap_n400", withMore[0].map(\.gap), .decimals(4))
notebook.spread("none_rise_n100", rises[0], .percent(1))
notebook.spread("none_rise_n400", rises[1], .percent(1))
notebook.value("pool", Double(pool.count), .decimals(0))
for (name, count) in [("few_passes", few), ("more_passes", more)] {
  notebook.value(
    name, Double(settings.updates * settings.batchSize) / Double(count), .decimals(0))
}
//#-end-hidden-code
notebook.check(
  "At {{few_images}} images every remedy lowers the test error, and the difference is shown.",
  atFew.dropFirst().allSatisfy {
    gain(withFew, $0.remedy) > 0 && isShown(withFew, $0.remedy)
  })
notebook.check(
  "At {{more_images}} no penalty, no dropout and no noise lowers it, as far as is shown.",
  mild.allSatisfy { gain(withMore, $0) <= 0 || !isShown(withMore, $0) })
notebook.check(
  "There shifts, rotations, fewer layers and more images still do, and the differences are shown.",
  strong.allSatisfy { gain(withMore, $0) > 0 && isShown(withMore, $0) })
notebook.check(
  "There the network without a hidden layer does better, with {{more_images}} images, than the "
    + "network with hidden layers does with all {{pool}}, with every seed.",
  zip(testErrors(withMore, .single), testErrors(withMore, .more)).allSatisfy(<))
notebook.check(
  "With {{few_images}} images the untreated network's error on validation images turns up, by more "
    + "than a hundredth on average; with {{more_images}} by less than a five-hundredth, with every "
    + "seed.",
  rises[0].mean > 0.01 && rises[1].allSatisfy { $0 < 0.002 },
  evidence: "by {{none_rise_n100}}; by {{none_rise_n400}}")
notebook.check(
  "Of what we chose at {{more_images}} images only two lie at the edge of their grids: the dropout "
    + "and the shifts, both the least that we tried.",
  choices.filter(\.isAtEdge).map(\.treatment.remedy) == [.dropout, .shifts]
    && [3, 5].allSatisfy { atMore[$0].strength == grids[$0 - 1].1.min() })
/*:
 So what is worth its trouble is what changes the images or the network. Penalties, dropout and
 noise treat an illness that is nearly gone: at {{more_images}} images a run sees each of them
 {{more_passes}} times, not {{few_passes}}, and the error on unseen images hardly turns up any more.
 A gap is left, {{none_gap_n400}} instead of {{none_gap_n100}}, and something to gain; but not by
 them. Shifts and rotations bring knowledge that the images alone lack. And to do without hidden
 layers is the better choice for so short a training at both numbers of images: that remedy was
 never only one for over-fitting.

 Three cautions. The best rate of the untreated network is {{none_n100_rate}} at {{few_images}}
 images and {{none_n400_rate}} at {{more_images}}, so between the two tables more than the images
 changes. Dropout is at the edge of its grid; an even smaller share might do no harm. (So are the
 shifts, but there is none between one pixel and none at all.) And blocks of {{more_images}} images
 no longer keep out of each other's way: the fifth seed's wraps around and meets that of a trial.

 ## 2. The way out of a penalty

 *Show that a network with a penalty $\lambda \sum_i |z_i|$ on its code can make the penalty as
 small as it likes without changing a reconstruction. Why does weight decay forbid it?*

 The code is linear: the encoder's last layer gives $z = h W + a$ from the hidden units $h$, and the
 decoder's first layer makes $z V + b$ of it. Choose any $c > 0$, and replace

 $$ W \to c\, W, \qquad a \to c\, a, \qquad V \to \tfrac{1}{c} V. $$

 The code becomes $c z$, and the decoder gets $c z \cdot \frac{1}{c} V + b = z V + b$, what it
 always got. So each reconstruction is what it was, and the penalty is $c$ times what it was. There
 is no least $c$. (If the code had an activation, this would need one that lets a factor through, as
 ReLU does and the sigmoid does not.)

 Now add an L2 penalty on the weights. Along this way its part for $W$ falls as $c^2$, but its
 part for $V$ grows as $1 / c^2$:

 $$ \lambda c \sum_i |z_i| + \mu \left( c^2 \lVert W \rVert^2 + \frac{1}{c^2} \lVert V \rVert^2
 \right) + \text{what does not depend on } c. $$

 As $c \to 0$ that goes to infinity, so the sum has its least value at some $c$ above zero, and the
 penalty on the code is a real one again. Weight decay is not a term of the loss, but works against
 the same escape: at every step it takes from $V$ the share $\eta \mu$, with a $\mu$ of its own. The
 smaller the code, the larger the $V$ that must be kept up against it. Somewhere the two hold each
 other.

 We try it on an untreated network of exercise 1, with the strengths of the table, and with powers
 of two for $c$: by these a float can be multiplied without rounding.
 */
let ordinary = atFew[0].model(few, 1)
let own = images(few, seed: 1)

func rescaled(_ model: Sequential, by c: Float) -> Sequential {
  var model = model
  if var last = model.layers[2] as? Dense, var first = model.layers[3] as? Dense {
    last.weight = Tensor(c * last.weight.value)
    last.bias = Tensor(c * last.bias.value)
    first.weight = Tensor(1 / c * first.weight.value)
    (model.layers[2], model.layers[3]) = (last, first)
  }
  return model
}

struct WayOut {
  var power: Double
  var isSame: Bool
  var onCode: Double
  var onWeights: Double
}
let rebuiltAsEver = ordinary(Tensor(own)).value
let wayOut = (-8...4).map { power -> WayOut in
  let model = rescaled(ordinary, by: Float(sign: .plus, exponent: power, significand: 1))
  let codes = Sequential(Array(model.layers.prefix(3)))(Tensor(own)).value
  let squares = model.layers.compactMap { $0 as? Dense }.map { layer in
    (layer.weight.value * layer.weight.value).sum
  }
  return WayOut(
    power: Double(power), isSame: model(Tensor(own)).value == rebuiltAsEver,
    onCode: atFew[2].strength * codes.map { abs($0) }.sum / Double(few),
    onWeights: atFew[1].strength * squares.reduce(0, +))
}
//#-hidden-code
func line(_ name: String, _ y: (WayOut) -> Double) -> Series {
  Series(name, points: wayOut.map { ($0.power, y($0)) })
}
notebook.show(
  LineChart(
    x: Axis("factor c of the code, as a power of two"), y: Axis("added to the loss", .log),
    series: [
      line("L1 on the code", \.onCode), line("L2 on the weights", \.onWeights),
      line("both", { $0.onCode + $0.onWeights }),
    ]),
  as: "way-out",
  caption:
    "The way out, and what closes it. Along it every reconstruction stays the same. The penalty on "
    + "the code falls without end; the one on the weights turns.")
let sums = wayOut.map { $0.onCode + $0.onWeights }
let leastSum = sums.indices.min { sums[$0] < sums[$1] } ?? 0
//#-end-hidden-code
notebook.check(
  "For every factor the reconstructions are the same, bit for bit, and the penalty on the code "
    + "falls with the factor.",
  wayOut.allSatisfy(\.isSame)
    && zip(wayOut, wayOut.dropFirst()).allSatisfy { $0.onCode < $1.onCode })
notebook.check(
  "The sum with the penalty on the weights has its least value inside the range.",
  0 < leastSum && leastSum < sums.count - 1)
/*:
 ## 3. What a nudge measures

 *Expand $f(x + h \varepsilon)$ to first order, and show that the mean of $\lVert f(x + h
 \varepsilon) - f(x) \rVert^2 / h^2$ is the contractive penalty.*

 Let $J$ be the matrix of the derivatives, $J_{ij} = \partial f_i / \partial x_j$. Taylor's formula
 says $f(x + h \varepsilon) = f(x) + h J \varepsilon + O(h^2)$, so

 $$ \frac{1}{h^2} \lVert f(x + h \varepsilon) - f(x) \rVert^2 = \lVert J \varepsilon \rVert^2 + O(h)
 = \sum_i \sum_j \sum_l J_{ij} J_{il}\, \varepsilon_j \varepsilon_l + O(h). $$

 Take the mean. Each $\varepsilon_j^2$ has the mean 1. For two *different* pixels the mean of
 $\varepsilon_j \varepsilon_l$ is 0, because they are drawn independently, and each has the mean 0.
 Of the double sum over the pixels only the terms with $j = l$ are left:

 $$ \mathbb{E} \lVert J \varepsilon \rVert^2 = \sum_i \sum_j J_{ij}^2 = \lVert J \rVert^2 . $$

 That is the penalty, up to $O(h)$. Two remarks. The noise need not be normal; independent signs
 would do. But independent it must be: with one $\varepsilon$ for all pixels the mixed terms stay,
 and the mean is the square of the slope along one direction, in which all pixels brighten together.

 To see it in numbers we compute $J$ exactly, a row for each number of the code, for ten validation
 images, and compare with the mean over a thousand nudges of each. With ReLU there is nothing behind
 the first order, except where a nudge switches a unit on or off.
 */
let encoder = Sequential(Array(ordinary.layers.prefix(3)))
let ten = validation.rows(at: 0..<10)
let exact = (0..<k).reduce(Matrix(rows: 10, columns: 1, repeating: 0)) { sum, unit in
  let pick = Matrix(rows: k, columns: 1, elements: (0..<k).map { $0 == unit ? 1 : 0 })
  let (_, slopes) = valueWithGradient(at: Tensor(ten)) {
    encoder($0).multiplied(by: Tensor(pick)).sum
  }
  return sum + (slopes.value * slopes.value).rowSums
}

/// For each image, how far the mean over a thousand nudges lies from the penalty, in standard
/// errors, and the mean as a multiple of the penalty.
func nudged(by noise: (Int) -> Matrix) -> [(errors: Double, ratio: Double)] {
  (0..<10).map { image in
    let (x, h) = (ten.rows(at: Array(repeating: image, count: 1000)), Float(0.01))
    let slopes =
      1 / h
      * (encoder(Tensor(x + h * noise(image))).value - encoder(Tensor(x)).value)
    let squares = (slopes * slopes).rowSums.elements.map(Double.init)
    let (mean, penalty) = (squares.mean, Double(exact[image, 0]))
    return (
      (mean - penalty) / (squares.standardDeviation / 1000.0.squareRoot()), mean / penalty
    )
  }
}
let independent = nudged { key["nudges"][$0].normals(rows: 1000, columns: 784) }
let together = nudged {
  key["one for all"][$0].normals(rows: 1000, columns: 1)
    .multiplied(by: Matrix(rows: 1, columns: 784, repeating: 1))
}
//#-hidden-code
notebook.spread("independent_ratio", independent.map(\.ratio), .decimals(2))
notebook.spread("together_ratio", together.map(\.ratio), .decimals(2))
//#-end-hidden-code
notebook.check(
  "With independent noise the mean over nudges lies within four standard errors of the penalty, "
    + "for each image; with one number for all pixels it does not, for any.",
  independent.allSatisfy { abs($0.errors) < 4 } && together.allSatisfy { abs($0.errors) > 4 },
  evidence: "{{independent_ratio}} times the penalty; {{together_ratio}} times")
/*:
 ## 4. Shifts and rotations

 *Combine shifts and rotations. Does the network now beat PCA of the {{few_images}} images? With
 four times as many updates? And why is the comparison no longer quite fair?*

 First turn, then shift, each with a key of its own. From one key both would draw the same numbers,
 and the first image of a batch would always move the way it turns.
 */
func shiftedAndRotated(
  _ images: Matrix, byUpTo pixels: Int, degrees: Float, using key: Key
) -> Matrix {
  shifted(
    rotated(images, byUpTo: degrees, using: key["turn"]), byUpTo: pixels, using: key["shift"])
}
notebook.check(
  "The checker finds nothing wrong with it.",
  notebook.attempt {
    try Exercise.shiftsAndRotations {
      shiftedAndRotated($0, byUpTo: $1, degrees: $2, using: $3)
    }.faults().isEmpty
  })
/*:
 And the fair comparison? PCA has seen {{few_images}} images as they are. Our network has been told
 more: that a shifted digit is a digit, and a turned one, too. So let us tell PCA as well, and give
 it {{copies}} shifted and turned copies of each of its images. The network keeps the strengths of
 the table, and gets a rate for both remedies at once that is chosen on validation images,
 {{both_rate}}. What suits the network need not suit PCA, so PCA's strengths are chosen on
 validation images as well. And as a yardstick the network that has all {{pool}} images, at its rate
 of the table, learns for as long as the others.
 */
struct Augmentation: Sendable {
  var pixels = 2
  var degrees: Float = 40
  var rate: Double
  var updates = settings.updates

  func model(_ seed: Int) -> Sequential {
    let own = images(few, seed: seed)
    let start = network(mean: own.columnMeans, using: key[seed]["weights"])
    return trained(start, on: own, rate: rate, updates: updates, key: key[seed]) { model, x, key in
      let x = shiftedAndRotated(x, byUpTo: pixels, degrees: degrees, using: key)
      return meanSquaredError(model(Tensor(x)), x)
    }
  }
}
let trials = [1e-3, 3e-3, 1e-2].map { Augmentation(rate: $0) }
let trialErrors = await runs("both, rates", trials, seeds: trialSeeds) {
  error($0.model($1), on: validation)
}
let combined = trials[choice(trialErrors).index]
var (longer, shiftsAlone) = (combined, combined)
(longer.updates, shiftsAlone.updates, shiftsAlone.degrees) = (
  4 * combined.updates, 4 * combined.updates, 0
)
let augmented = await runs("both, and longer", [combined, longer, shiftsAlone], seeds: seeds) {
  Outcome($0.model($1), on: images(few, seed: $1))
}
let (both, bothLonger, shiftsLonger) = (augmented[0], augmented[1], augmented[2])

let allLonger = await notebook.runs("all images, longer", over: seeds) { seed in
  let treatment = Treatment(remedy: .more, rate: atFew[8].rate, updates: 4 * settings.updates)
  return Outcome(treatment.model(few, seed), on: poolImages)
}
//#-hidden-code
/// The first k components of centred images, of many by steps that turn a guess towards them: for
/// so few components that is faster than to find all.
func components(of centred: Matrix) -> Matrix {
  if centred.rows < 784 { return orthonormalRows(of: centred).rows(at: 0..<k) }
  let covariance = centred.transposeMultiplied(by: centred)
  let guess = key["guess"].normals(rows: 2 * k, columns: 784)
  return (0..<15).reduce(guess) { rows, _ in orthonormalRows(of: rows.multiplied(by: covariance)) }
    .rows(at: 0..<k)
}
//#-end-hidden-code

/// The error on some images of PCA from others.
func pcaError(of images: Matrix, on others: Matrix = testImages) -> Double {
  let mean = images.columnMeans
  let kept = components(of: images.subtracting(row: mean))
  return others.subtracting(row: mean).multiplied(byTransposeOf: kept).multiplied(by: kept)
    .adding(row: mean).meanSquaredError(to: others)
}

struct Moves: Sendable {
  var pixels: Int
  var degrees: Float

  /// Copies of the images of a seed.
  func copies(_ seed: Int) -> Matrix {
    shiftedAndRotated(
      images(few, seed: seed).rows(at: (0..<(few * settings.copies)).map { $0 % few }),
      byUpTo: pixels, degrees: degrees, using: key["copies"][seed])
  }
}
let moves = [0, 1, 2].flatMap { pixels in
  [Float(10), 20, 40].map { Moves(pixels: pixels, degrees: $0) }
}
let moveErrors = await runs("PCA, strengths", moves, seeds: trialSeeds) {
  pcaError(of: $0.copies($1), on: validation)
}
let pcaMoves = moves[choice(moveErrors).index]
let pcaErrors = await notebook.runs("PCA", over: seeds) { seed in
  (
    own: pcaError(of: images(few, seed: seed)), copies: pcaError(of: pcaMoves.copies(seed)),
    networkCopies: pcaError(of: Moves(pixels: 2, degrees: 40).copies(seed)),
    more: pcaError(of: images(more, seed: seed))
  )
}
//#-hidden-code
var augmentedTable = Table("trained on \(few) images", "updates", "training error", "test error")
let (short, long) = (settings.updates, longer.updates)
for (name, id, updates, finals) in [
  ("shifts", "shifts", short, withFew[5]), ("rotations", "rotations", short, withFew[6]),
  ("both", "both", short, both), ("shifts", "shifts_longer", long, shiftsLonger),
  ("both", "both_longer", long, bothLonger),
] {
  augmentedTable.row(
    name, updates, notebook.spread("\(id)_train_mse", finals.map(\.training), .decimals(4)),
    notebook.spread("\(id)_test_mse", finals.map(\.test), .decimals(4)))
}
augmentedTable.row(
  "PCA of the images", "–", "–",
  notebook.spread("pca_test_mse", pcaErrors.map(\.own), .decimals(4)))
augmentedTable.row(
  "PCA of the copies", "–", "–",
  notebook.spread("pca_copies_test_mse", pcaErrors.map(\.copies), .decimals(4)))
augmentedTable.row(
  "PCA of copies as the network's", "–", "–",
  notebook.spread(
    "pca_network_copies_test_mse", pcaErrors.map(\.networkCopies), .decimals(4)))
augmentedTable.row(
  "none, on all \(pool.count) images", long,
  notebook.spread("more_longer_train_mse", allLonger.map(\.training), .decimals(4)),
  notebook.spread("more_longer_test_mse", allLonger.map(\.test), .decimals(4)))
notebook.value("both_rate", combined.rate, .significant(1))
notebook.value("pca_pixels", Double(pcaMoves.pixels), .decimals(0))
notebook.value("pca_degrees", Double(pcaMoves.degrees), .decimals(0))
notebook.show(augmentedTable)
//#-end-hidden-code
notebook.check(
  "In the chapter's {{updates}} updates both together do not beat PCA of the {{few_images}} "
    + "images, on average, and no difference from shifts alone is shown.",
  both.map(\.test).mean > pcaErrors.map(\.own).mean
    && !differ(both.map(\.test), testErrors(withFew, .shifts)))
notebook.check(
  "Their error on the {{few_images}} images themselves is greater than with shifts or rotations "
    + "alone, with every seed.",
  zip(both, zip(withFew[5], withFew[6])).allSatisfy {
    $0.training > max($1.0.training, $1.1.training)
  })
notebook.check(
  "With four times as many updates they beat it, and PCA of the copies as well, and shifts alone "
    + "of the same length, with every seed.",
  zip(bothLonger, zip(pcaErrors, shiftsLonger)).allSatisfy {
    $0.test < min($1.0.own, $1.0.copies, $1.1.test)
  })
notebook.check(
  "The network that has all {{pool}} images and as many updates is better still, with every seed.",
  zip(allLonger, bothLonger).allSatisfy { $0.test < $1.test })
notebook.check(
  "By the validation images PCA takes milder copies than the network's, of {{pca_pixels}} pixel "
    + "and {{pca_degrees}}°, neither at the edge of its grid; and with every seed it does better "
    + "with them.",
  pcaMoves.pixels == 1 && pcaMoves.degrees == 20
    && pcaErrors.allSatisfy { $0.copies < $0.networkCopies })
/*:
 In the chapter's time the answer is no. But look at the training errors: with both remedies there
 is hardly a gap left, and what the network lacks is time. The more ways there are to show an image,
 the more there is to learn. So we let it go on for four times as long, and now the two remedies
 add up. What the chapter says of PCA, that nothing done to {{few_images}} images brings the network
 there, holds for its number of updates.

 As for the fairness: the copies help PCA, too, and if it may choose, it takes milder ones, probably
 because {{code_size}} directions have to hold all that the moves do. The network goes beyond, with
 a code that need not be linear; but it also had more time to do so, and PCA needs none. And new
 ways to show {{few_images}} images do not make {{pool}} of them: the network that has them all does
 better with as many updates.

 ## 5. Tied weights

 *Tie the decoder's weights to the encoder's in the network without hidden layers, which leaves
 about half of the parameters. Is the gap smaller?*

 The encoder is a `Dense` layer, and the decoder uses its weights once more. Let `visit` show them
 once, and the rest follows: they are counted once, and the gradients of their two uses add up.
 */
struct TiedAutoencoder: Layer {
  var encoder: Dense
  var bias: Tensor

  init(_ inputs: Int, _ codeSize: Int, bias: Matrix, using key: Key) {
    encoder = Dense(inputs, codeSize, using: key)
    self.bias = Tensor(bias)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let logits = encoder(x).multiplied(byTransposeOf: encoder.weight).adding(row: bias)
    return Activation.sigmoid(logits)
  }

  mutating func visit(_ body: (String, inout Tensor) throws -> Void) rethrows {
    try encoder.visit { try body("encoder.\($0)", &$1) }
    try body("bias", &bias)
  }
}
notebook.check(
  "The checker finds nothing wrong with it.",
  notebook.attempt {
    try Exercise.tiedAutoencoder { TiedAutoencoder($0, $1, bias: $2, using: $3) }.faults().isEmpty
  })

func trainedTied(_ count: Int, _ rate: Double, _ seed: Int) -> TiedAutoencoder {
  let own = images(count, seed: seed)
  let start = TiedAutoencoder(
    784, k, bias: logit(own.columnMeans, margin: 1e-3),
    using: key[seed]["weights"]["encoder"][1])
  return trained(start, on: own, rate: rate, key: key[seed]) { model, x, _ in
    meanSquaredError(model(Tensor(x)), x)
  }
}
let tiedRates = [1e-3, 3e-3, 1e-2, 3e-2]
var (tiedOutcomes, tiedChoices): ([[Outcome]], [Double]) = ([], [])
for count in [few, more] {
  let errors = await runs("tied, rates", tiedRates, seeds: trialSeeds) {
    error(trainedTied(count, $0, $1), on: validation)
  }
  let rate = tiedRates[choice(errors).index]
  tiedChoices.append(rate)
  tiedOutcomes.append(
    await notebook.runs("tied, \(count) images", over: seeds) {
      Outcome(trainedTied(count, rate, $0), on: images(count, seed: $0))
    })
}
//#-hidden-code
let freeOutcomes = [withFew, withMore].map { $0[7] }
var tiedTable = Table("network", "images", "rate", "training", "test", "gap")
for (index, count) in [few, more].enumerated() {
  for (id, finals) in [("free", freeOutcomes[index]), ("tied", tiedOutcomes[index])] {
    let name = "\(id)_n\(count)"
    tiedTable.row(
      "\(id) weights", count,
      id == "tied"
        ? notebook.value("tied_rate_n\(count)", tiedChoices[index], .significant(1))
        : notebook.value(
          "free_rate_n\(count)", [atFew, atMore][index][7].rate, .significant(1)),
      notebook.spread("\(name)_train_mse", finals.map(\.training), .decimals(4)),
      notebook.spread("\(name)_test_mse", finals.map(\.test), .decimals(4)),
      notebook.spread("\(name)_gap", finals.map(\.gap), .decimals(4)))
  }
  tiedTable.row(
    "PCA", count, "–", "–",
    notebook.spread(
      "pca_n\(count)_test_mse", pcaErrors.map { index == 0 ? $0.own : $0.more }, .decimals(4)),
    "–")
}
notebook.show(tiedTable)
//#-end-hidden-code
notebook.check(
  "With tied weights the gap is smaller, and the test error lower, with every seed, at "
    + "{{few_images}} and at {{more_images}} images; the training error is higher.",
  zip(tiedOutcomes.joined(), freeOutcomes.joined()).allSatisfy {
    $0.gap < $1.gap && $0.test < $1.test && $0.training > $1.training
  })
notebook.check(
  "At {{more_images}} images the test error is lower than that of PCA of the same images, too, "
    + "with every seed; at {{few_images}} it is not, on average.",
  zip(tiedOutcomes[1], pcaErrors).allSatisfy { $0.test < $1.more }
    && tiedOutcomes[0].map(\.test).mean > pcaErrors.map(\.own).mean)
/*:
 Yes, and the error falls by more than any penalty or noise has lowered that of the wide network.
 Why? "Half of the parameters" is an easy answer; but the chapter's narrow network has fewer than
 the wide one, and does worse. Here is a better one. The gradient of the encoder's weights is a sum
 of *training images*, each times a number. In directions that no training image has, it is zero,
 and there a free encoder has little reason to leave its random start. (Adam, which scales the step
 of each weight, blurs this somewhat.) An unseen image does have parts in such directions, and they
 reach its code as noise. A tied encoder is a decoder, too: what it holds in those directions it
 would paint into every reconstruction, so it learns not to.

 If that is so, then to cut these parts out of the test images must help the free network, and must
 leave the tied one as it is. We project each test image onto the space that the training images
 span, rebuild it from its projection, and compare with the whole image as before.
 */
func projectedError(_ outcome: Outcome, seed: Int) -> Double {
  let own = images(few, seed: seed)
  let mean = own.columnMeans
  let span = orthonormalRows(of: own.subtracting(row: mean)).rows(at: 0..<(few - 1))
  let projected = testImages.subtracting(row: mean).multiplied(byTransposeOf: span)
    .multiplied(by: span).adding(row: mean)
  return outcome.model(Tensor(projected)).value.meanSquaredError(to: testImages)
}
let (free, tied) = (freeOutcomes[0], tiedOutcomes[0])
let freeProjected = zip(free, seeds).map { projectedError($0, seed: $1) }
let tiedProjected = zip(tied, seeds).map { projectedError($0, seed: $1) }
//#-hidden-code
notebook.spread("free_projected_test_mse", freeProjected, .decimals(4))
notebook.spread("tied_projected_test_mse", tiedProjected, .decimals(4))
notebook.value(
  "explained_share",
  (free.map(\.test).mean - freeProjected.mean) / (free.map(\.test).mean - tied.map(\.test).mean),
  .percent(0))
//#-end-hidden-code
notebook.check(
  "At {{few_images}} images the projection lowers the error of the free network, with every seed, "
    + "and changes that of the tied one by less than a hundredth.",
  zip(freeProjected, free).allSatisfy { $0 < $1.test }
    && zip(tiedProjected, tied).allSatisfy { abs($0 / $1.test - 1) < 0.01 },
  evidence: "free: {{free_projected_test_mse}} projected; tied: {{tied_projected_test_mse}}")
notebook.check(
  "Tying lowers the error of its network by a greater share than any penalty, dropout or noise "
    + "lowers that of the network with hidden layers, at either number of images.",
  zip([withFew, withMore], zip(freeOutcomes, tiedOutcomes)).allSatisfy { outcomes, pair in
    1 - pair.1.map(\.test).mean / pair.0.map(\.test).mean
      > mild.map { gain(outcomes, $0) }.max() ?? 1
  })
/*:
 That explains {{explained_share}} of the difference between the two; where the rest comes from,
 this page does not say. In any case tying is a remedy that the introductions' lists leave out: no
 strength to choose, about half the memory, and where images are few a lower error.

 [Exercise 4 of chapter 2](S2-autoencoder.md), with all training images, asks what tying *costs*,
 and finds a little, or nothing that can be shown. The two need not quarrel. Where images are plenty
 they leave fewer directions unseen, so that there is less to gain; and to fit them with half of the
 numbers is harder.

 ## 6. Other random numbers

 *Run the chapter with `--seed 2`, and with further seeds. What is left of what noise did for the
 probe? How many out of forty tests would you expect to show a difference, if there were none?*

 We repeat the chapter's last comparison, the network with a code of {{restorer_size}} trained on
 clean images and on noisy ones at the same rate, with the random numbers of {{repeats}} values of
 `--seed`, the first of them this run's. Everything is drawn anew: the weights, the order of the
 images, the noise, what the probe draws, and the choice of its penalty.
 */
let (restorerSize, repeats) = (128, 6)
let trainImages = digits.train.matrix
let penalties: [Float] = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1]

func restorer(noise: Float, _ key: Key, _ seed: Int) -> Sequential {
  let (own, weights) = (images(pool.count, seed: seed), key[seed]["weights"])
  let bias = logit(own.columnMeans, margin: 1e-3)
  let start = Sequential([
    Dense(784, restorerSize, using: weights["encoder"][1]),
    Dense(restorerSize, 784, bias: bias, using: weights["decoder"][1]), Activation.sigmoid,
  ])
  return trained(start, on: own, rate: 3e-3, key: key[seed]) { model, x, key in
    let damaged = x + noise * key.normals(rows: x.rows, columns: x.columns)
    return meanSquaredError(model(Tensor(damaged)), x)
  }
}

func accuracy(of model: Sequential, penalty: Float, _ key: Key) -> Double {
  let codes = { (images: Matrix) in model.layers[0](Tensor(images)).value }
  return notebook.attempt {
    try LinearProbe(
      of: codes(trainImages), labels: digits.train.labels, penalty: penalty, using: key["probe"])
  }.accuracy(on: codes(testImages), labels: digits.test.labels)
}

let repeated = (0..<repeats).map { settings.seed + $0 }
let pcaCodes = PCA(of: poolImages).encode(trainImages, to: k)
let probePenalties = await notebook.runs("penalties of the probe", over: repeated) { seed in
  notebook.attempt {
    try LinearProbe.penalty(
      for: pcaCodes, labels: digits.train.labels, among: penalties, using: Key(seed: seed)["probe"])
  }
}

/// The accuracies of one repeat with one penalty of the probe, over the seeds.
struct Accuracies: Sendable {
  var noisy: [Double]
  var clean: [Double]
  var differences: [Double] { zip(noisy, clean).map { $0 - $1 } }
  var p: Double { pairedP(noisy, clean) }
}
let pairs = await runs("noise again", Array(0..<repeats), seeds: seeds) { index, seed in
  let key = Key(seed: repeated[index])
  let models = [Float(0.5), 0].map { restorer(noise: $0, key, seed) }
  return penalties.map { penalty in models.map { accuracy(of: $0, penalty: penalty, key) } }
}
/// By [repeat][penalty].
let again = pairs.map { seeds in
  penalties.indices.map { index in
    Accuracies(noisy: seeds.map { $0[index][0] }, clean: seeds.map { $0[index][1] })
  }
}
let chosenAgain = zip(again, probePenalties).map { $0[penalties.firstIndex(of: $1) ?? 0] }
/// By penalty, the runs of all repeats.
let pooled = penalties.indices.map { index in
  Accuracies(noisy: again.flatMap { $0[index].noisy }, clean: again.flatMap { $0[index].clean })
}
//#-hidden-code
notebook.value("restorer_size", Double(restorerSize), .decimals(0))
notebook.value("repeats", Double(repeats), .decimals(0))
var againTable = Table("--seed", "penalty of the probe", "noisy minus clean", "p")
for index in 0..<repeats {
  let id = "noise_again_\(index)"
  againTable.row(
    repeated[index],
    notebook.value("\(id)_penalty", Double(probePenalties[index]), .significant(1)),
    notebook.spread("\(id)_accuracy_difference", chosenAgain[index].differences, .percent(1)),
    notebook.value("\(id)_p", chosenAgain[index].p, .significant(1)))
}
notebook.show(againTable)
//#-end-hidden-code
let shownAgain = chosenAgain.count { $0.p < 0.01 }
notebook.check(
  "In most of the {{repeats}} no difference is shown.", 2 * shownAgain < repeats,
  evidence: "shown in {{shown_again}}")
/*:
 As for the forty tests: with no true difference each shows one with probability one in a hundred, so
 we would expect two fifths of a false alarm, on average; in one page of three there would be at
 least one, if the tests did not hang together. So one is no surprise. But is this one pure luck?
 Look at the second column. The chapter chooses the penalty of its probe once, by 400 images, for
 PCA's codes of {{code_size}} numbers, and then uses it for codes of {{restorer_size}}. The choice
 falls out now this way and now that. What if it had been another?
 (In the next table ± is over all runs of all repeats together.)
 */
//#-hidden-code
notebook.value("shown_again", Double(shownAgain), .decimals(0))
var penaltyTable = Table("penalty of the probe", "noisy", "clean", "noisy minus clean")
for (penalty, accuracies) in zip(penalties, pooled) {
  let id = "probe_\(Int((1e5 * penalty).rounded()))e_5"
  penaltyTable.row(
    notebook.value("\(id)_penalty", Double(penalty), .significant(1)),
    notebook.spread("\(id)_noisy_test_accuracy", accuracies.noisy, .percent(1)),
    notebook.spread("\(id)_clean_test_accuracy", accuracies.clean, .percent(1)),
    notebook.spread("\(id)_accuracy_difference", accuracies.differences, .percent(1)))
}
notebook.show(penaltyTable)
func best(_ accuracies: (Accuracies) -> [Double]) -> Int {
  pooled.indices.max { accuracies(pooled[$0]).mean < accuracies(pooled[$1]).mean } ?? 0
}
let (bestNoisy, bestClean) = (best(\.noisy), best(\.clean))
notebook.value("best_probe_penalty", Double(penalties[bestNoisy]), .significant(1))
//#-end-hidden-code
notebook.check(
  "Over all repeats, the same penalty, {{best_probe_penalty}}, lets the probe read both networks "
    + "best; with it noise changes the mean accuracy by less than a fifth of a percentage point.",
  bestNoisy == bestClean && abs(pooled[bestNoisy].differences.mean) < 0.002)
notebook.check(
  "With a tenth of that penalty noise helps, on average over all repeats; with ten times as much it "
    + "does harm, in the mean of each repeat.",
  penalties.indices.contains(bestNoisy - 1) && penalties.indices.contains(bestNoisy + 1)
    && pooled[bestNoisy - 1].differences.mean > 0
    && again.allSatisfy { $0[bestNoisy + 1].differences.mean < 0 })
/*:
 So it was not all luck. Noise does change the code: it makes it one that a probe with a weak penalty
 reads better, perhaps because it is less easily over-fitted, and one with a strong penalty worse.
 Between them, where the probe reads both best, there is hardly a difference. One could have written
 a paper on either side of it. What the chapter's five runs had in common was the penalty, and about
 what all runs share a test over runs says nothing. (The accuracies of this table are over the test
 images, and to pick the penalty by them would be a choice on test images; here it is not a choice
 but the question.)
 */
//#-hidden-code
notebook.finish()
//#-end-hidden-code
