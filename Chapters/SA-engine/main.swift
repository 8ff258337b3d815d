/*:
 # SA · Solutions to appendix A

 > What happens to the bits when a sum is taken in fewer orders, in different registers, in two
 > parts, or with steps skipped?

 Here are solutions to the exercises of [appendix A](A-engine.md), on its images and its layer.
 */
import Checker
import Engine
import Models
import Notebook
import Statistics
import Workbench

struct Settings: ChapterSettings {
  @Setting("units of the layer in the examples", in: 16...512)
  var units = 32

  @Setting("images in the examples", in: 16...256)
  var images = 48

  @Setting("random orders in which one sum is taken", in: 10...10000, quick: 50)
  var orders = 1000
}

let (settings, notebook) = Notebook.open(Settings())
let digits = notebook.digits(needing: .first(settings.images))
let x = digits.train.matrix.rows(at: 0..<settings.images)
let key = Key(seed: 1)
let w = Dense(784, settings.units, using: key["layer"]).weight.value
func bits(_ matrix: Matrix) -> [UInt32] { matrix.elements.map(\.bitPattern) }
/*:
 ## 1. Ten orders

 *Run `swift run A-engine --orders 10`. How many different sums are left?*

 An order of the appendix is a function of its number, so its first ten are the ten of that run.
 */
let terms = (0..<784).map { x[0, $0] * w[$0, 0] }
let sums = (0..<settings.orders).map { order in
  key["order"][order].permutation(of: 784).reduce(Float(0)) { $0 + terms[$1] }
}
let few = Set(sums.prefix(10)).count
/*:
 Could one have predicted that? Let $p_s$ be the share of all {{orders}} orders that give the sum
 $s$. Ten orders miss it with probability $(1 - p_s)^{10}$, so the expected number of different
 sums is

 $$ \sum_s \bigl(1 - (1 - p_s)^{10}\bigr) . $$
 */
let shares = Set(sums).sorted().map { sum in
  Double(sums.count { $0 == sum }) / Double(sums.count)
}
let expected = shares.reduce(0) { total, share in
  total + 1 - (0..<10).reduce(1) { missed, _ in missed * (1 - share) }
}
//#-hidden-code
var orderTable = Table("orders", "different sums")
for count in [10, 100, 1000] where count <= settings.orders {
  orderTable.row(
    count,
    notebook.value("distinct_sums_n\(count)", Double(Set(sums.prefix(count)).count), .decimals(0)))
}
notebook.show(orderTable)
notebook.value("expected_sums", expected, .decimals(1))
//#-end-hidden-code
notebook.check(
  "Ten orders are enough to show that the order matters. The number of their sums is within two of "
    + "the number expected from the shares.",
  few > 1 && abs(Double(few) - expected) <= 2, evidence: "{{expected_sums}} expected")
/*:
 A hundred times as many orders give nowhere near a hundred times as many sums: there are only so
 many floats near the exact sum.

 ## 2. Different registers

 *Run the appendix at two levels, by `KERNELS=baseline` and without, and compare the folders.*

 `diff -r a b` prints nothing: not a byte differs. The project's tests make the same comparison,
 product by product. (If your processor's widest registers are the baseline's, that proves
 nothing, because then both runs are the same program.) What would it print if the engine summed as
 registers invite it to? We imitate both ways in plain Swift. First the invitation: each lane adds
 every fourth, eighth or sixteenth term, and the lanes are added up at the end.
 */
func sharedOut(_ a: [Float], _ b: [Float], lanes count: Int) -> Float {
  var lanes = [Float](repeating: 0, count: count)
  for p in a.indices { lanes[p % count].addProduct(a[p], b[p]) }
  return lanes.reduce(0, +)
}

let (rows, columns) = ((0..<12).map(x.row), (0..<16).map(w.transposed.row))
let invited = [4, 8, 16].map { count in
  rows.flatMap { row in columns.map { sharedOut(row, $0, lanes: count).bitPattern } }
}
let differing = invited[0].indices.filter { i in Set(invited.map { $0[i] }).count > 1 }.count
/*:
 Then the engine's way: a register holds neighbouring elements of one row of the result, and each
 lane computes the whole sum of one of them.
 */
func neighbours(_ row: [Float], _ columns: [[Float]], lanes count: Int) -> [UInt32] {
  stride(from: 0, to: columns.count, by: count).flatMap { first in
    var lanes = [Float](repeating: 0, count: count)
    for p in row.indices {
      for lane in lanes.indices { lanes[lane].addProduct(row[p], columns[first + lane][p]) }
    }
    return lanes.map(\.bitPattern)
  }
}

let product = x.multiplied(by: w)
let engine = rows.indices.flatMap { i in columns.indices.map { product[i, $0].bitPattern } }
let written = [4, 8, 16].map { count in rows.flatMap { neighbours($0, columns, lanes: count) } }
//#-hidden-code
notebook.value("differing_sums", Double(differing) / Double(engine.count), .percent(0))
//#-end-hidden-code
notebook.check(
  "When each sum is shared out over 4, 8 or 16 lanes, most sums differ with the number of lanes.",
  2 * differing > engine.count, evidence: "{{differing_sums}} of them")
notebook.check(
  "One sum per lane gives the engine's bits with any number of lanes.",
  written.allSatisfy { $0 == engine })
/*:
 So the wider register does not do a sum faster; it does more sums at once.

 ## 3. Two sums

 *Write `tripleLoop` with two sums for each element, one for even $p$ and one for odd, and add
 them at the end. Which claims fail?*
 */
func twoSums(_ a: Matrix, _ b: Matrix) -> Matrix {
  var c = Matrix(rows: a.rows, columns: b.columns, repeating: 0)
  for i in 0..<a.rows {
    for j in 0..<b.columns {
      var sums: [Float] = [0, 0]
      for p in 0..<a.columns { sums[p % 2].addProduct(a[i, p], b[p, j]) }
      c[i, j] = sums[0] + sums[1] + 0
    }
  }
  return c
}
notebook.check(
  "The checker finds nothing wrong with it.",
  notebook.attempt { try Exercise.twoSums(twoSums).faults().isEmpty })
/*:
 Two claims of the appendix compare a product of the engine with the triple loop: the claim about the
 layer and the one about its gradients. We put the new loop in.
 */
let comparisons = [
  (name: "layer", factors: "pixels, weights", terms: 784, engine: product, loop: twoSums(x, w)),
  (
    name: "weights' gradient", factors: "pixels, outputs", terms: x.rows,
    engine: x.transposeMultiplied(by: product), loop: twoSums(x.transposed, product)
  ),
  (
    name: "pixels' gradient", factors: "outputs, weights", terms: w.columns,
    engine: product.multiplied(byTransposeOf: w), loop: twoSums(product, w.transposed)
  ),
]
let shareOfDifferentBits = comparisons.map { comparison in
  let pairs = zip(bits(comparison.engine), bits(comparison.loop))
  return Double(pairs.count { $0 != $1 }) / Double(comparison.engine.count)
}
//#-hidden-code
/// The product's elements in double precision.
func exactly(_ a: Matrix, _ b: Matrix) -> [Double] {
  let (rows, columns) = ((0..<a.rows).map(a.row), (0..<b.columns).map(b.transposed.row))
  return rows.flatMap { row in
    columns.map { column in
      row.indices.reduce(0.0) { $0 + Double(row[$1]) * Double(column[$1]) }
    }
  }
}
func rootMeanSquare(_ a: Matrix, _ b: [Double]) -> Double {
  (zip(a.elements, b).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
    / Double(b.count)).squareRoot()
}
let exact = exactly(x, w)
let (oneError, twoError) = (
  rootMeanSquare(product, exact), rootMeanSquare(comparisons[0].loop, exact)
)
notebook.value("one_sum_error", oneError, .significant(2))
notebook.value("two_sums_error", twoError, .significant(2))
var twoTable = Table(
  "product", "of", "terms per sum", "elements with different bits",
  caption: "One sum per element, as in the engine, against two.")
for (index, comparison) in comparisons.enumerated() {
  let id = ["layer", "weights_gradient", "pixels_gradient"][index]
  twoTable.row(
    comparison.name, comparison.factors, comparison.terms,
    notebook.value("other_bits_\(id)", shareOfDifferentBits[index], .percent(0)))
}
notebook.show(twoTable)
//#-end-hidden-code
notebook.check(
  "Both claims fail, the second with either of its products.",
  shareOfDifferentBits.allSatisfy { $0 > 0 })
/*:
 The other claims still hold: one about the order of a sum, which has a loop of its own, one about
 halves of a product and one about threads, which compare the engine with itself. Is the new loop
 wrong, then? No. It rounds the same sum differently, and even more accurately:
 */
notebook.check(
  "On the layer's product two sums come closer, on average, to the sum in double precision.",
  twoError < oneError,
  evidence: "root mean squared error {{two_sums_error}}, with one sum {{one_sum_error}}")
/*:
 There are as many roundings as before, but most are of smaller sums, because each chain has only half
 of the terms, and less is rounded away from a smaller number. (In any order the gradient of a weight
 is zero where its pixel is blank in all images, which is why so many bits there are equal.) What the
 engine promises is not the best order but one order.

 ## 4. Zero weights, infinite pixels

 *Why would it be wrong to skip steps in which the weights are zero, if pixels could be infinite?*

 A step adds $x_p w_p$. It may be skipped if that is $\pm 0$, and zero times a *finite* number
 is. But $\infty \cdot 0$ is no number: IEEE 754 says NaN, since the product of something that grows
 beyond all bounds and something that vanishes can have any limit. A NaN stays in the sum to the
 end. So the full loop gives NaN, and the loop that skips the step gives a number that looks like
 any other.
 */
var overflowed = x
overflowed[0, 100] = .infinity
var pruned = w
for j in 0..<8 { pruned[100, j] = 0 }

func skippingZeroWeights(_ a: Matrix, _ b: Matrix, tile: Int) -> Matrix {
  var c = Matrix(rows: a.rows, columns: b.columns, repeating: 0)
  for start in stride(from: 0, to: b.columns, by: tile) {
    let columns = start..<min(start + tile, b.columns)
    let steps = (0..<a.columns).filter { p in columns.contains { b[p, $0] != 0 } }
    for i in 0..<a.rows {
      for j in columns { for p in steps { c[i, j].addProduct(a[i, p], b[p, j]) } }
    }
  }
  return c
}

let firstImage = overflowed.rows(at: 0..<1)
let inFull = firstImage.multiplied(by: pruned)
let (narrow, wide) = (
  skippingZeroWeights(firstImage, pruned, tile: 8),
  skippingZeroWeights(firstImage, pruned, tile: 16)
)
notebook.check(
  "With one infinite pixel, whose weights to the first eight units are zero, the engine's outputs "
    + "are NaN there; a loop that skips the steps whose weights are zero gives finite numbers.",
  (0..<8).allSatisfy { inFull[0, $0].isNaN && narrow[0, $0].isFinite })
/*:
 Two things are wrong with that number. It hides that something has overflowed, which infinities and
 NaN are there to show. And it depends on the machine: a step is skipped where *all* weights of a
 tile are zero, and tiles are as wide as the registers allow. In wider tiles the eight units have
 neighbours whose weights are not zero, so the step is taken, for the eight as well.
 */
notebook.check(
  "With tiles of 8 columns the first eight outputs are finite; with tiles of 16 they are NaN.",
  (0..<8).allSatisfy { narrow[0, $0].isFinite && wide[0, $0].isNaN })
/*:
 A pixel is a byte divided by 255 and never infinite. But the same product serves later layers, whose
 inputs come from activations and may overflow. The engine faces the same question the other way
 round: it skips steps whose *pixels* are zero, and weights may be infinite after too long a
 step. So it checks the weights, and skips nothing if one is infinite:
 */
var exploded = w
exploded[0, 0] = .infinity
let column = x.multiplied(by: exploded).transposed.row(0)
notebook.check(
  "A corner pixel that is zero in all images, times an infinite weight, makes the whole column of the "
    + "engine's product NaN.",
  x.transposed.row(0).allSatisfy { $0 == 0 } && column.allSatisfy(\.isNaN))
//#-hidden-code
notebook.finish()
//#-end-hidden-code
