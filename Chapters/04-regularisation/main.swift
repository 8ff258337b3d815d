/*:
 # 4 · Regularisation

 > When does an autoencoder over-fit, what does it cost, and what helps?

 A network **over-fits** when it learns its training images at the expense of all others. The
 introductions that this book grew from warn of it and name a list of remedies: L1, L2, dropout,
 more data, a smaller network, a smaller learning rate. None of them shows an autoencoder that
 over-fits, and none tries a remedy. Together such remedies are called **regularisation**. We first
 look for the trouble, then try the whole list, each remedy at many strengths.

 Two things are easily confused. The **gap** is the error on unseen images minus the error on
 training images. A gap alone does no harm: it may grow while both errors fall. Harm is done when
 the error on unseen images turns *up*.
 */
import Datasets
import Engine
import Notebook
import Plot
import Workbench

struct Settings: ChapterSettings {
  @Setting("size of the code", symbol: "k", in: 2...64)
  var codeSize = 32

  @Setting("training images where we try the remedies", symbol: "n", in: 80...400)
  var fewImages = 100

  @Setting("images a step learns from", symbol: "B", in: 1...40)
  var batchSize = 20

  @Setting("updates of every run", symbol: "T", in: 20...10000, quick: 20)
  var updates = 400

  @Setting("looks at a run's errors on its way", in: 2...100, quick: 2)
  var looks = 20

  @Setting("noise in the last experiment, in units of the ink", symbol: "s", in: 0.01...2)
  var damage = 0.5

  @Setting("independent runs of each experiment", in: 2...30, quick: 2)
  var seeds = 5

  @Setting("seed that all random numbers derive from", in: 0...1_000_000)
  var seed = 1
}

let (settings, notebook) = Notebook.open(Settings())
let (k, few, batchSize) = (settings.codeSize, settings.fewImages, settings.batchSize)
let (updates, looks, seeds) = (settings.updates, settings.looks, Array(1...settings.seeds))
let key = Key(seed: settings.seed)
//#-hidden-code
notebook.show(settings)
//#-end-hidden-code
/*:
 ## Few images

 We hold back the last 400 training images, the **validation images**: they choose strengths and
 learning rates, and in the first half of this chapter they stand for all unseen images. The test
 images are kept for the table of remedies and what follows it.

 With few training images much depends on *which* ones. So each seed has images of its own, a block
 from another place of the {{pool}} that are left. The spread over seeds then holds both chances,
 that of the images and that of the random numbers. Choices are made with the seeds −1 and −2, whose
 {{few_images}} images no other run of so few shares.
 */
let digits = notebook.digits()
let (pool, heldBack) = notebook.attempt { try digits.train.split(validation: 400) }
let (poolImages, validation, test) = (pool.matrix, heldBack.matrix, digits.test.matrix)
let trialSeeds = [-1, -2]

/// The training images of a seed.
func images(_ count: Int, seed: Int) -> Matrix {
  let start = 500 * (seed + 2)
  return poolImages.rows(at: (start..<(start + count)).map { $0 % pool.count })
}
//#-hidden-code
notebook.value("pool", Double(pool.count), .decimals(0))
//#-end-hidden-code
/*:
 The network is that of chapter 2, with a hidden layer of ReLU units on each side of a linear code,
 and a sigmoid at the output, whose bias starts at the mean of the training images.
 */
struct Shape: Sendable {
  var encoder: [Int]
  var decoder: [Int]
  var name: String { (encoder + decoder.dropFirst()).map { "\($0)" }.joined(separator: "-") }
}

struct Autoencoder: Module {
  var encoder: Sequential
  var decoder: Sequential

  init(_ shape: Shape, mean: Matrix, using key: Key) {
    func chain(_ sizes: [Int], last: Activation, bias: Matrix?, _ key: Key) -> Sequential {
      Sequential(
        (1..<sizes.count).flatMap { i -> [any Layer] in
          let isLast = i == sizes.count - 1
          let layer = Dense(sizes[i - 1], sizes[i], bias: isLast ? bias : nil, using: key[i])
          return [layer, isLast ? last : Activation.relu]
        })
    }
    encoder = chain(shape.encoder, last: .identity, bias: nil, key["encoder"])
    decoder = chain(
      shape.decoder, last: .sigmoid, bias: logit(mean, margin: 1e-3), key["decoder"])
  }

  func callAsFunction(_ x: Tensor) -> Tensor { decoder(encoder(x)) }

  func code(_ images: Matrix) -> Matrix { encoder(Tensor(images)).value }

  func reconstruct(_ images: Matrix) -> Matrix { self(Tensor(images)).value }

  func error(on images: Matrix) -> Double {
    reconstruct(images).meanSquaredError(to: images)
  }

  mutating func visit(_ body: (String, inout Tensor) throws -> Void) rethrows {
    try encoder.visit { try body("encoder.\($0)", &$1) }
    try decoder.visit { try body("decoder.\($0)", &$1) }
  }
}
/*:
 Where nothing else is said a run makes {{updates}} updates with batches of {{batch_size}}, however
 many images it has, and **looks** at its errors {{looks}} times on the way. With {{few_images}}
 images it sees each of them {{passes}} times. A remedy may change three things: the loss, the optimiser,
 or the images. The loss is a function of the model, of a batch, and of a key for what it draws.
 */
/// The errors after so many updates.
struct Look: Sendable {
  var step: Int
  var training: Double
  var validation: Double
}

struct Run: Sendable {
  var model: Autoencoder
  var looks: [Look] = []
  /// The model of the look with the least validation error: **early stopping** goes back to it.
  var stopped: Autoencoder
  var stoppedAt = 0

  var bestLook: Look {
    looks.first { $0.step == stoppedAt }
      ?? Look(step: 0, training: .infinity, validation: .infinity)
  }
  var gap: Double { validationError - trainingError }
  var trainingError: Double { looks.last?.training ?? .infinity }
  var validationError: Double { looks.last?.validation ?? .infinity }
  var leastValidationError: Double { looks.map(\.validation).min() ?? .infinity }
}

func trained(
  _ shape: Shape, on images: Matrix, updates: Int = updates, looks: Int = looks, optimizer: Adam,
  key: Key,
  loss: (Autoencoder, Matrix, Key) -> Tensor = { model, x, _ in error(of: model, on: x) }
) -> Run {
  var optimizer = optimizer
  let untrained = Autoencoder(shape, mean: images.columnMeans, using: key["weights"])
  var run = Run(model: untrained, stopped: untrained)
  var batches: [ArraySlice<Int>] = []
  run.look(0, images)
  for step in 1...updates {
    if batches.isEmpty {
      batches = shuffledBatches(of: images.rows, size: batchSize, using: key["order"][step])
    }
    let batch = images.rows(at: batches.removeLast())
    let (_, gradient) = valueWithGradient(at: run.model) { loss($0, batch, key["noise"][step]) }
    optimizer.update(&run.model, along: gradient)
    if step % max(updates / looks, 1) == 0 { run.look(step, images) }
  }
  return run
}

func error(of model: Autoencoder, on x: Matrix) -> Tensor {
  meanSquaredError(model(Tensor(x)), x)
}
//#-hidden-code
extension Run {
  mutating func look(_ step: Int, _ images: Matrix) {
    let some = images.rows(at: 0..<min(images.rows, 200))
    let unseen = model.error(on: validation)
    if unseen < leastValidationError { (stopped, stoppedAt) = (model, step) }
    looks.append(Look(step: step, training: model.error(on: some), validation: unseen))
  }
}
notebook.value("passes", Double(updates * batchSize) / Double(few), .decimals(0))
//#-end-hidden-code
/*:
 As ever, two lines to compare with: the mean image, and PCA of the same size from the *same*
 training images.
 */
func meanImageError(_ training: Matrix, on images: Matrix) -> Double {
  (0 * images).adding(row: training.columnMeans).meanSquaredError(to: images)
}

/// PCA from fewer images than pixels: the eigenvectors of the small matrix of inner products give
/// the same components.
func smallPCAError(_ training: Matrix, on images: Matrix) -> Double {
  let mean = training.columnMeans
  let components = orthonormalRows(of: training.subtracting(row: mean)).rows(at: 0..<k)
  let code = images.subtracting(row: mean).multiplied(byTransposeOf: components)
  return code.multiplied(by: components).adding(row: mean).meanSquaredError(to: images)
}
/*:
 ## How large a network, how many images?

 Three networks with equal codes: one without a hidden layer, one with narrow and one with wide
 hidden layers; and two that have a wide one on one side only, since one introduction blames a
 *decoder* that is too complex. Each gets the learning rate that suits it when data are plenty, by
 the worse of two runs on all {{pool}} images, and keeps it where they are few, so that nothing but
 the data changes.
 */
let shapes = [
  Shape(encoder: [784, k], decoder: [k, 784]),
  Shape(encoder: [784, 32, k], decoder: [k, 32, 784]),
  Shape(encoder: [784, 64, k], decoder: [k, 64, 784]),
  Shape(encoder: [784, 64, k], decoder: [k, 784]),
  Shape(encoder: [784, k], decoder: [k, 64, 784]),
]
let (single, deep) = (shapes[0], shapes[2])
let rates = [1e-3, 3e-3, 1e-2, 3e-2]

struct Case: Sendable {
  var shape: Shape
  var count: Int
  var rate: Double

  func run(_ seed: Int, looks: Int = looks) -> Run {
    trained(
      shape, on: images(count, seed: seed), looks: looks, optimizer: Adam(rate: Float(rate)),
      key: key[seed])
  }
}

let rateCases = shapes.flatMap { shape in
  rates.map { Case(shape: shape, count: pool.count, rate: $0) }
}
let rateErrors = await runs("rates", rateCases, seeds: trialSeeds) {
  $0.run($1, looks: 1).validationError
}
let shapeChoices = shapes.indices.map { shape in
  choice(rateErrors[(shape * rates.count)..<((shape + 1) * rates.count)])
}

let amounts = [few, 6 * few, pool.count]
let cases =
  amounts.flatMap { count in (0..<3).map { (shape: $0, count: count) } }
  + [(shape: 3, count: few), (shape: 4, count: few)]
let caseRuns = await runs(
  "size × data",
  cases.map {
    Case(shape: shapes[$0.shape], count: $0.count, rate: rates[shapeChoices[$0.shape].index])
  }, seeds: seeds
) { $0.run($1) }
//#-hidden-code
/// Does the work for each item and seed: results by [item][seed].
func runs<Item: Sendable, Result: Sendable>(
  _ label: String, _ items: [Item], seeds: [Int], _ body: @escaping @Sendable (Item, Int) -> Result
) async -> [[Result]] {
  let jobs = items.flatMap { item in seeds.map { (item, $0) } }
  let results = await notebook.runs(label, over: jobs) { body($0, $1) }
  return items.indices.map { Array(results[($0 * seeds.count)..<(($0 + 1) * seeds.count)]) }
}

/// Of errors by [case][trial], the case whose worst trial is best.
func choice(_ errors: ArraySlice<[Double]>) -> (index: Int, isAtEdge: Bool) {
  let worst = errors.map { $0.max() ?? .infinity }
  let best = worst.indices.min { worst[$0] < worst[$1] } ?? 0
  return (best, best == 0 || best == worst.count - 1)
}

func rise(_ run: Run) -> Double { run.validationError / run.leastValidationError - 1 }

var caseTable = Table(
  "network", "parameters", "images", "rate", "training", "validation", "least on the way",
  "rise from there")
for (entry, runs) in zip(cases, caseRuns) {
  let name = shapes[entry.shape].name
  let id = "ae_\(name.replacing("-", with: "_"))"
  let rate = rates[shapeChoices[entry.shape].index]
  caseTable.row(
    name, runs[0].model.parameterCount, entry.count,
    notebook.value("\(id)_rate_n\(entry.count)", rate, .significant(1)),
    notebook.spread(
      "\(id)_train_mse_n\(entry.count)", runs.map(\.trainingError), .decimals(4)),
    notebook.spread(
      "\(id)_validation_mse_n\(entry.count)", runs.map(\.validationError), .decimals(4)),
    notebook.spread(
      "\(id)_least_validation_mse_n\(entry.count)", runs.map(\.leastValidationError),
      .decimals(4)),
    notebook.spread("\(id)_rise_n\(entry.count)", runs.map(rise), .percent(1)))
}
notebook.show(caseTable)
let fewPCAErrors = seeds.map { smallPCAError(images(few, seed: $0), on: validation) }
notebook.spread("pca_few_validation_mse", fewPCAErrors, .decimals(4))
func curve(_ name: String, _ runs: [Run], _ error: KeyPath<Look, Double>) -> Series {
  seedBand(name, runs.map { $0.looks.map { (Double($0.step), $0[keyPath: error]) } })
}
notebook.show(
  LineChart(
    x: Axis("updates"), y: Axis("mean squared error", .log),
    series: amounts.enumerated().flatMap { place, count -> [Series] in
      let runs = caseRuns[3 * place + 2]
      return [
        curve("unseen, n = \(count)", runs, \.validation),
        curve("training, n = \(count)", runs, \.training),
      ]
    },
    references: [
      .horizontal(meanImageError(poolImages, on: validation), "mean image"),
      .horizontal(fewPCAErrors.mean, "PCA, n = \(few), unseen"),
    ]),
  as: "over-fitting",
  caption:
    "784-64-32-64-784. With {{few_images}} images the error on unseen ones turns up while that on "
    + "the training images falls. With more there is a gap, and no turn.")
//#-end-hidden-code
let pca = PCA(of: poolImages)
let allPCAError = pca.reconstruct(validation, from: k).meanSquaredError(to: validation)

/// Whether chance alone would make two lists, paired by seed, differ so much less than once in a
/// hundred times.
func differ(_ a: [Double], _ b: [Double]) -> Bool { pairedP(a, b) < 0.01 }

let caseErrors = caseRuns.map { $0.map(\.validationError) }
notebook.check(
  "With the fewest images the validation error of each of the three networks turns up, with every "
    + "seed, while the training error goes on falling.",
  caseRuns[0...2].joined().allSatisfy {
    rise($0) > 0.01 && $0.trainingError < $0.bestLook.training
  })
notebook.check(
  "With six times as many, the networks with hidden layers on both sides end within a hundredth of "
    + "their least validation error, with every seed.",
  caseRuns[4...5].joined().allSatisfy { rise($0) < 0.01 })
notebook.check(
  "With all images, wherever a run ends more than a hundredth above its least validation error, "
    + "its training error has risen, too.",
  caseRuns[6...8].joined().allSatisfy {
    rise($0) < 0.01 || $0.trainingError > $0.bestLook.training
  })
notebook.check(
  "The more images, the smaller the mean gap, for each of the three networks.",
  (0..<3).allSatisfy { shape in
    let gaps = [shape, shape + 3, shape + 6].map { caseRuns[$0].map(\.gap).mean }
    return gaps[0] > gaps[1] && gaps[1] > gaps[2]
  })
notebook.check(
  "With the fewest images the network without a hidden layer does best of the three and the one "
    + "with narrow layers worst, with every seed.",
  seeds.indices.allSatisfy {
    caseErrors[0][$0] < caseErrors[2][$0] && caseErrors[2][$0] < caseErrors[1][$0]
  })
notebook.check(
  "From all images to the fewest the mean error of each of the three networks grows by a larger "
    + "factor than PCA's does.",
  (0..<3).allSatisfy {
    caseErrors[$0].mean / caseErrors[$0 + 6].mean > fewPCAErrors.mean / allPCAError
  })
notebook.check(
  "PCA from the same images beats all five networks there, wherever they are stopped, with every "
    + "seed.",
  zip(cases, caseRuns).allSatisfy { entry, runs in
    entry.count != few
      || zip(runs, fewPCAErrors).allSatisfy { $0.leastValidationError > $1 }
  })
notebook.check(
  "A wide layer on one side only, whichever it is, does better than one on each side; between "
    + "the two sides no difference is shown.",
  differ(caseErrors[9], caseErrors[2]) && differ(caseErrors[10], caseErrors[2])
    && caseErrors[9].mean < caseErrors[2].mean && caseErrors[10].mean < caseErrors[2].mean
    && !differ(caseErrors[9], caseErrors[10]))
/*:
 Where we say that a difference is *shown*, a **paired t-test** over the seeds (Student 1908) finds
 that chance alone would make one so large less than once in a hundred times. It is paired because
 both runs of a pair have the same images and the same key. (There are dozens of such tests below:
 one false alarm would be no surprise.)

 So over-fitting is real, and takes little to bring about: few images, each seen {{passes}} times.
 Its cost is the last column: on average up to about a tenth. The other cost is far larger, and no
 stopping pays it back: the errors of all these networks are much higher than with more images, and
 PCA from the same {{few_images}} images has {{pca_few_validation_mse}}. With all images a run may
 end above its best as well, but there the training error jumps with it, which is not over-fitting;
 one reason may be a rate that is high for the end of a run.

 Nor is it simply the number of parameters that counts. The network with wide layers has twice as
 many as the one with narrow layers, and does better. A hidden layer on both sides costs most; and
 the decoder alone is not to blame, since with a hidden layer in the encoder instead the network
 does no better, as far as is shown.

 ## The remedies

 From here on we take the network with wide layers on both sides and {{few_images}} images, where it
 over-fits, and treat it.

 **Penalties** add a term to the loss. The **L2** penalty is $\lambda \sum w^2$ over all weights.
 Adam scales its gradient like every other, whatever $\lambda$ is; **weight decay** (Loshchilov and
 Hutter 2019) shrinks the weights past Adam instead, $w \leftarrow (1 - \eta \lambda) w$, and is an
 option of the engine's optimiser. **L1 on the code** is $\lambda \sum_i |z_i|$ for each image, and
 is meant to make most $z_i$ small. A **contractive** penalty is $\lambda \lVert \partial f /
 \partial x \rVert^2$, the sum of the squares of all derivatives of the code by the pixels (Rifai et
 al. 2011). We estimate it: a small Gaussian nudge $h \varepsilon$ of the image moves the code by $h
 \,(\partial f / \partial x)\, \varepsilon$, whose square is on average $h^2$ times that sum.
 */
/// Σ w² over the weights of all layers, without the biases.
func squaredWeights(of model: Autoencoder) -> Tensor {
  var (model, sum) = (model, Tensor(Matrix(row: [0])))
  model.visit { name, w in
    if name.hasSuffix("weight") { sum = sum + (w * w).sum }
  }
  return sum
}
/*:
 **Denoising** (Vincent et al. 2008) damages the input and asks for the clean image: by **Gaussian
 noise** of deviation $s$ at each pixel, or by **masking**, which puts out a share $p$ of the
 pixels. We brighten the others by $1/(1-p)$, so that a sum over pixels stays what it was on
 average.
 */
func noisy(_ x: Matrix, _ s: Float, _ key: Key) -> Matrix {
  x + s * key.normals(rows: x.rows, columns: x.columns)
}

/// 0 with probability p, else 1 / (1 − p).
func mask(rows: Int, columns: Int, _ p: Float, _ key: Key) -> Matrix {
  1 / (1 - p) * key.bernoullis(Matrix(rows: rows, columns: columns, repeating: 1 - p))
}
/*:
 **Dropout** (Srivastava et al. 2014) does the same to hidden units, with a mask for each image and
 each step. It is there while the network learns and gone when we look; the factor $1/(1-p)$ is what
 makes that fit. (Dropout of the *input* is masking noise.)
 */
struct Dropout: Layer {
  var p: Float
  var key: Key

  func callAsFunction(_ x: Tensor) -> Tensor {
    x * Tensor(mask(rows: x.value.rows, columns: x.value.columns, p, key))
  }

  mutating func visit(_ body: (String, inout Tensor) throws -> Void) rethrows {}
}

extension Sequential {
  /// This chain with dropout behind each ReLU.
  func dropping(_ p: Float, using key: Key) -> Sequential {
    Sequential(
      layers.enumerated().flatMap { place, layer -> [any Layer] in
        layer as? Activation == .relu ? [layer, Dropout(p: p, key: key[place])] : [layer]
      })
  }
}
/*:
 **Augmentation** makes new images from old ones: **shifts** by up to so many pixels each way, or
 **rotations** by up to so many degrees. Unlike noise, it changes the target, too. The last two
 remedies are a network without hidden layers and, as a yardstick, more images.
 */
enum Remedy: String, CaseIterable, Sendable {
  case none
  case penalty = "L2 penalty"
  case decay = "weight decay"
  case sparsity = "L1 on the code"
  case contraction
  case dropout
  case masking = "masking noise"
  case noise = "Gaussian noise"
  case shifts
  case rotations
  case single = "no hidden layer"
  case more = "more images"
}

struct Treatment: Sendable {
  var remedy: Remedy
  var strength: Double = 0
  var rate = commonRate

  /// What is lowered, for a batch x.
  func loss(_ model: Autoencoder, _ x: Matrix, _ key: Key) -> Tensor {
    let λ = Float(strength)
    let perImage = λ / Float(x.rows)
    switch remedy {
    case .penalty:
      return error(of: model, on: x) + λ * squaredWeights(of: model)
    case .sparsity:
      let z = model.encoder(Tensor(x))
      return meanSquaredError(model.decoder(z), x) + perImage * z.absolute.sum
    case .contraction:
      let (z, h) = (model.encoder(Tensor(x)), Float(0.01))
      let slope = 1 / h * (model.encoder(Tensor(noisy(x, h, key))) - z)
      return meanSquaredError(model.decoder(z), x) + perImage * (slope * slope).sum
    case .dropout:
      let z = model.encoder.dropping(λ, using: key["encoder"])(Tensor(x))
      return meanSquaredError(model.decoder.dropping(λ, using: key["decoder"])(z), x)
    case .masking:
      let masked = x * mask(rows: x.rows, columns: x.columns, λ, key)
      return meanSquaredError(model(Tensor(masked)), x)
    case .noise:
      return meanSquaredError(model(Tensor(noisy(x, λ, key))), x)
    case .shifts:
      return error(of: model, on: shifted(x, byUpTo: Int(λ), using: key))
    case .rotations:
      return error(of: model, on: rotated(x, byUpTo: λ, using: key))
    case .none, .decay, .single, .more:
      return error(of: model, on: x)
    }
  }

  func run(_ seed: Int, updates: Int = updates, looks: Int = looks) -> Run {
    trained(
      remedy == .single ? single : deep,
      on: images(remedy == .more ? Int(strength) : few, seed: seed), updates: updates,
      looks: looks,
      optimizer: Adam(rate: Float(rate), weightDecay: remedy == .decay ? Float(strength) : 0),
      key: key[seed], loss: loss)
  }
}
/*:
 ## How strong?

 Each remedy runs at several strengths, all at the rate of the untreated network, {{common_rate}}.
 The validation images choose, again by the worse of two runs.
 */
let commonRate = rates[shapeChoices[2].index]
let sweeps: [(remedy: Remedy, strengths: [Double])] = [
  (.none, [0]),
  (.penalty, [1e-7, 1e-6, 1e-5, 2e-5, 5e-5, 1e-4]),
  (.decay, [1e-2, 3e-1, 1, 3]),
  (.sparsity, [1e-7, 1e-5, 1e-4, 1e-3]),
  (.contraction, [1e-7, 1e-6, 1e-5, 1e-4, 1e-3]),
  (.dropout, [0.05, 0.1, 0.2, 0.4]),
  (.masking, [0.1, 0.4, 0.6, 0.8]),
  (.noise, [0.1, 0.2, 0.4, 0.8]),
  (.shifts, [1, 2, 3, 6]),
  (.rotations, [10, 20, 40, 80]),
  (.single, [0]),
  (.more, [2 * few, 8 * few, pool.count].map(Double.init)),
]
let treatments = sweeps.flatMap { sweep in
  sweep.strengths.map { Treatment(remedy: sweep.remedy, strength: $0) }
}
let trialErrors = await runs("strengths", treatments, seeds: trialSeeds) {
  $0.run($1, looks: 1).validationError
}
/// By remedy, the treatments and the errors of their two runs.
let trials = Dictionary(grouping: zip(treatments, trialErrors), by: \.0.remedy)
//#-hidden-code
notebook.value("common_rate", commonRate, .significant(1))
let untreated = trials[.none]?[0].1 ?? []
let sweepReferences: [Plot.Reference] = [
  .horizontal(untreated.mean, "no remedy"),
  .horizontal(
    trialSeeds.map { smallPCAError(images(few, seed: $0), on: validation) }.mean, "PCA, n = \(few)"
  ),
  .horizontal(
    trialSeeds.map { meanImageError(images(few, seed: $0), on: validation) }.mean, "mean image"),
]
func sweepChart(_ remedies: [Remedy], _ x: Axis) -> LineChart {
  LineChart(
    x: x, y: Axis("validation error", .log),
    series: remedies.map { remedy in
      let own = trials[remedy] ?? []
      return seedBand(
        remedy.rawValue,
        trialSeeds.indices.map { trial in own.map { ($0.0.strength, $0.1[trial]) } })
    }, references: sweepReferences)
}
notebook.show(
  sweepChart([.penalty, .decay, .sparsity, .contraction], Axis("strength λ", .log)),
  as: "penalties",
  caption: "The penalties. Each is best at a strength inside its grid.")
notebook.show(
  sweepChart([.dropout, .masking, .noise], Axis("share p, or deviation s")), as: "noises",
  caption: "Dropout and the two kinds of noise. Here, too, the best lies inside.")
func errors(_ remedy: Remedy, _ place: Int) -> [Double] { trials[remedy]?[place].1 ?? [] }
//#-end-hidden-code
notebook.check(
  "The weakest penalty of each kind changes the error by less than a fiftieth, with both seeds.",
  [Remedy.penalty, .decay, .sparsity, .contraction].allSatisfy { remedy in
    zip(errors(remedy, 0), untreated).allSatisfy { abs($0 / $1 - 1) < 0.02 }
  })
notebook.check(
  "The strongest L1 penalty leaves hardly more than the mean image: the error is within a "
    + "twentieth of the mean image's, with both seeds.",
  zip(trialSeeds, errors(.sparsity, 3)).allSatisfy { seed, error in
    abs(error / meanImageError(images(few, seed: seed), on: validation) - 1) < 0.05
  })
/*:
 The curves have the shape that the introductions leave out. A weak remedy does next to nothing; a
 strong one helps less than a moderate one, or, like L1, does great harm; between the two lies a
 strength that helps most. Now each remedy, at its best strength, gets the learning rate that suits
 *it*: from the common rate we go down, or up, in steps of about three, for as long as the
 validation error falls. The untreated network does so, too; that is the remedy called "a smaller
 learning rate".
 */
let ladder = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1]
func worse(_ errors: [Double]) -> Double { errors.max() ?? .infinity }

let choices = sweeps.map { sweep in
  let own = trials[sweep.remedy] ?? []
  let (index, isAtEdge) = choice(own.map(\.1)[...])
  return (treatment: own[index].0, error: worse(own[index].1), isAtEdge: isAtEdge)
}
let tuned = await notebook.runs("rates of remedies", over: choices) { choice in
  var (best, least) = (choice.treatment, choice.error)
  for direction in [-1, 1] where best.rate == commonRate {
    var next = best
    var place = ladder.firstIndex(of: commonRate) ?? 0
    while ladder.indices ~= place + direction {
      place += direction
      next.rate = ladder[place]
      let error = worse(trialSeeds.map { next.run($0, looks: 1).validationError })
      guard error < least else { break }
      (best, least) = (next, error)
    }
  }
  return best
}
/*:
 ## The table

 Last, each remedy runs with every seed, and the test images are looked at. The first line is the
 untreated network at the rate that suits it; *p* compares a line with it. The last line is the
 untreated network at the common rate, as above. "Stopped" is the test error of the model with the
 least validation error on the way: early stopping (Prechelt 1998).

 The **linear probe** (Alain and Bengio 2017) says how good the code is as a description of the
 digit: softmax regression from the {{code_size}} numbers to the ten classes, learned on all 4000
 training images *with* their labels. The autoencoder never saw a label, and of the images only its
 {{few_images}}. The penalty of the probe is chosen on validation images, for PCA's code.
 */
let finals = await runs("remedies", tuned + [Treatment(remedy: .none)], seeds: seeds) { $0.run($1) }
let testErrors = finals.map { $0.map { $0.model.error(on: test) } }
let stoppedErrors = finals.map { $0.map { $0.stopped.error(on: test) } }

let train = digits.train.matrix
let codePenalty = probePenalty(for: pca.encode(train, to: k))
let accuracies = finals.map { $0.map { run in probeAccuracy { run.model.code($0) } } }

func probePenalty(for codes: Matrix) -> Float {
  notebook.attempt {
    try LinearProbe.penalty(
      for: codes, labels: digits.train.labels, among: [1e-5, 1e-4, 1e-3, 1e-2, 1e-1],
      using: key["probe"])
  }
}

func probeAccuracy(penalty: Float = codePenalty, _ code: (Matrix) -> Matrix) -> Double {
  notebook.attempt {
    try LinearProbe(
      of: code(train), labels: digits.train.labels, penalty: penalty, using: key["probe"])
  }.accuracy(on: code(test), labels: digits.test.labels)
}
//#-hidden-code
func id(_ remedy: Remedy) -> String {
  remedy.rawValue.lowercased().replacing(" ", with: "_")
}
let names = tuned.map(\.remedy.rawValue) + ["none, common rate"]
var finalTable = Table(
  "remedy", "strength", "rate", "training", "test", "gap", "p", "stopped", "probe")
for (place, runs) in finals.enumerated() {
  let treatment = place < tuned.count ? tuned[place] : Treatment(remedy: .none)
  let name = place < tuned.count ? id(treatment.remedy) : "none_common"
  let training = runs.map(\.trainingError)
  finalTable.row(
    names[place],
    treatment.strength > 0
      ? notebook.value("\(name)_strength", treatment.strength, .significant(1)) : "–",
    notebook.value("\(name)_rate", treatment.rate, .significant(1)),
    notebook.spread("\(name)_train_mse", training, .decimals(4)),
    notebook.spread("\(name)_test_mse", testErrors[place], .decimals(4)),
    notebook.value("\(name)_gap", testErrors[place].mean - training.mean, .decimals(4)),
    place == 0
      ? "–"
      : notebook.value("\(name)_p", pairedP(testErrors[place], testErrors[0]), .significant(1)),
    notebook.value("\(name)_stopped_test_mse", stoppedErrors[place].mean, .decimals(4)),
    notebook.spread("\(name)_test_accuracy", accuracies[place], .percent(1)))
}
notebook.show(finalTable)
let fewPCATestErrors = seeds.map { smallPCAError(images(few, seed: $0), on: test) }
notebook.spread("pca_few_test_mse", fewPCATestErrors, .decimals(4))
notebook.show(
  BarChart(
    value: "test MSE", categories: names,
    series: [
      .init(
        "test MSE", values: testErrors.map(\.mean), errors: testErrors.map(\.standardDeviation))
    ],
    references: [
      .vertical(fewPCATestErrors.mean, "PCA, n = \(few)"),
      .vertical(seeds.map { meanImageError(images(few, seed: $0), on: test) }.mean, "mean image"),
    ]),
  as: "remedies",
  caption:
    "Penalties and noise help a little; shifts, rotations and a simpler network help more; more "
    + "images help most.")
func place(_ remedy: Remedy) -> Int { tuned.firstIndex { $0.remedy == remedy } ?? 0 }
func testError(_ remedy: Remedy) -> Double { testErrors[place(remedy)].mean }
func gains(_ remedies: [Remedy]) -> [Double] {
  remedies.map { 1 - testError($0) / testError(.none) }
}
let mild: [Remedy] = [.penalty, .decay, .sparsity, .contraction, .dropout, .masking, .noise]
let strong: [Remedy] = [.shifts, .rotations, .single]
notebook.value("least_mild_gain", gains(mild).min() ?? 0, .percent(0))
notebook.value("greatest_mild_gain", gains(mild).max() ?? 0, .percent(0))
notebook.value("shifts_gain", gains([.shifts])[0], .percent(0))
notebook.value("rotations_gain", gains([.rotations])[0], .percent(0))
notebook.value("single_gain", gains([.single])[0], .percent(0))
let commonPlace = finals.count - 1
//#-end-hidden-code
notebook.check(
  "No chosen strength lies at the edge of its grid, but for the number of images; and no learning "
    + "rate does.",
  choices.allSatisfy { [.none, .single, .more].contains($0.treatment.remedy) || !$0.isAtEdge }
    && !shapeChoices.contains(where: \.isAtEdge)
    && tuned.allSatisfy { $0.rate > ladder[0] && $0.rate < ladder[ladder.count - 1] })
notebook.check(
  "Every remedy has a lower test error than the untreated network at its own rate, and the "
    + "difference is shown.",
  tuned.indices.dropFirst().allSatisfy {
    testErrors[$0].mean < testErrors[0].mean && differ(testErrors[$0], testErrors[0])
  })
notebook.check(
  "Where both are stopped early the differences are still shown, but for contraction's.",
  tuned.indices.dropFirst().allSatisfy {
    differ(stoppedErrors[$0], stoppedErrors[0]) == (tuned[$0].remedy != .contraction)
  })
notebook.check(
  "Every remedy narrows the mean gap.",
  tuned.indices.dropFirst().allSatisfy { place in
    testErrors[place].mean - finals[place].map(\.trainingError).mean
      < testErrors[0].mean - finals[0].map(\.trainingError).mean
  })
notebook.check(
  "Each of the penalties and noises has a higher mean training error than the untreated "
    + "network, and lowers the mean test error by less than a tenth.",
  mild.allSatisfy {
    finals[place($0)].map(\.trainingError).mean > finals[0].map(\.trainingError).mean
  } && gains(mild).allSatisfy { $0 < 0.1 })
notebook.check(
  "Shifts, rotations and the network without hidden layers each do better than every penalty and "
    + "every noise, and the differences are shown.",
  strong.allSatisfy { strong in
    mild.allSatisfy {
      testError(strong) < testError($0) && differ(testErrors[place(strong)], testErrors[place($0)])
    }
  })
notebook.check(
  "Still, on average PCA from the same images beats every one of them; only more images beat PCA.",
  tuned.indices.allSatisfy {
    (testErrors[$0].mean < fewPCATestErrors.mean) == (tuned[$0].remedy == .more)
  }, evidence: "PCA: {{pca_few_test_mse}}")
/*:
 So most of the advice is right, as far as it goes. Penalties and noise lower the test error by
 {{least_mild_gain}} to {{greatest_mild_gain}}; without the tests over pairs, which cancel the luck
 of the images, so little would drown in the spread. What helps much is something else: images that
 are shifted ({{shifts_gain}}) or turned ({{rotations_gain}}), and a network with fewer layers
 ({{single_gain}}). A shifted digit is still a digit; that is knowledge which the images alone do
 not hold. And nothing that we did to {{few_images}} images brought the network to where PCA is at
 once.

 ## Stopping early, and learning slowly

 Two remedies do not touch the loss. How do they compare?
 */
let slowRates = [3e-3, 1e-3, 3e-4, 1e-4, 3e-5]
let slow = await runs(
  "slow", slowRates.map { Treatment(remedy: .none, rate: $0) }, seeds: trialSeeds
) { $0.run($1) }
let patient = await runs("patient", [Treatment(remedy: .none, rate: 3e-4)], seeds: trialSeeds) {
  $0.run($1, updates: 4 * updates)
}[0]
//#-hidden-code
var slowTable = Table("rate", "updates", "training", "validation", "gap")
for (rate, runs) in zip(slowRates + [3e-4], slow + [patient]) {
  let steps = runs[0].looks.last?.step ?? 0
  let name = "rate_\(Int(1e6 * rate))e_6_updates_\(steps)"
  slowTable.row(
    notebook.value(name, rate, .significant(1)), steps,
    notebook.value("\(name)_train_mse", runs.map(\.trainingError).mean, .decimals(4)),
    notebook.value("\(name)_validation_mse", runs.map(\.validationError).mean, .decimals(4)),
    notebook.value("\(name)_gap", runs.map(\.gap).mean, .decimals(4)))
}
notebook.show(slowTable)
notebook.value("patient_rise", patient.map(rise).mean, .percent(0))
notebook.value("early_p", pairedP(stoppedErrors[commonPlace], testErrors[0]), .decimals(2))
//#-end-hidden-code
notebook.check(
  "The slower, the smaller the gap and the larger the training error.",
  zip(slow, slow.dropFirst()).allSatisfy { fast, slow in
    slow.map(\.gap).mean < fast.map(\.gap).mean
      && slow.map(\.trainingError).mean > fast.map(\.trainingError).mean
  })
notebook.check(
  "The smallest rate has the largest validation error, with both seeds.",
  trialSeeds.indices.allSatisfy { seed in
    slow.dropLast().allSatisfy { $0[seed].validationError < slow[4][seed].validationError }
  })
notebook.check(
  "With four times the updates, a rate ten times smaller than the common one over-fits as well, "
    + "with both seeds.",
  patient.allSatisfy { rise($0) > 0.03 && $0.trainingError < $0.bestLook.training },
  evidence: "{{patient_rise}} above the least validation error")
notebook.check(
  "At the common rate, stopping early lowers the test error, with every seed, and to that of "
    + "the slower rate: between the two no difference is shown.",
  zip(stoppedErrors[commonPlace], testErrors[commonPlace]).allSatisfy(<)
    && !differ(stoppedErrors[commonPlace], testErrors[0]), evidence: "p = {{early_p}}")
notebook.check(
  "With dropout, shifts and rotations early stopping never triggers: the last look is the best, "
    + "with every seed.",
  [Remedy.dropout, .shifts, .rotations].allSatisfy {
    finals[place($0)].allSatisfy { $0.stoppedAt == updates }
  })
/*:
 (The table has means of the two trial runs, on validation images.) A smaller learning rate is no
 cure. It learns less in the same time: the gap shrinks while the *training* error grows, and a rate
 that is too small makes everything worse. Given more time it over-fits, too. It does what early
 stopping does, by other means; but early stopping also says when.

 ## What the penalties do

 **L1** is said to make a code *sparse*, most of its numbers near zero. We measure the sparseness of
 Hoyer (2004), $(\sqrt{k} - \lVert z \rVert_1 / \lVert z \rVert_2) / (\sqrt{k} - 1)$: 0 when all
 numbers are equally large, 1 when only one is not zero. It does not depend on the code's scale.
 */
func sparseness(_ codes: Matrix) -> Double {
  let root = Double(codes.columns).squareRoot()
  return (0..<codes.rows).map { image in
    let z = codes.row(image).map(Double.init)
    let (one, two) = (z.reduce(0) { $0 + abs($1) }, z.reduce(0) { $0 + $1 * $1 }.squareRoot())
    return (root - one / two) / (root - 1)
  }.mean
}

func size(_ matrix: Matrix) -> Double { (matrix * matrix).mean.squareRoot() }

func firstLayer(_ chain: Sequential) -> Matrix? { (chain.layers[0] as? Dense)?.weight.value }
//#-hidden-code
var codeTable = Table("remedy", "sparseness", "size of the code", "size of the decoder's weights")
let codeRemedies: [Remedy] = [.none, .sparsity, .contraction]
let codeStatistics = codeRemedies.map { remedy in
  let runs = finals[place(remedy)]
  let codes = runs.map { $0.model.code(test) }
  return (
    sparseness: codes.map(sparseness), code: codes.map(size),
    decoder: runs.compactMap { firstLayer($0.model.decoder).map(size) }
  )
}
for (remedy, statistics) in zip(codeRemedies, codeStatistics) {
  codeTable.row(
    remedy.rawValue,
    notebook.spread("\(id(remedy))_test_sparseness", statistics.sparseness, .decimals(3)),
    notebook.spread("\(id(remedy))_test_code_size", statistics.code, .decimals(1)),
    notebook.spread("\(id(remedy))_decoder_weight_size", statistics.decoder, .decimals(2)))
}
notebook.show(codeTable)
//#-end-hidden-code
notebook.check(
  "Under L1 the codes of test images are sparser, with every seed, but on average by less than "
    + "a tenth of the way from the untreated code to a single number.",
  zip(codeStatistics[1].sparseness, codeStatistics[0].sparseness).allSatisfy(>)
    && codeStatistics[1].sparseness.mean - codeStatistics[0].sparseness.mean
      < 0.1 * (1 - codeStatistics[0].sparseness.mean)
)
notebook.check(
  "Under L1 and under contraction the code is smaller and the decoder's first weights are "
    + "larger than without, with every seed.",
  codeStatistics.dropFirst().allSatisfy { statistics in
    zip(statistics.code, codeStatistics[0].code).allSatisfy(<)
      && zip(statistics.decoder, codeStatistics[0].decoder).allSatisfy(>)
  })
/*:
 Sparser, but far from sparse; and the penalty has a way out. Halve the code, double the decoder's
 first weights, and the reconstruction is the same at half the L1 penalty and a quarter of the
 contractive one. The network takes some steps on that way: part of what the penalties press down is
 nothing but scale. Tied weights, as Rifai et al. have them, close it.

 **L2 and weight decay** look alike and are not: Adam divides a gradient by its own size. The
 weights of a pixel that no training image inks show it best. The reconstruction gives them no
 gradient, so that the penalty's is all they have, and Adam takes a full step of about $\eta$
 however small $\lambda$ is. How large are they at the end, compared with the start?
 */
func blankPixels(_ images: Matrix) -> [Int] {
  images.columnSums.row(0).indices.filter { images.columnSums[0, $0] == 0 }
}

/// The size of the weights that lead from blank pixels, at the end against the start.
func blankWeightsLeft(_ run: Run, seed: Int) -> Double {
  let images = images(few, seed: seed)
  let start = Autoencoder(deep, mean: images.columnMeans, using: key[seed]["weights"])
  let (old, new) = (firstLayer(start.encoder), firstLayer(run.model.encoder))
  guard let old, let new else { return 0 }
  let blank = blankPixels(images)
  return size(new.rows(at: blank)) / size(old.rows(at: blank))
}
let leftBy = { (remedy: Remedy) in
  zip(finals[place(remedy)], seeds).map { blankWeightsLeft($0, seed: $1) }
}
//#-hidden-code
let (leftAlone, leftByPenalty, leftByDecay) = (leftBy(.none), leftBy(.penalty), leftBy(.decay))
notebook.spread("penalty_blank_weights_left", leftByPenalty, .significant(1))
notebook.spread("decay_blank_weights_left", leftByDecay, .decimals(2))
let decay = tuned[place(.decay)]
var shrunk = 1.0
for _ in 0..<updates { shrunk *= 1 - decay.rate * decay.strength }
notebook.value("decay_blank_weights_predicted", shrunk, .decimals(2))
//#-end-hidden-code
notebook.check(
  "Without a remedy they stay as they were drawn, bit for bit.", leftAlone.allSatisfy { $0 == 1 })
notebook.check(
  "Weight decay shrinks them by what its rule predicts, to a hundredth.",
  leftByDecay.allSatisfy { abs($0 - shrunk) < 0.01 },
  evidence: "{{decay_blank_weights_left}} against {{decay_blank_weights_predicted}}")
notebook.check(
  "The L2 penalty, tiny as it is, wipes them out: less than a thousandth is left.",
  leftByPenalty.allSatisfy { $0 < 1e-3 }, evidence: "{{penalty_blank_weights_left}}")
/*:
 A tempting explanation: in an unseen image some of those pixels carry ink, the untreated network
 lets it in with random weights, and *that* is what the penalties cure. It can be tested. Set those
 weights to zero in the trained networks; no training image can tell.
 */
func silenced(_ run: Run, seed: Int) -> Autoencoder {
  var model = run.model
  guard var layer = model.encoder.layers[0] as? Dense else { return model }
  var isKept = Matrix(rows: 784, columns: layer.weight.value.columns, repeating: 1)
  for pixel in blankPixels(images(few, seed: seed)) {
    for unit in 0..<isKept.columns { isKept[pixel, unit] = 0 }
  }
  layer.weight = Tensor(isKept * layer.weight.value)
  model.encoder.layers[0] = layer
  return model
}
let silencedRuns = finals[place(.none)]
let silencedModels = zip(silencedRuns, seeds).map { silenced($0, seed: $1) }
notebook.check(
  "The training errors stay the same, bit for bit.",
  zip(zip(silencedRuns, silencedModels), seeds).allSatisfy { models, seed in
    let images = images(few, seed: seed)
    return models.0.model.error(on: images) == models.1.error(on: images)
  })
notebook.check(
  "The test error changes by less than a thousandth of itself, with every seed.",
  zip(silencedModels, testErrors[0]).allSatisfy { abs($0.error(on: test) / $1 - 1) < 1e-3 })
/*:
 Nothing. The explanation was wrong, and without the test it would stand here. One sees how little a
 plausible "because" is worth.

 ## Better features?

 It is also said that regularisation is for *features* rather than for reconstruction. The column
 "probe" of the table tells. Beside it belong some controls: the same probe on raw pixels, on PCA's
 code, on the code of an untrained network with its random weights; and Gaussian noise at twice the
 strength that suits reconstruction. (The standard error of an accuracy on 1000 images is about a
 percentage point; pairs of seeds share the images, so that differences are surer than that.)
 */
let pixelPenalty = probePenalty(for: train)
let pixelAccuracy = probeAccuracy(penalty: pixelPenalty) { $0 }
let pcaAccuracy = probeAccuracy { pca.encode($0, to: k) }
let untrainedAccuracies = seeds.map { seed in
  let untrained = Autoencoder(deep, mean: pca.mean, using: key[seed]["weights"])
  return probeAccuracy { untrained.code($0) }
}
let heavyNoise = Treatment(
  remedy: .noise, strength: 2 * tuned[place(.noise)].strength, rate: tuned[place(.noise)].rate)
let heavyRuns = await runs("heavy noise", [heavyNoise], seeds: seeds) { $0.run($1) }[0]
let heavyErrors = heavyRuns.map { $0.model.error(on: test) }
let heavyAccuracies = heavyRuns.map { run in probeAccuracy { run.model.code($0) } }
//#-hidden-code
var controls = Table("probe on", "test accuracy")
controls.row("raw pixels", notebook.value("pixels_test_accuracy", pixelAccuracy, .percent(1)))
controls.row(
  "PCA, k = \(k), of \(pool.count) images",
  notebook.value("pca_test_accuracy", pcaAccuracy, .percent(1)))
controls.row(
  "untrained network", notebook.spread("untrained_test_accuracy", untrainedAccuracies, .percent(1)))
controls.row(
  "untreated network", notebook.spread("none_again_test_accuracy", accuracies[0], .percent(1)))
controls.row(
  "Gaussian noise, doubled",
  notebook.spread("heavy_noise_test_accuracy", heavyAccuracies, .percent(1)))
notebook.show(controls)
let reference = notebook.reference().probeAccuracies
func accuracy(_ remedy: Remedy) -> [Double] { accuracies[place(remedy)] }
//#-end-hidden-code
notebook.check(
  "On raw pixels and on PCA's code our probe agrees with scikit-learn's logistic regression within "
    + "one and a half percentage points.",
  abs(pixelAccuracy - (reference["raw pixels"] ?? 0)) < 0.015
    && abs(pcaAccuracy - (reference["PCA-32"] ?? 0)) < 0.015)
notebook.check(
  "No penalty and no noise gives codes that the probe reads better, as far as is shown; nor "
    + "does noise of twice the strength.",
  (mild.map(accuracy) + [heavyAccuracies]).allSatisfy {
    $0.mean <= accuracies[0].mean || !differ($0, accuracies[0])
  })
notebook.check(
  "With the L2 penalty it reads them worse, and the difference is shown.",
  accuracy(.penalty).mean < accuracies[0].mean && differ(accuracy(.penalty), accuracies[0]))
notebook.check(
  "With shifts, with rotations, without hidden layers and with more images it reads them "
    + "better, with every seed.",
  (strong + [.more]).allSatisfy { zip(accuracy($0), accuracies[0]).allSatisfy(>) })
notebook.check(
  "None of these codes reads as well as raw pixels do, on average.",
  accuracies.allSatisfy { $0.mean < pixelAccuracy })
/*:
 So the sentence does not hold here. What helped reconstruction much helped the features, too. What
 helped it little did nothing for them that these runs could show, or harm.

 ## Denoising

 As a cure, noise is a mild one. It is better at what it was made for. With all {{pool}} images and
 no hidden layer, but a code of 128 numbers, we train one network on clean images and one on images
 with noise of deviation {{damage}}, and give both noisy test images. Each has the rate that suits
 its task. PCA can denoise, too: noise has parts along all directions, and PCA drops most of them.
 We give it the number of components that restores the validation images best.
 */
struct Restorer: Sendable {
  var noise: Float
  var rate = 0.0

  func run(_ seed: Int) -> Run {
    trained(
      Shape(encoder: [784, 128], decoder: [128, 784]), on: images(pool.count, seed: seed),
      looks: 1, optimizer: Adam(rate: Float(rate)), key: key[seed]
    ) { model, x, key in meanSquaredError(model(Tensor(noisy(x, noise, key))), x) }
  }
}

let damage = Float(settings.damage)
let (noisyValidation, noisyTest) = (
  noisy(validation, damage, key["damage"][0]), noisy(test, damage, key["damage"][1])
)
let restorers = [Restorer(noise: 0), Restorer(noise: damage)]
let restorerRates = await runs(
  "rates of restorers",
  restorers.flatMap { restorer in rates.map { Restorer(noise: restorer.noise, rate: $0) } },
  seeds: trialSeeds
) { restorer, seed in
  restorer.run(seed).model
    .reconstruct(restorer.noise > 0 ? noisyValidation : validation)
    .meanSquaredError(to: validation)
}
let restorerChoices = [choice(restorerRates[0..<4]), choice(restorerRates[4..<8])]
let (cleanRate, noisyRate) = (rates[restorerChoices[0].index], rates[restorerChoices[1].index])
let restored = await runs(
  "restorers",
  [
    Restorer(noise: 0, rate: cleanRate), Restorer(noise: damage, rate: noisyRate),
    Restorer(noise: 0, rate: noisyRate),
  ], seeds: seeds
) { $0.run($1).model }

let sizes = [8, 16, 32, 64, 128]
func pcaRestored(_ images: Matrix, _ size: Int) -> Matrix { pca.reconstruct(images, from: size) }
let bestSize =
  sizes.min {
    pcaRestored(noisyValidation, $0).meanSquaredError(to: validation)
      < pcaRestored(noisyValidation, $1).meanSquaredError(to: validation)
  } ?? k
//#-hidden-code
let noisyErrors = restored.map {
  $0.map { $0.reconstruct(noisyTest).meanSquaredError(to: test) }
}
let cleanErrors = restored.map { $0.map { $0.error(on: test) } }
let restoredAccuracies = restored.map { $0.map { model in probeAccuracy { model.code($0) } } }
var restoredTable = Table("model", "rate", "clean images", "noisy images", "probe")
restoredTable.row(
  "nothing", "–", "–",
  notebook.value(
    "nothing_restored_test_mse", noisyTest.meanSquaredError(to: test), .decimals(4)), "–")
let meanTestError = meanImageError(train, on: test)
restoredTable.row(
  "mean image", "–", notebook.value("mean_image_test_mse", meanTestError, .decimals(4)),
  notebook.value("mean_image_restored_test_mse", meanTestError, .decimals(4)), "–")
for size in Set([bestSize, 128]).sorted() {
  restoredTable.row(
    "PCA, k = \(size)", "–",
    notebook.value(
      "pca_test_mse_k\(size)", pcaRestored(test, size).meanSquaredError(to: test), .decimals(4)),
    notebook.value(
      "pca_restored_test_mse_k\(size)", pcaRestored(noisyTest, size).meanSquaredError(to: test),
      .decimals(4)), "–")
}
for (place, (name, id, rate)) in [
  ("trained on clean images", "clean", cleanRate), ("trained on noisy images", "noisy", noisyRate),
  ("clean, at the same rate", "clean_same_rate", noisyRate),
].enumerated() {
  restoredTable.row(
    name, notebook.value("\(id)_rate", rate, .significant(1)),
    notebook.spread("\(id)_test_mse", cleanErrors[place], .decimals(4)),
    notebook.spread("\(id)_restored_test_mse", noisyErrors[place], .decimals(4)),
    notebook.spread("\(id)_test_accuracy", restoredAccuracies[place], .percent(1)))
}
notebook.show(restoredTable)
let bestPCAError = pcaRestored(noisyTest, bestSize).meanSquaredError(to: test)
let places = digits.test.firstOfEachClass
notebook.show(
  digitGrid([
    imageRow("clean", test.rows(at: places)),
    imageRow("damaged", noisyTest.rows(at: places)),
    imageRow("PCA, k = \(bestSize)", pcaRestored(noisyTest.rows(at: places), bestSize)),
    imageRow("trained on clean", restored[0][0].reconstruct(noisyTest.rows(at: places))),
    imageRow("trained on noisy", restored[1][0].reconstruct(noisyTest.rows(at: places))),
  ]),
  as: "denoising", caption: "Test images, damaged and restored. First seed.")
/// The first ten filters, on a scale from −1 to 1 of their own.
func filterRow(_ label: String, _ model: Autoencoder) -> ImageGrid.Row {
  let filters = (firstLayer(model.encoder) ?? train).transposed.rows(at: 0..<10)
  return imageRow(label, 1 / (filters.elements.map(abs).max() ?? 1) * filters)
}
notebook.show(
  digitGrid(
    [
      filterRow("untreated, n = \(few)", finals[place(.none)][0].model),
      filterRow("L1, n = \(few)", finals[place(.sparsity)][0].model),
      filterRow("noise, n = \(few)", finals[place(.noise)][0].model),
      filterRow("clean, n = \(pool.count)", restored[0][0]),
      filterRow("noisy, n = \(pool.count)", restored[1][0]),
      filterRow("clean, same rate", restored[2][0]),
    ], tone: .signed),
  as: "filters",
  caption:
    "The weights that lead to the first ten units of the encoder's first layer, each row on a "
    + "scale of its own. First seed.")

/// How much the weights of pixels side by side agree: Σ w(x, y) w(x + 1, y) / Σ w(x, y)².
func smoothness(_ model: Autoencoder) -> Double {
  guard let weights = firstLayer(model.encoder) else { return 0 }
  let left = weights.rows(at: (0..<784).filter { $0 % 28 < 27 })
  let right = weights.rows(at: (0..<784).filter { $0 % 28 > 0 })
  return (left * right).sum / (left * left).sum
}
let smooth = restored.map { $0.map(smoothness) }
notebook.spread("clean_smoothness", smooth[0], .decimals(2))
notebook.spread("noisy_smoothness", smooth[1], .decimals(2))
notebook.spread("clean_same_rate_smoothness", smooth[2], .decimals(2))
//#-end-hidden-code
notebook.check(
  "Trained on noisy images, the network restores them better than PCA does and than the network "
    + "trained on clean ones, at either rate, with every seed.",
  seeds.indices.allSatisfy {
    noisyErrors[1][$0]
      < min(bestPCAError, noisyErrors[0][$0], noisyErrors[2][$0])
  })
notebook.check(
  "It rebuilds clean images worse, at either rate, with every seed.",
  seeds.indices.allSatisfy {
    cleanErrors[1][$0] > max(cleanErrors[0][$0], cleanErrors[2][$0])
  })
notebook.check(
  "Its filters are smoother than those trained on clean images, and less smooth than those "
    + "trained on clean images at the same rate, with every seed.",
  seeds.indices.allSatisfy {
    smooth[0][$0] < smooth[1][$0] && smooth[1][$0] < smooth[2][$0]
  },
  evidence: "{{clean_smoothness}}, {{noisy_smoothness}} and {{clean_same_rate_smoothness}}")
notebook.check(
  "The probe reads its codes better than those of either network trained on clean images, and the "
    + "differences are shown.",
  [0, 2].allSatisfy {
    restoredAccuracies[$0].mean < restoredAccuracies[1].mean
      && differ(restoredAccuracies[$0], restoredAccuracies[1])
  })
notebook.check(
  "No rate chosen here lies at the edge of its grid.", !restorerChoices.contains(where: \.isAtEdge))
/*:
 Here is a grain of truth in the sentence about features: with images enough, and a code wide enough
 to copy much of its input, noise costs reconstruction and buys features. The last line of the table
 was needed to know that noise did it, and not the smaller rate that came with it. The filters show
 why one has to ask. Those trained on noise look smoother than those trained on clean images, and
 pictures like these are often shown as what noise does. We measured how much neighbouring weights
 agree, $\sum w_{x,y} w_{x+1,y} / \sum w_{x,y}^2$: here it was the rate.

 ## Claims, tested
 */
//#-hidden-code
notebook.value("deep_rise_mean", caseRuns[2].map(rise).mean, .percent(0))
notebook.value("sparsity_gain", gains([.sparsity])[0], .percent(0))
notebook.value("penalty_gain", gains([.penalty])[0], .percent(0))
notebook.value("dropout_gain", gains([.dropout])[0], .percent(0))
notebook.value("more_gain", gains([.more])[0], .percent(0))
var sentences = Table("An introduction says", "This chapter finds")
sentences.row(
  "Autoencoders over-fit easily.",
  "With {{few_images}} images, each seen {{passes}} times, the error on unseen images ends "
    + "{{deep_rise_mean}} above its least. With more, in as many updates, only a gap is left.")
sentences.row(
  "The decoder may be too complex.",
  "Between a wide layer in the encoder alone and in the decoder alone no difference is shown; "
    + "on both sides it is worst.")
sentences.row(
  "The remedies are L1, L2 and dropout.",
  "At the right strength they lower the test error by {{sparsity_gain}}, {{penalty_gain}} and "
    + "{{dropout_gain}}. The strongest L1 leaves the mean image.")
sentences.row(
  "Use a smaller learning rate.",
  "It learns less in the same time, and over-fits later. Between it and early stopping no "
    + "difference is shown.")
sentences.row(
  "Use a simpler model.",
  "One without hidden layers: {{single_gain}} lower. One with narrower layers does worse.")
sentences.row(
  "Use more data, or augmentation.",
  "Yes: {{shifts_gain}} lower with shifts, {{rotations_gain}} with rotations, {{more_gain}} "
    + "with all images.")
sentences.row(
  "Poor output is cured by regularisation.",
  "With all images, noise raises the error on clean ones: {{noisy_test_mse}}, without noise "
    + "{{clean_test_mse}}.")
sentences.row(
  "(What is said instead) Regularisation is for features.",
  "With {{few_images}} images no penalty and no noise improved them. With all, noise did: "
    + "{{noisy_test_accuracy}} instead of {{clean_test_accuracy}}.")
notebook.show(sentences)
//#-end-hidden-code
/*:
 ## In short

 When does an autoencoder over-fit? When it sees few images many times; with some hundreds of images
 and as many updates the gap was all there was. What does it cost? To go on too long cost about a
 tenth. To have few images costs far more, and the networks pay more of it than PCA does. What
 helps? First, more images, or old ones shifted and turned. Second, fewer layers. Then a penalty or
 noise, of a strength that validation images must tell, and a small rate or early stopping; they
 help for certain, and little. A sentence about regularisation that names no strength and no number
 of images says next to nothing.

 ## Exercises

 1. Run `swift run 04-regularisation --few-images 400`. Which remedies are still worth their
    trouble?
 2. On paper: the penalty on the code is $\lambda \sum_i |z_i|$ and the decoder starts with a linear
    layer. Show that the network can make the penalty as small as it likes without changing a
    reconstruction. Why does weight decay forbid it?
 3. On paper: expand $f(x + h \varepsilon)$ to first order, with $\varepsilon$ of mean 0 and
    variance 1 at each pixel, and show that the mean of $\lVert f(x + h \varepsilon) - f(x) \rVert^2
    / h^2$ is the contractive penalty.
 4. In code: combine shifts and rotations, each at its best strength. Does the network now beat PCA
    of the {{few_images}} images? (And why is the comparison no longer quite fair?)
 5. In code: tie the decoder's weights to the encoder's, $\hat{x} = \sigma(z E^\top + b)$, in the
    network without hidden layers, with `multiplied(byTransposeOf:)`. It has half as many
    parameters. Is the gap smaller?

 ## References

 - G. Alain and Y. Bengio, "Understanding intermediate layers using linear classifier probes",
   *ICLR* 2017, workshop.
 - P. O. Hoyer, "Non-negative matrix factorization with sparseness constraints", *Journal of Machine
   Learning Research* 5 (2004), 1457–1469.
 - I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", *ICLR* 2019.
 - L. Prechelt, "Early stopping – but when?", in *Neural networks: tricks of the trade*, Springer,
   1998, 55–69.
 - S. Rifai, P. Vincent, X. Muller, X. Glorot and Y. Bengio, "Contractive auto-encoders: explicit
   invariance during feature extraction", *ICML* 2011, 833–840.
 - N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever and R. Salakhutdinov, "Dropout: a simple
   way to prevent neural networks from overfitting", *Journal of Machine Learning Research* 15
   (2014), 1929–1958.
 - Student, "The probable error of a mean", *Biometrika* 6 (1908), 1–25.
 - P. Vincent, H. Larochelle, Y. Bengio and P.-A. Manzagol, "Extracting and composing robust
   features with denoising autoencoders", *ICML* 2008, 1096–1103.
 */
//#-hidden-code
notebook.finish()
//#-end-hidden-code
