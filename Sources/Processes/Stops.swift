import Basics
import Files
import Foundation
import Synchronization

/// The programs that this one runs, and the signal that has told it to stop.
private let state = Mutex((programs: Set<pid_t>(), stop: Int32?.none))

/// Entered by every program that runs.
private let running = DispatchGroup()

/// A queue of its own: trainings may hold all threads of the global ones.
private let stops = DispatchQueue(label: "stops", qos: .userInteractive)

/// What listens; kept, because a source that is released listens no more.
nonisolated(unsafe) private var listeners: [any DispatchSourceSignal] = []

/// Ends this program when it is told to stop: by Ctrl-C, politely, or because its terminal is gone.
///
/// First the programs that it runs are told as well, and waited for; they are killed when the stop comes a
/// second time. Then what is unfinished is taken
/// back, and the program ends with the usual status, 128 + the signal's number. A signal that it was
/// started to ignore, as by `nohup`, it ignores.
///
/// - Parameters:
///   - words: what the reader is told, before what is said of anything unfinished.
///   - complain: tells it.
public func endWhenStopped(
  saying words: String = "stopped", _ complain: @escaping @Sendable (String) -> Void
) {
  for number in [SIGINT, SIGTERM, SIGHUP] {
    var before = sigaction()
    sigaction(number, nil, &before)
    let isIgnored =
      unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
    guard !isIgnored else { continue }
    signal(number, SIG_IGN)
    let listener = DispatchSource.makeSignalSource(signal: number, queue: stops)
    listener.setEventHandler {
      stop(number) { complain((["\n" + words] + $0).joined(separator: "; ")) }
    }
    listener.resume()
    listeners.append(listener)
  }
}

/// Passes a stop on, and ends this program after the others.
private func stop(_ number: Int32, _ tell: @escaping @Sendable ([String]) -> Void) {
  let isFirst = state.withLock { state in
    let isFirst = state.stop == nil
    for program in state.programs {
      // To some programs the end of a terminal is no reason to stop, and who is told twice does not ask.
      kill(program, isFirst ? (number == SIGHUP ? SIGTERM : number) : SIGKILL)
      // One that stands still would not hear of it.
      kill(program, SIGCONT)
    }
    state.stop = number
    return isFirst
  }
  guard isFirst else { return }
  running.notify(queue: stops) {
    endForGood {
      tell($0)
      exit(128 + number)
    }
  }
}

/// Ends this program by itself, and takes back what is unfinished; a stop comes too late from here on.
///
/// It has not succeeded where something that it printed was lost.
public func endProgram(with status: Int32) -> Never {
  endForGood { _ in
    guard status == 0, let lostOutput else { exit(status) }
    complain("error: \(lostOutput)")
    exit(1)
  }
}

extension Process {
  /// Starts the program and waits for its end; stops are passed on to it meanwhile.
  ///
  /// This program comes no further after a stop: its end is near.
  func runToEnd() throws {
    let isStarted = try state.withLock { state in
      guard state.stop == nil else { return false }
      try withoutBlockedSignals { try run() }
      running.enter()
      state.programs.insert(processIdentifier)
      return true
    }
    if isStarted {
      waitUntilExit()
      state.withLock { _ = $0.programs.remove(processIdentifier) }
      running.leave()
    }
    while state.withLock({ $0.stop != nil }) { pause() }
  }
}

/// Does something on a thread with no signal blocked: a program inherits what is, and threads of Dispatch
/// block all.
private func withoutBlockedSignals(_ work: () throws -> Void) rethrows {
  var (none, before) = (sigset_t(), sigset_t())
  sigemptyset(&none)
  pthread_sigmask(SIG_SETMASK, &none, &before)
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
  try work()
}
