import Foundation
import Listening
import Testing

@testable import Warehouse

/// A lake is written, written again, stopped half-way, damaged and read back.
@Suite("The lake")
struct LakeTests {
    private final class Folder {
        let url = FileManager.default.temporaryDirectory.appending(path: "segue-lake-[\(UUID().uuidString.prefix(8))]'")
        deinit { try? FileManager.default.removeItem(at: url) }
    }

    private static let play = """
        INSERT INTO plays (play_key, import_key, listener_key, track_key, session_key, session_position, started_at, ended_at, ms_played, local_date,
            local_hour, local_weekday, platform, time_precision)
        VALUES (:key, 1, :listener, 1, 1, 1, :at, :at, 1000, :day, 1, 1, 'custom', 'millisecond')
        """

    private static func add(_ key: Int64, day: Int32, to warehouse: any Warehouse) async throws {
        try await warehouse.write {
            _ = try $0.execute(
                Statement(
                    play,
                    [
                        "key": .integer(key), "listener": .integer(key % 3),
                        "at": .instant(Int64(day) * 86_400_000_000 + key),
                        "day": .day(day),
                    ]))
        }
    }

    private static func warehouse() async throws -> DuckDBWarehouse {
        let warehouse = try await DuckDBWarehouse.inMemory()
        try await warehouse.write { connection in
            try connection.execute(
                Statement(
                    "INSERT INTO imports (import_key, format, source, imported_at, rows_read, rows_new, rows_duplicate, rows_invalid, rows_ignored) VALUES (1, 'csv', 'Zoë 🎧', :at, 1, 1, 0, 0, 0)",
                    ["at": .instant(-1)]))
            try connection.execute(
                Statement(
                    "INSERT INTO tracks (track_key, track_id, name, artist_key, energy, music_key, import_key) VALUES (1, 'a', '', 1, :energy, -3, 1)",
                    ["energy": .double(0.1 + 0.2)]))
        }
        for key in 1...6 { try await add(Int64(key), day: Int32(20_000 + key / 3), to: warehouse) }
        return warehouse
    }

    private static func rows(_ warehouse: any Warehouse, _ table: LakeTable) async throws -> [[Value]] {
        let batch = try await warehouse.read {
            try $0.query(Statement("SELECT * FROM \(table.name) ORDER BY \(table.order)"))
        }
        return (0..<batch.rowCount).map { batch.row($0) }
    }

    @Test("a lake is read back row for row")
    func lossless() async throws {
        let folder = Folder(), warehouse = try await Self.warehouse(), copy = try await DuckDBWarehouse.inMemory()
        let outcome = try await LakeWriter(warehouse, to: folder.url).write()
        #expect(outcome.tables == LakeTable.all.count && outcome.rows == 8)
        let restored = try await LakeReader(folder.url).restore(into: copy)
        #expect(restored.first { $0.table == "plays" }?.rows == 6)
        for table in LakeTable.all {
            #expect(try await Self.rows(copy, table) == (try await Self.rows(warehouse, table)), "\(table.name)")
        }
        await #expect { try await LakeReader(folder.url).restore(into: copy) } throws: {
            ($0 as? WarehouseError)?.code == "warehouse.not-empty"
        }
    }

    @Test("every table of the schema is in the lake")
    func complete() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        let tables = try await warehouse.read {
            try $0.query(
                Statement(
                    "SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_name <> 'schema_migrations'"
                ))
        }
        #expect(
            Set((0..<tables.rowCount).map { tables.columns[0].value(at: $0).description })
                == Set(LakeTable.all.map(\.name)))
    }

    @Test("only days that changed are written again, and days that are gone are removed")
    func incremental() async throws {
        let folder = Folder(), warehouse = try await Self.warehouse()
        _ = try await LakeWriter(warehouse, to: folder.url).write()
        #expect(try await LakeWriter(warehouse, to: folder.url).write().written == 0)
        try await Self.add(7, day: 20_001, to: warehouse)
        let second = try await LakeWriter(warehouse, to: folder.url).write()
        #expect(second.written == 1 && second.rows == 9)
        // A row that changes without a row more.
        try await warehouse.write { _ = try $0.execute(Statement("UPDATE plays SET ms_played = 7 WHERE play_key = 1")) }
        #expect(try await LakeWriter(warehouse, to: folder.url).write().written == 1)
        try await warehouse.write {
            _ = try $0.execute(Statement("DELETE FROM plays WHERE local_date = :day", ["day": .day(20_000)]))
        }
        let last = try await LakeWriter(warehouse, to: folder.url).write()
        #expect(last.written == 0 && last.removed == 1)
        let manifest = try LakeFolder(folder.url).read()
        try LakeFolder(folder.url).checkContent(manifest)
        #expect(
            manifest.table("plays")?.rows
                == (try await Self.rows(warehouse, LakeTable.all.first { $0.name == "plays" } ?? LakeTable.all[0]))
                .count)
    }

    @Test(
        "a writer that was stopped before its manifest leaves the old state; one stopped after it is ended by the next")
    func stopped() async throws {
        let folder = Folder(), warehouse = try await Self.warehouse()
        _ = try await LakeWriter(warehouse, to: folder.url).write()
        let lake = LakeFolder(folder.url), before = try lake.read()
        // Before: files, and no manifest.
        try FileManager.default.createDirectory(
            at: lake.building.appending(path: "plays/local_date=2024-10-04"), withIntermediateDirectories: true)
        try lake.checkContent(before)
        #expect(try await LakeWriter(warehouse, to: folder.url).write().written == 0)
        // After: the new state in full, of which nothing took its place yet.
        let other = Folder()
        try await Self.add(8, day: 20_002, to: warehouse)
        try await Self.add(9, day: 20_000, to: warehouse)
        _ = try await LakeWriter(warehouse, to: other.url).write()
        try FileManager.default.moveItem(at: other.url, to: lake.building)
        #expect(try await LakeWriter(warehouse, to: folder.url).write().written == 0)
        let after = try lake.read()
        try lake.checkContent(after)
        #expect(after.table("plays")?.rows == 8 && !FileManager.default.fileExists(atPath: lake.building.path))
    }

    @Test("a lake that is missing, damaged or of another version is refused by name")
    func refused() async throws {
        let folder = Folder(), warehouse = try await Self.warehouse()
        #expect { try LakeFolder(folder.url).read() } throws: { "\($0)".contains("There is no lake") }
        _ = try await LakeWriter(warehouse, to: folder.url).write()
        let lake = LakeFolder(folder.url), manifest = try lake.read()
        let file = try #require(manifest.table("plays")?.partitions.first?.files.first?.path),
            path = folder.url.appending(path: file)
        var bytes = try Data(contentsOf: path)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: path)
        try lake.checkSizes(manifest)
        for damage in [
            { try lake.checkContent(manifest) },
            {
                try bytes.dropLast().write(to: path); try lake.checkSizes(manifest)
            },
            {
                try FileManager.default.removeItem(at: path); try lake.checkSizes(manifest)
            },
        ] {
            #expect { try damage() } throws: {
                ($0 as? WarehouseError)?.code == "warehouse.lake-damaged"
                    && ($0 as? WarehouseError)?.message.contains(file) == true
            }
        }
        let text = try String(contentsOf: lake.manifest, encoding: .utf8)
        try text.replacing(/"schema_version":\d+/, with: "\"schema_version\":99").write(
            to: lake.manifest, atomically: true, encoding: .utf8)
        #expect { try lake.read() } throws: { "\($0)".contains("schema 99") }
        try "{".write(to: lake.manifest, atomically: true, encoding: .utf8)
        #expect { try lake.read() } throws: { ($0 as? WarehouseError)?.code == "warehouse.lake" }
    }

    @Test("a folder with other things in it is left alone")
    func foreign() async throws {
        let folder = Folder(), warehouse = try await Self.warehouse()
        try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
        try "x".write(to: folder.url.appending(path: "thesis.txt"), atomically: true, encoding: .utf8)
        await #expect { try await LakeWriter(warehouse, to: folder.url).write() } throws: {
            "\($0)".contains("not empty and no lake")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["thesis.txt"])
    }

    @Test("the embedded engine answers from a lake as it lies, changes nothing in it, and reaches no other file")
    func asked() async throws {
        let folder = Folder(), data = Folder(), embedded = try await Self.warehouse()
        _ = try await LakeWriter(embedded, to: folder.url).write()
        let lake = try await DuckDBWarehouse.open(
            lake: LakeFolder(folder.url), directory: data.url, settings: DuckDBSettings(reachesFiles: false))
        for table in LakeTable.all {
            #expect(try await Self.rows(lake, table) == (try await Self.rows(embedded, table)), "\(table.name)")
        }

        let changes: [@Sendable (any WarehouseConnection) throws -> Void] = [
            { try $0.execute(Statement("DELETE FROM plays")) },
            { try $0.append(ColumnBatch(columns: [Column("artist_key", .int64([1]))]), to: "artists") },
            { try $0.load("artists", parts: 1) { _ in ColumnBatch(columns: [Column("artist_key", .int64([1]))]) } },
        ]
        for change in changes {
            await #expect { try await lake.write { try change($0) } } throws: {
                ($0 as? WarehouseError)?.code == "warehouse.read-only"
            }
        }
        await #expect(throws: WarehouseError.self) {
            try await lake.read { try $0.query(Statement("SELECT * FROM read_text('/etc/hostname')")) }
        }
        // What is derived stays from one opening to the next.
        let kept = SnapshotTable("derived", columns: ["play_key", "as_of"], day: "as_of"),
            day = try #require(CalendarDay("2025-11-01"))
        let rows = Statement(
            "SELECT play_key, CAST(:day AS DATE) AS as_of FROM plays", ["day": .day(day.daysSinceEpoch)])
        for _ in 0..<2 { try await lake.write { try $0.keep(rows, in: kept, day: day) } }
        await lake.close()
        let again = try await DuckDBWarehouse.open(lake: LakeFolder(folder.url), directory: data.url)
        #expect(try await again.read { try $0.keeps(kept) })
        #expect(try await again.read { try $0.integer(Statement("SELECT COUNT(*) AS n FROM derived")) } == 6)
        await again.close()

        try FileManager.default.removeItem(at: folder.url.appending(path: "listeners/part-0.parquet"))
        await #expect {
            _ = try await DuckDBWarehouse.open(lake: LakeFolder(folder.url), directory: data.url)
        } throws: {
            ($0 as? WarehouseError)?.code == "warehouse.lake-damaged"
        }
    }
}
