import Foundation

/// Runs the built `segue` as its user would.
struct CommandLine {
    let directory: URL
    let program: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "segue-command-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let built = Bundle.main.executableURL?.deletingLastPathComponent()
        let candidates = [built, root.appending(path: ".build/debug")].compactMap { $0?.appending(path: "segue") }
        guard let program = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
            throw CocoaError(.fileNoSuchFile)
        }
        self.program = program
    }

    func clean() { try? FileManager.default.removeItem(at: directory) }

    var data: String { directory.appending(path: "data").path }

    struct Outcome {
        let code: Int32
        let output: String
        let errors: String

        /// Standard output as the one JSON document that it has to be.
        var json: [String: Any] {
            get throws { try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:] }
        }
    }

    /// Runs `segue` with the data directory of this test.
    func run(_ arguments: String..., data: String? = nil) throws -> Outcome {
        try run(arguments + ["--data", data ?? self.data])
    }

    func run(_ arguments: [String]) throws -> Outcome { try run(arguments, environment: [:]) }

    /// Runs `segue` with more in its environment, and with something on standard input.
    func run(_ arguments: [String], environment: [String: String], input: String? = nil) throws -> Outcome {
        finish(try start(arguments, environment: environment, input: input))
    }

    struct Running {
        let process: Process
        let output: URL
        let errors: URL
    }

    func start(
        _ arguments: [String], through shell: String? = nil, environment: [String: String] = [:], input: String? = nil
    ) throws -> Running {
        let process = Process()
        // What somebody set for their own use does not count here.
        process.environment = ProcessInfo.processInfo.environment.filter {
            !["SEGUE_DATA", "SEGUE_ENGINE", "SEGUE_LAKE", "SEGUE_COLUMNS"].contains($0.key)
        }
        .merging(environment) { $1 }
        if let shell {
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
            process.arguments = ["-c", shell, "bash", program.path] + arguments
        } else {
            process.executableURL = program
            process.arguments = arguments
        }
        // Through files, so that no full pipe can hold the program up.
        let output = directory.appending(path: "out-\(UUID().uuidString)")
        let errors = directory.appending(path: "err-\(UUID().uuidString)")
        for file in [output, errors] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        process.standardInput =
            try input.map { try FileHandle(forReadingFrom: URL(filePath: write($0, to: "in-\(UUID().uuidString)"))) }
            ?? FileHandle.nullDevice
        try process.run()
        return Running(process: process, output: output, errors: errors)
    }

    func finish(_ running: Running) -> Outcome {
        running.process.waitUntilExit()
        func text(_ file: URL) -> String { (try? String(contentsOf: file, encoding: .utf8)) ?? "" }
        return Outcome(
            code: running.process.terminationStatus, output: text(running.output), errors: text(running.errors))
    }

    func write(_ text: String, to name: String) throws -> String {
        let file = directory.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }
}
