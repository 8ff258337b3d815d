import Checker

/// The exercises that ask for code, each with the answer in its file beside this one.
let exercises: [Exercise] = [
  .shiftsAndRotations { try shiftedAndRotated($0, byUpTo: $1, degrees: $2, using: $3) },
  .tiedAutoencoder(
    { try TiedAutoencoder($0, $1, bias: $2, using: $3) }, reconstruction: { try $0($1) }),
  .gaussianByDigit { try tensOfDigits($0, labels: $1, tens: $2, using: $3) },
  .logarithm(logarithm),
]
