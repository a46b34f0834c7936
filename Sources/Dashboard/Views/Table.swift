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
