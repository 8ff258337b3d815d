import Checker

/// The exercises that ask for code, each with the answer in its file beside this one.
let exercises: [Exercise] = [
  .oneDigit { try rebuilt($0, byPCAOf: $1, in: $2, labels: $3, components: $4) },
  .meanStart { try startingAtTheMean(of: $0, codeSize: $1, using: $2) },
  .tied(
    product: productWithTranspose, model: { try Tied(pixels: $0, codeSize: $1, using: $2) }),
  .preluStart(preluNetwork),
  .deepNetwork(deepNetwork),
  .shiftsAndRotations { try shiftedAndRotated($0, byUpTo: $1, degrees: $2, using: $3) },
  .tiedAutoencoder { try TiedAutoencoder($0, $1, bias: $2, using: $3) },
  .gaussianByDigit { try tensOfDigits($0, labels: $1, tens: $2, using: $3) },
  .twoSums(twoSums),
  .logarithm(logarithm),
  .nesterov(nesterov),
]
