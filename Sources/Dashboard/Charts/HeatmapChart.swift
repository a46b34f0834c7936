import Formatting
import Warehouse

/// Cohorts by periods, one hue.
struct HeatmapChart: ChartSpec {
    static let kind = "heatmap"
    let rows: ChartAxis
    let sizes: [Int]
    let sizeLabel: String
    let columnsLabel: String
    let columns: [Int]
    let value: ChartMeasure
    /// A value by row and column; nil is a period that has not come.
    let cells: [[Double?]]
    /// Whether a period is over for only a part of the cohort.
    let incomplete: [[Bool]]
    let links: [[String]]

    var parts: [(String, JSONValue?)] {
        [
            (
                "rows",
                .compact([
                    ("label", rows.label.map(JSONValue.text)), ("unit", .text(rows.unit)),
                    ("values", .array(rows.values)),
                    ("sizes", .counts(sizes)),
                    ("sizeLabel", .text(sizeLabel)),
                ])
            ),
            ("columns", .object([("label", .text(columnsLabel)), ("values", .counts(columns))])), ("value", value.json),
            ("cells", .array(cells.map(JSONValue.numbers))),
            ("incomplete", .array(incomplete.map { .array($0.map(JSONValue.bool)) })),
            ("links", .array(links.map(JSONValue.texts))),
        ]
    }
}
