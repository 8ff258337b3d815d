import Datasets
import Engine
import Foundation
import Models

// Train 784-32-784 for two epochs on the digits of a folder, and print the test error beside PCA's.
let digits = try Dataset.load(from: URL(filePath: CommandLine.arguments[1]))
let key = Key(seed: 1)
var model = Autoencoder([784, 32], using: key["weights"])
try fit(
  &model, to: digits.train, epochs: 2, batchSize: 32, optimizer: Adam(rate: 1e-2),
  key: key["order"]
) { model, batch, _ in meanSquaredError(model(Tensor(batch)), batch) }

let test = digits.test.matrix
let pca = PCA(of: digits.train.matrix).reconstruct(test, from: 32).meanSquaredError(to: test)
print("autoencoder \(model.error(on: test)), PCA \(pca)")
