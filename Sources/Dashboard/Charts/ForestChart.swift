import Warehouse

/// Coefficients with their intervals, and the truth where it was planted.
struct ForestChart: ChartSpec {
    struct Row: Sendable {
        let label: String
        let estimate: Double
        let low: Double
        let high: Double
        var truth: Double?
    }

    static let kind = "forest"
    let value: ChartMeasure
    let rows: [Row]

    var parts: [(String, JSONValue?)] {
        [
            ("value", value.json), ("reference", .integer(0)),
            (
                "rows",
                .array(
                    rows.map { row in
                        .compact([
                            ("label", .text(row.label)), ("estimate", .double(row.estimate)), ("low", .double(row.low)),
                            ("high", .double(row.high)),
                            ("truth", row.truth.map(JSONValue.double)),
                        ])
                    })
            ),
        ]
    }
}
