import Listening

/// A partition that holds the rows of one calendar month.
struct MonthPartition: Hashable {
    /// The tables that are kept in such partitions, by the day in `column`.
    static let tables: Set<String> = ["plays", "events"]
    static let column = "local_date"

    let table: String
    /// Months since the year 0.
    let month: Int

    /// The month of a day.
    init(of table: String, day: Int32) {
        let parts = CalendarDay(daysSinceEpoch: day).components
        self.init(of: table, month: parts.year * 12 + parts.month - 1)
    }

    private init(of table: String, month: Int) {
        self.table = table
        self.month = month
    }

    /// The months of a range of days.
    static func covering(_ days: ClosedRange<Int32>, of table: String) -> [MonthPartition] {
        let first = MonthPartition(of: table, day: days.lowerBound).month,
            last = MonthPartition(of: table, day: days.upperBound).month
        return (first...last).map { MonthPartition(of: table, month: $0) }
    }

    private var parent: String { "\(PostgresWarehouse.schema).\(table)" }

    /// The partition's name with its schema, such as `segue.plays_2025_10`.
    var name: String { "\(parent)_\(Self.padded(month / 12, 4))_\(Self.padded(month % 12 + 1, 2))" }

    /// The statement that makes it by itself, without keys and indexes, so that many rows go in quickly.
    var standalone: String { "CREATE TABLE \(name) (LIKE \(parent) INCLUDING DEFAULTS INCLUDING CONSTRAINTS)" }

    /// The statement that makes it part of its table and builds keys and indexes, each in one go. Unlike making it there in the first place,
    /// this does not lock out who reads the table.
    var attachment: String { "ALTER TABLE \(parent) ATTACH PARTITION \(name) \(bounds)" }

    private var bounds: String { "FOR VALUES FROM ('\(Self.firstDay(month))') TO ('\(Self.firstDay(month + 1))')" }

    private static func firstDay(_ month: Int) -> String { "\(padded(month / 12, 4))-\(padded(month % 12 + 1, 2))-01" }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
