import Listening

/// How an engine spells what engines spell differently.
///
/// There are no default implementations: a dialect that lacks a spelling does not compile. The SQL files use these as macros:
/// `{{days_between(a, b)}}` becomes `daysBetween("a", "b")`.
package protocol SQLDialect: Sendable {
    /// The engine's name, as in `retention.spark.sql`.
    var name: String { get }
    var bigint: String { get }
    var text: String { get }
    /// The type of a stored text, whose order is that of its bytes whatever the language of the server.
    var textColumn: String { get }
    var double: String { get }
    var timestamp: String { get }
    /// The primary key of a table, with its leading comma, or nothing where the engine is better off without.
    func primaryKey(_ columns: String) -> String
    /// Whole days from date `a` to date `b`.
    func daysBetween(_ a: String, _ b: String) -> String
    /// Date `day` plus `count` days.
    func addDays(_ day: String, _ count: String) -> String
    /// Microseconds from timestamp `a` to timestamp `b`.
    func microsBetween(_ a: String, _ b: String) -> String
    /// Quotient of two whole numbers, rounded toward zero.
    func intDiv(_ a: String, _ b: String) -> String
    /// A whole number wide enough that sums of squares of 64-bit values are exact.
    func wide(_ expression: String) -> String
    /// A table expression with one DATE column `day`, from `first` to `last` inclusive.
    func days(_ first: String, _ last: String) -> String
    /// An aggregate: how many different whole numbers a column has, all of which lie between `least` and `most`.
    func countKeys(_ column: String, _ least: String, _ most: String) -> String
    /// An aggregate, as text: how many values the first of some columns of whole numbers has, the sum of each, and the sum of the products of each pair,
    /// in the order (0, 0), (0, 1) … (1, 1) …, with spaces between. NULL adds nothing.
    /// - Parameter isWide: whether products may not fit into 64 bits; otherwise such values are an error.
    func exactSums(_ columns: [String], isWide: Bool) -> String
    /// An aggregate that changes when the rows of a group do, whatever their order; comparable on one engine only.
    func fingerprint(_ columns: String) -> String
    /// Timestamp `moment` plus `count` milliseconds.
    func addMilliseconds(_ moment: String, _ count: String) -> String
    /// The number at the top level of a JSON text under a name, or NULL where there is none.
    func jsonNumber(_ text: String, _ name: String) -> String
    /// How the rows of a table are spread over partitions by the month of a date column, or nothing where the engine needs no partitions.
    func partitionedByMonth(_ column: String) -> String
    /// The name of a temporary table, told apart from a stored one of the same name.
    func temporary(_ table: String) -> String
    /// The name of a stored table, even where a temporary one of the same name stands in front of it.
    func stored(_ table: String) -> String
    /// The placeholder of the parameter at a 1-based position.
    func placeholder(_ position: Int) -> String
    /// A value written out, of its own type, in which no SQL can hide.
    func literal(_ value: Value) -> String
}

extension SQLDialect {
    /// Resolves one macro, or answers nil where there is no such macro or its arguments do not fit.
    func expand(_ macro: String, _ arguments: [String]) -> String? {
        switch (macro, arguments.count) {
        case ("bigint", 0): bigint
        case ("text", 0): text
        case ("text_column", 0): textColumn
        case ("double", 0): double
        case ("timestamp", 0): timestamp
        case ("primary_key", 1...): primaryKey(arguments.joined(separator: ", "))
        case ("days_between", 2): daysBetween(arguments[0], arguments[1])
        case ("add_days", 2): addDays(arguments[0], arguments[1])
        case ("micros_between", 2): microsBetween(arguments[0], arguments[1])
        case ("int_div", 2): intDiv(arguments[0], arguments[1])
        case ("wide", 1): wide(arguments[0])
        case ("days", 2): days(arguments[0], arguments[1])
        case ("count_keys", 3): countKeys(arguments[0], arguments[1], arguments[2])
        case ("exact_sums", 1...): exactSums(arguments, isWide: false)
        case ("exact_sums_wide", 1...): exactSums(arguments, isWide: true)
        case ("fingerprint", 1...): fingerprint(arguments.joined(separator: ", "))
        case ("add_milliseconds", 2): addMilliseconds(arguments[0], arguments[1])
        case ("json_number", 2): jsonNumber(arguments[0], arguments[1])
        case ("partitioned_by_month", 1): partitionedByMonth(arguments[0])
        case ("temporary", 1): temporary(arguments[0])
        case ("stored", 1): stored(arguments[0])
        case ("skip_kind", 3):
            SkipRule.standard.kindSQL(played: arguments[0], track: arguments[1], reason: arguments[2], double: double)
        case ("is_skipped", 1): SkipRule.standard.isSkippedSQL(kind: arguments[0])
        case ("is_stream", 1): "\(arguments[0]) >= \(StreamRule.leastMilliseconds)"
        case ("stream_microseconds", 0): "\(StreamRule.leastMilliseconds * 1000)"
        case ("session_gap_microseconds", 0): "\(SessionRule.standard.gapMicroseconds)"
        case ("is_counted_listener", 0): isCountedListener
        case ("is_named", 1): Self.isNamed(arguments[0])
        case ("tells_end", 1): "(COALESCE(\(arguments[0]), 'unknown') <> 'unknown')"
        case ("millionths", 3): millionths(arguments[0], from: arguments[1], to: arguments[2])
        default: nil
        }
    }
}

extension SQLDialect {
    /// Whether a name of an artist or a track is one: services withhold names, and what imports write in their place (`Unknown artist`,
    /// `Unknown track`, in whatever case) stands for no artist and no track. All engines spell it alike.
    private static func isNamed(_ name: String) -> String {
        "LOWER(\(name)) NOT IN ('unknown artist', 'unknown track')"
    }
}

extension SQLDialect {
    /// Whether a row of `listeners` passes the filters of an insight. It binds `:tier` and `:country`, of which NULL means all.
    private var isCountedListener: String {
        let conditions = ["tier", "country"].map { column in
            "(CAST(:\(column) AS \(text)) IS NULL OR COALESCE(\(column), 'unknown') = CAST(:\(column) AS \(text)))"
        }
        return conditions.joined(separator: "\n        AND ")
    }

    /// A fraction in whole millionths, whose sums are exact; NULL where it lies outside its range, so that no sum overflows.
    private func millionths(_ number: String, from least: String, to most: String) -> String {
        "CASE WHEN \(number) BETWEEN \(least) AND \(most) THEN CAST(FLOOR(\(number) * 1000000 + 0.5) AS \(bigint)) END"
    }
}

extension SQLDialect {
    /// The exact sums spelled out, for engines that have no aggregate of their own for them.
    package func spelledSums(_ columns: [String], isWide: Bool) -> String {
        let factors = isWide ? columns.map(wide) : columns
        let products = columns.indices.flatMap { i in columns.indices[i...].map { j in "\(factors[i]) * \(columns[j])" }
        }
        let sums = (columns + products).map { "COALESCE(CAST(SUM(\($0)) AS \(text)), '0')" }
        return "CONCAT_WS(' ', \((["CAST(COUNT(\(columns[0])) AS \(text))"] + sums).joined(separator: ", ")))"
    }
}
