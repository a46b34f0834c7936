package import Warehouse

/// Answers questions about a warehouse.
package struct InsightService: Sendable {
    private let warehouse: any Warehouse

    package init(_ warehouse: any Warehouse) { self.warehouse = warehouse }

    /// Asks one question.
    /// - Parameters:
    ///   - name: the insight's name, such as `retention`.
    ///   - filter: which plays it is about; days default to those of the data.
    ///   - given: values of the insight's own parameters; the rest have defaults.
    /// - Throws: ``InsightError`` `insights.unknown`, `insights.parameter` or `insights.empty`.
    package func ask(_ name: String, filter: InsightFilter = InsightFilter(), _ given: [String: Value] = [:])
        async throws -> InsightAnswer
    {
        let insight = try InsightCatalogue.insight(name, dialect: warehouse.dialect.name)
        return try await warehouse.read { connection in
            guard let days = try Self.days(connection, dialect: warehouse.dialect.name) else {
                throw InsightError.empty
            }
            let values = try InsightParameters.values(
                for: insight, given: given, filter: try filter.parameters(in: days))
            let rows = try connection.query(Statement(insight.sql, values))
            return InsightAnswer(insight: insight, parameters: values, rows: rows, days: days)
        }
    }

    /// The days of the data, or nil where nothing was played.
    package func days() async throws -> DataDays? {
        try await warehouse.read { try Self.days($0, dialect: warehouse.dialect.name) }
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
                countries: try texts(
                    "SELECT DISTINCT country FROM listeners WHERE country IS NOT NULL ORDER BY country"),
                platforms: try texts("SELECT DISTINCT platform FROM listener_days ORDER BY platform"))
        }
    }

    /// A filter that something can match: its days cut to the data, and whether any were cut off.
    /// - Throws: ``InsightError`` `insights.empty`, or `insights.filter` where nothing can match, with what there is.
    package func checked(_ filter: InsightFilter) async throws -> (filter: InsightFilter, data: DataDays, isCut: Bool) {
        guard let data = try await days() else { throw InsightError.empty }
        let choices =
            filter.choosesValues ? try await choices() : FilterChoices(tiers: [], countries: [], platforms: [])
        do throws(FilterProblem) {
            let checked = try filter.checked(in: data.played, choices)
            return (checked.filter, data, checked.isCut)
        } catch {
            throw InsightError.filter(error, filter)
        }
    }

    private static func days(_ connection: any WarehouseConnection, dialect: String) throws -> DataDays? {
        DataDays(try connection.query(Statement(try InsightCatalogue.insight("data_days", dialect: dialect).sql)))
    }
}
