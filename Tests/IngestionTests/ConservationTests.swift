import Foundation
import Listening
import Testing
import TextFiles
import Warehouse

@testable import Ingestion

/// Every record of a file is accounted for, whatever is in it: it is a play, known, not music or invalid, or the file is refused as a whole.
///
/// The short form runs with every test run; `SEGUE_HOSTILE_FILES=20000` sets how many files there are (`make test-hostile`).
@Suite("Conservation")
struct ConservationTests {
    static let files = ProcessInfo.processInfo.environment["SEGUE_HOSTILE_FILES"].flatMap { Int($0) } ?? 1_200

    struct Tally: CustomStringConvertible {
        var taken = 0
        var refused = 0
        var rows = 0
        var description: String { "\(taken) files taken, \(refused) refused, \(rows) rows" }
    }

    /// Reads one file and checks that its rows are accounted for; answers how many were read, or nil where the file was refused.
    private func read(_ file: HostileFile, _ path: String) throws -> (rows: Int, plays: Int)? {
        let now = Instant("2026-01-01T00:00:00Z") ?? Instant(microseconds: 0)
        let options = ImportOptions(format: file.format, paths: [path], now: now)
        do {
            let staging = try Importer(options).stage()
            let accounted = staging.recordCount + staging.rowsIgnored + staging.rejects.count
            #expect(
                staging.rowsRead == accounted, "\(file.name): \(staging.rowsRead) rows read, \(accounted) accounted for"
            )
            #expect(staging.rejects.reasons.values.reduce(0, +) == staging.rejects.count)
            return (staging.rowsRead, staging.recordCount)
        } catch let error as any ExplainedError {
            #expect(error.fault == .input || error.fault == .usage, "\(file.name): \(error)")
            return nil
        }
    }

    @Test(
        "files whose values are changed at random: as many rows are read as there are records, and all are accounted for"
    )
    func values() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "segue-conservation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var tally = Tally()
        for seed in 0..<Self.files / 2 {
            let file = HostileFile(seed: UInt64(seed), isDamaged: false)
            let path = folder.appending(path: file.name).path
            try Data(file.bytes).write(to: URL(fileURLWithPath: path))
            guard let read = try read(file, path) else {
                tally.refused += 1
                continue
            }
            tally.taken += 1
            tally.rows += read.rows
            #expect(read.rows == file.records, "seed \(seed), \(file.name): \(read.rows) rows read of \(file.records)")
        }
        #expect(tally.refused == 0, "\(tally)")
    }

    @Test("files whose bytes are changed at random are read with all rows accounted for, or refused; nothing traps")
    func bytes() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "segue-conservation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var tally = Tally()
        for seed in 0..<Self.files / 2 {
            let file = HostileFile(seed: UInt64(seed) ^ 0x5EED_0000, isDamaged: true)
            let path = folder.appending(path: file.name).path
            try Data(file.bytes).write(to: URL(fileURLWithPath: path))
            guard let read = try read(file, path) else {
                tally.refused += 1
                continue
            }
            tally.taken += 1
            tally.rows += read.rows
            if let least = file.leastRecords {
                #expect(read.rows >= least, "seed \(seed), \(file.name): \(read.rows) rows of at least \(least)")
            }
        }
        #expect(tally.taken > Self.files / 8, "\(tally)")
    }

    @Test("what is read is what is loaded: new and known rows of each import are the plays that were read")
    func loaded() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        for seed in 0..<max(12, min(400, Self.files / 100)) {
            let file = HostileFile(seed: UInt64(seed) ^ 0x10AD, isDamaged: seed % 3 == 0)
            let path = try bench.write(Data(file.bytes), to: "\(seed)/\(file.name)")
            let before = try await bench.count("SELECT COUNT(*) AS n FROM plays") ?? 0
            guard let report = try? await bench.run(file.format, [path], listener: "l\(seed % 3)", zone: nil) else {
                #expect(try await bench.count("SELECT COUNT(*) AS n FROM plays") == before)
                continue
            }
            #expect(report.rowsRead == report.rowsNew + report.rowsDuplicate + report.rowsIgnored + report.rowsInvalid)
            #expect(try await bench.count("SELECT COUNT(*) AS n FROM plays") == before + Int64(report.rowsNew))
            let again = try await bench.run(file.format, [path], listener: "l\(seed % 3)", zone: nil)
            #expect(again.rowsNew == 0, "seed \(seed), \(file.name): \(again.rowsNew) new in the second import")
        }
        // Sessions and daily tables hold every play once.
        #expect(
            try await bench.count("SELECT SUM(plays) AS n FROM sessions")
                == bench.count("SELECT COUNT(*) AS n FROM plays"))
        #expect(
            try await bench.count("SELECT SUM(plays) AS n FROM listener_days")
                == bench.count("SELECT COUNT(*) AS n FROM plays"))
        for id in try await ImportHistory.list(bench.warehouse).map(\.key).shuffled() {
            _ = try await ImportHistory.undo(id, in: bench.warehouse)
        }
        let left = try await bench.content().filter {
            $0.value.contains("\n") && $0.value.split(separator: "\n").count > 1 && $0.key != "schema_migrations"
        }
        #expect(left.isEmpty, "\(left.keys.sorted())")
    }

    @Test("a damaged archive is refused", arguments: 0..<8)
    func archives(_ seed: Int) async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let rows = (0..<400).map {
            (end: "2022-01-01 10:\(10 + $0 % 50)", artist: "A\($0)", track: "T\($0)", ms: 1000 + $0)
        }
        let json = try bench.write(IngestionFixture.account(rows), to: "StreamingHistory0.json")
        let zip = bench.folder.appending(path: "history.zip").path
        try Shell.run(
            "python3",
            [
                "-c",
                "import sys, zipfile; zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED).write(sys.argv[2], 'StreamingHistory0.json')",
                zip, json,
            ])
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: zip)))
        // A byte of the packed data: between the local header and the directory.
        bytes[80 + seed * (bytes.count - 250) / 8] ^= 0x55
        try Data(bytes).write(to: URL(fileURLWithPath: zip))
        await #expect(throws: (any Error).self) { try await bench.run(.spotify, [zip]) }
        #expect(try await bench.count("SELECT COUNT(*) AS n FROM plays") == 0)
    }
}
