/// A table with its title and the ways to question it.
struct TableBlock: TemplateView {
    let id: String
    let title: String
    var subtitle: String?
    var isHalf = false
    var table: Table?
    var question: QuestionLink?
    var rowsURL: String?
    var remark: String?
    var empty: EmptyState?

    var fields: [String: Any] {
        let shown = table.flatMap { $0.rows.isEmpty ? nil : $0 }
        return named([
            "id": id, "half": isHalf, "title": title, "subtitle": subtitle, "table": shown?.fields,
            "question": question?.fields,
            "rows_url": rowsURL, "remark": remark, "choices": [[String: Any]](),
            "empty": shown == nil ? (empty ?? EmptyState(words: "No rows for these filters.")).fields : nil,
        ])
    }
}

/// Columns and rows of cells.
struct Table: TemplateView {
    struct Heading: TemplateView {
        let label: String
        var unit: String?
        var isNumeric = false
        /// Leads to the rows in the order of this column.
        var sortURL: String?
        /// `ascending` or `descending` where the rows are in the order of this column.
        var sorted: String?

        var fields: [String: Any] {
            named(["label": label, "unit": unit, "numeric": isNumeric, "sort_url": sortURL, "sorted": sorted])
        }

        static func text(_ label: String) -> Heading { Heading(label: label) }
        static func number(_ label: String, _ unit: String? = nil) -> Heading {
            Heading(label: label, unit: unit, isNumeric: true)
        }
    }

    let columns: [Heading]
    let rows: [[Cell]]

    var fields: [String: Any] { named(["columns": columns.fields, "rows": rows.map { ["cells": $0] }]) }
}

/// A page of rows.
struct Listing: TemplateView {
    /// Which rows these are, as in "Rows 51 to 100 of 12,418".
    var range: String
    let table: Table
    var exportURL: String?
    var question: QuestionLink?
    var previousURL: String?
    var nextURL: String?

    var fields: [String: Any] {
        named([
            "range": range, "table": table.fields, "export_url": exportURL, "question": question?.fields,
            "previous_url": previousURL,
            "next_url": nextURL,
        ])
    }
}
