import Insights
import Listening
import Warehouse

/// The rows of a listing as CSV, all of them up to what a spreadsheet bears.
enum RowsExport {
    /// The most rows of one export. What is more is exported by `segue export`.
    static let most = 100_000

    static func csv(_ name: String, _ visit: Visit) async throws -> String {
        switch try RowsKind(name, insights: visit.insights) {
        case .features:
            return CatalogueRows.featureRows(visit).csv
        case .questions:
            return CatalogueRows.questionRows(visit).csv
        case .paged(let insight):
            return try await csv(insight, visit) { values in
                values["limit"] = .integer(Int64(most))
                values["offset"] = 0
            }
        case .whole(let insight):
            return try await csv(insight, visit) { _ in }
        }
    }

    private static func csv(_ name: String, _ visit: Visit, _ bound: (inout [String: Value]) -> Void) async throws -> String {
        let insight = try InsightCatalogue.insight(name, dialect: visit.facts.engine)
        guard let days = visit.facts.days else { throw InsightError.empty }
        let scope = try FilterReader(facts: visit.facts, data: days, defaultDays: 28).scope(visit.request)
        var values = RowsKind.opened(insight, try ParameterReader.values(visit.request.query, for: insight))
        bound(&values)
        return try await visit.questions.fresh(name, scope.filter, values).rows.csv
    }
}
