/// PostgreSQL's spellings.
package struct PostgresDialect: SQLDialect {
    package init() {}
    package let name = "postgres"
    package let bigint = "BIGINT"
    package let text = "TEXT"
    package let textColumn = "TEXT COLLATE \"C\""
    package let double = "DOUBLE PRECISION"
    package let timestamp = "TIMESTAMP"

    package func primaryKey(_ columns: String) -> String { ", PRIMARY KEY (\(columns))" }
    package func daysBetween(_ a: String, _ b: String) -> String { "(CAST(\(b) AS DATE) - CAST(\(a) AS DATE))" }
    package func addDays(_ day: String, _ count: String) -> String {
        "CAST(\(day) + CAST(\(count) AS INTEGER) AS DATE)"
    }
    package func microsBetween(_ a: String, _ b: String) -> String {
        "CAST(EXTRACT(EPOCH FROM (\(b)) - (\(a))) * 1000000 AS BIGINT)"
    }
    package func intDiv(_ a: String, _ b: String) -> String {
        "CAST(DIV(CAST(\(a) AS NUMERIC), CAST(\(b) AS NUMERIC)) AS BIGINT)"
    }
    package func wide(_ expression: String) -> String { "CAST(\(expression) AS NUMERIC)" }
    package func days(_ first: String, _ last: String) -> String {
        "(SELECT CAST(moment AS DATE) AS day FROM generate_series(CAST(\(first) AS TIMESTAMP), CAST(\(last) AS TIMESTAMP), INTERVAL '1 day') AS series(moment))"
    }
    package func countKeys(_ column: String, _ least: String, _ most: String) -> String { "COUNT(DISTINCT \(column))" }
    package func exactSums(_ columns: [String], isWide: Bool) -> String { spelledSums(columns, isWide: isWide) }
    package func fingerprint(_ columns: String) -> String {
        "CAST(bit_xor(hashtextextended(CAST(ROW(\(columns)) AS TEXT), 0)) AS TEXT)"
    }
    package func addMilliseconds(_ moment: String, _ count: String) -> String {
        "(\(moment) + (\(count)) * INTERVAL '1 millisecond')"
    }
    package func jsonNumber(_ text: String, _ name: String) -> String {
        // A number in a text would be one as well; PostgreSQL has no cast that may fail.
        "CASE WHEN jsonb_typeof(CAST(\(text) AS JSONB) -> '\(name)') = 'number' THEN CAST(CAST(\(text) AS JSONB) ->> '\(name)' AS DOUBLE PRECISION) END"
    }
    package func partitionedByMonth(_ column: String) -> String { "PARTITION BY RANGE (\(column))" }
    package func temporary(_ table: String) -> String { "pg_temp.\(table)" }
    package func stored(_ table: String) -> String { "\(PostgresWarehouse.schema).\(table)" }
    package func placeholder(_ position: Int) -> String { "$\(position)" }
    package func literal(_ value: Value) -> String { standardLiteral(value) }
}
