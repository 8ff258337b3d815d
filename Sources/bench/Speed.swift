import Engine
import Kernels

/// The speed of some work, in 10⁹ operations a second, and that of multiply-adds on registers, which is the
/// most that the threads can do: each the median of rounds that alternate, so that both see the same
/// neighbours.
///
/// - Parameters:
///   - operations: how many operations `work` does.
///   - perRound: how many operations make a round.
func speed(
  of operations: Double, perRound: Double, rounds: Int, threads: Int, _ work: () -> Void
) async -> (work: Double, peak: Double, share: Double) {
  let repetitions = max(1, Int(perRound / operations))
  var (speeds, peaks) = ([Double](), [Double]())
  for _ in 0..<rounds {
    var start = ContinuousClock.now
    for _ in 0..<repetitions { work() }
    speeds.append(
      Double(repetitions) * operations / ((ContinuousClock.now - start) / .nanoseconds(1)))
    start = .now
    let done = await multiplyAdds(Int(perRound / 200), threads: threads)
    peaks.append(2 * Double(done) / ((ContinuousClock.now - start) / .nanoseconds(1)))
  }
  return (median(speeds), median(peaks), median(zip(speeds, peaks).map(/)))
}

/// Does multiply-adds on the registers of each thread; how many in all.
private func multiplyAdds(_ steps: Int, threads: Int) async -> Int {
  await withTaskGroup(of: Int.self) { group in
    for _ in 0..<threads {
      group.addTask {
        var sum: Float = 1
        return kernel_table_in_use().pointee.multiply_adds(steps, &sum)
      }
    }
    return await group.reduce(0, +)
  }
}

/// The speed of the products of one step of `workload`, on numbers of which none is zero, and the peak.
func stepSpeed(of workload: Workload, threads: Int) async -> (products: Double, peak: Double) {
  let (key, batch) = (Key(seed: 2), workload.batch)
  let factors = workload.layers.enumerated().map { index, layer in
    (
      x: key[index]["x"].uniforms(rows: batch, columns: layer.inputs),
      weight: key[index]["w"].uniforms(rows: layer.inputs, columns: layer.outputs),
      gradient: key[index]["g"].uniforms(rows: batch, columns: layer.outputs), isFirst: index == 0
    )
  }
  let found = await speed(
    of: workload.operationsPerImage * Double(batch), perRound: 5e9, rounds: 21, threads: threads
  ) {
    for (x, weight, gradient, isFirst) in factors {
      _ = x.multiplied(by: weight)
      _ = x.transposeMultiplied(by: gradient)
      if !isFirst { _ = gradient.multiplied(byTransposeOf: weight) }
    }
  }
  return (found.work, found.peak)
}
