import Foundation
import Testing

@testable import Warehouse

/// What somebody types reads, whatever the engine.
@Suite("Statements that only read")
struct ReadOnlySQLTests {
    @Test(
        "a question is taken",
        arguments: [
            "SELECT 1", " select 1 ; ", "-- why\n/* because */ WITH a AS (SELECT 1) SELECT * FROM a", "FROM plays",
            "VALUES (1), (2)", "TABLE plays",
            "(SELECT 1) UNION (SELECT 2)", "SHOW TABLES", "DESCRIBE plays", "SUMMARIZE plays", "EXPLAIN SELECT 1",
            "EXPLAIN ANALYZE SELECT 1",
            "EXPLAIN (ANALYZE, FORMAT json) SELECT 1", "SELECT ';' AS \"a;b\" -- ;", "SELECT $$;$$",
            "SELECT 'it''s; COPY'", "SELECT a FROM b JOIN c USING (d)",
            "SELECT 'INSERT INTO plays'", "SELECT \"into\" FROM plays", "SELECT list_transform([1], x -> x + 1)",
            "SELECT $1 :: INT",
        ])
    func taken(_ text: String) throws { try ReadOnlySQL.check(text) }

    @Test(
        "anything else is refused before an engine sees it",
        arguments: [
            "", "  ", "-- only a comment", ";", "SELECT 1; SELECT 2", "SELECT 1; DROP TABLE plays",
            "COPY (SELECT 1) TO '/tmp/x'", "CALL enable_logging()",
            "PRAGMA database_list", "SET threads = 1", "RESET threads", "ATTACH '/tmp/x'", "INSTALL httpfs",
            "LOAD httpfs", "EXPORT DATABASE '/tmp/x'",
            "INSERT INTO plays SELECT 1", "WITH a AS (SELECT 1) INSERT INTO plays SELECT * FROM a",
            "FROM plays INSERT INTO x SELECT *",
            "FROM plays INSERT OVERWRITE DIRECTORY '/x' SELECT *", "SELECT 1 INTO x",
            "EXPLAIN ANALYZE COPY (SELECT 1) TO '/tmp/x'", "EXPLAIN ANALYZE DELETE FROM plays",
            "EXPLAIN (ANALYZE) INSERT INTO x SELECT 1", "SELECT * FROM enable_logging(storage = 'file')",
            "FROM \"enable_logging\"()", "FROM query('FROM enable_logging()')",
            "FROM enable_logging /* a */ ()", "SELECT set_config('a', 'b', false)",
            "SELECT pg_catalog.lo_export(1, '/tmp/x')", "SELECT U&\"set\\005fconfig\"('a')",
            "SELECT reflect('java.lang.System', 'exit')", "SELECT TRANSFORM (a) USING 'rm' FROM b",
            "SELECT 'a\\' ; DROP TABLE plays -- '", "/* /* */ SELECT 1 */",
            "VACUUM", "CHECKPOINT", "BEGIN", "CREATE TABLE x (a INT)", "DROP TABLE plays", "UPDATE plays SET a = 1",
            "DELETE FROM plays", "TRUNCATE plays", "USE x",
            "EXECUTE x", "PREPARE x AS SELECT 1", "DO $$ BEGIN END $$", "LISTEN x", "SELECT 1\u{0}",
        ])
    func refused(_ text: String) {
        let error = #expect(throws: WarehouseError.self) { try ReadOnlySQL.check(text) }
        #expect(error?.code == "warehouse.read-only")
        #expect(error?.fault == .usage)
    }

    @Test(
        "the embedded engine answers nothing but questions to a reader",
        arguments: [
            "COPY (SELECT 1) TO '/tmp/segue-never.csv'", "CALL enable_logging()", "PRAGMA threads", "SET threads = 1",
            "EXPLAIN ANALYZE COPY (SELECT 1) TO '/tmp/segue-never.csv'",
        ])
    func engine(_ text: String) async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        await #expect(throws: WarehouseError.self) { try await warehouse.read { try $0.query(Statement(text)) } }
        #expect(!FileManager.default.fileExists(atPath: "/tmp/segue-never.csv"))
        #expect(try await warehouse.read { try $0.integer(Statement("SELECT 1 AS one")) } == 1)
    }

    @Test("infinite moments and days of the engine have words")
    func infinite() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        let row = try await warehouse.read {
            try $0.query(
                Statement(
                    "SELECT TIMESTAMP '-infinity' AS a, TIMESTAMP 'infinity' AS b, DATE 'infinity' AS c, DATE '-infinity' AS d"
                ))
        }
        #expect(row.row(0).map(\.description) == ["-infinity", "infinity", "infinity", "-infinity"])
    }
}

@Suite("Batches that do not agree")
struct ColumnBatchTests {
    @Test("numbers become the type that holds all of them")
    func numbers() throws {
        var batch = ColumnBatch(columns: [Column("x", .int32([1, 2]), valid: [true, false])])
        try batch.append(ColumnBatch(columns: [Column("x", .int64([1 << 40]))]))
        #expect(batch.columns[0].value(at: 2) == .integer(1 << 40))
        try batch.append(ColumnBatch(columns: [Column("x", .double([0.5, 0]), valid: [true, false])]))
        #expect((0..<5).map { batch.columns[0].value(at: $0) } == [1.0, nil, .double(1_099_511_627_776), 0.5, nil])
    }

    @Test("text after numbers is an error")
    func kinds() {
        var batch = ColumnBatch(columns: [Column("x", .double([1]))])
        let error = #expect(throws: WarehouseError.self) {
            try batch.append(ColumnBatch(columns: [Column("x", .text(["a"]))]))
        }
        #expect(error?.code == "warehouse.columns")
    }
}

@Suite("Secrets in connection strings")
struct ConnectionSecretTests {
    @Test(
        "no part of a password is told",
        arguments: [
            "postgres://me:100%sure@host/db", "postgres://me:hun@ter2@host/db", "postgres://me:secret",
            "postgres://me:pa/ss@host/db", "postgres://me:12/ss@host/db",
            "postgres://host/db?sslpasword=hunter", "postgres://me%3Asecret@host/db", "postgres://[::1/secret",
            "host=h password='open",
        ])
    func refused(_ text: String) {
        let error = #expect(throws: WarehouseError.self) { try PostgresEndpoint(text) }
        for part in ["sure", "ter2", "secret", "pa/", "ss@", "hunter", "open"] {
            #expect(error?.message.contains(part) == false, "\(error?.message ?? "")")
        }
    }

    @Test(
        "every secret counts as a password",
        arguments: ["postgres://a:b@host/db", "postgres://host/db?sslpassword=x", "postgres://host/db?password=x"])
    func carried(_ text: String) throws {
        let endpoint = try PostgresEndpoint(text)
        #expect(endpoint.carriesPassword)
        #expect(!endpoint.description.contains("x@") && !endpoint.description.contains(":b"))
    }

    @Test(
        "what is no secret is told",
        arguments: [
            ("postgres://me@host:5433/db?sslmode=require", "postgres://me@host:5433/db"),
            ("postgres:///db?host=/run/pg", "postgres:///run/pg/db"),
        ])
    func told(_ text: String, _ description: String) throws {
        let endpoint = try PostgresEndpoint(text)
        #expect(endpoint.description == description && !endpoint.carriesPassword)
    }
}
