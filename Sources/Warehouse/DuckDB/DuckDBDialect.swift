/// DuckDB's spellings.
package struct DuckDBDialect: SQLDialect {
    package init() {}
    package let name = "duckdb"
    package let bigint = "BIGINT"
    package let text = "VARCHAR"
    package let textColumn = "VARCHAR"
    package let double = "DOUBLE"
    package let timestamp = "TIMESTAMP"

    /// Nothing: an ART index over a fact table costs more memory and load time than its look-ups save here.
    package func primaryKey(_ columns: String) -> String { "" }
    package func daysBetween(_ a: String, _ b: String) -> String { "(CAST(\(b) AS DATE) - CAST(\(a) AS DATE))" }
    package func addDays(_ day: String, _ count: String) -> String {
        "CAST(\(day) + CAST(\(count) AS INTEGER) AS DATE)"
    }
    package func microsBetween(_ a: String, _ b: String) -> String { "date_diff('microsecond', \(a), \(b))" }
    package func intDiv(_ a: String, _ b: String) -> String { "((\(a)) // (\(b)))" }
    package func wide(_ expression: String) -> String { "CAST(\(expression) AS HUGEINT)" }
    package func days(_ first: String, _ last: String) -> String {
        "(SELECT CAST(range AS DATE) AS day FROM range(CAST(\(first) AS TIMESTAMP), CAST(\(last) AS TIMESTAMP) + INTERVAL 1 DAY, INTERVAL 1 DAY))"
    }
    /// A bit for each number that there may be.
    package func countKeys(_ column: String, _ least: String, _ most: String) -> String {
        "bit_count(bitstring_agg(\(column), \(least), \(most)))"
    }
    /// An aggregate of our own (``ExactSumsFunction``), which is wide where it has to be.
    package func exactSums(_ columns: [String], isWide: Bool) -> String {
        "exact_sums(\(columns.joined(separator: ", ")))"
    }
    package func fingerprint(_ columns: String) -> String { "CAST(bit_xor(hash(\(columns))) AS VARCHAR)" }
    package func addMilliseconds(_ moment: String, _ count: String) -> String {
        "(\(moment) + to_milliseconds(\(count)))"
    }
    package func jsonNumber(_ text: String, _ name: String) -> String {
        "TRY_CAST(json_extract_string(\(text), '$.\(name)') AS DOUBLE)"
    }
    package func partitionedByMonth(_ column: String) -> String { "" }
    package func temporary(_ table: String) -> String { "temp.\(table)" }
    package func stored(_ table: String) -> String { "main.\(table)" }
    package func placeholder(_ position: Int) -> String { "$\(position)" }
    package func literal(_ value: Value) -> String { standardLiteral(value) }
}
