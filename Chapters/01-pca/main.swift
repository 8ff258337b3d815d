/*:
 # 1 · PCA: the baseline to beat

 > How much of a picture of a digit survives in a handful of numbers?

 - **By the end you can** fit PCA in four steps and say why they work; read a table of errors
   at each code size; and say what a baseline is for.
 - **You need** vectors, matrices and eigenvectors, an idea of variance, and some experience of
   programming in any language.
 - **It takes** about {{reading_minutes}} minutes to read, code included, without the exercises; its
   running time is on the [status page](status.md).

 An **{{term autoencoder}}** squeezes an image through a narrow **{{term code}}** and rebuilds it
 from there. Before we train one, we should know what there is to beat. The linear code with the
 least squared error has been known since 1901 (Pearson; Hotelling 1933), has no learning rate and
 no random start, and is found by linear algebra alone: **{{term principal component analysis}}**,
 PCA. Later chapters compare their results with this one's, at equal {{term code size}}. A network
 that loses to PCA rebuilds no better than a page of linear algebra does.

 This page is a program: you see what it computes and what it found, without most of the lines that
 draw charts. `notebook.check` {{term claim|tests a sentence}} while the page is made: ✓ means that
 the sentence held, ✗ that it did not. In Swift, `$0` and `$1` are the
 arguments of a short function in braces.

 The book grew from a handful of introductions to autoencoders of the kind that one finds on the
 web. It repeats none of their sentences without a test. We do not name them: their mistakes are
 common ones.
 */
import Datasets
import Engine
import Models
import Notebook
import Plot
import Statistics
import Workbench

struct Settings: ChapterSettings {
  @Setting("components in the worked example", symbol: "k", in: 1...784)
  var components = 32

  @Setting("eigen-digits to look at", in: 1...100)
  var eigenDigits = 16
}

let (settings, notebook) = Notebook.open(Settings(), model: "mean and components")
let components = settings.components
//#-hidden-code
notebook.show(settings)
let loaded: LoadedModel<PCA>? = notebook.loadedModel(like: PCA(features: 784))
//#-end-hidden-code
/*:
 ## The digits

 The data are 5000 handwritten digits of MNIST (LeCun, Bottou, Bengio and Haffner 1998), each 28 ×
 28 grey pixels, balanced over the ten classes: {{training_images}} images to learn from and
 {{test_images}} to test on. They are not MNIST's own test images, so no number here compares with a
 published one. We treat an {{term image}} as a vector $x$ of 784 numbers from 0 (paper) to 1 (ink).
 In formulas about one image $x$ is a column; in code every image is a row of a matrix. Nothing on
 this page is chosen by looking at the {{term test images}}: PCA has nothing to choose.
 */
let digits = notebook.digits()
/// What scikit-learn's PCA gives on these digits.
let reference = notebook.reference().pca
let train = digits.train.matrix
let test = digits.test.matrix
//#-hidden-code
notebook.value("training_images", Double(train.rows))
notebook.value("test_images", Double(test.rows))
//#-end-hidden-code
/*:
 ## Model zero: the mean image

 How should we measure a {{term reconstruction}} $\hat{x}$? We use the
 **{{term mean squared error}}**: the mean of $(\hat{x}_i - x_i)^2$ over all pixels of all images.
 Others report the squared error *per image*, which is 784 times as much, or the
 **{{term peak signal-to-noise ratio}}** $\mathrm{PSNR} = 10 \log_{10}(1/\mathrm{MSE})$ in decibels.
 We show all three; they rank models alike.

 The simplest "reconstruction" ignores its input and always answers with the mean of the
 {{term training images}}. It has a code of size zero. A model that does worse has not begun to
 learn, so the {{term mean image}} is a line in many charts of errors.
 */
let mean = train.columnMeans
let meanImage = Matrix(rows: test.rows, columns: test.columns, repeating: 0).adding(row: mean)
let meanImageError = meanImage.meanSquaredError(to: test)
//#-hidden-code
notebook.value("mean_pixel", train.mean, .decimals(3))
notebook.value("mean_image_test_mse", meanImageError)
notebook.value("mean_image_test_error_per_image", 784 * meanImageError, .decimals(1))
notebook.value("mean_image_test_psnr", psnr(meanImageError), .decimals(1))
//#-end-hidden-code
/*:
 The digits are mostly paper: the mean pixel is {{mean_pixel}}. The mean image has a test error of
 {{mean_image_test_mse}} per pixel, or {{mean_image_test_error_per_image}} per image, which is
 {{mean_image_test_psnr}} dB.

 ## The algorithm

 We look for the $k$-dimensional plane that lies closest to the data: the one on which the images,
 projected, lose the least squared error. By Pythagoras, the squared length of a centred image is
 that of its projection plus the squared error, so to lose least is to keep the most variance. Four
 steps find the plane.

 **Centre the data**, so that the plane passes through the mean rather than the origin.
 */
let centred = train.subtracting(row: mean)
/*:
 **Form the {{term covariance}}** $C = \frac{1}{n-1} X^\top X$ of the $n$ centred images $X$, a
 matrix of 784 × 784 numbers: entry $(i, j)$ says how pixels $i$ and $j$ vary together. The variance
 of the data along a direction $v$ of length 1 is $v^\top C v$.
 */
let covariance = 1 / Float(train.rows - 1) * centred.transposeMultiplied(by: centred)
/*:
 **Find the {{term eigenvector|eigenvectors}}** of $C$, the directions $v$ of length 1 with
 $C v = \lambda v$. They are at right angles to each other, and the variance along $v$ is its
 {{term eigenvalue}} $\lambda$; no other directions carry more. Sorted by variance, they are the
 **{{term principal component|principal components}}**. We do not call a
 library. The engine's own routine reflects $C$ to tridiagonal form, which is zero except on the
 diagonal and next to it, and rotates that to a diagonal one (Golub and Van Loan 2013):

 {{include Sources/Engine/Eigen.swift#eigen}}
 */
let eigen = eigenDecomposition(ofSymmetric: covariance)
/*:
 **Project.** The code of an image is its coordinates along the first $k$ components,
 $z = V_k (x - \bar{x})$, and its reconstruction is $\hat{x} = V_k^\top z + \bar{x}$, with a
 component in each row of $V_k$. Encoder and decoder are the same matrix, once read by rows and
 once by columns.
 */
let basis = eigen.vectors.rows(at: 0..<components)
let code = test.subtracting(row: mean).multiplied(byTransposeOf: basis)
let reconstruction = code.multiplied(by: basis).adding(row: mean)
//#-hidden-code
notebook.value("pca_test_mse", reconstruction.meanSquaredError(to: test))
//#-end-hidden-code
/*:
 Rebuilt from {{components}} numbers each, the test images have an error of {{pca_test_mse}}.

 Before we use the result we check it: against the definition of an eigenvector, against the sum
 that the eigenvalues must have, and against scikit-learn, whose results for these digits are in
 the repository. Later chapters call the same steps by the name `PCA`, so we check that as well.
 (`notebook.model` lets `--save-model` keep the result and `--load-model` replace it;
 `notebook.attempt` ends the run if that fails.)
 */
let applied = eigen.vectors.multiplied(by: covariance)
let residual = (0..<784).map { i in
  zip(applied.row(i), eigen.vectors.row(i))
    .map { abs(Double($0) - eigen.values[i] * Double($1)) }.max() ?? 0
}
let totalVariance = eigen.values.reduce(0, +)
let trace = (0..<784).reduce(0.0) { $0 + Double(covariance[$1, $1]) }
let pca = notebook.attempt {
  try notebook.model(loaded) { PCA(of: train) }
}
//#-hidden-code
notebook.value("eigen_residual_max", (residual.max() ?? 0) / eigen.values[0], .significant(2))
notebook.value("total_variance", totalVariance, .decimals(2))
//#-end-hidden-code
let products = eigen.vectors.multiplied(byTransposeOf: eigen.vectors)
notebook.check(
  "The eigenvectors have length one and are at right angles, to single precision.",
  (0..<784).allSatisfy { i in
    (0..<784).allSatisfy { abs(products[i, $0] - (i == $0 ? 1 : 0)) < 1e-5 }
  })
notebook.check(
  "Every eigenvector satisfies its equation, to single precision.",
  (residual.max() ?? 0) < 1e-5 * eigen.values[0],
  evidence: "largest deviation {{eigen_residual_max}} of the largest eigenvalue")
notebook.check(
  "The eigenvalues add up to the variance of all pixels.",
  abs(totalVariance - trace) < 1e-5 * trace, evidence: "{{total_variance}} both ways")
notebook.check(
  "The book's PCA gives the same bits as the steps above.",
  pca.reconstruct(test, from: components) == reconstruction)
/*:
 ## How many components?

 The share of all variance that the first $k$ components carry is
 $(\lambda_1 + \dots + \lambda_k) / \sum_i \lambda_i$.
 */
let cumulative = eigen.values.reduce(into: [0.0]) { $0.append(($0.last ?? 0) + $1) }
let explained = cumulative.map { $0 / totalVariance }

var variance = Table("share of the variance", "components needed")
for share in [50, 80, 90, 95, 99] {
  let needed = explained.firstIndex { $0 >= Double(share) / 100 } ?? 784
  variance.row(
    "\(share) %",
    notebook.value("pca_components_for_\(share)_percent", Double(needed), .decimals(0)))
}
notebook.show(variance)
notebook.show(
  LineChart(
    x: Axis("components", .log), y: Axis("share of the variance"),
    series: [
      Series("PCA", points: (1...784).map { (Double($0), min(explained[$0], 1)) })
    ],
    references: [.horizontal(0.9, "90 %")]),
  as: "explained-variance",
  caption: "The first few components carry much of the variance, the last few hundred almost none.")
/*:
 Half of the variance fits in {{pca_components_for_50_percent}} numbers, and
 {{pca_components_for_90_percent}} carry nine tenths of it. Pixels at the border hardly vary, and
 neighbouring pixels vary together: that is the redundancy that every model in this book lives on.

 ## The error at each code size

 Now the table that later chapters must beat. PCA is fitted to the training images alone, mean
 included. A reconstruction by PCA may leave the range of a pixel, so we also give the error after
 **{{term clipping}}** it to 0…1. The last column counts the test images that come back exactly,
 byte for byte.
 */
/// What PCA makes of the digits with so many components.
struct AtSize: Case {
  var k: Int
  var share, trainError, testError, clippedError: Double
  var exactImages: Int

  init(_ k: Int) {
    let rebuilt = pca.reconstruct(test, from: k)
    (self.k, share) = (k, explained[k])
    trainError = pca.error(on: train, from: k)
    testError = rebuilt.meanSquaredError(to: test)
    clippedError = rebuilt.clipped(to: 0...1).meanSquaredError(to: test)
    exactImages = exactlyRebuilt(digits.test, by: rebuilt)
  }
  var id: Int { k }
  var title: String { k.title }
  var name: String { k.name }
}

let sizes = Set([2, 8, 16, 32, 64, 128, 256, components]).sorted()
let atSizes = sizes.map(AtSize.init)
notebook.show(
  atSizes, as: "pca", .label("k"), .of("variance", "explained_share", \.share),
  .of("train MSE", "train_mse", \.trainError), .of("test MSE", "test_mse", \.testError),
  .of("per image", "test_error_per_image", format: .decimals(2)) { 784 * $0.testError },
  .of("PSNR (dB)", "test_psnr", format: .decimals(2)) { psnr($0.testError) },
  .of("clipped MSE", "test_clipped_mse", \.clippedError),
  .of("exact images", "test_exact_images") { Double($0.exactImages) })
//#-hidden-code
let (trainErrors, testErrors) = (atSizes.map(\.trainError), atSizes.map(\.testError))
let clippedErrors = atSizes.map(\.clippedError)
notebook.show(
  LineChart(
    x: Axis("code size k", .log), y: Axis("mean squared error", .log),
    series: [
      Series("training images", points: zip(sizes, trainErrors).map { (Double($0), $1) }),
      Series("test images", points: zip(sizes, testErrors).map { (Double($0), $1) }),
      Series("test images, clipped", points: zip(sizes, clippedErrors).map { (Double($0), $1) }),
    ],
    references: [.horizontal(meanImageError, "mean image, test")]),
  as: "error-by-size",
  caption: "PCA's error falls with every component. Only the third line is clipped.")
//#-end-hidden-code
/*:
 The numbers should not depend on who computes them. We compare with scikit-learn's, and check what
 the table seems to say.
 */
let disagreements = reference.reconstruction.compactMap { row in
  sizes.firstIndex(of: row.k).map { abs(testErrors[$0] / row.testMSE - 1) }
}
let varianceDisagreements = zip(eigen.values, reference.varianceRatios).map {
  abs($0 / totalVariance / $1 - 1)
}
//#-hidden-code
notebook.value("sklearn_test_error_deviation", disagreements.max() ?? .infinity, .significant(1))
notebook.value(
  "sklearn_variance_deviation", varianceDisagreements.max() ?? .infinity, .significant(1))
//#-end-hidden-code
notebook.check(
  "scikit-learn's PCA has the same test error at every size.",
  (disagreements.max() ?? .infinity) < 1e-4, needsBookData: true,
  evidence: "largest relative difference {{sklearn_test_error_deviation}}")
notebook.check(
  "scikit-learn's PCA explains the same share of the variance with each of the first components.",
  (varianceDisagreements.max() ?? .infinity) < 1e-5, needsBookData: true,
  evidence: "largest relative difference {{sklearn_variance_deviation}}")
notebook.check(
  "Every larger code lowers the test error, as it must: its plane contains the smaller one's.",
  zip(testErrors, testErrors.dropFirst()).allSatisfy { $0 > $1 })
notebook.check(
  "The test error is above the training error at every size.",
  zip(trainErrors, testErrors).allSatisfy { $0 < $1 })
notebook.check(
  "Clipping to the range of a pixel lowers the error at every size.",
  zip(clippedErrors, testErrors).allSatisfy { $0 < $1 })
/*:
 The last claim is no accident either: the true pixel lies in 0…1, and moving a number outside that
 range to the nearest end of it can only bring it closer. Keep it in mind. A network that ends in a
 function with values from 0 to 1 never leaves the range, and has at least this advantage over PCA.

 On the training images the error can be read off the eigenvalues: what is lost is the variance
 along the components that were dropped,
 $\mathrm{MSE}_k = \frac{n-1}{n} \cdot \frac{1}{784} \sum_{i>k} \lambda_i$, and no other plane of
 $k$ dimensions loses less (Eckart and Young 1936).

 Why not? Let the rows of $W$ be any $k$ directions of length 1 at right angles. What their plane keeps
 of the variance is $\sum_j w_j^\top C w_j$, and $C = \sum_i \lambda_i v_i v_i^\top$ with the
 eigenvectors $v_i$, so it keeps $\sum_i s_i \lambda_i$ with the shares $s_i = \sum_j (w_j^\top v_i)^2$.
 A share is the squared length of a projection of $v_i$, at most 1; and all shares together are $k$, the
 sum of the squared lengths of the $w_j$. Whoever may give out $k$ in shares of at most 1 keeps most by giving
 a whole one to each of the $k$ largest eigenvalues. The leading eigenvectors do just that.
 */
let predicted = sizes.map { k in
  Double(train.rows - 1) / Double(train.rows) * (totalVariance - cumulative[k]) / 784
}
let mismatch = zip(predicted, trainErrors).map { abs($0 / $1 - 1) }.max() ?? .infinity
//#-hidden-code
notebook.value("eigenvalue_deviation", mismatch, .significant(1))
//#-end-hidden-code
notebook.check(
  "The training error is the sum of the dropped eigenvalues.", mismatch < 1e-4,
  evidence: "largest relative difference {{eigenvalue_deviation}}")
/*:
 ## Does centring matter?

 Skip the first step, and the plane must pass through the origin. Is its first direction then spent
 on pointing at the mean image?
 */
let moments = 1 / Float(train.rows) * train.transposeMultiplied(by: train)
let uncentred = eigenDecomposition(ofSymmetric: moments).vectors
let uncentredErrors = sizes.map { k in
  let directions = uncentred.rows(at: 0..<k)
  return test.multiplied(byTransposeOf: directions).multiplied(by: directions)
    .meanSquaredError(to: test)
}
let ratios = zip(uncentredErrors, testErrors).map { $0 / $1 }
//#-hidden-code
var centring = Table("k", "centred test MSE", "uncentred test MSE", "ratio")
for (index, k) in sizes.enumerated() {
  centring.row(
    k, notebook.value("pca_k\(k)_centred_test_mse", testErrors[index]),
    notebook.value("pca_k\(k)_uncentred_test_mse", uncentredErrors[index]),
    notebook.value("pca_k\(k)_uncentred_to_centred", ratios[index], .decimals(3)))
}
notebook.show(centring)
//#-end-hidden-code
let towardsMean = (0..<784).reduce(0.0) { $0 + Double(uncentred[0, $1] * mean[0, $1]) }
let meanLength = (mean * mean).sum.squareRoot()
//#-hidden-code
notebook.value("uncentred_cosine_to_mean", towardsMean / meanLength, .decimals(3))
//#-end-hidden-code
notebook.check(
  "The first uncentred direction points at the mean image.", towardsMean > 0.99 * meanLength,
  evidence: "cosine {{uncentred_cosine_to_mean}}")
notebook.check(
  "Centring lowers the error of the smallest code, and matters less for the largest.",
  ratios[0] > 1.01 && abs(ratios[ratios.count - 1] - 1) < abs(ratios[0] - 1))
/*:
 A network layer without an added constant, the **bias** of chapter 2, has the same handicap: one
 of the introductions prints it so. With a few dozen components the cost is gone.

 ## What the components look like

 A component is a direction in pixel space, so it can be drawn as an image, an **eigen-digit**: red
 where it adds ink, blue where it takes ink away. The first few describe whole shapes; later ones
 ever finer waves. No one of these is a single stroke.
 */
let eigenDigits = eigen.vectors.rows(at: 0..<settings.eigenDigits)
let half = (settings.eigenDigits + 1) / 2
notebook.show(
  digitGrid(
    [imageRow("first", eigenDigits.rows(at: 0..<half))]
      + (half < settings.eigenDigits
        ? [imageRow("next", eigenDigits.rows(at: half..<settings.eigenDigits))] : []),
    tone: .signed),
  as: "eigen-digits",
  caption:
    "The leading eigen-digits in the order of their variance: red adds ink, blue takes it away.")
/*:
 ## A map of the digits

 With $k = 2$ every image becomes a point. PCA has never seen a label; the colours are added
 afterwards.
 */
let testMap = pca.encode(test, to: 2)
//#-hidden-code
notebook.show(
  ScatterChart(
    panels: [mapPanel("PCA, k = 2", testMap, labels: digits.test.labels, axis: "component")],
    classes: digitNames),
  as: "map",
  caption: "The test images in two numbers: 0 and 1 stand apart, most others overlap.")
//#-end-hidden-code
/*:
 A map is an illustration, not evidence. To put a number on it, give each test image the label of
 the {{term nearest neighbour|nearest training image}}, with the distance measured in the code
 (Cover and Hart 1967).
 */
func hits(_ encode: (Matrix) -> Matrix) -> [Bool] {
  nearestNeighbourHits(of: digits.test, among: digits.train, by: encode)
}
let codeSizes = Set([2, components]).sorted()
let codeHits = codeSizes.map { k in hits { pca.encode($0, to: k) } }
let pixelHits = hits { $0 }
//#-hidden-code
var neighbours = Table("code", "numbers", "nearest-neighbour accuracy")
for (k, hits) in zip(codeSizes, codeHits) {
  neighbours.row(
    "PCA", k, notebook.value("pca_k\(k)_nearest_neighbour_accuracy", hits.share))
}
neighbours.row(
  "raw pixels", 784,
  notebook.value("pixel_nearest_neighbour_accuracy", pixelHits.share))
notebook.show(neighbours)
let exampleHits = zip(hits { pca.encode($0, to: components) }, pixelHits)
notebook.value("only_code_right", Double(exampleHits.count { $0 && !$1 }), .decimals(0))
notebook.value("only_pixels_right", Double(exampleHits.count { !$0 && $1 }), .decimals(0))
//#-end-hidden-code
/*:
 Guessing would be right one time in ten. Two numbers lose most of what tells the digits apart;
 {{components}} keep about what the nearest neighbour can use of 784. The two agree on all but a
 few test images: {{only_code_right}} are classified correctly from the code alone,
 {{only_pixels_right}} from the pixels alone.

 ## Looking at reconstructions

 These ten test digits return in later chapters: the first image of each class, so nobody could
 pick them by their looks.
 */
let shown = test.rows(at: digits.test.firstOfEachClass)
let gridSizes = Set([2, 8, components, 128]).sorted()
notebook.show(
  digitGrid(
    [imageRow("original", shown)]
      + gridSizes.map { k in
        imageRow("PCA, k = \(k)", pca.reconstruct(shown, from: k).clipped(to: 0...1))
      }),
  as: "reconstructions",
  caption: "Test digits and their reconstructions, clipped: blurred, with ghosts around them.")
/*:
 ## Claims, tested

 The texts that this book grew from call PCA a method for compression and features but not for
 reconstruction; this page has done nothing else but reconstruct. They say that a code makes data
 smaller, and call compression by a code "lossless": the original comes back exactly. Both can be
 counted.
 */
//#-hidden-code
notebook.value("bytes_image", Double(ImageSet.pixelsPerImage), .decimals(0))
notebook.value("bytes_code", Double(4 * components), .decimals(0))
notebook.value("bytes_code_k256", Double(4 * 256), .decimals(0))
//#-end-hidden-code
notebook.check(
  "No test image comes back exactly from a code of 256 numbers or fewer.",
  atSizes.allSatisfy { $0.k > 256 || $0.exactImages == 0 })
/*:
 A projection discards what it does not keep; it is lossy by construction. And fewer *numbers* need
 not be fewer *bytes*: an image is {{bytes_image}} bytes, {{components}} floats are {{bytes_code}},
 but 256 floats, a size that the introductions call a compression, are {{bytes_code_k256}}. How few
 bytes of a code would do as well is a question that no chapter takes up yet.

 ## In short

 How much survives? Two numbers leave a blur that its nearest neighbour classifies correctly
 {{pca_k2_nearest_neighbour_accuracy}} of the time. A few dozen keep most of the variance and tell
 the digits apart as well as the pixels do. No image comes back exactly. From here on, the table of
 errors at each code size is the {{term baseline}} to beat.

 ## Exercises

 1. Between which two errors of the table must the error at $k = 10$ lie? Run
    `swift run 01-pca --components 10` and compare.
 2. On paper: why does the test error exceed the training error, although PCA has no training loop that
    could over-fit? (What was fitted, and to what?)
 3. In code, in `Chapters/Exercises/1.3-one-digit.swift` (`swift run exercise 1.3` checks it): fit PCA to the
    images of one digit only, and rebuild the others with it. What do you expect to see?
 4. On paper: shuffle the pixels of all images, of training and test, by one and the same permutation.
    Which numbers of this page change? And which if each image is shuffled by a permutation of its
    own?

 [Solutions](S1-pca.md), for when you have tried.

 ## References

 - K. Pearson, ["On lines and planes of closest fit to systems of points in
   space"](https://doi.org/10.1080/14786440109462720), *Philosophical Magazine* 2 (1901), 559–572.
 - H. Hotelling, ["Analysis of a complex of statistical variables into principal
   components"](https://doi.org/10.1037/h0071325), *Journal of Educational Psychology* 24 (1933),
   417–441 and [498–520](https://doi.org/10.1037/h0070888).
 - C. Eckart and G. Young, ["The approximation of one matrix by another of lower
   rank"](https://doi.org/10.1007/BF02288367), *Psychometrika* 1 (1936), 211–218.
 - Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, ["Gradient-based learning applied to document
   recognition"](https://doi.org/10.1109/5.726791), *Proceedings of the IEEE* 86 (1998), 2278–2324.
 - G. H. Golub and C. F. Van Loan, [*Matrix computations*](https://doi.org/10.56021/9781421407944),
   4th edition, Johns Hopkins University Press, 2013, chapter 8.
 - T. M. Cover and P. E. Hart, ["Nearest neighbor pattern
   classification"](https://doi.org/10.1109/TIT.1967.1053964), *IEEE Transactions on Information
   Theory* 13 (1967), 21–27.
 */
//#-hidden-code
notebook.finish()
//#-end-hidden-code
