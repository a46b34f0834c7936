import Experimentation
import Foundation
import Ingestion
import Listening
import Testing
import Warehouse

@testable import ExperimentService

@Suite("The ledger of exposures")
struct ExposureLedgerTests {
    private let now = Instant(seconds: 1_760_000_000)

    private func row(_ unit: String, _ arm: String, _ second: Int64, _ experiment: String = "quiet") -> ExposureRow {
        ExposureRow(experiment: experiment, unit: unit, arm: arm, at: Instant(seconds: second))
    }

    private func table(_ warehouse: DuckDBWarehouse) async throws -> [String] {
        try await warehouse.read { connection in
            let rows = try connection.query(
                Statement(
                    """
                    SELECT listener_id || ' ' || arm || ' ' || CAST(epoch(exposed_at) AS BIGINT) AS line FROM exposures
                    JOIN listeners USING (listener_key) ORDER BY 1
                    """))
            return (0..<rows.rowCount).compactMap { rows.columns[0].value(at: $0).text }
        }
    }

    @Test func aRepeatedMeetingCountsOnceWithItsFirstMoment() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory(), ledger = ExposureLedger(warehouse)
        let first = try await ledger.record(
            [row("a", "control", 50), row("a", "control", 40), row("b", "treatment", 60)], at: now)
        #expect(first.new == 2 && first.repeated == 1 && first.newListeners == 2 && first.multiple == 0)
        #expect(first.fates == [.accepted, .duplicate, .accepted])
        #expect(try await table(warehouse) == ["a control 40", "b treatment 60"])
        let again = try await ledger.record([row("a", "control", 30), row("b", "treatment", 70)], at: now)
        #expect(again.new == 0 && again.repeated == 2 && again.fates == [.duplicate, .duplicate])
        #expect(try await table(warehouse) == ["a control 30", "b treatment 60"])
    }

    @Test func severalArmsOfOneUnitAreKeptAndCounted() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory(), ledger = ExposureLedger(warehouse)
        let receipt = try await ledger.record(
            [row("a", "control", 10), row("a", "treatment", 20), row("a", "treatment", 5, "other")], at: now)
        #expect(receipt.new == 3 && receipt.multiple == 1)
        #expect(
            try await ledger.firstArms(of: "a", in: ["quiet", "other"]) == ["quiet": "control", "other": "treatment"])
        #expect(try await ledger.firstArms(of: "nobody", in: ["quiet"]).isEmpty)
    }

    @Test func aFileIsTakenWhollyOrNotAtAllAndCanBeTakenBack() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory(), ledger = ExposureLedger(warehouse)
        let file = FileManager.default.temporaryDirectory.appending(path: "exposures-\(UUID().uuidString).csv")
        defer { try? FileManager.default.removeItem(at: file) }
        try
            "exposed_at,unit,arm,extra\n2026-01-31T18:00:00Z,\"a, b\",control,1\n2026-01-31T19:00:00+01:00,c,treatment,2\n"
            .write(
                to: file, atomically: true, encoding: .utf8)
        let rows = try ExposureFile.read(file, experiment: "quiet", arms: ["control", "treatment"])
        #expect(rows.map(\.unit) == ["a, b", "c"] && rows[0].at == rows[1].at)
        _ = try await ledger.record(rows, source: "exposures.csv", at: now)
        let imports = try await ImportHistory.list(warehouse)
        #expect(imports.map(\.format) == ["exposures"])
        _ = try await ImportHistory.undo(imports[0].key, in: warehouse)
        #expect(try await table(warehouse).isEmpty)
        #expect(try await warehouse.read { try $0.integer(Statement("SELECT COUNT(*) FROM listeners")) } == 0)
    }

    @Test(
        "a bad row names the file, the line and the remedy",
        arguments: [
            (
                "unit,arm,exposed_at\na,control,2026-01-31T18:00:00Z\nb,purple,2026-01-31T18:00:00Z\n", "line 3",
                "purple"
            ),
            ("unit,arm,exposed_at\na,control,yesterday\n", "line 2", "yesterday"),
            ("unit,arm,exposed_at\n,control,2026-01-31\n", "line 2", "empty"),
            ("unit,exposed_at\na,2026-01-31\n", "no column arm", "unit, arm, exposed_at"),
            ("unit,arm,exposed_at\n", "no rows", "heading"),
        ])
    func faulty(_ text: String, _ place: String, _ words: String) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "exposures-\(UUID().uuidString).csv")
        defer { try? FileManager.default.removeItem(at: file) }
        try text.write(to: file, atomically: true, encoding: .utf8)
        let error = #expect(throws: ExperimentationError.self) {
            try ExposureFile.read(file, experiment: "quiet", arms: ["control", "treatment"])
        }
        #expect(
            error?.message.contains(file.path) == true && error?.message.contains(place) == true
                && error?.message.contains(words) == true,
            "\(error?.message ?? "")")
    }

    @Test func manyWritersAtOnceLoseNothing() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory(), writer = ExposureWriter(ExposureLedger(warehouse))
        let now = now
        let fates = try await withThrowingTaskGroup(of: [ExposureWriter.WriteOutcome].self) { group in
            for client in 0..<40 {
                group.addTask {
                    // Every unit is told twice, by two clients.
                    try await writer.write(
                        (0..<25).map {
                            ExposureRow(
                                experiment: "quiet", unit: "u\((client / 2) * 25 + $0)", arm: "control",
                                at: Instant(seconds: 100))
                        }, now: now)
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(fates.filter { $0 == .accepted }.count == 500 && fates.filter { $0 == .duplicate }.count == 500)
        #expect(try await table(warehouse).count == 500)
    }

    @Test func tooManyWaitingRowsAreRefused() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory(), writer = ExposureWriter(ExposureLedger(warehouse))
        let rows = (0...ExposureWriter.mostWaiting).map { row("u\($0)", "control", 1) }
        let error = await #expect(throws: ExperimentationError.self) { try await writer.write(rows, now: now) }
        #expect(error?.code == "experiment.busy")
    }
}
