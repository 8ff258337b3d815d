import BuiltPrograms
import Foundation
import Testing

@testable import Files
@testable import Processes

@Suite("A program that is told to stop")
struct StopsTests {
  /// A folder's path, for the process of an exit test to work in.
  private let place = FileManager.default.temporaryDirectory
    .appending(path: "stops-\(UUID().uuidString)").path

  /// What is in the folder, which is removed.
  private func contents() throws -> [String: String] {
    let folder = URL(filePath: place)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try BuiltPrograms.contents(of: folder)
  }

  /// Has this process sent a signal once a file is there.
  private static func send(_ signal: Int32, after file: String) {
    Thread {
      while !FileManager.default.fileExists(atPath: file) { usleep(1000) }
      kill(getpid(), signal)
    }.start()
  }

  @Test("It ends the program that it runs, waits for its end, and takes back what it has begun")
  func child() async throws {
    for (signal, passedOn) in [(SIGINT, "INT"), (SIGTERM, "TERM"), (SIGHUP, "TERM")] {
      let result = await #expect(
        processExitsWith: .exitCode(128 + signal), observing: [\.standardErrorContent]
      ) { [place = place as String, signal = signal as Int32] in
        endWhenStopped(saying: "stopped for a test") {
          FileHandle.standardError.write(Data($0.utf8))
        }
        let folder = URL(filePath: place)
        _ = try Workplace(folder.appending(path: ".work"), purpose: "works", remedy: "")
        Self.send(signal, after: place + "/begun")
        // The shell goes on for a while when it is told: what it leaves must be there.
        let script = """
          for signal in INT TERM HUP; do
            trap "sleep 0.2; echo $signal > '\\(place)/told'; kill \\$!; exit 0" $signal
          done
          sleep 60 & touch '\\(place)/begun'; wait
          """.replacing("\\(place)", with: place)
        try run(URL(filePath: "/bin/sh"), ["-c", script])
        exit(1)
      }
      let told = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
      #expect(told == "\nstopped for a test")
      #expect(try contents() == ["begun": "", "told": passedOn + "\n"])
    }
  }

  @Test(
    "A program that stands still hears of a stop, and one that goes on all the same is killed by a second"
  )
  func childThatStands() async throws {
    for script in ["kill -STOP $$; exec sleep 60", "trap '' TERM; while :; do sleep 0.1; done"] {
      await #expect(processExitsWith: .exitCode(128 + SIGTERM)) {
        [place = place as String, script = script as String] in
        endWhenStopped { _ in }
        Thread {
          while !FileManager.default.fileExists(atPath: place) { usleep(1000) }
          usleep(200_000)
          kill(getpid(), SIGTERM)
          usleep(500_000)
          kill(getpid(), SIGTERM)
        }.start()
        try run(URL(filePath: "/bin/sh"), ["-c", "touch '\(place)'; \(script)"])
        exit(1)
      }
      try FileManager.default.removeItem(atPath: place)
    }
  }

  @Test("A signal that it was started to ignore, as by nohup, does not end it")
  func ignored() async {
    await #expect(processExitsWith: .exitCode(7)) {
      signal(SIGHUP, SIG_IGN)
      endWhenStopped { _ in }
      kill(getpid(), SIGHUP)
      usleep(100_000)
      endProgram(with: 7)
    }
  }
}
