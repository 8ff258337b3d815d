/*:
 # SB · Solutions to appendix B

 > How short may a step be, in what order must the backward pass run, and what is gained by looking ahead?

 Here are our answers to the exercises of [the engine in one evening](B-tour.md). Yours may look different and still be
 right; where an answer is code, `swift run exercise` says whether it is.
 */
import Checker
import Engine
import Foundation
import Models
import Notebook
import Plot
import Statistics
import Workbench

struct Settings: ChapterSettings {}

let (settings, notebook) = Notebook.open(Settings())
/*:
 ## 1. A step too long, a step too short

 *With a step of one, and with one of a thousandth, the gradient deviates more from the difference quotients than with
 the tour's step. Why both times?*

 Because a quotient has two errors, and they pull in opposite directions. The first comes from the formula. Put the
 Taylor series of $L$ into it: the terms with $\delta$, $\delta^2$, $\delta^3$ and $\delta^4$ cancel or give the
 derivative, and what remains is

 $$ L'(w) - \frac{\delta^4}{30}\,L^{(5)}(w) + \dots , $$

 so halving the step makes this error sixteen times smaller. The second comes from rounding. The network computes in
 single precision, so each loss is wrong by a small fraction $u$ of itself. The differences in the numerator keep that
 error, however close the losses are, and then we divide it by $\delta$: halving the step makes it twice as large.

 To tell the two apart we compute the quotients twice: in single precision, by running the network as the tour does, and
 in double precision, where $u$ is half a billion times smaller. For a weight of the last layer that is easy: it moves
 only one pixel, by the activity of one hidden unit, and everything else stays as the network computed it. The network
 is the tour's.
 */
let x = notebook.digits(needing: .first(16)).train.matrix.rows(at: 0..<16)
let key = Key(seed: 1)
let network = Sequential([
  Dense(784, 8, using: key["encoder"]), Activation.tanh,
  Dense(8, 784, using: key["decoder"]), Activation.sigmoid,
])
let (_, gradient) = valueWithGradient(at: network) { network in
  let error = meanSquaredError(network(Tensor(x)), x)
  return error + error * error
}

/// The weight from a hidden unit to a pixel.
struct Place {
  var unit: Int
  var pixel: Int
}
let places = (0..<12).map { Place(unit: $0 % 8, pixel: 300 + 7 * $0) }

func total(_ error: Double) -> Double { error + error * error }

func lossInSingle(_ place: Place, movedBy distance: Double) -> Double {
  var moved = network
  moved.visit { name, parameter in
    guard name == "2.weight" else { return }
    var weight = parameter.value
    weight[place.unit, place.pixel] += Float(distance)
    parameter = Tensor(weight)
  }
  return total(moved(Tensor(x)).value.meanSquaredError(to: x))
}

let hidden = Sequential(Array(network.layers.prefix(2)))(Tensor(x)).value
let outputs = network(Tensor(x)).value
let error = outputs.meanSquaredError(to: x)

/// eᵗ by its series, so that no library's last bit decides.
func exponential(_ t: Double) -> Double {
  var (sum, term) = (1.0, 1.0)
  for n in 1...30 {
    term *= t / Double(n)
    sum += term
  }
  return sum
}

func lossInDouble(_ place: Place, movedBy distance: Double) -> Double {
  var change = 0.0
  for i in 0..<x.rows {
    let (target, y) = (Double(x[i, place.pixel]), Double(outputs[i, place.pixel]))
    let odds = y / (1 - y) * exponential(distance * Double(hidden[i, place.unit]))
    let moved = odds / (1 + odds)
    change += (moved - target) * (moved - target) - (y - target) * (y - target)
  }
  return total(error + change / Double(x.count))
}

func quotient(_ delta: Double, _ loss: (Double) -> Double) -> Double {
  (8 * (loss(delta) - loss(-delta)) - (loss(2 * delta) - loss(-2 * delta))) / (12 * delta)
}
let deltas = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1]
let slopes = gradient.parameters.first { $0.name == "2.weight" }?.value ?? x
let largest = places.map { abs(Double(slopes[$0.unit, $0.pixel])) }.max() ?? 0

/// How far the quotients are from the gradient, as a fraction of its greatest element.
func deviations(_ loss: (Place, Double) -> Double) -> [Double] {
  deltas.map { delta in
    let distances = places.map { place in
      abs(quotient(delta) { loss(place, $0) } - Double(slopes[place.unit, place.pixel]))
    }
    return (distances.max() ?? 0) / largest
  }
}
let single = deviations { lossInSingle($0, movedBy: $1) }
let double = deviations { lossInDouble($0, movedBy: $1) }
//#-hidden-code
notebook.show(
  LineChart(
    x: Axis("step δ of the quotient", .log), y: Axis("deviation of the gradient", .log),
    series: [
      Series("single precision", points: Array(zip(deltas, single))),
      Series("double precision", points: Array(zip(deltas, double))),
    ]),
  as: "steps",
  caption:
    "From the right both lines fall with the fourth power of the step. In single precision the "
    + "line turns where "
    + "rounding takes over; in double precision it levels off at the rounding of the gradient.")
for (name, ratio) in [
  ("truncation_ratio", single[8] / single[7]),
  ("truncation_ratio_in_double", double[8] / double[7]),
  ("rounding_ratio", single[0] / single[3]),
] {
  notebook.value(name, ratio, .significant(2))
}
notebook.value("best_step", zip(deltas, single).min { $0.1 < $1.1 }?.0 ?? 0, .significant(2))
notebook.value("deviation_in_double", double[0], .significant(1))
notebook.value("deviation_in_single", single[0], .significant(1))
//#-end-hidden-code
notebook.check(
  "A step of a quarter gives about a sixteenth of the deviation of a step of a half, in both precisions.",
  [single, double].allSatisfy { (14...18).contains($0[8] / $0[7]) },
  evidence: "smaller by factors of {{truncation_ratio}} and {{truncation_ratio_in_double}}")
notebook.check(
  "In single precision the shortest step is about ten times as bad as one ten times as long.",
  (5...20).contains(single[0] / single[3]), evidence: "{{rounding_ratio}} times the deviation")
notebook.check(
  "In double precision a short step does no harm: only the rounding of the gradient itself is left.",
  double[0] < 2 * (double.min() ?? 0) && double[0] < 1e-5,
  evidence: "{{deviation_in_double}} instead of {{deviation_in_single}}")
/*:
 The best of these steps in single precision is {{best_step}}, not far from the tour's: long enough for the rounding,
 short enough for the formula. This is also why the tour asks for agreement to a hundredth, not to the last bit.

 ## 2. Visited too early

 *What goes wrong if nodes are visited in the order in which they are reached? Draw four nodes for which it does.*

 A node passes on what has arrived so far. Visited too early, it passes on too little, and what arrives later goes no
 further. For this to happen, a node must be reached by a short path and receive another share by a longer one:

 ```text
 w ──→ h ─────────→ L          h = w²
       └───→ k ─────┘          k = h²,   L = h + k
 ```

 From $L$ we reach $h$ and $k$, in this order, then $w$. So $h$ passes on the share that came straight from $L$, and
 only then does $k$ send it the other. The slope at $w$ should be $2w\,(1 + 2h)$; it becomes $2w$, as if $k$ were
 not there. By depth, $w$ is at 1, $h$ at 2, $k$ at 3 and $L$ at 4: $k$ goes before $h$, and nothing comes late. We try
 both orders:
 */
let w = 0.5
let h = w * w
let paths: [String: [(to: String, slope: Double)]] = [
  "L": [("h", 1), ("k", 1)], "k": [("h", 2 * h)], "h": [("w", 2 * w)],
]

func slope(visiting order: [String]) -> Double {
  var arrived = ["L": 1.0]
  for node in order {
    for path in paths[node] ?? [] {
      arrived[path.to, default: 0] += (arrived[node] ?? 0) * path.slope
    }
  }
  return arrived["w"] ?? 0
}
let byDepth = slope(visiting: ["L", "k", "h", "w"])
let asReached = slope(visiting: ["L", "h", "k", "w"])
let (_, engine) = valueWithGradient(at: Tensor(Matrix(row: [Float(w)]))) { w in
  let h = w * w
  return h + h * h
}
//#-hidden-code
notebook.value("slope_by_depth", byDepth, .decimals(1))
notebook.value("slope_as_reached", asReached, .decimals(1))
//#-end-hidden-code
notebook.check(
  "Visiting by depth gives the engine's gradient; visiting as reached gives the slope without k.",
  byDepth == Double(engine.value[0, 0]) && asReached == 2 * w && byDepth == 2 * w * (1 + 2 * h),
  evidence: "{{slope_by_depth}} and {{slope_as_reached}}")
/*:
 You have met this graph: the tour adds a loss to its own square, for exactly this reason. A plain stack of layers, in
 which each node is used once, would never have revealed the mistake.

 ## 3. The logarithm

 *Write the logarithm as an operation with its pullback, and check it by difference quotients.*

 The derivative of $\log x$ is $1/x$. An element of the result depends on one element of the argument, so the
 pullback divides the gradient it receives by $x$, element by element:
 */
extension Tensor {
  /// log x for each element.
  var logarithm: Tensor {
    let x = value
    return Tensor(
      x.map { Foundation.log($0) },
      pullingBack { $0.combined(with: x) { dy, x in dy / x } })
  }
}
/*:
 The pullback captures the matrix `x`, not the tensor, which would keep the whole graph before it alive. For the
 quotients we give each element a different weight. With weights of 1, a pullback that ignored the gradient it
 receives would pass.
 */
let arguments = Matrix(row: [0.5, 1, 2, 8])
let weights = Tensor(Matrix(row: [1, -2, 3, 5]))
let (_, logarithmic) = valueWithGradient(at: Tensor(arguments)) { ($0.logarithm * weights).sum }
let logarithmQuotients = (0..<arguments.columns).map { column in
  quotient(0.03) { distance in
    var moved = arguments
    moved[0, column] += Float(distance)
    return Double((Tensor(moved).logarithm * weights).sum.value[0, 0])
  }
}
notebook.check(
  "The pullback agrees with difference quotients to a thousandth.",
  zip(logarithmic.value.elements, logarithmQuotients).allSatisfy {
    abs(Double($0) - $1) < 1e-3 * abs($1)
  })
notebook.check(
  "The checker finds nothing wrong with the logarithm.",
  notebook.attempt { try Exercise.logarithm(\.logarithm).faults().isEmpty })
/*:
 At 0 the logarithm is $-\infty$ and its slope infinite. Below 0 it is not a number, yet the pullback's $1/x$ looks
 like any other number. The engine's losses avoid all this: they never take the logarithm of an output, but compute the
 cross-entropy from the logits.

 ## 4. Nesterov's momentum

 *Write Nesterov's momentum as an optimiser. Which lines of* `SGD` *change?*

 Momentum will carry the parameters on by $-\eta \mu v$ whatever the gradient says. Nesterov (1983) therefore asks for the
 gradient at the point where that leads. In the form of Sutskever, Martens, Dahl and Hinton (2013, section 2), with $\theta$ for
 the parameters and $u$ for the step, which is $-\eta v$:

 $$ u \leftarrow \mu u - \eta\, \nabla L(\theta + \mu u), \qquad \theta \leftarrow \theta + u . \label{nesterov} $$

 But an `Optimizer` is given a gradient and cannot ask for one elsewhere. So we let the model hold the point ahead,
 $p = \theta + \mu u$ (Bengio, Boulanger-Lewandowski and Pascanu 2013). One step takes it to

 $$ \theta + u' + \mu u' = p - \mu u + (1 + \mu)\, u' = p - \eta g + \mu u' = p - \eta\,(g + \mu v') , $$

 where $u' = \mu u - \eta g = -\eta v'$ and $v' = \mu v + g$. The velocity is the same as in plain momentum; the step
 is not $v'$ but $g + \mu v'$:
 */
struct Nesterov: Optimizer {
  let rate: Float
  let momentum: Float
  private var velocities: [Matrix] = []

  init(rate: Float, momentum: Float) {
    (self.rate, self.momentum) = (rate, momentum)
  }

  mutating func update<Model: Module>(_ model: inout Model, along gradient: Model) {
    let (rate, momentum) = (rate, momentum)
    model.update(along: gradient) { index, p, g in
      if index == velocities.count { velocities.append(0 * g) }
      velocities[index] = velocities[index].combined(with: g) { v, g in momentum * v + g }
      let step = g.combined(with: velocities[index]) { g, v in g + momentum * v }
      p = p.combined(with: step) { p, step in p - rate * step }
    }
  }
}
notebook.check(
  "The checker finds nothing wrong with the optimiser.",
  notebook.attempt {
    try Exercise.nesterov { Nesterov(rate: $0, momentum: $1) }.faults().isEmpty
  })
/*:
 One line of `SGD` changes, the last: a step is $g + \mu v$ instead of $v$. (The short cut without momentum only saves
 work, so we leave it out.) What does that buy? We let both go down a valley that is {{steepness}} times as steep across
 as along, at the same rate and momentum, together with descent without momentum and equation {{equation nesterov}}
 in $\theta$ and $u$:
 */
let steepness: Float = 25
let curvatures = Matrix(row: [1, steepness])
func valley(_ p: Tensor) -> Tensor { 0.5 * (p * p * Tensor(curvatures)).sum }

let (rate, momentum): (Float, Float) = (0.02, 0.9)
let steps = 100
let beginning = Tensor(Matrix(row: [1, 1]))

/// The heights on the way down, and the end of the path.
func descent(by optimizer: any Optimizer) -> (heights: [Double], end: Matrix) {
  var (optimizer, p) = (optimizer, beginning)
  var heights: [Double] = []
  for _ in 0..<steps {
    let (height, gradient) = valueWithGradient(at: p, of: valley)
    heights.append(Double(height))
    optimizer.update(&p, along: gradient)
  }
  return (heights, p.value)
}
let plain = descent(by: SGD(rate: rate))
let withMomentum = descent(by: SGD(rate: rate, momentum: momentum))
let nesterov = descent(by: Nesterov(rate: rate, momentum: momentum))

var (theta, u) = (beginning.value, Matrix(row: [0, 0]))
for _ in 0..<steps {
  let (_, g) = valueWithGradient(at: Tensor(theta + momentum * u), of: valley)
  u = momentum * u - rate * g.value
  theta = theta + u
}
let ahead = theta + momentum * u
//#-hidden-code
notebook.value("steepness", Double(steepness), .decimals(0))
notebook.show(
  LineChart(
    x: Axis("steps"), y: Axis("height above the bottom", .log),
    series: [("no momentum", plain), ("momentum", withMomentum), ("Nesterov", nesterov)].map {
      Series($0.0, points: $0.1.heights.enumerated().map { (Double($0.offset), $0.element) })
    }),
  as: "valley",
  caption:
    "Down a valley that is {{steepness}} times as steep across as along. With plain momentum the path "
    + "swings across to the end; with Nesterov's the quick swing soon dies out, and only the slow one "
    + "along the valley is left.")
func last(_ path: (heights: [Double], end: Matrix)) -> [Double] { path.heights.suffix(20) }
for (name, path) in [("plain", plain), ("momentum", withMomentum), ("nesterov", nesterov)] {
  notebook.value("\(name)_height", last(path).max() ?? 0, .significant(1))
}
//#-end-hidden-code
notebook.check(
  "The point ahead of θ goes where our parameters go, to single precision.",
  zip(ahead.elements, nesterov.end.elements).allSatisfy { abs($0 - $1) < 1e-6 })
notebook.check(
  "In the last twenty steps Nesterov's momentum is always lower than plain momentum, and plain "
    + "momentum lower than none.",
  beats(last(nesterov), last(withMomentum)) && beats(last(withMomentum), last(plain)),
  evidence: "at most {{nesterov_height}}, {{momentum_height}} and {{plain_height}} high")
/*:
 Why? In a direction of curvature $\lambda$ the gradient is $\lambda p$, and a step is a linear map of the pair $(p, v)$. For
 plain momentum its determinant is $(1 - \eta\lambda)\,\mu + \eta\mu\lambda = \mu$. While the parameter swings, the two
 eigenvalues are conjugate, so each has modulus $\sqrt{\mu}$: each step leaves this fraction of the swing, however
 steep the direction. For Nesterov's momentum the determinant is $\mu\,(1 - \eta\lambda)$ and the trace
 $(1 + \mu)(1 - \eta\lambda)$. So while $\eta\lambda < 1$ and the eigenvalues are conjugate, the steeper the direction,
 the sooner the swing dies out. (With $\eta\lambda > 1$ the determinant is negative and the eigenvalues are real.)
 */
func swings(trace: Float, determinant: Float) -> Bool { trace * trace < 4 * determinant }
notebook.check(
  "In this valley the parameters swing along and across, with either momentum.",
  curvatures.elements.allSatisfy { curvature in
    let slowed = 1 - rate * curvature
    return swings(trace: slowed + momentum, determinant: momentum)
      && swings(trace: (1 + momentum) * slowed, determinant: momentum * slowed)
  })
/*:

 ## References

 - Y. Bengio, N. Boulanger-Lewandowski and R. Pascanu, ["Advances in optimizing recurrent
   networks"](https://doi.org/10.1109/ICASSP.2013.6639349), *ICASSP* 2013, 8624–8628.
 - Y. E. Nesterov, ["A method of solving a convex programming problem with convergence rate
   O(1/k²)"](https://www.mathnet.ru/eng/dan46009), *Doklady Akademii Nauk SSSR* 269 (1983), 543–547, in Russian.
 - I. Sutskever, J. Martens, G. Dahl and G. Hinton, ["On the importance of initialization and momentum in deep
   learning"](https://proceedings.mlr.press/v28/sutskever13.html), *ICML* 2013, 1139–1147.
 */
//#-hidden-code
notebook.finish()
//#-end-hidden-code
