import Foundation
import Listening
import Simulation
import Testing

@testable import Warehouse

/// What is PostgreSQL's own: transactions, cancellation, partitions, and what happens when things go wrong.
@Suite("The PostgreSQL engine")
struct PostgresTests {
    private func empty() async throws -> PostgresWarehouse {
        try #require(try await EngineUnderTest.postgres.warehouse() as? PostgresWarehouse)
    }

    @Test("values of every kind come back as they were bound")
    func values() async throws {
        let warehouse = try await empty()
        let given: [String: Value] = [
            "whole": .integer(.min), "fraction": .double(-1.5e-300), "words": .text("Zoë 🎧 ' \\ \" ;"),
            "day": .day(Int32(-719_162)),
            "moment": .instant(1_234_567_890_123_456), "yes": true,
            "nothing": nil,
        ]
        let row = try await warehouse.read {
            try $0.query(
                Statement(
                    "SELECT CAST(:whole AS BIGINT) AS whole, :fraction AS fraction, :words AS words, :day AS day, :moment AS moment, :yes AS yes, CAST(:nothing AS TEXT) AS nothing",
                    given))
        }
        #expect(
            row.row(0) == ["whole", "fraction", "words", "day", "moment", "yes", "nothing"].map { given[$0] ?? .null })
    }

    @Test("types that are not read directly come as text, and decimals as numbers")
    func otherTypes() async throws {
        let warehouse = try await empty()
        let row = try await warehouse.read {
            try $0.query(
                Statement(
                    """
                    SELECT ARRAY[1, 2] AS list, INTERVAL '3 days' AS span, CAST(1.25 AS NUMERIC(9, 2)) AS price, SUM(CAST(5 AS BIGINT)) AS total,
                        -12345678901.5 AS long, CAST(1e6 AS NUMERIC) / 3 AS third, CAST(-98765432109876 AS NUMERIC) AS whole, 0.0001 AS small
                    """))
        }
        #expect(
            row.row(0).map(\.description) == [
                "{1,2}", "3 days", "1.25", "5", "-12345678901.5", "333333.3333333333", "-98765432109876", "0.0001",
            ])
        #expect(row.value("total", at: 0) == .integer(5) && row.value("third", at: 0) == .double(333333.3333333333))
        await #expect {
            try await warehouse.read { try $0.query(Statement("SELECT CAST(9223372036854775807 AS NUMERIC) * 2 AS x")) }
        } throws: {
            ($0 as? WarehouseError)?.code == "warehouse.range"
        }
    }

    @Test("a read cannot change anything, and a write that fails leaves nothing")
    func transactions() async throws {
        let warehouse = try await empty()
        for text in [
            "DELETE FROM plays", "DROP TABLE plays", "CREATE TABLE other (a INTEGER)",
            "INSERT INTO artists VALUES (1, 'x', 1)",
        ] {
            await #expect(throws: WarehouseError.self) { try await warehouse.read { try $0.query(Statement(text)) } }
        }
        struct Halt: Error {}
        await #expect(throws: Halt.self) {
            try await warehouse.write { connection in
                try connection.execute(
                    Statement(
                        "INSERT INTO artists (artist_key, name, import_key) VALUES (:key, :name, 1)",
                        ["key": 7, "name": "x"]))
                throw Halt()
            }
        }
        #expect(try await warehouse.read { try $0.integer(Statement("SELECT COUNT(*) AS n FROM artists")) } == 0)
    }

    @Test("cancelling a task interrupts its query, and the warehouse goes on")
    func cancellation() async throws {
        let warehouse = try await empty()
        let task = Task {
            try await warehouse.read {
                try $0.query(
                    Statement(
                        "SELECT SUM(a * b) AS s FROM generate_series(1, 1000000) AS a, generate_series(1, 1000000) AS b"
                    ))
            }
        }
        try await Task.sleep(for: .milliseconds(300))
        task.cancel()
        await #expect { try await task.value } throws: { ($0 as? WarehouseError)?.code == "warehouse.interrupted" }
        #expect(try await warehouse.read { try $0.integer(Statement("SELECT 7 AS x")) } == 7)
    }

    @Test("a body that stops in the middle of a large answer leaves the connection usable")
    func stoppedStream() async throws {
        let warehouse = try await empty()
        struct Enough: Error {}
        for _ in 0..<5 {
            await #expect(throws: Enough.self) {
                try await warehouse.read {
                    try $0.stream(Statement("SELECT a FROM generate_series(1, 500000) AS a")) { _ in throw Enough() }
                }
            }
        }
        #expect(try await warehouse.read { try $0.integer(Statement("SELECT 7 AS x")) } == 7)
    }

    @Test("a connection that the server ends is replaced; what was under way is told of, and not kept")
    func lostConnection() async throws {
        let server = try await PostgresServer.shared.value
        let url = try await server.newDatabase()
        let warehouse = try await PostgresWarehouse.open(try PostgresEndpoint(url))
        let kill =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'segue' AND datname = '\(url.split(separator: "/")[2].prefix { $0 != "?" })'"
        await #expect {
            try await warehouse.write { connection in
                try connection.execute(
                    Statement("INSERT INTO artists (artist_key, name, import_key) VALUES (1, 'x', 1)"))
                _ = try server.sql(kill)
                try connection.execute(
                    Statement("INSERT INTO artists (artist_key, name, import_key) VALUES (2, 'y', 1)"))
            }
        } throws: { ($0 as? WarehouseError)?.code == "warehouse.connection-lost" }
        #expect(try await warehouse.read { try $0.integer(Statement("SELECT COUNT(*) AS n FROM artists")) } == 0)
        try await warehouse.write {
            _ = try $0.execute(Statement("INSERT INTO artists (artist_key, name, import_key) VALUES (3, 'z', 1)"))
        }
        #expect(try await warehouse.read { try $0.integer(Statement("SELECT COUNT(*) AS n FROM artists")) } == 1)
    }

    @Test("a connection that is lost in the middle of a load leaves nothing half-loaded")
    func lostWhileLoading() async throws {
        let server = try await PostgresServer.shared.value
        let url = try await server.newDatabase()
        let warehouse = try await PostgresWarehouse.open(try PostgresEndpoint(url))
        let kill =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'segue' AND state <> 'idle' AND datname = '\(url.split(separator: "/")[2].prefix { $0 != "?" })'"
        await #expect {
            try await warehouse.write { connection in
                try connection.load("artists", parts: 20) { part in
                    if part == 15 { _ = try? server.sql(kill) }
                    let keys = (0..<1000).map { Int64(part * 1000 + $0 + 1) }
                    return ColumnBatch(columns: [
                        Column("artist_key", .int64(keys)), Column("name", .text(keys.map { "artist \($0)" })),
                        Column("import_key", .int64(keys.map { _ in 1 })),
                    ])
                }
            }
        } throws: { ($0 as? WarehouseError)?.code == "warehouse.connection-lost" }
        #expect(try await warehouse.read { try $0.integer(Statement("SELECT COUNT(*) AS n FROM artists")) } == 0)
    }

    @Test("a full disk is told of, and nothing of the step is kept")
    func fullDisk() async throws {
        let warehouse = try await empty()
        await #expect {
            try await warehouse.write { connection in
                try connection.execute(
                    Statement("INSERT INTO artists (artist_key, name, import_key) VALUES (1, 'x', 1)"))
                // What a server says that cannot extend a file.
                try connection.execute(
                    Statement(
                        """
                        DO 'BEGIN RAISE EXCEPTION USING ERRCODE = ''53100'', MESSAGE = ''could not extend file: No space left on device''; END'
                        """))
            }
        } throws: {
            let error = $0 as? WarehouseError
            return error?.code == "warehouse.disk-full" && error?.message.contains("Free some space") == true
                && error?.fault == .system
        }
        #expect(try await warehouse.read { try $0.integer(Statement("SELECT COUNT(*) AS n FROM artists")) } == 0)
    }

    @Test(
        "a connection is encrypted where its string says so, and refused where the certificate is not the trusted one")
    func encryption() async throws {
        let server = try await PostgresServer.shared.value
        let base =
            "postgres://segue@localhost:\(server.port)/postgres?hostaddr=127.0.0.1&connect_timeout=5&sslmode=verify-full&sslrootcert="
        let warehouse = try await PostgresWarehouse.open(try PostgresEndpoint(base + server.certificate.path))
        let isEncrypted = Statement("SELECT CAST(ssl AS INTEGER) AS n FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        #expect(try await warehouse.read { try $0.integer(isEncrypted) } == 1)
        await warehouse.close()
        let folder = TemporaryFolder("certificate"), other = folder.url.appending(path: "other.crt")
        try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
        try PostgresServer.makeCertificate(other, key: folder.url.appending(path: "other.key"))
        await #expect { _ = try await PostgresWarehouse.open(try PostgresEndpoint(base + other.path)) } throws: {
            ($0 as? WarehouseError)?.code == "warehouse.connect"
                && ($0 as? WarehouseError)?.message.contains("sslrootcert") == true
        }
    }

    @Test("plays and events lie in a partition for each month, made before the rows come")
    func partitions() async throws {
        let warehouse = try await empty()
        _ = try await Simulator(try SimulationRequest(plays: 2000, listeners: 40)).run(
            into: warehouse, at: Instant(seconds: 1_760_000_000))
        let months = try await warehouse.read {
            try $0.query(
                Statement(
                    "SELECT relname AS part FROM pg_inherits INNER JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = to_regclass('segue.plays') ORDER BY relname"
                ))
        }
        let names = (0..<months.rowCount).map { months.value("part", at: $0).description }
        #expect(names.starts(with: ["plays_2025_09", "plays_2025_10", "plays_2025_11", "plays_2025_12"]))
        let plan = try await warehouse.read {
            try $0.query(Statement("EXPLAIN SELECT COUNT(*) FROM plays WHERE local_date = DATE '2025-10-05'"))
        }
        let lines = (0..<plan.rowCount).map { plan.columns[0].value(at: $0).description }.joined(separator: "\n")
        #expect(lines.contains("plays_2025_10") && !lines.contains("plays_2025_11"))
    }

    @Test("a second load into the same months finds their partitions")
    func partitionsAgain() async throws {
        let warehouse = try await empty()
        for seed: UInt64 in [1, 2] {
            _ = try await Simulator(try SimulationRequest(plays: 2000, listeners: 40, seed: seed)).run(
                into: warehouse, at: Instant(seconds: 1_760_000_000))
        }
        let counts = try await warehouse.read {
            try $0.query(
                Statement(
                    "SELECT COUNT(*) AS plays, COUNT(DISTINCT play_key) AS keys, COUNT(DISTINCT import_key) AS loads FROM plays"
                ))
        }
        #expect(counts.row(0) == [.integer(4000), .integer(4000), .integer(2)])
        let indexes = try await warehouse.read {
            try $0.query(
                Statement(
                    "SELECT COUNT(*) AS n FROM pg_indexes WHERE schemaname = 'segue' AND tablename = 'plays_2025_10'"))
        }
        #expect(
            indexes.value("n", at: 0) == .integer(4),
            "a partition that was filled first has the key and the indexes of its table")
    }

    @Test("who reads does not wait for a load that makes partitions")
    func readersGoOn() async throws {
        let warehouse = try await empty()
        let seen = try await warehouse.write { connection in
            try connection.makeRoom(in: "plays", for: 20_000...20_000)
            // Another connection asks while this transaction is open; a lock on the table would make it give up.
            return try PostgresServer.run(
                "/usr/bin/env",
                [
                    "psql", "-X", "-A", "-t", "-q", "-d", warehouse.endpoint.text, "-c", "SET lock_timeout = '2s'",
                    "-c",
                    "SELECT COUNT(*) FROM segue.plays",
                ])
        }
        #expect(seen.contains("0"))
    }

    @Test("the doctor tells what is well, what is missing, and what to do")
    func examination() async throws {
        let server = try await PostgresServer.shared.value
        let url = try await server.newDatabase()
        let endpoint = try PostgresEndpoint(url)
        let before = PostgresWarehouse.examine(endpoint)
        #expect(before.map(\.subject) == ["connection", "version", "encoding", "rights", "schema", "clock"])
        #expect(before.allSatisfy { $0.verdict != .bad } && before.contains { $0.detail == "none yet" })
        await (try PostgresWarehouse.open(endpoint)).close()
        #expect(PostgresWarehouse.examine(endpoint).contains { $0.subject == "schema" && $0.verdict == .good })
        let database = String(url.split(separator: "/")[2].prefix { $0 != "?" })
        _ = try server.sql("CREATE ROLE outsider_\(database) LOGIN")
        let outside = PostgresWarehouse.examine(
            try PostgresEndpoint(server.url(database, user: "outsider_\(database)")))
        #expect(
            outside.contains {
                $0.subject == "rights" && $0.verdict == .bad && ($0.remedy ?? "").contains("GRANT USAGE")
            })
        #expect(PostgresWarehouse.examine(try PostgresEndpoint(server.url("nonsense"))).map(\.verdict) == [.bad])
    }

    @Test("two writers of one database take turns, so that no key is given out twice")
    func turns() async throws {
        let server = try await PostgresServer.shared.value
        let endpoint = try PostgresEndpoint(try await server.newDatabase())
        let first = try await PostgresWarehouse.open(endpoint), second = try await PostgresWarehouse.open(endpoint)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for warehouse in [first, second] {
                for _ in 0..<20 {
                    group.addTask {
                        try await warehouse.write { connection in
                            let key = try SurrogateKeys.next(.artists, on: connection)
                            try connection.execute(
                                Statement(
                                    "INSERT INTO artists (artist_key, name, import_key) VALUES (:key, :name, 1)",
                                    ["key": .integer(key), "name": .text("artist \(key)")]))
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await first.read { try $0.integer(Statement("SELECT MAX(artist_key) AS n FROM artists")) } == 40)
    }

    @Test("what can be wrong with a connection is told with its remedy, and never with the password")
    func connectionErrors() async throws {
        let server = try await PostgresServer.shared.value
        for (url, words) in [
            (server.url("nonsense"), "createdb"), (server.url("postgres", user: "nobody_here"), "role that exists"),
            ("postgres://segue:hunter2@127.0.0.1:1/x?connect_timeout=2", "whether the server runs"),
        ] {
            await #expect { _ = try await PostgresWarehouse.open(try PostgresEndpoint(url)) } throws: { error in
                let told = "\((error as? WarehouseError)?.message ?? "")"
                return (error as? WarehouseError)?.code == "warehouse.connect" && told.contains(words)
                    && !told.contains("hunter2")
            }
        }
        #expect { try PostgresEndpoint("postgres://user:hunter2@[bad") } throws: {
            !"\($0)".contains("hunter2") && ($0 as? WarehouseError)?.code == "warehouse.engine"
        }
        #expect(try PostgresEndpoint("postgres://me:hunter2@db.example/x").description == "postgres://me@db.example/x")
    }

    @Test("a wrong password is told of, and not shown")
    func password() async throws {
        let server = try await PostgresServer.shared.value
        _ = try server.sql("CREATE ROLE guarded LOGIN SUPERUSER PASSWORD 'sesame'")
        func open(_ password: String) async throws {
            let url = server.url("postgres", user: "guarded:\(password)")
            await (try PostgresWarehouse.open(try PostgresEndpoint(url))).close()
        }
        try await open("sesame")
        await #expect { try await open("hunter2") } throws: {
            let error = $0 as? WarehouseError
            return error?.code == "warehouse.connect" && error?.message.contains("PGPASSWORD") == true
                && !"\($0)".contains("hunter2")
        }
    }

    @Test("a role without rights is told what it lacks")
    func rights() async throws {
        let server = try await PostgresServer.shared.value
        let url = try await server.newDatabase()
        let database = String(url.split(separator: "/")[2].prefix { $0 != "?" })
        _ = try server.sql("CREATE ROLE reader_\(database) LOGIN")
        await #expect {
            _ = try await PostgresWarehouse.open(try PostgresEndpoint(server.url(database, user: "reader_\(database)")))
        } throws: {
            ($0 as? WarehouseError)?.code == "warehouse.rights"
        }
    }

    @Test("who may only read answers questions, and changes nothing")
    func reader() async throws {
        let server = try await PostgresServer.shared.value
        let url = try await server.newDatabase(), database = String(url.split(separator: "/")[2].prefix { $0 != "?" })
        let owner = try await PostgresWarehouse.open(try PostgresEndpoint(url)), looker = "looker_\(database)"
        // As docs/postgresql.md says, before there is any month.
        _ = try server.sql(
            """
            CREATE ROLE \(looker) LOGIN; GRANT USAGE ON SCHEMA segue TO \(looker); GRANT SELECT ON ALL TABLES IN SCHEMA segue TO \(looker);
            ALTER DEFAULT PRIVILEGES IN SCHEMA segue GRANT SELECT ON TABLES TO \(looker)
            """, database: database)
        _ = try await Simulator(try SimulationRequest(plays: 1000, listeners: 20)).run(
            into: owner, at: Instant(seconds: 1_760_000_000))
        let reader = try await PostgresWarehouse.open(try PostgresEndpoint(server.url(database, user: looker)))
        let embedded = try await DuckDBWarehouse.inMemory()
        _ = try await Simulator(try SimulationRequest(plays: 1000, listeners: 20)).run(
            into: embedded, at: Instant(seconds: 1_760_000_000))
        for (view, order) in [
            ("plays_named", "play_key"), ("daily_activity", "local_date, platform"),
            ("track_performance", "local_date, platform, track_id"),
        ] {
            let question = Statement("SELECT * FROM \(view) ORDER BY \(order)")
            let found = try await reader.read { try $0.query(question) },
                wanted = try await embedded.read { try $0.query(question) }
            #expect(found.rowCount > 0)
            Comparison(what: view).check(found, wanted)
        }
        let deletion = Statement("DELETE FROM plays")
        await #expect { _ = try await reader.write { try $0.execute(deletion) } } throws: {
            ($0 as? WarehouseError)?.code == "warehouse.rights"
        }
        await reader.close()
    }

    @Test("a newer schema is refused")
    func newerSchema() async throws {
        let server = try await PostgresServer.shared.value
        let endpoint = try PostgresEndpoint(try await server.newDatabase())
        let warehouse = try await PostgresWarehouse.open(endpoint)
        try await warehouse.write {
            _ = try $0.execute(Statement("INSERT INTO schema_migrations (version, name) VALUES (99, 'x')"))
        }
        await #expect { _ = try await PostgresWarehouse.open(endpoint) } throws: {
            ($0 as? WarehouseError)?.code == "warehouse.newer-schema"
        }
    }

    @Test(
        "a column of NUMERIC has one type however many rows come first",
        arguments: [
            ("CASE WHEN i < 9000 THEN NULL ELSE 2::numeric END", Value.integer(2)),
            ("CASE WHEN i < 9000 THEN 1::numeric ELSE 2.5::numeric END", .double(2.5)),
            ("CASE WHEN i < 9000 THEN 1::numeric ELSE 'NaN'::numeric END", nil),
            ("CASE WHEN i < 9000 THEN 0.5::numeric ELSE 2::numeric END", .double(2)),
            ("SUM(i::bigint) OVER ()", .integer(200_010_000)), ("i::numeric(12, 0)", .integer(20_000)),
            ("i::numeric(12, 2)", .double(20_000)),
            ("NULL::numeric", .null),
        ] as [(String, Value?)])
    func numeric(_ expression: String, _ last: Value?) async throws {
        let warehouse = try await empty()
        let rows = try await warehouse.read {
            try $0.query(Statement("SELECT \(expression) AS x FROM generate_series(1, 20000) AS i ORDER BY i"))
        }
        #expect(rows.rowCount == 20_000)
        if let last { #expect(rows.columns[0].value(at: 19_999) == last) }
    }

    @Test("infinite days and moments stay infinite")
    func infinite() async throws {
        let warehouse = try await empty()
        let row = try await warehouse.read {
            try $0.query(
                Statement(
                    "SELECT DATE 'infinity' AS a, DATE '-infinity' AS b, TIMESTAMP 'infinity' AS c, TIMESTAMPTZ '-infinity' AS d"
                ))
        }
        #expect(row.row(0).map(\.description) == ["infinity", "-infinity", "infinity", "-infinity"])
    }

    @Test("a text with a NUL is refused before it is sent")
    func nul() async throws {
        let warehouse = try await empty()
        let error = await #expect(throws: WarehouseError.self) {
            try await warehouse.read { try $0.query(Statement("SELECT :x AS x", ["x": .text("a\u{0}b")])) }
        }
        #expect(error?.code == "warehouse.text")
    }
}
