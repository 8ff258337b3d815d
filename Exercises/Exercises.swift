import Checker

/// The exercises that ask for code, each with the answer in its file beside this one.
let exercises: [Exercise] = [
  .preluStart(preluNetwork),
  .deepNetwork(deepNetwork),
  .twoSums(twoSums),
  .logarithm(logarithm),
  .nesterov(nesterov),
]
