package import Warehouse

/// Spark SQL's spellings. Moments are `TIMESTAMP_NTZ`: UTC, without a zone that a session could change.
package struct SparkDialect: SQLDialect {
    package init() {}
    package let name = "spark"
    package let bigint = "BIGINT"
    package let text = "STRING"
    package let textColumn = "STRING"
    package let double = "DOUBLE"
    package let timestamp = "TIMESTAMP_NTZ"

    package func primaryKey(_ columns: String) -> String { "" }
    package func daysBetween(_ a: String, _ b: String) -> String { "datediff(CAST(\(b) AS DATE), CAST(\(a) AS DATE))" }
    package func addDays(_ day: String, _ count: String) -> String {
        "date_add(CAST(\(day) AS DATE), CAST(\(count) AS INT))"
    }
    package func microsBetween(_ a: String, _ b: String) -> String {
        "(unix_micros(CAST(\(b) AS TIMESTAMP)) - unix_micros(CAST(\(a) AS TIMESTAMP)))"
    }
    package func intDiv(_ a: String, _ b: String) -> String { "((\(a)) div (\(b)))" }
    package func wide(_ expression: String) -> String { "CAST(\(expression) AS DECIMAL(38, 0))" }
    package func days(_ first: String, _ last: String) -> String {
        let first = "CAST(\(first) AS DATE)", last = "CAST(\(last) AS DATE)"
        return """
            (SELECT explode(CASE WHEN \(first) <= \(last) THEN sequence(\(first), \(last), INTERVAL 1 DAY) \
            ELSE CAST(array() AS ARRAY<DATE>) END) AS day)
            """
    }
    package func countKeys(_ column: String, _ least: String, _ most: String) -> String { "COUNT(DISTINCT \(column))" }
    /// Always wide: whether a product beyond 64 bits is an error or a wrong number is a setting of the server.
    package func exactSums(_ columns: [String], isWide: Bool) -> String { spelledSums(columns, isWide: true) }
    package func fingerprint(_ columns: String) -> String { "CAST(bit_xor(xxhash64(\(columns))) AS STRING)" }
    /// A number that is written out is an INT here, and a week of microseconds does not fit into one.
    package func addMilliseconds(_ moment: String, _ count: String) -> String {
        "CAST(timestamp_micros(unix_micros(CAST(\(moment) AS TIMESTAMP)) + 1000 * CAST(\(count) AS BIGINT)) AS TIMESTAMP_NTZ)"
    }
    package func jsonNumber(_ text: String, _ name: String) -> String {
        "TRY_CAST(get_json_object(\(text), '$.\(name)') AS DOUBLE)"
    }
    package func partitionedByMonth(_ column: String) -> String { "" }
    package func temporary(_ table: String) -> String { table }
    package func stored(_ table: String) -> String { table }
    package func placeholder(_ position: Int) -> String { ":p\(position)" }
    package func literal(_ value: Value) -> String { SparkSQL.literal(value) }
}
