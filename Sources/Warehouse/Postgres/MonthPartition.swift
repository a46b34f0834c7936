import Listening

/// A partition that holds the rows of one calendar month.
struct MonthPartition {
    /// The tables that are kept in such partitions.
    static let tables: Set<String> = ["plays", "events"]

    private let table: String
    private let year: Int
    private let month: Int

    /// The months of a range of days.
    static func covering(_ days: ClosedRange<Int32>, of table: String) -> [MonthPartition] {
        let first = CalendarDay(daysSinceEpoch: days.lowerBound).components, last = CalendarDay(daysSinceEpoch: days.upperBound).components
        let months = (first.year * 12 + first.month - 1)...(last.year * 12 + last.month - 1)
        return months.map { MonthPartition(table: table, year: $0 / 12, month: $0 % 12 + 1) }
    }

    /// The partition's name with its schema, such as `segue.plays_2025_10`.
    var name: String { "\(PostgresWarehouse.schema).\(table)_\(padded(year, 4))_\(padded(month, 2))" }

    /// The statement that makes it.
    var definition: String {
        let (nextYear, nextMonth) = month == 12 ? (year + 1, 1) : (year, month + 1)
        return """
            CREATE TABLE IF NOT EXISTS \(name) PARTITION OF \(PostgresWarehouse.schema).\(table)
            FOR VALUES FROM ('\(padded(year, 4))-\(padded(month, 2))-01') TO ('\(padded(nextYear, 4))-\(padded(nextMonth, 2))-01')
            """
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
