package import Listening
package import Warehouse

/// Answers questions about a warehouse.
package struct InsightDesk: Sendable {
    private let warehouse: any Warehouse

    package init(_ warehouse: any Warehouse) { self.warehouse = warehouse }

    /// Asks one question.
    /// - Parameters:
    ///   - name: the insight's name, such as `retention`.
    ///   - filter: which plays it is about; days default to those of the data.
    ///   - given: values of the insight's own parameters; the rest have defaults.
    /// - Throws: ``InsightError`` `insights.unknown`, `insights.parameter` or `insights.empty`.
    package func ask(_ name: String, filter: InsightFilter = InsightFilter(), _ given: [String: Value] = [:]) async throws -> InsightAnswer
    {
        let insight = try InsightCatalogue.insight(name, dialect: warehouse.dialect.name)
        return try await warehouse.read { connection in
            guard let data = try Self.dataRange(connection) else { throw InsightError.empty }
            let values = try InsightParameters.values(for: insight, given: given, filter: try filter.parameters(in: data))
            let rows = try connection.query(Statement(insight.sql, values))
            return InsightAnswer(insight: insight, parameters: values, rows: rows, data: data)
        }
    }

    /// The first and last day on which anything was played, or nil where nothing was.
    package func dataRange() async throws -> ClosedRange<CalendarDay>? {
        try await warehouse.read { try Self.dataRange($0) }
    }

    /// What a filter can choose from.
    package func choices() async throws -> FilterChoices {
        try await warehouse.read { connection in
            func texts(_ sql: String) throws -> [String] {
                let rows = try connection.query(Statement(sql))
                return (0..<rows.rowCount).compactMap { rows.columns[0].value(at: $0).text }
            }
            return FilterChoices(
                tiers: try texts("SELECT DISTINCT tier FROM listeners WHERE tier IS NOT NULL ORDER BY tier"),
                countries: try texts("SELECT DISTINCT country FROM listeners WHERE country IS NOT NULL ORDER BY country"),
                platforms: try texts("SELECT DISTINCT platform FROM listener_days ORDER BY platform"))
        }
    }

    /// A filter that something can match: its days cut to the data, and whether any were cut off.
    /// - Throws: ``InsightError`` `insights.empty`, or `insights.filter` where nothing can match, with what there is.
    package func checked(_ filter: InsightFilter) async throws -> (filter: InsightFilter, data: ClosedRange<CalendarDay>, isCut: Bool) {
        guard let data = try await dataRange() else { throw InsightError.empty }
        let choices = filter.choosesValues ? try await choices() : FilterChoices(tiers: [], countries: [], platforms: [])
        do throws(FilterProblem) {
            let checked = try filter.checked(in: data, choices)
            return (checked.filter, data, checked.isCut)
        } catch {
            throw InsightError.filter(error, filter)
        }
    }

    private static func dataRange(_ connection: any WarehouseConnection) throws -> ClosedRange<CalendarDay>? {
        let rows = try connection.query(Statement("SELECT MIN(local_date) AS first_day, MAX(local_date) AS last_day FROM listener_days"))
        guard rows.rowCount > 0, case .day(let first) = rows.value("first_day", at: 0), case .day(let last) = rows.value("last_day", at: 0)
        else {
            return nil
        }
        return CalendarDay(daysSinceEpoch: first)...CalendarDay(daysSinceEpoch: last)
    }
}
