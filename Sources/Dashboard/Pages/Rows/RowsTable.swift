import Insights
import Warehouse

/// The rows of an answer as a table, each leading to the rows behind it where there are any.
struct RowsTable {
    let insight: Insight
    let rows: ColumnBatch
    let scope: Scope
    /// The parameters that were bound, which a drill-down takes over.
    let parameters: [String: Value]

    /// - Parameters:
    ///   - places: the rows that are shown, in their order.
    ///   - sort: how the listing is sorted; nil where it cannot be.
    func table(_ places: some Sequence<Int>, _ sort: RowsSort?) -> Table {
        let units = insight.units
        return Table(
            columns: rows.columns.map { column in
                let unit = units[column.name] ?? "text"
                let heading = Table.Heading(label: PageCopy.column(column.name), isNumeric: Cell.isNumeric(unit))
                return sort?.heading(heading, column.name) ?? heading
            },
            rows: places.map { row in
                rows.columns.enumerated().map { index, column in
                    var cell = Cell(column.value(at: row), unit: units[column.name] ?? "text")
                    if column.name == "listener_id" { cell.isCode = true }
                    if index == 0 { cell.link = drillDown(row) }
                    return cell
                }
            })
    }

    /// Where a row leads to, by what it is a row of.
    private func drillDown(_ row: Int) -> String? {
        func text(_ column: String) -> String? {
            let value = rows.value(column, at: row)
            return value.isNull ? nil : value.description
        }
        switch insight.name {
        case "activity", "sessions_daily":
            return text("day").map { scope.rows("listeners", [("day", $0)]) }
        case "skip_rates":
            return text("group_name").map {
                scope.rows("plays", [("dimension", parameters["dimension"]?.text), ("group_name", $0)])
            }
        case "retention":
            guard let day = text("cohort"), let period = text("period") else { return nil }
            return scope.rows(
                "cohort",
                [
                    ("cohort", parameters["cohort"]?.text), ("kind", parameters["kind"]?.text), ("cohort_day", day),
                    ("period", period),
                ])
        case "genre_trend":
            guard let genre = text("genre"), genre != "other" else { return nil }
            return scope.rows("plays", [("dimension", "genre"), ("group_name", genre)])
        case "playlist_funnel", "playlist_drop_off":
            return scope.rows("plays", [("dimension", "context"), ("group_name", "playlist")])
        case "freshness":
            return text("table_name") == "plays" ? scope.rows("plays") : nil
        default:
            return nil
        }
    }
}

/// Which rows of a listing are shown, and the addresses of those before and after.
struct RowsPager: Sendable {
    static let size = 50

    let page: Int
    private let request: PageRequest

    init(_ request: PageRequest) throws(DashboardError) {
        self.request = request
        page = try request.pageNumber
    }

    var offset: Int { (page - 1) * Self.size }

    /// "Rows 51 to 100 of 12,418".
    /// - Parameter total: how many there are in all, where that is known.
    func range(shown: Int, total: Int? = nil) -> String {
        guard shown > 0 else { return "No rows" }
        let span = "Rows \(Format.count(offset + 1)) to \(Format.count(offset + shown))"
        return total.map { "\(span) of \(Format.count($0))" } ?? span
    }

    var previousURL: String? { page > 1 ? url(page - 1) : nil }
    var nextURL: String { url(page + 1) }

    /// The same listing as CSV.
    var exportURL: String { Link.to(request.path + ".csv", others) }

    private func url(_ page: Int) -> String { Link.to(request.path, others + [("page", page > 1 ? "\(page)" : nil)]) }

    private var others: [(name: String, value: String?)] {
        request.query.items.filter { $0.name != "page" }.map { ($0.name, Optional($0.value)) }
    }
}
