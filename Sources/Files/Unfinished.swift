import Foundation
import Synchronization

/// Held while something is changed that must not stay half done, and how many such steps are nested.
private let gate = NSRecursiveLock()
nonisolated(unsafe) private var depth = 0

/// Whether the program is about to end: who comes to the gate now, comes too late.
private let isEnding = Atomic(false)
var isEndingForGood: Bool { isEnding.load(ordering: .sequentiallyConsistent) }

/// What is to be taken back when the program is stopped, the last first.
private let unfinished = Mutex<[(object: ObjectIdentifier, takeBack: @Sendable () -> String?)]>([])

/// Does several steps as one: a stop waits for their end.
public func uninterrupted<Result, Failure>(
  _ work: () throws(Failure) -> Result
) throws(Failure) -> Result {
  enter()
  defer { leave() }
  return try work()
}

/// Begins what ``uninterrupted(_:)`` does, where that can't be one function's argument.
func enter() {
  gate.lock()
  if depth == 0, isEndingForGood {
    gate.unlock()
    while true { pause() }
  }
  depth += 1
}

/// Ends it.
func leave() {
  depth -= 1
  gate.unlock()
}

/// Ends this program once nothing is half done: what is unfinished is taken back, and nobody else
/// changes a file any more.
///
/// - Parameter last: ends it; it has what the reader is to be told.
public func endForGood(_ last: ([String]) -> Never) -> Never {
  isEnding.store(true, ordering: .sequentiallyConsistent)
  gate.lock()
  depth += 1
  last(takeBackUnfinished())
}

/// Has `takeBack` called with an object when the program is stopped before ``forget(_:)``.
///
/// - Parameter takeBack: returns what the reader is told, if anything.
func takeBackWhenStopped<Object: AnyObject & Sendable>(
  _ object: Object, _ takeBack: @escaping @Sendable (Object) -> String?
) {
  unfinished.withLock { $0.append((ObjectIdentifier(object), { takeBack(object) })) }
}

/// Has nothing taken back of this object any more.
func forget(_ object: some AnyObject) {
  unfinished.withLock { $0.removeAll { $0.object == ObjectIdentifier(object) } }
}

/// Takes back what is unfinished; what the reader is to be told of it.
public func takeBackUnfinished() -> [String] {
  uninterrupted { unfinished.withLock { $0.reversed() }.compactMap { $0.takeBack() } }
}
