import Engine

/// One product, m × k by k × n, in the three ways in which training needs it.
struct Product {
  let m, n, k: Int

  /// The products of x W in a layer of 784 inputs and so many outputs, whose neighbours differ in how their
  /// rows share a cache.
  static let byWidth = [60, 64, 100, 128, 250, 256, 500, 512, 1000, 1024, 2048].map {
    Product(m: 256, n: $0, k: 784)
  }

  /// Others that training makes: the gradients of weights and inputs, a small batch, a large square.
  static let others = [
    Product(m: 256, n: 256, k: 784), Product(m: 784, n: 256, k: 256),
    Product(m: 32, n: 784, k: 256), Product(m: 1024, n: 1024, k: 1024),
  ]

  /// The shares of the peak, as the factors lie in memory: both row by row, the second transposed, the first
  /// transposed.
  func shares(threads: Int) async -> [Double] {
    let key = Key(seed: 3)
    let (a, b) = (
      key["a"].uniforms(rows: m, columns: k), key["b"].uniforms(rows: k, columns: n)
    )
    let (aTransposed, bTransposed) = (a.transposed, b.transposed)
    Threads.limit = threads
    var shares: [Double] = []
    for form in [
      { _ = a.multiplied(by: b) }, { _ = a.multiplied(byTransposeOf: bTransposed) },
      { _ = aTransposed.transposeMultiplied(by: b) },
    ] {
      shares.append(
        await speed(
          of: 2 * Double(m * n * k), perRound: 1e9, rounds: 11, threads: threads, form
        ).share)
    }
    return shares
  }
}

/// The shares of the peak of products, on one thread and on all.
struct ProductShares {
  let product: Product
  let alone: [Double]
  let together: [Double]

  init(of product: Product, threads: Int) async {
    self.product = product
    alone = await product.shares(threads: 1)
    together = threads > 1 ? await product.shares(threads: threads) : alone
  }

  /// Those of all products of the page.
  static func all(threads: Int) async -> [ProductShares] {
    var found: [ProductShares] = []
    for product in Product.byWidth + Product.others {
      found.append(await ProductShares(of: product, threads: threads))
    }
    return found
  }
}

/// A table of such shares.
func productTable(_ products: [ProductShares], threads: Int) -> String {
  let forms = ["A B", "A Bᵀ", "Aᵀ B"]
  return markdownTable(
    ["m × k by k × n"] + forms.map { $0 + ", one thread" }
      + forms.map { "\($0), \(threads) threads" },
    products.map { found in
      let p = found.product
      return ["\(p.m) × \(p.k) by \(p.k) × \(p.n)"] + (found.alone + found.together).map(percent)
    })
}
