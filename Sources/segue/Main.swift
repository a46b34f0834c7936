import ArgumentParser
import Formatting
import Foundation
import Listening
import Warehouse

@main
struct Main {
    static func main() async {
        StandardStream.occupyDescriptors()
        let task = Task { await run() }
        // Ctrl-C and a service manager's stop cancel the work: a running query is interrupted and its transaction taken back.
        let signals = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { task.cancel() }
            source.resume()
            return source
        }
        // A reader that goes away is an error of the write, so that what is open is closed in order.
        signal(SIGPIPE, SIG_IGN)
        let code = await task.value
        signals.forEach { $0.cancel() }
        exit(code)
    }

    private static func run() async -> Int32 {
        let typed = Array(CommandLine.arguments.dropFirst())
        var path: [String] = []
        do {
            let command = try TypedCommand(typed, root: Segue.self)
            path = command.path
            var parsed = try Segue.parseAsRoot(command.arguments)
            if var parsed = parsed as? any AsyncParsableCommand { try await parsed.run() } else { try parsed.run() }
            return 0
        } catch {
            return report(error, path, asJSON: TypedCommand.asksForJSON(typed))
        }
    }

    /// Tells a person or a program what went wrong, and the shell by the exit code.
    private static func report(_ error: any Error, _ path: [String], asJSON: Bool) -> Int32 {
        do throws(StandardStream.Failure) {
            guard let problem = try problem(error, path) else { return 0 }
            // One line, whatever the cause was made of.
            let message = TerminalText.message(problem.message)
            if asJSON {
                Console.error(
                    .object([("error", .object([("code", .text(problem.code)), ("message", .text(message.text))]))]))
            } else {
                Console.error("segue: \(message) [\(problem.code)]")
            }
            return problem.exitCode
        } catch {
            return report(error, path, asJSON: asJSON)
        }
    }

    private struct Problem {
        let code: String
        let message: String
        let exitCode: Int32

        init(_ code: String, _ message: String, _ exitCode: Int32) {
            self.code = code
            self.message = message
            self.exitCode = exitCode
        }

        init(_ error: any ExplainedError) {
            let exitCode: Int32 =
                switch error.fault {
                case .usage: 2
                case .input: 3
                case .inUse: 4
                case .absent, .system: 1
                }
            self.init(error.code, error.message, exitCode)
        }
    }

    /// What went wrong; nil where nothing did, as when help was asked for or the reader of a pipe has seen enough.
    private static func problem(_ error: any Error, _ path: [String]) throws(StandardStream.Failure) -> Problem? {
        switch error {
        case StandardStream.Failure.closed: return nil
        case StandardStream.Failure.system(let number): return Problem(CommandError.output(number))
        case _ where Task.isCancelled || error is CancellationError:
            return Problem("command.stopped", "Stopped. What was being written was taken back.", 130)
        case let error as any ExplainedError: return Problem(error)
        default: break
        }
        let code = Segue.exitCode(for: error)
        if code == .success {
            let width = max(Terminal.width ?? 100, 60)
            let text = Segue.fullMessage(for: error, columns: width)
            try Console.output(data: text.hasPrefix("OVERVIEW:") ? HelpText.arranged(text, width: width) : text + "\n")
            return nil
        }
        if code == .validationFailure || code.rawValue == 64 {
            return Problem(CommandError.usage(UsageMessage.plain(Segue.message(for: error), path: path)))
        }
        return Problem("command.failed", "Segue failed: \(error.localizedDescription)", 1)
    }
}
