import Formatting
import Foundation
import SparkWarehouse
import Warehouse

/// Shows what is being done, on standard error, and keeps how long each stage took.
final class Progress {
    private enum Form {
        case none
        /// A line for each beginning and each end.
        case lines
        /// One line that is written over.
        case live
    }

    private let form: Form
    private let count: Int?
    private var place = 0
    private(set) var stages: [(name: String, seconds: Double)] = []

    /// - Parameter count: the stages of a command of several, which is shown in plain lines where standard error is not a terminal.
    init(_ options: GlobalOptions, of count: Int? = nil) {
        self.count = count
        form =
            if options.quiet { .none } else if Terminal.takesEscapes { .live } else if StandardStream.error.isTerminal {
                .lines
            } else {
                // A program that reads JSON finds nothing but a problem there.
                count == nil || options.json ? .none : .lines
            }
    }

    /// Runs a stage and shows its name while it runs, then its time and what came of it.
    func stage<Answer>(_ name: String, _ work: () async throws -> Answer, done: (Answer) -> String = { _ in "" })
        async throws -> Answer
    {
        let title = title(name)
        switch form {
        case .none: break
        case .lines: Console.error("… \(title)")
        case .live: Console.show("… \(title)", isFinished: false)
        }
        let start = ContinuousClock.now
        let answer: Answer
        do {
            answer = try await work()
        } catch {
            // What went wrong begins a line of its own.
            if form == .live { Console.show("", isFinished: false) }
            throw error
        }
        let duration = ContinuousClock.now - start
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        stages.append((name, seconds))
        let result = done(answer)
        finish(result.isEmpty ? title : "\(title): \(result)", "\(TextFormat.seconds(seconds))")
        return answer
    }

    /// Says that a stage had nothing to do, and why.
    func pass(_ name: String, _ reason: String) { finish("\(title(name)): \(reason)", "") }

    private func title(_ name: String) -> TerminalText {
        guard let count else { return TerminalText(line: name) }
        place += 1
        return "[\(place)/\(count)] \(name)"
    }

    private func finish(_ text: TerminalText, _ time: TerminalText) {
        switch form {
        case .none: break
        case .lines: Console.error(time.isEmpty ? "✓ \(text)" : "✓ \(text)  \(time)")
        case .live: Console.show("✓ \(text)", isFinished: true, dimmed: time)
        }
    }

    /// Shows how far a cluster has come with a statement; nil where nothing is to be shown.
    static func ofServer(_ options: GlobalOptions) -> (@Sendable (SparkProgress) -> Void)? {
        guard !options.quiet, Terminal.takesEscapes else { return nil }
        return { state in
            guard state.tasks > 0 else { return }
            let read = state.bytesRead > 0 ? ", \(state.bytesRead / 1_048_576) MB read" : ""
            Console.show(
                "… \(state.completedTasks) of \(TextFormat.count(state.tasks, "task"))\(read)", isFinished: false)
        }
    }
}
