import Foundation
import Listening
import Testing

@testable import Warehouse

/// What Segue 0.1.0 wrote (schema 4) opens and answers, with unknown told from 0.
@Suite("Warehouses and lakes of older schemas")
struct OlderSchemaTests {
    private final class Folder {
        let url = FileManager.default.temporaryDirectory.appending(path: "segue-older-\(UUID().uuidString)")
        deinit { try? FileManager.default.removeItem(at: url) }
    }

    /// Turns marts into those of schema 4, which had 0 for what is unknown, and forgets what came later.
    private static func age(_ connection: any WarehouseConnection) throws {
        let statements = [
            "DROP VIEW daily_activity", "DROP VIEW track_performance",
            "UPDATE sessions SET seconds = COALESCE(seconds, 0)",
            "ALTER TABLE sessions DROP COLUMN known_skips", "ALTER TABLE sessions DROP COLUMN timed_plays",
            "ALTER TABLE listener_days DROP COLUMN timed_plays", "ALTER TABLE track_days DROP COLUMN timed_plays",
            "DROP TABLE listener_observations", "DROP TABLE track_observations", "DROP TABLE later_exposures",
            "DROP TABLE replaced_plays",
            "CREATE VIEW daily_activity AS SELECT 1 AS x", "CREATE VIEW track_performance AS SELECT 1 AS x",
            "DELETE FROM schema_migrations WHERE version > 4",
        ]
        for statement in statements { try connection.execute(Statement(statement)) }
        for table in ["sessions", "listener_days", "track_days"] {
            for column in ["skips", "ms_played"] {
                try connection.execute(Statement("UPDATE \(table) SET \(column) = COALESCE(\(column), 0)"))
            }
        }
    }

    /// Two plays of known time and skip, one of neither; each its own session.
    private static func fill(_ connection: any WarehouseConnection) throws {
        try connection.execute(
            Statement(
                "INSERT INTO imports (import_key, format, source, imported_at, rows_read, rows_new, rows_duplicate, rows_invalid, rows_ignored) VALUES (1, 'csv', 'a', :at, 3, 3, 0, 0, 0)",
                ["at": .instant(0)]))
        for (key, length) in [(1, 60_000), (2, 5_000), (3, nil)] as [(Int64, Int64?)] {
            try connection.execute(
                Statement(
                    """
                    INSERT INTO plays (play_key, import_key, listener_key, track_key, session_key, session_position, started_at, ended_at,
                        ms_played, local_date, local_hour, local_weekday, platform, time_precision, skipped, skip_kind)
                    VALUES (:key, 1, :key, 1, :key, 1, :start, :end, :length, :day, 1, 1, 'custom', 'second', :skipped, :kind)
                    """,
                    [
                        "key": .integer(key), "start": .instant(key * 1_000_000),
                        "end": .instant(key * 1_000_000 + (length ?? 0) * 1000),
                        "length": length.map(Value.integer) ?? .null, "day": .day(Int32(key)),
                        "skipped": length.map { .bool($0 < 30_000) } ?? .null,
                        "kind": length.map { .text($0 < 30_000 ? "early" : "none") } ?? .null,
                    ]))
        }
        try Marts.refresh(.everything, on: connection)
    }

    private static func facts(_ warehouse: any Warehouse) async throws -> [[Value]] {
        try await warehouse.read { connection in
            let sessions = try connection.query(
                Statement(
                    "SELECT session_key, seconds, plays, skips, ms_played, known_skips, timed_plays FROM sessions ORDER BY session_key"
                ))
            let days = try connection.query(
                Statement(
                    "SELECT listener_key, streams, skips, ms_played, timed_plays FROM listener_days ORDER BY listener_key"
                ))
            let tracks = try connection.query(
                Statement(
                    "SELECT local_date, streams, skips, ms_played, timed_plays FROM track_days ORDER BY local_date"))
            return [sessions, days, tracks].flatMap { batch in (0..<batch.rowCount).map { batch.row($0) } }
        }
    }

    private static let wanted: [[Value]] = [
        [1, 60, 1, 0, 60_000, 1, 1], [2, 5, 1, 1, 5_000, 1, 1], [3, .null, 1, .null, .null, 0, 0],
        [1, 1, 0, 60_000, 1], [2, 0, 1, 5_000, 1], [3, .null, .null, .null, 0],
        [.day(1), 1, 0, 60_000, 1], [.day(2), 0, 1, 5_000, 1], [.day(3), .null, .null, .null, 0],
    ]

    @Test("a data directory of 0.1.0 is brought up to date, and its marts tell unknown from 0")
    func warehouse() async throws {
        let folder = Folder()
        let old = try await DuckDBWarehouse.open(directory: folder.url)
        try await old.write { connection in
            try Self.fill(connection)
            try Self.age(connection)
        }
        await old.close()
        let opened = try await DuckDBWarehouse.open(directory: folder.url)
        #expect(try await Self.facts(opened) == Self.wanted)
        #expect(
            try await opened.read { try $0.integer(Statement("SELECT MAX(version) AS version FROM schema_migrations")) }
                == Int64(opened.schemaVersion))
        let views = try await opened.read {
            try $0.query(Statement("SELECT SUM(minutes) AS minutes, SUM(timed_plays) AS timed FROM daily_activity"))
        }
        #expect(views.value("timed", at: 0).integer == 2)
        await opened.close()
    }

    @Test("a lake of 0.1.0 is read, restored and written on, its marts derived from the plays")
    func lake() async throws {
        let folder = Folder(), lake = folder.url.appending(path: "lake")
        let old = try await DuckDBWarehouse.inMemory()
        try await old.write { connection in
            try Self.fill(connection)
            try Self.age(connection)
        }
        _ = try await LakeWriter(old, to: lake).write()
        #expect(try LakeFolder(lake).read().schemaVersion == 4)
        let opened = try await DuckDBWarehouse.open(
            lake: LakeFolder(lake), directory: folder.url.appending(path: "data"))
        #expect(try await Self.facts(opened) == Self.wanted)
        let copy = try await DuckDBWarehouse.inMemory()
        let restored = try await LakeReader(lake).restore(into: copy)
        #expect(restored.first { $0.table == "sessions" }?.rows == 3)
        #expect(try await Self.facts(copy) == Self.wanted)
        _ = try await LakeWriter(copy, to: lake).write()
        #expect(try LakeFolder(lake).read().schemaVersion == copy.schemaVersion)
        await opened.close()
        let again = try await DuckDBWarehouse.open(
            lake: LakeFolder(lake), directory: folder.url.appending(path: "again"))
        #expect(try await Self.facts(again) == Self.wanted)
        await again.close()
    }
}
