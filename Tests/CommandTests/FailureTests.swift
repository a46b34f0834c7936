import Foundation
import Testing

@Suite("Faults of the machine", .serialized)
struct FailureTests {
    private func plays(_ count: Int) -> String {
        let rows = (0..<count).map { index in
            let minute = index % 60 < 10 ? "0\(index % 60)" : "\(index % 60)"
            let hour = index / 60 % 24 < 10 ? "0\(index / 60 % 24)" : "\(index / 60 % 24)"
            let day = index / 1440 % 28 + 1 < 10 ? "0\(index / 1440 % 28 + 1)" : "\(index / 1440 % 28 + 1)"
            return
                #"{"endTime": "2021-\#(index / 40_320 % 9 + 1 < 10 ? "0" : "")\#(index / 40_320 % 9 + 1)-\#(day) \#(hour):\#(minute)", "artistName": "Artist \#(index % 997)", "trackName": "Track \#(index)", "msPlayed": \#(index * 7919 % 300_000)}"#
        }
        return "[" + rows.joined(separator: ",") + "]"
    }

    private func count(_ line: CommandLine) throws -> String {
        try line.run(
            "sql",
            "SELECT (SELECT COUNT(*) FROM plays) AS p, (SELECT COUNT(*) FROM imports) AS i, (SELECT COUNT(*) FROM tracks) AS t, (SELECT COUNT(*) FROM sessions) AS s",
            "--csv"
        ).output
    }

    @Test("a second process is told who owns the data directory, and exits with 4")
    func inUse() throws {
        let line = try CommandLine()
        defer { line.clean() }
        #expect(try line.run("simulate", "--plays", "500").code == 0)
        let server = try line.start(["serve", "--port", "0", "--data", line.data])
        defer { server.process.terminate() }
        let deadline = Date().addingTimeInterval(20)
        while Date() < deadline,
            !((try? String(contentsOf: server.errors, encoding: .utf8)) ?? "").contains("Dashboard on")
        { usleep(50_000) }
        let second = try line.run("insights", "summary")
        #expect(second.code == 4)
        #expect(second.errors.contains("process \(server.process.processIdentifier) (segue serve)"), "\(second.errors)")
    }

    @Test("a full disk fails the import with the remedy, and leaves nothing of it")
    func fullDisk() throws {
        let line = try CommandLine()
        defer { line.clean() }
        let small = try line.write(plays(10), to: "StreamingHistory0.json")
        #expect(try line.run("import", "spotify", small, "--zone", "UTC").code == 0)
        let before = try count(line)
        let file = try line.write(plays(120_000), to: "StreamingHistory1.json")
        // Files may not grow beyond 2 MB: to the program that is a disk without room.
        let limited = try line.start(
            ["import", "spotify", file, "--data", line.data], through: "ulimit -f 2048; trap '' XFSZ; exec \"$@\"")
        let outcome = line.finish(limited)
        #expect(outcome.code == 1, "\(outcome.code) \(outcome.errors)")
        #expect(outcome.errors.contains("warehouse.disk-full"), "\(outcome.errors)")
        #expect(try count(line) == before)
        let again = try line.run("import", "spotify", file, "--json")
        #expect(try again.json["rows_new"] as? Int ?? 0 > 119_000)
    }

    @Test("an import that is killed in the middle leaves the warehouse as it was")
    func killed() throws {
        let line = try CommandLine()
        defer { line.clean() }
        #expect(
            try line.run("import", "spotify", try line.write(plays(10), to: "StreamingHistory0.json"), "--zone", "UTC")
                .code == 0)
        let before = try count(line)
        let file = try line.write(plays(150_000), to: "StreamingHistory1.json")
        for delay in [150_000, 500_000, 1_200_000] as [UInt32] {
            let running = try line.start(["import", "spotify", file, "--data", line.data])
            usleep(delay)
            kill(running.process.processIdentifier, SIGKILL)
            running.process.waitUntilExit()
            let after = try count(line)
            #expect(after == before || running.process.terminationReason == .exit, "killed after \(delay) µs")
            if running.process.terminationReason == .exit { break }
        }
    }

    @Test("stopping a command takes back what it was writing, and exits with 130")
    func stopped() throws {
        let line = try CommandLine()
        defer { line.clean() }
        #expect(
            try line.run("import", "spotify", try line.write(plays(10), to: "StreamingHistory0.json"), "--zone", "UTC")
                .code == 0)
        let before = try count(line)
        let running = try line.start(["simulate", "--plays", "3000000", "--data", line.data])
        usleep(1_500_000)
        kill(running.process.processIdentifier, SIGINT)
        let outcome = line.finish(running)
        #expect(outcome.code == 130, "\(outcome.errors)")
        #expect(try count(line) == before)
    }

    @Test(
        "a folder without permission is refused with the remedy",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") || getuid() != 0))
    func noPermission() throws {
        let line = try CommandLine()
        defer { line.clean() }
        let locked = line.directory.appending(path: "locked")
        try FileManager.default.createDirectory(at: locked, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: locked.path)
        // Root may write anywhere, so it steps down first.
        let shell = getuid() == 0 ? "exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\"" : "exec \"$@\""
        let copy = FileManager.default.temporaryDirectory.appending(path: "segue-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: line.program, to: copy)
        defer { try? FileManager.default.removeItem(at: copy) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = [
            "-c", shell, "bash", copy.path, "simulate", "--plays", "500", "--data", locked.appending(path: "data").path,
        ]
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let errors = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(
            process.terminationStatus == 1 && errors.contains("warehouse.open") && errors.contains("--data"),
            "\(process.terminationStatus) \(errors)")
    }
}
