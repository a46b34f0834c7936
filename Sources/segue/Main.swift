import ArgumentParser
import Foundation
import Listening

@main
struct Main {
    static func main() async {
        let task = Task { await run() }
        // Ctrl-C and a service manager's stop cancel the work: a running query is interrupted and its transaction taken back.
        let signals = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { task.cancel() }
            source.resume()
            return source
        }
        signal(SIGPIPE, SIG_IGN)
        let code = await task.value
        signals.forEach { $0.cancel() }
        exit(code)
    }

    private static func run() async -> Int32 {
        do {
            var command = try Segue.parseAsRoot()
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
            return 0
        } catch {
            return report(error)
        }
    }

    /// Tells a person what went wrong, and the shell by the exit code.
    private static func report(_ error: any Error) -> Int32 {
        if Task.isCancelled || error is CancellationError {
            Console.error("segue: stopped. What was being written was taken back.")
            return 130
        }
        if let error = error as? any ExplainedError {
            Console.error("segue: \(error.message) [\(error.code)]")
            return switch error.fault {
            case .usage: 2
            case .input: 3
            case .inUse: 4
            case .absent, .system: 1
            }
        }
        let code = Segue.exitCode(for: error)
        if code == .success {
            Console.output(Segue.fullMessage(for: error))
            return 0
        }
        if code == .validationFailure || code.rawValue == 64 {
            Console.error(Segue.fullMessage(for: error))
            return 2
        }
        Console.error("segue: \(error)")
        return 1
    }
}
