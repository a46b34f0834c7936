import Formatting
import Warehouse

/// Effects or coefficients with their intervals, and the truth where it was planted.
struct ForestChart: ChartSpec {
    struct Row: Sendable {
        let label: String
        let estimate: Double
        let low: Double
        let high: Double
        var truth: Double?
        /// What must not be passed, such as the margin of a guardrail.
        var limit: Double?
        /// The rows from here on are of this group, until another begins.
        var group: String?
        /// Whether the interval leaves out zero on the side that is worse.
        var isWorse = false
    }

    static let kind = "forest"
    let value: ChartMeasure
    let rows: [Row]
    /// What the intervals are, for the key; `95 % interval` where it is not said.
    var interval: String?

    var parts: [(String, JSONValue?)] {
        [
            ("value", value.json), ("reference", .integer(0)), ("interval", interval.map(JSONValue.text)),
            (
                "rows",
                .array(
                    rows.map { row in
                        .compact([
                            ("label", .text(row.label)), ("group", row.group.map(JSONValue.text)),
                            ("estimate", .double(row.estimate)),
                            ("low", .double(row.low)), ("high", .double(row.high)),
                            ("truth", row.truth.map(JSONValue.double)),
                            ("limit", row.limit.map(JSONValue.double)), ("worse", row.isWorse ? .bool(true) : nil),
                        ])
                    })
            ),
        ]
    }
}
