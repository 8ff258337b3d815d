/*:
 # S4 · Solutions to chapter 4

 > Which remedies still help when there are four times as many images, and which one is missing from
 > the introductions' lists?

 Here are our solutions to the exercises of [chapter 4](04-regularisation.md). Yours may differ and be
 just as good. What is measured here is measured as there, by the same code: the same blocks of
 training images, batches of {{batch_size}}, every choice made on the 400 validation images by the worse of
 two runs, and {{seeds}} seeds for what is reported. Only the runs are shorter, {{updates}} updates, unless we
 say otherwise.
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
  @Setting("size of the code", symbol: "k", in: 2...64)
  var codeSize = 32

  @Setting("training images of the chapter", symbol: "n", in: 80...200)
  var fewImages = 100

  @Setting("training images of exercise 1", in: 201...400)
  var moreImages = 400

  @Setting("images per update", symbol: "B", in: 1...40)
  var batchSize = 20

  @Setting("updates of every run", symbol: "T", in: 20...10000, quick: 20)
  var updates = 400

  @Setting(
    "shifted and rotated copies of each image for PCA in exercise 4", in: 8...100, quick: 8)
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
let (validation, test) = (heldBack.matrix, digits.test.matrix)
let experiment = Experiment(
  pool: pool.matrix, validation: validation,
  budget: Budget(updates: settings.updates, batchSize: settings.batchSize, evaluations: 10),
  key: key)
//#-hidden-code
notebook.show(settings)
//#-end-hidden-code
/*:
 ## 1. Four times as many images

 *Run the chapter with `--few-images 400`. Which remedies are still worth their trouble? And with
 `--updates 400`, at either number of images?*

 The run takes a while and prints much. We take the part of it that answers the question: from each
 family of remedies one or two, at {{few_images}} images and at {{more_images}}, first with {{updates}}
 updates.

 At {{few_images}} images each remedy has a strength and a rate that suit so short a run. At
 {{more_images}} we choose the strengths anew, and the rates of the network with hidden layers and of
 the one without; the remedies all have the former. (The chapter finds a rate for each remedy. We leave
 that out.)
 */
func treatment(
  _ remedy: Remedy, _ strength: Double = 0, rate: Double, count: Int = few
) -> Treatment {
  Treatment(
    remedy, strength: strength, rate: rate, network: remedy == .single ? [784, k] : [784, 64, k],
    count: remedy == .more ? pool.count : count)
}
let atFew = [
  treatment(.none, rate: 1e-3),
  treatment(.penalty, 2e-5, rate: 1e-3),
  treatment(.sparsity, 1e-4, rate: 1e-3),
  treatment(.dropout, 0.1, rate: 1e-3),
  treatment(.noise, 0.4, rate: 1e-3),
  treatment(.shifts, 2, rate: 3e-3),
  treatment(.rotations, 40, rate: 3e-3),
  treatment(.single, rate: 3e-3),
  treatment(.more, rate: 3e-3),
]

let untreated = await notebook.choice(
  "rates", among: [1e-3, 3e-3, 1e-2].map { treatment(.none, rate: $0, count: more) },
  seeds: trialSeeds, error: experiment.validationError)
let rate = untreated.option.rate
let strengths: [(Remedy, [Double])] = [
  (.penalty, [1e-6, 1e-5, 1e-4]), (.sparsity, [1e-6, 1e-5, 1e-4]),
  (.dropout, [0.02, 0.05, 0.1]), (.noise, [0.05, 0.1, 0.2]), (.shifts, [1, 2]),
  (.rotations, [20, 40, 80]),
]
let others = await notebook.choices(
  "strengths",
  among: strengths.map { remedy, strengths in
    strengths.map { treatment(remedy, $0, rate: rate, count: more) }
  } + [[3e-3, 1e-2, 3e-2].map { treatment(.single, rate: $0, count: more) }],
  seeds: trialSeeds, error: experiment.validationError)
let choices = [untreated] + others
let atMore = choices.map(\.option) + [treatment(.more, rate: rate)]

struct Outcome: Sendable {
  var model: any Layer
  var rise, trainingError, testError: Double
  var gap: Double { testError - trainingError }

  init(_ run: Run<some Layer>, on images: Matrix) {
    (model, rise) = (run.model, run.rise)
    (trainingError, testError) = (run.model.error(on: images), run.model.error(on: test))
  }
}

func outcomes(
  _ label: String, _ treatments: [Treatment], _ count: Int
) async -> Trials<Treatment, Outcome> {
  await notebook.trials(label, treatments, seeds: seeds) { treatment, seed in
    Outcome(try experiment.run(treatment, seed: seed), on: experiment.images(count, seed: seed))
  }
}
let withFew = await outcomes("few images", atFew, few)
let withMore = await outcomes("more images", atMore, more)

for (name, outcomes, count) in [("few", withFew, few), ("more", withMore, more)] {
  notebook.show(
    outcomes, as: name, .label("n = \(count)"),
    .of("strength") { $0.strength > 0 ? $0.strength : nil }, .of("rate", \.rate),
    .spread("test error", "test_mse", \.testError), .gain("lower by", over: .none, \.testError),
    .p(against: .none, \.testError))
}
//#-hidden-code
func gain(_ outcomes: Trials<Treatment, Outcome>, _ remedy: Remedy) -> Double {
  1 - outcomes.mean(remedy, \.testError) / outcomes.mean(.none, \.testError)
}
func isShown(_ outcomes: Trials<Treatment, Outcome>, _ remedy: Remedy) -> Bool {
  outcomes.differs(remedy, from: .none, \.testError)
}
let mild: [Remedy] = [.penalty, .sparsity, .dropout, .noise]
let strong: [Remedy] = [.shifts, .rotations, .single, .more]
for (name, outcomes, count) in [("few", withFew, few), ("more", withMore, more)] {
  notebook.spread("\(name)_none_gap", outcomes[.none, \.gap])
  notebook.spread("\(name)_none_rise", outcomes[.none, \.rise])
  notebook.value("\(name)_passes", Double(settings.updates * settings.batchSize) / Double(count))
}
notebook.value("pool", Double(pool.count), .decimals(0))
//#-end-hidden-code
notebook.check(
  "At {{few_images}} images every remedy lowers the test error, and the difference is shown.",
  (mild + strong).allSatisfy { gain(withFew, $0) > 0 && isShown(withFew, $0) })
notebook.check(
  "At {{more_images}} neither penalties nor dropout nor noise are shown to lower it.",
  mild.allSatisfy { gain(withMore, $0) <= 0 || !isShown(withMore, $0) })
notebook.check(
  "At {{more_images}} images shifts, rotations, fewer layers and more images still do, and the "
    + "differences are shown.",
  strong.allSatisfy { gain(withMore, $0) > 0 && isShown(withMore, $0) })
notebook.check(
  "The network without a hidden layer does better, with {{more_images}} images, than the network "
    + "with hidden layers does with all {{pool}}, with every seed.",
  increasing(withMore[.single, \.testError], withMore[.more, \.testError]))
notebook.check(
  "With {{few_images}} images the untreated network's error on validation images turns up, by more "
    + "than a hundredth on average; with {{more_images}} by less than a five-hundredth, with every "
    + "seed.",
  withFew.mean(.none, \.rise) > 0.01 && withMore[.none].allSatisfy { $0.rise < 0.002 },
  evidence: "by {{few_none_rise}}; by {{more_none_rise}}")
notebook.check(
  "Of what we chose at {{more_images}} images only two lie at the edge of their grids: the dropout "
    + "and the shifts, both the least that we tried.",
  choices.filter(\.isAtEdge).map(\.option.remedy) == [.dropout, .shifts]
    && choices.filter(\.isAtEdge).allSatisfy { $0.option.strength == $0.options[0].strength })
/*:
 So the remedies that are worth their trouble change the images or the network. Penalties, dropout
 and noise treat an illness that is nearly gone: at {{more_images}} images a run sees each of them
 {{more_passes}} times, not {{few_passes}}, and the error on unseen images hardly turns up any more.
 A gap is left, {{more_none_gap}} instead of {{few_none_gap}}, and something to gain; but not by
 these remedies. Shifts and rotations bring knowledge that the images alone lack. And a network
 without hidden layers is the better choice for so short a training at both numbers of images: that
 remedy was never only one for over-fitting.

 Three cautions. The best rate of the untreated network is {{few_none_rate}} at {{few_images}} images
 and {{more_none_rate}} at {{more_images}}, so more than the images changes between the two tables.
 Dropout is at the edge of its grid; an even smaller share might do no harm. (So are the shifts, but
 there is nothing between one pixel and none at all.) And blocks of {{more_images}} images no longer
 keep out of each other's way: the fifth seed's wraps around and meets that of a trial.

 That was after {{updates}} updates. Here are the two mildest remedies again, with {{more_images}} images and
 eight times as many.
 */
let longer = Experiment(
  pool: experiment.pool, validation: experiment.validation,
  budget: Budget(
    updates: 8 * settings.updates, batchSize: settings.batchSize,
    evaluations: experiment.budget.evaluations),
  key: key)
let longChoices = await notebook.choices(
  "longer, rates and strengths",
  among: [
    [3e-4, 1e-3, 3e-3].map { treatment(.none, rate: $0, count: more) },
    [1e-5, 2e-5].map { treatment(.penalty, $0, rate: 1e-3, count: more) },
    [0.1, 0.2].map { treatment(.noise, $0, rate: 1e-3, count: more) },
  ], seeds: trialSeeds, error: longer.validationError)
let atLength = await notebook.trials("longer", longChoices.map(\.option), seeds: seeds) {
  Outcome(try longer.run($0, seed: $1), on: experiment.images(more, seed: $1))
}
notebook.show(
  atLength, as: "long", .label("n = \(more), \(longer.budget.updates) updates"),
  .of("strength") { $0.strength > 0 ? $0.strength : nil }, .of("rate", \.rate),
  .spread("test error", "test_mse", \.testError), .gain("lower by", over: .none, \.testError),
  .p(against: .none, \.testError))
notebook.check(
  "With eight times as many updates L2 and Gaussian noise lower the test error at {{more_images}} images, "
    + "with every seed.",
  [Remedy.penalty, .noise].allSatisfy {
    increasing(atLength[$0, \.testError], atLength[.none, \.testError])
  })
/*:
 So what one concludes at {{more_images}} images hangs on the length of the run. Penalties and noise treat an
 illness that takes time to break out: each image has to be seen often enough.

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
 smaller the code, the larger the $V$ that must be kept up against it. At some point the two balance.

 We try it on an untreated network of exercise 1, with the strengths of the table, and with powers
 of two for $c$: a float can be multiplied by these without rounding.
 */
let own = experiment.images(few, seed: 1)
let ordinary = notebook.attempt { try experiment.run(atFew[0], seed: 1).model }

func rescaled(_ model: Autoencoder, by c: Float) -> Autoencoder {
  var model = model
  model.visit { name, parameter in
    switch name {
    case "encoder.2.weight", "encoder.2.bias": parameter = Tensor(c * parameter.value)
    case "decoder.0.weight": parameter = Tensor(1 / c * parameter.value)
    default: break
    }
  }
  return model
}

struct WayOut {
  var power: Double
  var isSame: Bool
  var onCode, onWeights: Double
  var sum: Double { onCode + onWeights }
}
let rebuiltAsEver = ordinary.reconstruct(own)
let wayOut = (-8...4).map { power -> WayOut in
  let model = rescaled(ordinary, by: Float(sign: .plus, exponent: power, significand: 1))
  let weights = model.parameters.filter { $0.name.hasSuffix("weight") }.map(\.value)
  return WayOut(
    power: Double(power), isSame: model.reconstruct(own) == rebuiltAsEver,
    onCode: atFew[2].strength * model.encode(own).map { abs($0) }.sum / Double(few),
    onWeights: atFew[1].strength * weights.map { ($0 * $0).sum }.reduce(0, +))
}
//#-hidden-code
notebook.show(
  wayOutCurves(wayOut), as: "way-out",
  caption:
    "The way out, and what closes it. Along it every reconstruction stays the same. The penalty on "
    + "the code falls without end; the one on the weights turns.")
//#-end-hidden-code
notebook.check(
  "For every factor the reconstructions are the same, bit for bit, and the penalty on the code "
    + "falls with the factor.",
  wayOut.allSatisfy(\.isSame) && increasing(wayOut.map { [$0.onCode] }))
notebook.check(
  "The sum with the penalty on the weights has its least value inside the range.",
  !Choice(among: wayOut.map(\.power), errors: wayOut.map { [$0.sum] }).isAtEdge)
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

 To see it in numbers we compute $J$ exactly, a row for each unit of the code, for ten validation
 images, and compare with the mean over a thousand nudges of each. With ReLU there is nothing beyond
 the first order, except where a nudge switches a unit on or off.
 */
let ten = validation.rows(at: 0..<10)
let exact = (0..<k).reduce(Matrix(rows: 10, columns: 1, repeating: 0)) { sum, unit in
  let pick = Matrix(rows: k, columns: 1, elements: (0..<k).map { $0 == unit ? 1 : 0 })
  let (_, slopes) = valueWithGradient(at: Tensor(ten)) {
    ordinary.encoder($0).multiplied(by: Tensor(pick)).sum
  }
  return sum + (slopes.value * slopes.value).rowSums
}

/// For each image, how far the mean over a thousand nudges lies from the penalty, in standard
/// errors, and the mean as a multiple of the penalty.
func nudged(by noise: (Int) -> Matrix) -> [(errors: Double, ratio: Double)] {
  (0..<10).map { image in
    let (x, h) = (ten.rows(at: Array(repeating: image, count: 1000)), Float(0.01))
    let slopes = 1 / h * (ordinary.encode(x + h * noise(image)) - ordinary.encode(x))
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
  "The checker finds nothing wrong with this answer.",
  notebook.attempt {
    try Exercise.shiftsAndRotations {
      shiftedAndRotated($0, byUpTo: $1, degrees: $2, using: $3)
    }.faults().isEmpty
  })
/*:
 And the fair comparison? PCA has seen {{few_images}} images as they are. Our network has been told
 more: that a shifted digit is a digit, and so is a turned one. So let us tell PCA as well, and give
 it {{copies}} shifted and turned copies of each of its images. The network keeps the strengths of
 the table, and gets a rate for both remedies at once that is chosen on validation images,
 {{both_rate}}. What suits the network need not suit PCA, so PCA's strengths are also chosen on
 validation images. And as a yardstick the network that has all {{pool}} images, at its rate of the
 table, learns for as long as the others.
 */
/// Both remedies at their strengths.
struct Moves: Sendable {
  var pixels = 2
  var degrees: Float = 40

  func callAsFunction(_ images: Matrix, _ key: Key) -> Matrix {
    shiftedAndRotated(images, byUpTo: pixels, degrees: degrees, using: key)
  }

  /// A run of the network on the images of a seed, moved anew in each batch.
  func run(_ rate: Double, _ seed: Int, times: Int = 1) throws(DivergedError) -> Run<Autoencoder> {
    var budget = experiment.budget
    budget.updates *= times
    return try Run(
      experiment.untrained(atFew[0], seed: seed), on: experiment.images(few, seed: seed),
      validation: validation, budget: budget, optimizer: Adam(rate: Float(rate)), key: key[seed]
    ) { model, x, key in
      let moved = self(x, key)
      return meanSquaredError(model(Tensor(moved)), moved)
    }
  }

  /// PCA of copies of the images of a seed, each moved in its own way.
  func pca(_ seed: Int) -> PCA {
    let copies = experiment.images(few, seed: seed)
      .rows(at: (0..<(few * settings.copies)).map { $0 % few })
    return PCA(
      ofMany: self(copies, key["copies"][seed]), components: k, using: key["guess"])
  }
}
let bothRate = await notebook.choice("both, rates", among: [1e-3, 3e-3, 1e-2], seeds: trialSeeds) {
  try Moves().run($0, $1).validationError
}
let pcaMoves = await notebook.choice(
  "PCA, strengths",
  among: [0, 1, 2].flatMap { pixels in
    [Float(10), 20, 40].map { Moves(pixels: pixels, degrees: $0) }
  }, seeds: trialSeeds
) { $0.pca($1).error(on: validation, from: k) }

/// What a network is trained on, and for how many times the updates of this page.
struct Lesson: Case {
  var id, title: String
  var times: Int
  var moves: Moves?
  var name: String { id }
}
let lessons = await notebook.trials(
  "both, and longer",
  [
    Lesson(id: "both", title: "both", times: 1, moves: Moves()),
    Lesson(id: "shifts_longer", title: "shifts", times: 4, moves: Moves(degrees: 0)),
    Lesson(id: "both_longer", title: "both", times: 4, moves: Moves()),
    Lesson(id: "more_longer", title: "none, on all \(pool.count) images", times: 4, moves: nil),
  ], seeds: seeds
) { lesson, seed in
  if let moves = lesson.moves {
    let run = try moves.run(bothRate.option, seed, times: lesson.times)
    return Outcome(run, on: experiment.images(few, seed: seed))
  }
  var longer = experiment
  longer.budget.updates *= lesson.times
  return Outcome(try longer.run(atFew[8], seed: seed), on: pool.matrix)
}
let alone = Trials(
  seeds: seeds,
  [
    Lesson(id: "shifts", title: "shifts", times: 1, moves: nil): withFew[.shifts],
    Lesson(id: "rotations", title: "rotations", times: 1, moves: nil): withFew[.rotations],
  ])
struct PCAErrors: Sendable {
  var own, copies, networkCopies, more: Double
}
let pcaErrors = await notebook.runs("PCA", over: seeds) { seed in
  func error(_ pca: PCA) -> Double { pca.error(on: test, from: k) }
  return PCAErrors(
    own: error(PCA(ofFew: experiment.images(few, seed: seed), components: k)),
    copies: error(pcaMoves.option.pca(seed)), networkCopies: error(Moves().pca(seed)),
    more: error(PCA(ofFew: experiment.images(more, seed: seed), components: k)))
}

let augmented = alone + lessons
var augmentedTable = notebook.table(
  augmented, .label("trained on \(few) images"),
  .count("updates") { $0.times * settings.updates },
  .spread("training error", "train_mse", \.trainingError),
  .spread("test error", "test_mse", \.testError))
for (title, name, errors) in [
  ("PCA of the images", "pca", pcaErrors.map(\.own)),
  ("PCA of the copies", "pca_copies", pcaErrors.map(\.copies)),
  ("PCA of copies as the network's", "pca_network_copies", pcaErrors.map(\.networkCopies)),
] {
  augmentedTable.row(title, "–", "–", notebook.spread("\(name)_test_mse", errors))
}
notebook.show(augmentedTable)
//#-hidden-code
notebook.value("both_rate", bothRate.option)
notebook.value("pca_pixels", Double(pcaMoves.option.pixels), .decimals(0))
notebook.value("pca_degrees", Double(pcaMoves.option.degrees), .decimals(0))
//#-end-hidden-code
notebook.check(
  "In {{updates}} updates both together do not beat PCA of the {{few_images}} "
    + "images, on average, and no difference from shifts alone is shown.",
  augmented.mean("both", \.testError) > pcaErrors.map(\.own).mean
    && !differ(augmented["both", \.testError], augmented["shifts", \.testError]))
notebook.check(
  "Their error on the {{few_images}} images themselves is greater than with shifts or rotations "
    + "alone, with every seed.",
  ["shifts", "rotations"].allSatisfy {
    increasing(augmented[$0, \.trainingError], augmented["both", \.trainingError])
  })
notebook.check(
  "With four times as many updates they beat it, and PCA of the copies as well, and shifts alone "
    + "of the same length, with every seed.",
  [pcaErrors.map(\.own), pcaErrors.map(\.copies), augmented["shifts_longer", \.testError]]
    .allSatisfy {
      increasing(augmented["both_longer", \.testError], $0)
    })
notebook.check(
  "The network that has all {{pool}} images and as many updates is better still, with every seed.",
  increasing(augmented["more_longer", \.testError], augmented["both_longer", \.testError]))
notebook.check(
  "By the validation images PCA takes milder copies than the network's, of {{pca_pixels}} pixel "
    + "and {{pca_degrees}}°, neither at the edge of its grid; and with every seed it does better "
    + "with them.",
  pcaMoves.option.pixels == 1 && pcaMoves.option.degrees == 20
    && pcaErrors.allSatisfy { $0.copies < $0.networkCopies })
/*:
 In so short a time the answer is no. But look at the training errors: with both remedies there is
 hardly a gap left, and the network lacks only time. The more ways there are to show an image, the
 more there is to learn. So we let it go on for four times as long, and now the two remedies add up.
 The chapter says of PCA that nothing done to {{few_images}} images brings the network there; that
 holds for its number of updates.

 As for the fairness: the copies also help PCA, and if it may choose, it takes milder ones, probably
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

  mutating func visit(_ body: (String, inout Tensor) -> Void) {
    encoder.visit { body("encoder.\($0)", &$1) }
    body("bias", &bias)
  }
}
notebook.check(
  "The checker finds nothing wrong with this autoencoder.",
  notebook.attempt {
    try Exercise.tiedAutoencoder { TiedAutoencoder($0, $1, bias: $2, using: $3) }.faults().isEmpty
  })

/// The network without hidden layers, its weights free or tied, on so many images.
struct Weights: Case {
  var id: String { name }
  var title: String
  var count: Int
  var rate: Double
  var name: String { "\(title.prefix(4))_n\(count)" }

  /// A run with tied weights.
  func tied(_ seed: Int) throws(DivergedError) -> Run<TiedAutoencoder> {
    let own = experiment.images(count, seed: seed)
    let start = TiedAutoencoder(
      784, k, bias: logit(own.columnMeans, margin: 1e-3),
      using: key[seed]["weights"]["encoder"][1])
    return try Run(
      start, on: own, validation: validation, budget: experiment.budget,
      optimizer: Adam(rate: Float(rate)), key: key[seed]
    ) { model, x, _ in meanSquaredError(model(Tensor(x)), x) }
  }
}
let tiedChoices = await notebook.choices(
  "tied, rates",
  among: [few, more].map { count in
    [1e-3, 3e-3, 1e-2, 3e-2].map { Weights(title: "tied weights", count: count, rate: $0) }
  }, seeds: trialSeeds
) { try $0.tied($1).validationError }
let tied = await notebook.trials("tied", tiedChoices.map(\.option), seeds: seeds) { weights, seed in
  Outcome(try weights.tied(seed), on: experiment.images(weights.count, seed: seed))
}
let free = Trials(
  cases: [withFew, withMore].map(\.cases).joined().filter { $0.remedy == .single }.map {
    Weights(title: "free weights", count: $0.count, rate: $0.rate)
  }, seeds: seeds, results: [withFew[.single], withMore[.single]])
var tiedTable = notebook.table(
  free + tied, .label("network"), .count("images", \.count), .of("rate", \.rate),
  .spread("training", "train_mse", \.trainingError), .spread("test", "test_mse", \.testError),
  .spread("gap", "gap", \.gap))
for (count, errors) in [(few, pcaErrors.map(\.own)), (more, pcaErrors.map(\.more))] {
  tiedTable.row(
    "PCA", count, "–", "–", notebook.spread("pca_n\(count)_test_mse", errors), "–")
}
notebook.show(tiedTable)
notebook.check(
  "With tied weights the gap is smaller, and the test error lower, with every seed, at "
    + "{{few_images}} and at {{more_images}} images; the training error is higher.",
  zip(tied.results.joined(), free.results.joined()).allSatisfy {
    $0.gap < $1.gap && $0.testError < $1.testError && $0.trainingError > $1.trainingError
  })
notebook.check(
  "At {{more_images}} images the test error with tied weights is also lower than that of PCA of the "
    + "same images, with every seed; at {{few_images}} it is not, on average.",
  increasing(tied.results[1].map(\.testError), pcaErrors.map(\.more))
    && tied.results[0].map(\.testError).mean > pcaErrors.map(\.own).mean)
/*:
 Yes, and the error falls by more than any penalty or noise has lowered that of the wide network.
 Why? "Half of the parameters" is an easy answer; but the chapter's narrow network has fewer than
 the wide one, and does worse. Here is a better one. The gradient of the encoder's weights is a sum
 of *training images*, each times a number. In directions that no training image has, it is zero,
 and there a free encoder has little reason to leave its random start. (Adam, which scales the step
 of each weight, blurs this somewhat.) An unseen image does have parts in such directions, and they
 reach its code as noise. A tied encoder is also a decoder: it would paint what it holds in those
 directions into every reconstruction, so it learns not to hold anything there.

 If that is so, then cutting these parts out of the test images must help the free network, and must
 leave the tied one as it is. We project each test image onto the space that the training images
 span, rebuild it from its projection, and compare with the whole image as before.
 */
func projectedErrors(_ outcomes: [Outcome]) -> [Double] {
  zip(outcomes, seeds).map { outcome, seed in
    let span = PCA(ofFew: experiment.images(few, seed: seed), components: few - 1)
    let projected = span.reconstruct(test, from: few - 1)
    return outcome.model(Tensor(projected)).value.meanSquaredError(to: test)
  }
}
let (freeErrors, tiedErrors) = (free.results[0].map(\.testError), tied.results[0].map(\.testError))
let freeProjected = projectedErrors(free.results[0])
let tiedProjected = projectedErrors(tied.results[0])
//#-hidden-code
notebook.spread("free_projected_test_mse", freeProjected)
notebook.spread("tied_projected_test_mse", tiedProjected)
notebook.value(
  "explained_share",
  (freeErrors.mean - freeProjected.mean) / (freeErrors.mean - tiedErrors.mean), .percent(0))
//#-end-hidden-code
notebook.check(
  "At {{few_images}} images the projection lowers the error of the free network, with every seed, "
    + "and changes that of the tied one by less than a hundredth.",
  increasing(freeProjected, freeErrors)
    && zip(tiedProjected, tiedErrors).allSatisfy { abs($0 / $1 - 1) < 0.01 },
  evidence: "free: {{free_projected_test_mse}} projected; tied: {{tied_projected_test_mse}}")
notebook.check(
  "Tying lowers the error of its network by a greater share than any penalty, dropout or noise "
    + "lowers that of the network with hidden layers, at either number of images.",
  zip([withFew, withMore], zip(free.results, tied.results)).allSatisfy { outcomes, pair in
    1 - pair.1.map(\.testError).mean / pair.0.map(\.testError).mean
      > mild.map { gain(outcomes, $0) }.max() ?? 1
  })
/*:
 That explains {{explained_share}} of the difference between the two; this page does not say where
 the rest comes from. In any case tying is a remedy that the introductions' lists leave out: no
 strength to choose, about half the memory, and where images are few a lower error.

 [Exercise 4 of chapter 2](S2-autoencoder.md), with all training images, asks what tying *costs*,
 and finds a little, or nothing that can be shown. The two need not disagree. Where images are plenty
 they leave fewer directions unseen, so that there is less to gain; and to fit them with half of the
 numbers is harder.

 ## 6. Different random numbers

 *Run the chapter with `--seed 2`, and with further seeds. What is left of what noise did for the
 probe? How many out of forty tests would you expect to show a difference, if there were none?*

 We repeat the chapter's last comparison, the network with a code of {{restorer_size}} trained on
 clean images and on noisy ones at the same rate, with the random numbers of {{repeats}} values of
 `--seed`, the first of them this run's. Everything is drawn anew: the weights, the order of the
 images, the noise, what the probe draws, and the choice of its penalty.
 */
let (restorerSize, repeatCount) = (128, 6)
let pca = PCA(of: experiment.pool)

/// The comparison with the random numbers of a `--seed`, and the penalty that its probe gets.
struct Repeat: Case {
  var id: Int
  var penalty: Float
  var title: String { "\(settings.seed + id)" }
  var name: String { "again_\(id)" }

  static func key(_ id: Int) -> Key { Key(seed: settings.seed + id) }
  static func probes(_ id: Int) -> DigitProbes {
    DigitProbes(of: digits, using: key(id)["probe"])
  }
}
let repeats = await notebook.runs("penalties of the probe", over: Array(0..<repeatCount)) { id in
  Repeat(id: id, penalty: try Repeat.probes(id).penalty { pca.encode($0, to: k) })
}

/// The accuracies of a probe of the two networks.
struct Accuracies: Sendable {
  var noisy, clean: Double
  var difference: Double { noisy - clean }
}
/// By repeat and seed, with each penalty.
let withEach = await notebook.trials("noise again", repeats, seeds: seeds) { entry, seed in
  var again = experiment
  again.key = Repeat.key(entry.id)
  let models = try [Remedy.noise, .none].map { remedy in
    try again.run(
      Treatment(
        remedy, strength: 0.5, rate: 3e-3, network: [784, restorerSize], count: pool.count),
      seed: seed
    ).model
  }
  return try DigitProbes.penalties.map { penalty in
    let accuracies = try models.map {
      try Repeat.probes(entry.id).accuracy(of: $0.encode, penalty: penalty)
    }
    return Accuracies(noisy: accuracies[0], clean: accuracies[1])
  }
}
let again = withEach.map { entry, accuracies in
  accuracies[DigitProbes.penalties.firstIndex(of: entry.penalty) ?? 0]
}
func p(_ accuracies: [Accuracies]) -> Double {
  pairedP(accuracies.map(\.noisy), accuracies.map(\.clean))
}
notebook.show(
  again, .label("--seed"), .of("penalty of the probe", "penalty") { Double($0.penalty) },
  .spread("noisy minus clean", "accuracy_difference", \.difference), .value("p", "p", p))
let shownAgain = again.results.count { p($0) < 0.01 }
notebook.check(
  "In most of the {{repeats}} no difference is shown.", 2 * shownAgain < repeatCount,
  evidence: "shown in {{shown_again}}")
/*:
 As for the forty tests: with no true difference each shows one with probability one in a hundred, so
 we would expect two fifths of a false alarm, on average; one page in three would have at least one,
 if the tests were independent. So one is no surprise. But is this one pure luck? Look at the second
 column. The chapter chooses the penalty of its probe once, by 400 images, for PCA's codes of
 {{code_size}} units, and then uses it for codes of {{restorer_size}}. The choice falls one way in one
 repeat and another way in the next. What if it had been different?
 (In the next table ± is over all runs of all repeats together.)
 */
/// A penalty of the probe.
struct Penalty: Case {
  var id: Int
  var strength: Double { Double(DigitProbes.penalties[id]) }
  var title: String { "\(strength)" }
  var name: String { "probe_\(Int((1e5 * strength).rounded()))e_5" }
}
let pooled = Trials(
  cases: DigitProbes.penalties.indices.map(Penalty.init),
  seeds: Array(0..<(repeatCount * seeds.count)),
  results: DigitProbes.penalties.indices.map { index in
    withEach.results.joined().map { $0[index] }
  })
notebook.show(
  pooled, .of("penalty of the probe", "penalty", \.strength),
  .spread("noisy", "noisy_test_accuracy", \.noisy),
  .spread("clean", "clean_test_accuracy", \.clean),
  .spread("noisy minus clean", "accuracy_difference", \.difference))
//#-hidden-code
notebook.value("restorer_size", Double(restorerSize), .decimals(0))
notebook.value("repeats", Double(repeatCount), .decimals(0))
notebook.value("shown_again", Double(shownAgain), .decimals(0))
func best(_ accuracy: (Accuracies) -> Double) -> Int {
  pooled.cases.map(\.id).max { pooled.mean($0, accuracy) < pooled.mean($1, accuracy) } ?? 0
}
let (bestNoisy, bestClean) = (best(\.noisy), best(\.clean))
notebook.value("best_probe_penalty", pooled.cases[bestNoisy].strength)
//#-end-hidden-code
notebook.check(
  "Over all repeats, the probe is most accurate on both networks with the same penalty, "
    + "{{best_probe_penalty}}; with it noise changes the mean accuracy by less than a fifth of a "
    + "percentage point.",
  bestNoisy == bestClean && abs(pooled.mean(bestNoisy, \.difference)) < 0.002)
notebook.check(
  "With a tenth of that penalty noise helps, on average over all repeats; with ten times as much it "
    + "does harm, in the mean of each repeat.",
  (1..<(pooled.cases.count - 1)).contains(bestNoisy)
    && pooled.mean(bestNoisy - 1, \.difference) > 0
    && withEach.results.allSatisfy { $0.map { $0[bestNoisy + 1].difference }.mean < 0 })
/*:
 So it was not all luck. Noise does change the code: a probe with a weak penalty classifies it more
 accurately, perhaps because it is less easily over-fitted, and one with a strong penalty less
 accurately. Between them, where the probe is most accurate on both, there is hardly a difference.
 One could have written a paper on either side of it. The penalty was common to the chapter's five
 runs, and a test over runs says nothing about what all runs share. (The accuracies of this table are
 over the test images, and to pick the penalty by them would be a choice on test images; here it is
 not a choice but the question.)
 */
//#-hidden-code
notebook.finish()
//#-end-hidden-code
