import Dispatch
import Foundation
import Testing

@testable import Warehouse

@Suite("The embedded warehouse")
struct DuckDBWarehouseTests {
    private func temporaryDirectory() -> URL {
        FileManager.default.temporaryDirectory.appending(path: "segue-test-\(UUID().uuidString)")
    }

    @Test("what is appended comes back, value by value, with NULLs, beyond one vector")
    func roundTrip() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        let count = 5000
        let batch = ColumnBatch(columns: [
            Column("a", .int64((0..<count).map { Int64($0) * 1_000_003 }), valid: (0..<count).map { $0 % 7 != 0 }),
            Column(
                "b", .text((0..<count).map { "Zürich 東京 \($0) " + String(repeating: "x", count: $0 % 40) }),
                valid: (0..<count).map { $0 % 5 != 0 }),
            Column(
                "c",
                .category(
                    (0..<count).map { UInt8($0 % 3) },
                    values: ["short", "exactly12char", "a value that is longer than inline"])),
            Column("d", .day((0..<count).map { Int32($0 - 2500) })),
            Column("e", .instant((0..<count).map { Int64($0) * 1_000_001 - 99 })),
            Column("f", .double((0..<count).map { Double($0) / 3 })),
            Column("g", .bool((0..<count).map { $0 % 2 == 0 })),
            Column("h", .int16((0..<count).map { Int16($0) })),
            Column("i", .int32((0..<count).map { Int32($0) * 400_000 / 1 % 2_000_000_000 })),
        ])
        let back = try await warehouse.write { connection in
            try connection.execute(
                Statement(
                    "CREATE TABLE trial (a {{bigint}}, b {{text}}, c {{text}}, d DATE, e {{timestamp}}, f {{double}}, g BOOLEAN, h SMALLINT, i INTEGER)"
                ))
            try connection.append(batch, to: "trial")
            return try connection.query(Statement("SELECT * FROM trial ORDER BY d"))
        }
        #expect(back.rowCount == count)
        for row in 0..<count { #expect(back.row(row) == batch.row(row)) }
    }

    @Test("a write that throws leaves nothing behind")
    func rollback() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        struct Stop: Error {}
        await #expect(throws: Stop.self) {
            try await warehouse.write { connection in
                try connection.execute(Statement("CREATE TABLE half (a INTEGER)"))
                try connection.execute(
                    Statement("INSERT INTO artists (artist_key, name, import_key) VALUES (1, 'x', 1)"))
                throw Stop()
            }
        }
        let artists = try await warehouse.read { try $0.integer(Statement("SELECT COUNT(*) AS n FROM artists")) }
        #expect(artists == 0)
        await #expect(throws: WarehouseError.self) {
            try await warehouse.read { try $0.query(Statement("SELECT * FROM half")) }
        }
    }

    @Test("a read cannot change anything")
    func readOnly() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        for text in [
            "DELETE FROM plays", "DROP TABLE plays", "CREATE TABLE other (a INTEGER)",
            "INSERT INTO artists VALUES (1, 'x', 1)",
        ] {
            await #expect(throws: WarehouseError.self) { try await warehouse.read { try $0.query(Statement(text)) } }
        }
        let tables = try await warehouse.read { try $0.integer(Statement("SELECT COUNT(*) AS n FROM plays")) }
        #expect(tables == 0)
    }

    @Test("a write that is cancelled while it waits behind another never begins")
    func cancellationInTheQueue() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        let gate = DispatchSemaphore(value: 0)
        let first = Task { try await warehouse.write { _ in gate.wait() } }
        let second = Task { try await warehouse.write { try $0.execute(Statement("CREATE TABLE never (a INTEGER)")) } }
        try await Task.sleep(for: .milliseconds(50))
        second.cancel()
        gate.signal()
        try await first.value
        await #expect(throws: WarehouseError.self) { try await second.value }
        let tables = try await warehouse.read {
            try $0.integer(Statement("SELECT COUNT(*) AS n FROM information_schema.tables WHERE table_name = 'never'"))
        }
        #expect(tables == 0)
    }

    @Test("cancelling a task interrupts its query, and the warehouse goes on")
    func cancellation() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        // Left alone, it would take hours.
        let task = Task {
            try await warehouse.read {
                try $0.query(
                    Statement("SELECT SUM(a.range * b.range) AS s FROM range(1000000) AS a, range(1000000) AS b"))
            }
        }
        try await Task.sleep(for: .milliseconds(200))
        task.cancel()
        await #expect { try await task.value } throws: { ($0 as? WarehouseError)?.code == "warehouse.interrupted" }
        #expect(try await warehouse.read { try $0.integer(Statement("SELECT 7 AS x")) } == 7)
    }

    @Test("an error names the cause and keeps bound values out of its description")
    func errors() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        await #expect {
            try await warehouse.read {
                try $0.query(Statement("SELECT CAST(:secret AS INTEGER) + nonsense AS x", ["secret": "hunter2"]))
            }
        } throws: { error in
            "\(error)".contains("nonsense") && !"\(error)".contains("hunter2")
        }
        await #expect { try await warehouse.read { try $0.query(Statement("SELECT :a AS x")) } } throws: {
            "\($0)".contains(":a")
        }
    }

    @Test("types that are not read directly come as text, and whole numbers beyond 64 bits are refused")
    func otherTypes() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        let row = try await warehouse.read {
            try $0.query(
                Statement(
                    "SELECT [1, 2] AS list, INTERVAL 3 DAY AS span, CAST(1.25 AS DECIMAL(9, 2)) AS price, SUM(CAST(5 AS BIGINT)) AS total, NULL AS nothing"
                ))
        }
        #expect(row.row(0) == [.text("[1, 2]"), .text("3 days"), .double(1.25), .integer(5), .null])
        await #expect {
            try await warehouse.read { try $0.query(Statement("SELECT CAST(9223372036854775807 AS HUGEINT) * 2 AS x")) }
        } throws: {
            ($0 as? WarehouseError)?.code == "warehouse.range"
        }
    }

    @Test("reads run side by side while a write is open")
    func concurrency() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        try await withThrowingTaskGroup(of: Int64?.self) { group in
            for number in 0..<24 {
                group.addTask {
                    try await warehouse.read {
                        try $0.integer(
                            Statement(
                                "SELECT CAST(:n AS BIGINT) + COUNT(*) AS n FROM range(1000)",
                                ["n": .integer(Int64(number))]))
                    }
                }
                group.addTask {
                    _ = try await warehouse.write {
                        try $0.execute(
                            Statement(
                                "INSERT INTO artists (artist_key, name, import_key) VALUES (:k, 'x', 1)",
                                ["k": .integer(Int64(number))]))
                    }
                    return nil
                }
            }
            var sum: Int64 = 0
            for try await answer in group { sum += answer ?? 0 }
            #expect(sum == 24 * 1000 + (0..<24).reduce(0, +))
        }
        #expect(try await warehouse.read { try $0.integer(Statement("SELECT COUNT(*) AS n FROM artists")) } == 24)
    }

    @Test("the data directory has one owner, and a second is told who that is")
    func owner() async throws {
        let directory = temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let first = try await DuckDBWarehouse.open(directory: directory)
        await #expect { try await DuckDBWarehouse.open(directory: directory) } throws: { error in
            (error as? WarehouseError)?.code == "warehouse.in-use"
                && "\(error)".contains("process \(ProcessInfo.processInfo.processIdentifier)")
        }
        await first.close()
        let second = try await DuckDBWarehouse.open(directory: directory)
        await second.close()
        await #expect { try await second.read { try $0.integer(Statement("SELECT 1 AS x")) } } throws: {
            ($0 as? WarehouseError)?.code == "warehouse.closed"
        }
    }

    @Test("a warehouse with a newer schema is refused, and left as it is")
    func newerSchema() async throws {
        let directory = temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let first = try await DuckDBWarehouse.open(directory: directory)
        _ = try await first.write {
            try $0.execute(Statement("INSERT INTO schema_migrations (version, name) VALUES (9999, 'from the future')"))
        }
        await first.close()
        await #expect { try await DuckDBWarehouse.open(directory: directory) } throws: { error in
            (error as? WarehouseError)?.code == "warehouse.newer-schema" && "\(error)".contains("9999")
        }
    }

    @Test("opening twice in a row applies each migration once")
    func migrations() async throws {
        let directory = temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        for _ in 0..<2 {
            let warehouse = try await DuckDBWarehouse.open(directory: directory)
            let versions = try await warehouse.read {
                try $0.query(Statement("SELECT version FROM schema_migrations ORDER BY version"))
            }
            #expect(
                (0..<versions.rowCount).map { versions.columns[0].value(at: $0).integer }
                    == Migrator.migrations(dialect: "duckdb").map { Int64($0.version) })
            await warehouse.close()
        }
    }

    @Test("a data directory that is a file, or lies under one, is refused with the remedy")
    func badDirectory() async throws {
        let file = temporaryDirectory()
        try Data("x".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        for path in [file, file.appending(path: "inside")] {
            await #expect { try await DuckDBWarehouse.open(directory: path) } throws: {
                ($0 as? WarehouseError)?.code == "warehouse.open" && "\($0)".contains("--data")
            }
        }
    }
}
