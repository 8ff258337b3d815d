import Basics
import Foundation
import Kernels
import Synchronization

/// The threads that compute: how many there may be, and how one operation's work is shared.
///
/// Threads decide who computes an element, never how: each element is computed whole by one thread,
/// so any number of threads gives the same bits.
public enum Threads {
  /// How many threads may compute at the same time: at first, as many as there are processors.
  ///
  /// Runs of ``parallelMap(_:threads:_:)`` come first, each on a thread of its own; what they leave
  /// free helps within single operations.
  public static var limit: Int {
    get { team.limit.load(ordering: .relaxed) }
    set {
      require(newValue >= 1, "computing needs a thread, not \(newValue)")
      team.limit.store(newValue, ordering: .relaxed)
    }
  }

  /// How many elements of a pass over a matrix, and how many multiply-adds of a product, are worth a
  /// thread's while: some microseconds of work.
  static let elements = 1 << 14
  static let steps = 1 << 18

  private static let team = Team(limit: ProcessInfo.processInfo.activeProcessorCount)

  /// Does one of several runs at once: while it lasts, its thread is not free to help others.
  static func run<Output>(_ body: () -> Output) -> Output {
    team.runs.wrappingAdd(1, ordering: .relaxed)
    defer { team.runs.wrappingSubtract(1, ordering: .relaxed) }
    return body()
  }

  /// Calls `body` with ranges that make up 0 ..< count, each but the last a multiple of `unit` long,
  /// at the same time where threads are free.
  ///
  /// - Parameter least: how much is worth a thread.
  static func split(
    _ count: Int, unit: Int = 1, least: Int, _ body: (Range<Int>) -> Void
  ) {
    let units = (count + unit - 1) / unit
    // Two parts a thread: who begins late or is interrupted leaves its second part to others.
    let free = team.free
    let parts = min(2 * free, 2 * count / max(least, 1), units, Team.mostParts)
    guard free > 1, parts > 1 else { return body(0..<count) }
    team.share(parts) { part in
      let start = part * units / parts * unit
      let end = min((part + 1) * units / parts * unit, count)
      body(start..<end)
    }
  }
}

/// Threads that wait for parts of a job; one job at a time.
///
/// A training step has some twenty operations of 10 to 300 microseconds. Waking a sleeping thread
/// takes too long for them, so a helper that has done its part keeps looking for the next job for a
/// while before it sleeps.
private final class Team: @unchecked Sendable {
  /// What fits the word below.
  static let mostParts = 0xffff

  let limit: Atomic<Int>
  let runs = Atomic<Int>(0)

  /// The parts of the job that no one has begun, and which job: job « 32 | first « 16 | end. The
  /// thread whose job it is takes parts from the front, helpers from the back: operations on the
  /// same rows then find them in the cache that the last one left them in.
  private let open = Atomic<UInt64>(0)
  private let unfinished = Atomic<Int>(0)
  /// Whose turn it is to share a job; others do theirs alone.
  private let isTaken = Atomic<Bool>(false)
  /// Read by who has taken an open part, written when none is open or unfinished.
  private var body: (Int) -> Void = { _ in }

  private let bell = NSCondition()
  private let sleepers = Atomic<Int>(0)
  /// How many helpers were started; touched by who has `isTaken`.
  private var helpers = 0

  init(limit: Int) { self.limit = Atomic(limit) }

  /// How many threads an operation may use, its own included.
  var free: Int {
    max(1, limit.load(ordering: .relaxed) + 1 - max(1, runs.load(ordering: .relaxed)))
  }

  /// Calls `body` with 0 ..< parts, here and on the threads that are free.
  func share(_ parts: Int, _ body: (Int) -> Void) {
    guard !isTaken.exchange(true, ordering: .acquiring) else { return (0..<parts).forEach(body) }
    while helpers < min(free, parts) - 1 { startHelper() }
    withoutActuallyEscaping(body) { body in
      self.body = body
      unfinished.store(parts, ordering: .relaxed)
      let job = open.load(ordering: .relaxed) >> 32 &+ 1
      open.store(job << 32 | UInt64(parts), ordering: .sequentiallyConsistent)
      if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
        bell.withLock { bell.broadcast() }
      }
      while let part = next(fromFront: true) { finish(part) }
      var waits = 0
      while unfinished.load(ordering: .acquiring) > 0 {
        waits += 1
        if waits < 1000 { kernel_pause() } else { sched_yield() }
      }
      self.body = { _ in }
    }
    isTaken.store(false, ordering: .releasing)
  }

  /// Takes an open part; nil when there is none.
  private func next(fromFront: Bool) -> Int? {
    var seen = open.load(ordering: .acquiring)
    while true {
      let (first, end) = (Int(seen >> 16 & 0xffff), Int(seen & 0xffff))
      guard first < end else { return nil }
      let (won, now) = open.compareExchange(
        expected: seen, desired: fromFront ? seen + 1 << 16 : seen - 1,
        ordering: .acquiringAndReleasing)
      if won { return fromFront ? first : end - 1 }
      seen = now
    }
  }

  private func finish(_ part: Int) {
    body(part)
    unfinished.wrappingSubtract(1, ordering: .releasing)
  }

  private func startHelper() {
    let index = helpers
    helpers += 1
    Thread.detachNewThread { [self] in
      var idle = 0
      while true {
        if index < free - 1, let part = next(fromFront: false) {
          finish(part)
          idle = 0
        } else if idle < 5000 {
          idle += 1
          kernel_pause()
        } else {
          sleep()
          idle = 0
        }
      }
    }
  }

  private func sleep() {
    bell.withLock {
      sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
      defer { sleepers.wrappingSubtract(1, ordering: .sequentiallyConsistent) }
      let seen = open.load(ordering: .sequentiallyConsistent)
      if seen >> 16 & 0xffff >= seen & 0xffff { bell.wait() }
    }
  }
}
