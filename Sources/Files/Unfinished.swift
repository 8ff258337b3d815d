import Foundation
import Synchronization

/// Held while something is changed that must not stay half done.
let gate = NSRecursiveLock()

/// What is to be taken back when the program is stopped, the last first.
private let unfinished = Mutex<[(object: ObjectIdentifier, takeBack: @Sendable () -> String?)]>([])

/// Does several steps as one: a stop waits for their end.
public func uninterrupted<Result, Failure>(
  _ work: () throws(Failure) -> Result
) throws(Failure) -> Result {
  gate.lock()
  defer { gate.unlock() }
  return try work()
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

/// Takes back what is unfinished, for a program that ends here and now.
///
/// - Returns: what the reader is told.
public func takeBackUnfinished() -> [String] {
  uninterrupted { unfinished.withLock { $0.reversed() }.compactMap { $0.takeBack() } }
}
