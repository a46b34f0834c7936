import Listening
import Warehouse

/// The moment that parts training from testing: what began before it is learned from, what began at or after it is judged on.
struct TimeSplit: Sendable {
    let firstDay: CalendarDay
    let lastDay: CalendarDay
    let boundary: Instant

    /// Puts the boundary where the wanted share of the facts lies before it.
    /// - Parameters:
    ///   - table: `plays` or `sessions`.
    ///   - share: of the facts that are trained on, in (0, 1).
    init(
        table: String, condition: String, days: ClosedRange<CalendarDay>, share: Double,
        _ connection: any WarehouseConnection
    ) throws {
        firstDay = days.lowerBound
        lastDay = days.upperBound
        let rows = try connection.query(
            Statement(
                """
                SELECT PERCENTILE_DISC(\(share)) WITHIN GROUP (
                    ORDER BY {{micros_between(CAST('1970-01-01 00:00:00' AS {{timestamp}}), started_at)}}
                ) AS boundary
                FROM \(table) WHERE \(condition) AND local_date BETWEEN :first_day AND :last_day
                """, ["first_day": .day(days.lowerBound), "last_day": .day(days.upperBound)]))
        // Microseconds since 1970, which some engines order only as numbers and answer as a double; that holds them exactly.
        guard let microseconds = rows.value("boundary", at: 0).integer else {
            throw PredictionError.tooLittle(table, needed: 100, found: 0)
        }
        boundary = Instant(microseconds: microseconds)
    }
}
