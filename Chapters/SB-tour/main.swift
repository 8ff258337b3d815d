/*:
 # SB · Solutions to appendix B

 > What did the exercises of [The engine in one evening](B-tour.md) have in store?

 ## B.3: the logarithm

 The derivative of $\log x$ is $1/x$, so the pullback divides what comes from above by $x$.
 */
import Checker
import Engine
import Foundation
import Notebook

struct Settings: ChapterSettings {}

let (settings, notebook) = Notebook.open(Settings())

func logarithm(_ x: Tensor) -> Tensor {
  let value = x.value
  return Tensor(
    value.map { Foundation.log($0) },
    x.pullingBack { $0.combined(with: value) { dy, x in dy / x } })
}
notebook.check(
  "The checker finds nothing wrong with it.",
  notebook.attempt { try Exercise.logarithm(logarithm).faults().isEmpty })
//#-hidden-code
notebook.finish()
//#-end-hidden-code
