import Hummingbird
import Insights
import Listening
import Server
import Warehouse

/// The rows of a listing as CSV, all of them.
struct RowsExport: Sendable {
    /// Rows that are fetched at a time, so that memory is bounded by them and not by the listing.
    static let chunk = 50_000

    /// The first rows, with the heading.
    let beginning: String
    /// The rows from a place on, without the heading; empty where there are none. nil where the beginning is all.
    let following: (@Sendable (_ offset: Int) async throws -> (csv: String, rows: Int))?

    static func make(_ name: String, _ visit: PageContext) async throws -> RowsExport {
        switch try RowsKind(name, insights: visit.insights) {
        case .features: return RowsExport(beginning: CatalogueRows.featureRows(visit).csv, following: nil)
        case .questions: return RowsExport(beginning: CatalogueRows.questionRows(visit).csv, following: nil)
        case .paged(let insight): return try await paged(insight, visit)
        case .whole(let insight):
            return RowsExport(beginning: try await ask(insight, visit) { _ in }.csv, following: nil)
        }
    }

    private static func paged(_ insight: String, _ visit: PageContext) async throws -> RowsExport {
        @Sendable func rows(_ offset: Int) async throws -> ColumnBatch {
            try await ask(insight, visit) { values in
                values["limit"] = .integer(Int64(chunk))
                values["offset"] = .integer(Int64(offset))
            }
        }
        let first = try await rows(0)
        guard first.rowCount == chunk else { return RowsExport(beginning: first.csv, following: nil) }
        return RowsExport(beginning: first.csv) { offset in
            let next = try await rows(offset)
            let csv = next.csv
            // Names of columns hold no line break, so that the heading is the first line.
            return (
                csv.firstIndex(where: \.isNewline).map { String(csv[csv.index(after: $0)...]) } ?? "", next.rowCount
            )
        }
    }

    private static func ask(_ name: String, _ visit: PageContext, _ bound: (inout [String: Value]) -> Void) async throws
        -> ColumnBatch
    {
        let insight = try InsightCatalogue.insight(name, dialect: visit.facts.engine)
        guard let days = visit.facts.days else { throw InsightError.empty }
        let scope = try FilterReader(facts: visit.facts, data: days, defaultDays: 28).scope(visit.request)
        var values = try ParameterReader.values(visit.request.query, for: insight)
        bound(&values)
        return try await visit.questions.fresh(name, scope.filter, values).rows
    }
}

extension RowsExport {
    /// All rows of a listing, fetched part by part while they are sent. Where a part fails the connection breaks off, so that what came is not
    /// taken for all.
    func response(headers: HTTPFields) -> Response {
        let type = "text/csv; charset=utf-8"
        guard let following else { return Responses.text(beginning, type: type, headers: headers) }
        var headers = headers
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: beginning))
            var offset = RowsExport.chunk
            while true {
                let part = try await following(offset)
                if part.rows > 0 { try await writer.write(ByteBuffer(string: part.csv)) }
                guard part.rows == RowsExport.chunk else { break }
                offset += part.rows
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }
}
