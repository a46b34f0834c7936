import Features
import Insights
import Warehouse

/// What can be asked and what is known of each listener, as listings.
enum CatalogueRows {
    static func features(_ visit: PageContext) throws -> Page {
        let features = visit.features.features
        let families = Set(features.map(\.family)).count
        return try page(
            visit,
            title: "\(Format.count(features.count, "feature")) of a listener in \(families) families",
            lead: "Each is known as of a day: only what happened before it is used.", featureRows(visit)
        ) { row, name in
            name == "feature" ? Cell.code(row) : nil
        }
    }

    static func questions(_ visit: PageContext) throws -> Page {
        try page(
            visit, title: "\(Format.count(visit.insights.count, "question")) that the pages ask",
            lead: "Each is one SQL file. Its header says what it means.",
            questionRows(visit)
        ) { row, name in
            name == "question" ? Cell.code(row, link: visit.request.link("/explain/\(row)")) : nil
        }
    }

    static func featureRows(_ visit: PageContext) -> ColumnBatch {
        let features = visit.features.features
        return ColumnBatch(columns: [
            Column("feature", .text(features.map(\.name))), Column("family", .text(features.map(\.family))),
            Column("unit", .text(features.map(\.unit))),
            Column("window", .text(features.map(\.window))), Column("where_undefined", .text(features.map(\.nullRule))),
            Column("formula", .text(features.map(\.formula))),
        ])
    }

    static func questionRows(_ visit: PageContext) -> ColumnBatch {
        ColumnBatch(columns: [
            Column("question", .text(visit.insights.map(\.name))), Column("title", .text(visit.insights.map(\.title))),
            Column("grain", .text(visit.insights.map(\.grain))),
            Column("definition", .text(visit.insights.map(\.definition))),
        ])
    }

    /// - Parameter special: the cell of a column that is more than text.
    private static func page(
        _ visit: PageContext, title: String, lead: String, _ rows: ColumnBatch,
        special: (String, String) -> Cell?
    ) throws -> Page {
        let pager = try RowsPager(visit.request)
        let first = min(pager.offset, rows.rowCount)
        let shown = first..<min(first + RowsPager.size, rows.rowCount)
        var page = visit.page(.rows, title: title)
        page.lead = lead
        page.back = PageLink.back(to: "/data", visit.request)
        page.listing = Listing(
            range: pager.range(shown: shown.count, total: rows.rowCount),
            table: Table(
                columns: rows.names.map { .text(PageCopy.column($0)) },
                rows: shown.map { row in
                    rows.columns.map { column in
                        let text = column.value(at: row).text ?? ""
                        return special(text, column.name)
                            ?? .optional(text, muted: column.name == "definition" || column.name == "formula")
                    }
                }),
            exportURL: pager.exportURL, previousURL: pager.previousURL,
            nextURL: shown.upperBound < rows.rowCount ? pager.nextURL : nil)
        return page
    }
}
