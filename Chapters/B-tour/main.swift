/*:
 # B · The engine in one evening

 > How much does it take to train a neural network, from the matrix up?

 - **By the end you can** find your way around the engine's sources, and add an operation or an
   optimiser to it.
 - **You need** chapter 2; Swift as far as closures and generic functions, or another language that
   has them.
 - **It takes** about {{reading_minutes}} minutes to read, or an evening with the sources open. Its
   running time is on the [status page](status.md).

 This is a guided tour of the code that trained every network of this book. It follows the reading order of
 [Sources/Engine](../Sources/Engine): each stop shows a passage from the sources, says what to look at, and
 tests it on a small network. By the end of the evening you will have seen every idea on the way from a matrix to a
 trained network.
 */
import Engine
import Foundation
import Models
import Notebook
import Statistics
import Workbench

struct Settings: ChapterSettings {
  @Setting("images in a batch", symbol: "B", in: 2...256)
  var images = 16

  @Setting("hidden units", symbol: "h", in: 1...64)
  var units = 8

  @Setting("step of the difference quotients", symbol: "\\delta", in: 1e-3...1)
  var step = 0.05
}

let (settings, notebook) = Notebook.open(Settings())
//#-hidden-code
notebook.show(settings)
let files = [
  ("Matrix", ["Storage", "Matrix", "Products", "Elementwise", "Sums"]),
  ("randomness", ["Key"]),
  ("tensors and the chain rule", ["Tensor", "Operations"]),
  ("layers", ["Activation", "Module", "Initializer", "Layers"]),
  ("losses and measures", ["Losses", "Metrics"]),
  ("training", ["Optimizers", "Examples", "Steps", "Training"]),
  ("threads", ["Threads", "Parallel"]),
  ("the rest", ["Eigen", "Checkpoint", "Kernels"]),
]

/// The lines of a source file that are neither empty nor comments.
func codeLines(of path: String) -> Int {
  notebook.attempt { try notebook.lines(of: path) }.count { line in
    let code = line.drop { $0 == " " }
    return !code.isEmpty && !code.hasPrefix("//")
  }
}

let lines = files.map { $0.1.map { codeLines(of: "Sources/Engine/\($0).swift") }.reduce(0, +) }
var fileTable = Table("what", "files", "lines of code")
for ((name, files), lines) in zip(files, lines) {
  fileTable.row(name, files.joined(separator: ", "), lines)
}
notebook.show(fileTable)
notebook.value("engine_lines", Double(lines.reduce(0, +)), .decimals(0))
//#-end-hidden-code
/*:
 Together these are {{engine_lines}} lines of Swift, not counting comments. Below them are the kernels, in C, which
 [appendix A](A-engine.md) describes.

 ## First stop: a matrix

 A `Matrix` is a rectangle of floats, one example per row. It is a *value*: a copy is independent of the original, and
 nothing that is done to one matrix changes another. That makes the rest easy to think about. Products are computed in C,
 a part of the result at a time, by whichever threads are free: `split` cuts $0 \ldots n$ into parts whose sizes are multiples of `unit` and are large
 enough to be worth a thread's while. (A `Factor` is a matrix, or its transpose without a copy.)

 {{include Sources/Engine/Products.swift#shared}}

 A thread gets whole rows or whole columns of the result, never a part of a sum, so the bits do not depend on how many
 threads there are.
 */
let digits = notebook.digits(needing: .first(settings.images))
let x = digits.train.matrix.rows(at: 0..<settings.images)
let key = Key(seed: 1)
let whole = x.transposeMultiplied(by: x)
//#-hidden-code
var copy = x
copy[0, 0] += 1
notebook.check(
  "Changing a copy leaves the original alone.", copy != x && copy[0, 1] == x[0, 1])
//#-end-hidden-code
notebook.check(
  "A product with the transpose is the product with a transposed copy, bit for bit.",
  whole == x.transposed.multiplied(by: x))
/*:
 ## Second stop: a tensor

 To differentiate, a result must know where it came from. A `Tensor` is a {{term tensor|matrix with a node}} behind it;
 the node holds, for each argument, the function that turns the gradient of the result into the gradient of that
 argument, its **{{term pullback}}**. Constants have no node, so a result made of constants alone costs no more than
 its matrix:

 {{include Sources/Engine/Tensor.swift#tensor}}

 An operation computes its value and states its pullbacks in the same breath. Chapter 2 shows the product; here is a
 loss, whose result is a scalar and whose pullback multiplies by the gradient that arrives:

 {{include Sources/Engine/Losses.swift#loss}}

 ## Third stop: the chain rule

 Going backwards from a scalar, each node passes the gradient it received through its pullbacks to its arguments; where
 several results used the same argument, the contributions add up. The one thing to take care of is the order: a node
 may pass its gradient on only when all contributions have arrived. Nodes know their depth, the longest path to a
 parameter, and deeper ones go first:

 {{include Sources/Engine/Tensor.swift#gradients}}

 That is all of {{term reverse-mode differentiation}} (Griewank and Walther 2008). Does it find the right gradient? We
 ask the definition. For a small network, whose loss we also add to its own square, so that two results use one
 argument, and for a few weights of its first and its last layer we compare with the {{term difference quotient}}

 $$ \frac{8\,(L(w + \delta) - L(w - \delta)) - (L(w + 2\delta) - L(w - 2\delta))}{12\,\delta} , \label{quotient} $$

 whose error falls as $\delta^4$.
 */
let network = Sequential([
  Dense(784, settings.units, using: key["encoder"]), Activation.tanh,
  Dense(settings.units, 784, using: key["decoder"]), Activation.sigmoid,
])
let loss = { (network: Sequential) -> Tensor in
  let error = meanSquaredError(network(Tensor(x)), x)
  return error + error * error
}
let (value, gradient) = valueWithGradient(at: network, of: loss)

/// An element of a parameter.
struct Place {
  var name: String
  var row: Int
  var column: Int
}

/// The loss, in double, when one element is moved by so much.
func lossMoved(_ place: Place, by distance: Float) -> Double {
  var moved = network
  moved.visit { name, parameter in
    guard name == place.name else { return }
    var weight = parameter.value
    weight[place.row, place.column] += distance
    parameter = Tensor(weight)
  }
  let error = moved(Tensor(x)).value.meanSquaredError(to: x)
  return error + error * error
}
let delta = Float(settings.step)
let places = (0..<12).flatMap { i in
  [
    Place(name: "0.weight", row: 300 + 7 * i, column: i % settings.units),
    Place(name: "2.weight", row: i % settings.units, column: 300 + 7 * i),
  ]
}
let quotients = places.map { place in
  let near = lossMoved(place, by: delta) - lossMoved(place, by: -delta)
  let far = lossMoved(place, by: 2 * delta) - lossMoved(place, by: -2 * delta)
  return (8 * near - far) / (12 * Double(delta))
}
//#-hidden-code
let slopesByName = Dictionary(
  uniqueKeysWithValues: gradient.parameters.map { ($0.name, $0.value) })
let found = places.map { Double(slopesByName[$0.name]?[$0.row, $0.column] ?? .nan) }
let largest = found.map(abs).max() ?? 0
let deviation = (zip(found, quotients).map { abs($0 - $1) }.max() ?? .infinity) / largest
notebook.value("gradient_deviation", deviation, .significant(1))
//#-end-hidden-code
notebook.check(
  "The gradient agrees with difference quotients to a hundredth of the greatest of them.",
  largest > 0 && deviation < 0.01, evidence: "largest deviation {{gradient_deviation}} of it")
/*:
 ## Fourth stop: a model

 A model is also a value, and needs only one method: visit your {{term parameter|parameters}}, in a fixed order, each
 with its name.

 {{include Sources/Engine/Module.swift#module}}

 Everything else follows from that method: counting parameters, saving them, updating them. And since the gradient of a model
 has the same parameters, it *is* a model, of the same type:

 {{include Sources/Engine/Module.swift#valueWithGradient}}

 There is no global tape, no session, no `zero_grad`: a loss is a function of a model, and this function returns its
 gradient.

 ## Fifth stop: going downhill

 An {{term optimiser}} walks through the parameters of a model and its gradient side by side. Gradient descent is the
 shortest, with {{term momentum}} if wanted, $v \leftarrow \mu v + g$ and $p \leftarrow p - \eta v$:

 {{include Sources/Engine/Optimizers.swift#descent}}
 */
var stepped = network
var descent = SGD(rate: 0.5)
descent.update(&stepped, along: gradient)

var byHand = network
var slopes = gradient.parameters.map(\.value).makeIterator()
byHand.visit { _, parameter in
  guard let slope = slopes.next() else { return }
  parameter = Tensor(parameter.value - 0.5 * slope)
}
notebook.check(
  "A step of the optimiser is p − η g for every parameter, bit for bit, and the loss is lower after it.",
  zip(stepped.parameters, byHand.parameters).allSatisfy { $0.value == $1.value }
    && loss(stepped).value[0, 0] < value)
/*:
 ## Last stop: the loop

 What remains is to do that for every {{term batch}} of every {{term epoch}}. `steps` is the sequence of these batches;
 the order of an epoch comes from a key of its own, so that it can be repeated. An optimiser lowers a loss by one
 update, and checks the loss before it can spoil the model. The whole run is a loop over the steps:

 {{include Sources/Engine/Training.swift#lower}}

 {{include Sources/Engine/Training.swift#fit}}

 A chapter that wants to look inside a run, or trains two models in turns, writes the loop over `steps` itself. The tour
 skipped keys, activations, initial weights, threads, eigenvectors and checkpoints: each is one idea in one file, with
 its formula and its source at the top.

 ## In short

 How much does it take? A matrix, a node with pullbacks, a walk in the right order, a method that visits parameters, and a
 loop: with everything around them, {{engine_lines}} lines, on kernels in C that make them fast.

 ## Exercises

 1. Run `swift run B-tour --step 1`, and then with `--step 0.001`. Why is the deviation of the gradient larger both times?
 2. On paper: what would go wrong in the walk backwards if nodes were visited in the order in which they are reached?
    Draw a graph of four nodes for which it does.
 3. In code, in `Chapters/Exercises/B.3-logarithm.swift` (`swift run exercise B.3` checks it): write the logarithm as an operation
    with its pullback, and check it yourself by difference quotients as above.
 4. In code, in `Chapters/Exercises/B.4-nesterov.swift` (`swift run exercise B.4` checks it): write Nesterov's momentum as an
    `Optimizer`. Which lines of `SGD` change?

 [Solutions](SB-tour.md), for when you have tried.

 ## References

 - A. Griewank and A. Walther, [*Evaluating derivatives*](https://doi.org/10.1137/1.9780898717761), 2nd edition,
   SIAM, 2008.
 */
//#-hidden-code
notebook.finish()
//#-end-hidden-code
