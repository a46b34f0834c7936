import Foundation
import SparkWarehouse

/// Shows what is being done, on standard error where that is a terminal, and keeps how long each stage took.
final class Progress {
    private let quiet: Bool
    private(set) var stages: [(name: String, seconds: Double)] = []

    init(_ options: GlobalOptions) { quiet = options.quiet || !Console.errorIsTerminal }

    /// Runs a stage and shows its name while it runs, then its time and what came of it.
    func stage<Answer>(_ name: String, _ work: () async throws -> Answer, done: (Answer) -> String = { _ in "" }) async throws -> Answer {
        show("… \(name)")
        let start = ContinuousClock.now
        let answer = try await work()
        let duration = ContinuousClock.now - start
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        stages.append((name, seconds))
        let result = done(answer)
        show("\r\u{1B}[2K✓ \(name)\(result.isEmpty ? "" : ": \(result)")  \u{1B}[2m\(Phrase.seconds(seconds))\u{1B}[0m\n")
        return answer
    }

    /// Shows how far a cluster has come with a statement; nil where nothing is to be shown.
    static func ofServer(_ options: GlobalOptions) -> (@Sendable (SparkProgress) -> Void)? {
        guard !options.quiet, Console.errorIsTerminal else { return nil }
        return { state in
            guard state.tasks > 0 else { return }
            let read = state.bytesRead > 0 ? ", \(state.bytesRead / 1_048_576) MB read" : ""
            FileHandle.standardError.write(Data("\r\u{1B}[2K… \(state.completedTasks) of \(Phrase.count(state.tasks, "task"))\(read)".utf8))
        }
    }

    private func show(_ text: String) {
        if !quiet { FileHandle.standardError.write(Data(text.utf8)) }
    }
}
