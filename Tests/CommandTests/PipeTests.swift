import Foundation
import Testing

@Suite("Pipes and full disks", .serialized)
struct PipeTests {
    /// Runs `segue` with standard output, and perhaps standard error, going to a pipe that nobody reads any more.
    private func runUnread(_ line: CommandLine, _ arguments: [String], errorsToo: Bool = false) throws -> (
        code: Int32, isCrash: Bool, errors: String
    ) {
        let process = Process()
        process.executableURL = line.program
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        let output = Pipe(), errors = Pipe()
        process.standardOutput = output.fileHandleForWriting
        process.standardError = errors.fileHandleForWriting
        try output.fileHandleForReading.close()
        if errorsToo { try errors.fileHandleForReading.close() }
        try process.run()
        try output.fileHandleForWriting.close()
        try errors.fileHandleForWriting.close()
        let text = errorsToo ? "" : String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, process.terminationReason == .uncaughtSignal, text)
    }

    /// Commands that write a result, in the order in which they make sense.
    private static func writing(_ line: CommandLine) -> [[String]] {
        let file = line.directory.appending(path: "f-\(UUID().uuidString)").path
        let insights = (CommandTests.insights + CommandTests.moreInsights).map { ["insights"] + $0 }
        let tables = insights + [["sql", "SELECT * FROM plays"]]
        return [
            ["doctor"], ["features", "list"], ["features", "list", "--markdown"], ["features", "show", "minutes_28d"],
            ["features", "build"],
            ["features", "export", file + ".csv"], ["train", "skip"], ["score", "skip", "--out", file + "-scores.csv"],
            ["models", "list"],
            ["models", "show", "skip"], ["models", "sql", "skip"], ["models", "promote", "skip@1"],
            ["imports", "list"],
            ["export", "csv", "--out", file + "-plays.csv"], ["experiment", "metrics"], ["experiment", "list"],
            ["experiment", "design", "pipes", "--primary", "skip_rate=20%"], ["experiment", "show", "pipes"],
            ["experiment", "amend", "pipes", "--power", "0.9"],
            ["experiment", "start", "pipes", "--at", "2025-12-20"], ["experiment", "assign", "pipes", "a", "b"],
            ["experiment", "simulate", "pipes", "--days", "7"], ["experiment", "analyze", "pipes", "--quick"],
            ["experiment", "report", "pipes", "--out", file + ".md"], ["experiment", "stop", "pipes"],
            ["experiment", "decide", "pipes", "stop"],
            ["run", "--no-serve"], ["imports", "undo", "2"],
        ] + tables + tables.map { $0 + ["--csv"] } + tables.map { $0 + ["--json"] }
    }

    @Test("a reader that goes away ends every command quietly, whatever it was writing")
    func unread() throws {
        let line = try CommandLine()
        defer { line.clean() }
        #expect(try line.run("simulate", "--plays", "3000", "--listeners", "60").code == 0)
        for arguments in Self.writing(line) {
            let outcome = try runUnread(line, arguments + ["--data", line.data, "--quiet"])
            #expect(!outcome.isCrash && outcome.code == 0 && outcome.errors.isEmpty, "\(arguments): \(outcome)")
        }
        for command in CommandTests.commands {
            let outcome = try runUnread(line, command + ["--help"])
            #expect(!outcome.isCrash && outcome.code == 0 && outcome.errors.isEmpty, "\(command): \(outcome)")
        }
    }

    @Test(
        "a failure keeps its exit code where nobody reads the message",
        arguments: [
            (["nonsense"], 2), (["insights", "summary", "--data", "/nowhere/at/all"], 1),
            (["sql", "SELECT 1", "--data", "/nowhere", "--json"], 1),
        ] as [([String], Int32)])
    func unreadErrors(_ arguments: [String], _ code: Int32) throws {
        let line = try CommandLine()
        defer { line.clean() }
        let outcome = try runUnread(line, arguments, errorsToo: true)
        #expect(!outcome.isCrash && outcome.code == code, "\(outcome)")
    }

    @Test("progress that nobody reads stops nothing")
    func unreadProgress() throws {
        let line = try CommandLine()
        defer { line.clean() }
        let outcome = try runUnread(
            line, ["run", "--plays", "500", "--no-serve", "--data", line.data], errorsToo: true)
        #expect(!outcome.isCrash && outcome.code == 0, "\(outcome)")
        #expect(try line.run("models", "list").code == 0)
    }

    @Test(
        "standard output on a full disk is an error with a message",
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func full() throws {
        let line = try CommandLine()
        defer { line.clean() }
        #expect(try line.run("simulate", "--plays", "500").code == 0)
        for arguments in [
            ["insights", "summary"], ["sql", "SELECT 1 AS a", "--csv"], ["imports", "list", "--json"],
            ["features", "list"], ["--help"],
        ] {
            let data = arguments == ["--help"] ? [] : ["--data", line.data]
            let outcome = line.finish(try line.start(arguments + data, through: "exec \"$@\" > /dev/full"))
            #expect(outcome.code == 1 && outcome.errors.contains("No space left"), "\(arguments): \(outcome)")
            #expect(outcome.errors.contains("command.output"))
        }
    }

    @Test("closed standard streams never let a result be written into a file of the warehouse")
    func closed() throws {
        let line = try CommandLine()
        defer { line.clean() }
        #expect(try line.run("simulate", "--plays", "500").code == 0)
        let outcome = line.finish(
            try line.start(["sql", "SELECT 42 AS answer", "--data", line.data], through: "exec \"$@\" >&- <&-"))
        #expect(outcome.code == 1 && outcome.errors.contains("command.output"), "\(outcome)")
        #expect(try line.run("sql", "SELECT COUNT(*) AS plays FROM plays", "--csv").output == "plays\n500\n")
    }
}
