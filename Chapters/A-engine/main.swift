/*:
 # A · The engine: the same bits everywhere

 > Why does training give the same bits on every processor, and with any number of threads?

 - **By the end you can** say why the order of a sum matters; name the four places where a program
   loses its bits; and read the innermost loop of the engine.
 - **You need** to know what a floating-point number is. No chapter is assumed, nor any C beyond
   loops and arrays.
 - **It takes** about {{reading_minutes}} minutes to read, code included, without the exercises; its
   running time is on the [status page](status.md).

 Every number of the chapters is the same on your machine as on ours, to the last bit, although yours may
 have different vector units and more cores. That is not usual: PyTorch's documentation, for one,
 does not guarantee it between platforms or releases. This appendix shows where bits get lost, what the
 engine does instead, and the lines of C that do it. The page tests as much of this as a single run can test: with
 different numbers of threads, and against a plain loop. The project's tests compare all the instruction sets that
 a processor has, on x86-64 those with registers of 4, 8 and 16 floats, and those of 64-bit Arm in an emulator.
 */
import Engine
import Models
import Notebook
import Plot
import Statistics
import Workbench

struct Settings: ChapterSettings {
  @Setting("units of the layer in the examples", in: 1...512)
  var units = 32

  @Setting("images in the examples", in: 16...256)
  var images = 48

  @Setting("random orders in which one sum is taken", in: 2...10000, quick: 50)
  var orders = 1000

  @Setting("epochs of the runs with a repeated order", in: 1...1000, quick: 2)
  var epochs = 200

  @Setting("independent runs of each kind", in: 2...100, quick: 2)
  var seeds = 5
}

let (settings, notebook) = Notebook.open(Settings())
//#-hidden-code
notebook.show(settings)
//#-end-hidden-code
/*:
 ## A sum depends on its order

 A float has 24 binary digits. An addition rounds its result to that many, and what is rounded away
 depends on what had been added before: $(a + b) + c$ is not $a + (b + c)$ (Goldberg 1991). A
 {{term dense layer}} is made of sums: each of its outputs is a sum over the pixels of an image, $\sum_p x_p w_p$. We
 take one such sum, of one digit and one unit of a new layer, in many random orders.
 */
let digits = notebook.digits(needing: .first(settings.images))
let x = digits.train.matrix.rows(at: 0..<settings.images)
let key = Key(seed: 1)
let layer = Dense(784, settings.units, using: key["layer"])
let w = layer.weight.value
let terms = (0..<784).map { x[0, $0] * w[$0, 0] }

let sums = (0..<settings.orders).map { order in
  key["sums"][order].permutation(of: 784).reduce(Float(0)) { $0 + terms[$1] }
}
//#-hidden-code
let exact = Float(terms.reduce(0.0) { $0 + Double($1) })
let offsets = sums.map { Int((($0 - exact) / exact.ulp).rounded()) }
let distinct = Set(sums).count
notebook.value("distinct_sums", Double(distinct), .decimals(0))
let range = (offsets.min() ?? 0)...(offsets.max() ?? 0)
notebook.value("sum_offset_least", Double(range.lowerBound), .decimals(0))
notebook.value("sum_offset_greatest", Double(range.upperBound), .decimals(0))
let width = max(1, (range.count + 11) / 12)
let bins = stride(from: range.lowerBound, through: range.upperBound, by: width).map { $0 }
notebook.show(
  BarChart(
    value: "orders",
    categories: bins.map { "\($0)" + (width == 1 ? "" : " to \($0 + width - 1)") },
    series: [
      BarChart.Bars(
        "orders",
        values: bins.map { bin in
          Double(offsets.filter { bin..<(bin + width) ~= $0 }.count)
        })
    ]),
  as: "orders",
  caption: "The same numbers, added up in {{orders}} orders: {{distinct_sums}} different sums. "
    + "The labels say how far a sum lies from the one found in double precision, in units in the last place."
)
//#-end-hidden-code
notebook.check(
  "One sum, taken in several orders, gives several results.", Set(sums).count > 1,
  evidence: "{{distinct_sums}} results; from {{sum_offset_least}} to {{sum_offset_greatest}} units "
    + "in the last place off")
/*:
 (A {{term unit in the last place}} is the distance between two neighbouring floats.) A **{{term vector unit}}** does
 one operation on 4, 8 or 16 floats at once; the place that holds them is a **{{term register}}**, the place of each a
 **{{term lane}}**. It invites different orders. To add faster, a program lets each lane add every
 fourth, eighth or sixteenth term and adds the lanes up at the end; with threads, each adds its share. The
 order, and with it the result, then depends on how wide the registers are and on how many threads there
 were. And every step of training begins where the last one ended.

 ## One order, written down

 The engine fixes the order once and for all. **Each element of a product is summed over
 $p = 0, 1, 2, \dots$, with one {{term fused multiply-add}} a step**, which computes $a b + c$ with a single
 rounding (IEEE 754-2008). That is the innermost line of the naive triple loop:
 */
func tripleLoop(_ a: Matrix, _ b: Matrix) -> Matrix {
  var c = Matrix(rows: a.rows, columns: b.columns, repeating: 0)
  for i in 0..<a.rows {
    for j in 0..<b.columns {
      for p in 0..<a.columns { c[i, j].addProduct(a[i, p], b[p, j]) }
      c[i, j] += 0  // −0, which underflow can leave, becomes +0
    }
  }
  return c
}
/*:
 How can that be fast? Vector units and threads are given *different* elements of the result, never parts of
 one sum. A register holds neighbours $c_{ij}, c_{i,j+1}, \dots$ of one row; a step multiplies one value of
 $a$ with a register's worth of values from a row of $b$ and adds to all of them at once. Each lane does what the
 triple loop does, in its order. This is the innermost loop of every product in this book, for any
 register width:

 {{include Sources/Kernels/Levels/Tile.h#tile}}

 A tile of sums stays in registers for hundreds of steps; in between, a longer sum waits in memory, as a float. On
 the widest registers a step loads two vectors of $b$ and a dozen single numbers of $a$ for two dozen vector multiply-adds; that
 is what makes it fast (Goto and van de Geijn 2008). The first of the tiles that need the same columns of $b$ copies
 them to where they lie close together, and a prefetch asks for memory that will be needed soon; neither changes a result.

 A tile for factors that are mostly zero, like the pixels of digits, makes only some of the steps:

 {{include Sources/Kernels/Levels/Sparse.h#steps}}

 It makes those that have a bit in `steps`: it takes the lowest bit that is left (`ctzll` counts the zeros below it) and
 then clears it. A later section says which steps these are. The code around it, tiles and threads, decides only which
 elements are in registers at the same time. `fused` is one instruction, except on old x86 processors that lack it: there
 it is computed in double precision, with the one rounding that the instruction would have made (Boldo and Melquiond
 2008), more slowly and with the same bits.
 */
func bits(_ matrix: Matrix) -> [UInt32] { matrix.elements.map(\.bitPattern) }

let fast = x.multiplied(by: w)
notebook.check(
  "The engine's product and the triple loop have the same bits.",
  bits(fast) == bits(tripleLoop(x, w)))
/*:
 The same holds for any part of a product computed separately, even on another thread, and for the products of the
 backward pass, which have a transposed factor:
 */
let half = settings.images / 2
let upper = x.rows(at: 0..<half).multiplied(by: w)
let lower = x.rows(at: half..<x.rows).multiplied(by: w)
notebook.check(
  "Two halves of a product, computed one after the other, have the bits of the whole.",
  bits(upper) + bits(lower) == bits(fast))
notebook.check(
  "The gradients' products also match the triple loop, bit for bit.",
  bits(x.transposeMultiplied(by: fast)) == bits(tripleLoop(x.transposed, fast))
    && bits(fast.multiplied(byTransposeOf: w)) == bits(tripleLoop(fast, w.transposed)))
/*:
 ## Threads

 `Threads.limit` says how many may compute. A thread that is free takes some rows or some columns
 of a result; it never takes some of the terms of a sum. We train the same small network on one
 thread, on two and on five.
 */
func trained(threads: Int) throws -> Sequential {
  let limit = Threads.limit
  Threads.limit = threads
  defer { Threads.limit = limit }
  var model = Sequential([
    Dense(784, settings.units, using: key["encoder"]), Activation.relu,
    Dense(settings.units, 784, using: key["decoder"]), Activation.sigmoid,
  ])
  let images = digits.train.prefix(1024).matrix
  try fit(
    &model, to: images.examples, epochs: 3, batchSize: 256, optimizer: Adam(), key: key["steps"]
  ) { model, batch, _ in meanSquaredError(model(Tensor(batch)), batch) }
  return model
}
let models = try [1, 2, 5].map { try trained(threads: $0) }
let parameters = models.map { $0.parameters.flatMap { bits($0.value) } }
notebook.check(
  "On one, two and five threads a network learns the same parameters, to the last bit.",
  parameters.allSatisfy { $0 == parameters[0] })
/*:
 ## The other places where bits get lost

 - **Functions.** $e^x$, $\tanh$ and similar functions differ in the last digit from one system's library to the next. The
   engine has its own. They are made of additions, multiplications, divisions and roots, each of which IEEE 754 rounds in
   one way only, in a fixed order, without the fused multiply-adds that a compiler would use on one processor and not on
   another.
 - **Sums over everything**, such as a loss, are taken in double precision over sixteen lanes on every machine, even where
   a register holds only two or four of them.
 - **Random numbers** are a function of a {{term key}} and a place, not of what was drawn before (Salmon and others
   2011). No thread can be late.
 - **Skipping work.** Most pixels of a digit are zero. Where it pays, the engine skips the steps at which a whole tile of
   pixels is zero: they would add $0 \cdot w = \pm 0$, which changes no sum except a negative zero, and every product
   turns that into $+0$ at its end. (If a weight is infinite or not a number, nothing is skipped.) The tiles used for this
   have fewer rows and more columns, so that more steps can be skipped.
 */
let tile = 4  // rows, on the widest registers
let tiles = x.rows / tile
let skipped = (0..<tiles).reduce(0) { count, t in
  count
    + (0..<784).filter { p in (t * tile..<(t + 1) * tile).allSatisfy { x[$0, p] == 0 } }.count
}
//#-hidden-code
let zeros = x.elements.filter { $0 == 0 }.count
notebook.value("zero_pixels", Double(zeros) / Double(x.count), .percent(0))
notebook.value("skipped_steps", Double(skipped) / Double(tiles * 784), .percent(0))
//#-end-hidden-code
/*:
 Of the pixels of these images {{zero_pixels}} are zero; of the steps of tiles of {{tile}} images
 {{skipped_steps}} can be skipped.

 ## A seed that repeats too much

 The same seed should give the same run. It should not give the same order of the images in every epoch. The engine draws
 an epoch's order from the run's key *and* the epoch's number. Not every framework does: Keras on TensorFlow visits the
 images in a new order in every epoch, as it should, until one sets its seed by `keras.utils.set_random_seed`; from then
 on all epochs have one order (tried with `keras==3.15.1` and `tensorflow==2.21.0`). Does that matter? We train
 784-512-784 on {{few_images}} images for {{epochs}} epochs, with a new order for each, and with the first one for all.
 */
let (few, test) = (digits.train.prefix(500), digits.test.matrix)

func error(repeatingOrder: Bool, seed: Int) throws -> Double {
  let key = key["repeated order"][seed]
  var model = Sequential([784, 512, 784], .relu, using: key["weights"])
  var (optimizer, updates) = (Adam(), 0)
  for epoch in 0..<settings.epochs {
    let order = key["order"][repeatingOrder ? 0 : epoch]
    for step in steps(over: few, epochs: 1, batchSize: 32, key: order) {
      try optimizer.lower(&model, at: updates) {
        meanSquaredError($0(Tensor(step.batch)), step.batch)
      }
      updates += 1
    }
  }
  return model.error(on: test)
}
let errors = await notebook.trials(
  "orders of the images", ["an order an epoch", "one order"], seeds: Array(1...settings.seeds)
) { try error(repeatingOrder: $0 == "one order", seed: $1) }
let (fresh, repeated) = (errors["an order an epoch"], errors["one order"])
//#-hidden-code
notebook.value("few_images", Double(few.count), .decimals(0))
notebook.spread("fresh_test_mse", fresh, .decimals(5))
notebook.spread("repeated_test_mse", repeated, .decimals(5))
//#-end-hidden-code
notebook.check(
  "One order for all epochs ends with the larger error on unseen images, with every seed.",
  increasing(fresh, repeated), evidence: "{{repeated_test_mse}} against {{fresh_test_mse}}")
/*:
 In one order the same images always meet in one batch, and the same ones are always the last to be learned before
 the test. So check what a seed fixes before you set it: repeat a run, and compare two epochs of it.

 ## What it costs

 Less than one might think: a product has far more elements than a processor has lanes, so there is no need to break up
 a sum. How fast the engine is, compared with other frameworks and with the processor's peak, is on a page of its own,
 [Performance](performance.md), because its numbers differ from machine to machine.

 ## Exercises

 1. Run `swift run A-engine --orders 10`. How many different sums are left?
 2. Run `swift run A-engine --out a`, then the same with `KERNELS=baseline` before it and `--out b`, and compare the
    folders with `diff -r`. (`baseline` is the narrowest register of your processor.)
 3. In code, in `Chapters/Exercises/A.3-two-sums.swift` (`swift run exercise A.3` checks it): write `tripleLoop` with two sums for
    each element, one for even $p$ and one for odd, and add them at the end. Which claims fail?
 4. On paper: why would it be wrong to skip steps in which the *weights* are zero, if pixels could be infinite?

 [Solutions](SA-engine.md), for when you have tried.

 ## References

 - PyTorch, ["Reproducibility"](https://docs.pytorch.org/docs/stable/notes/randomness.html), in its documentation; read
   in 2026.
 - D. Goldberg, ["What every computer scientist should know about floating-point
   arithmetic"](https://doi.org/10.1145/103162.103163), *ACM Computing Surveys* 23 (1991), 5–48.
 - IEEE, ["IEEE standard for floating-point arithmetic"](https://doi.org/10.1109/IEEESTD.2008.4610935), IEEE Std
   754-2008.
 - K. Goto and R. A. van de Geijn, ["Anatomy of high-performance matrix
   multiplication"](https://doi.org/10.1145/1356052.1356053), *ACM Transactions on Mathematical Software* 34 (2008),
   article 12.
 - S. Boldo and G. Melquiond, ["Emulation of a FMA and correctly rounded sums: proved algorithms using rounding to
   odd"](https://doi.org/10.1109/TC.2007.70819), *IEEE Transactions on Computers* 57 (2008), 462–471.
 - J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, ["Parallel random numbers: as easy as 1, 2,
   3"](https://doi.org/10.1145/2063384.2063405), *SC* 2011, article 16.
 */
//#-hidden-code
notebook.value("tile", Double(tile), .decimals(0))
notebook.finish()
//#-end-hidden-code
