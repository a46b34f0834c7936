import Formatting
import Warehouse

/// Bars stacked above and below zero.
struct StackedBarChart: ChartSpec {
    struct Series: Sendable {
        let name: String
        let values: [Double?]
        var isBelow = false
    }

    static let kind = "stackedBar"
    let x: ChartAxis
    let y: ChartMeasure
    let series: [Series]
    /// The first place whose values are not final.
    var incompleteFrom: Int?

    var parts: [(String, JSONValue?)] {
        [
            ("x", x.json), ("y", y.json),
            (
                "series",
                .array(
                    series.map { one in
                        .compact([
                            ("name", .text(one.name)), ("below", one.isBelow ? .bool(true) : nil),
                            ("values", .numbers(one.values)),
                        ])
                    })
            ),
            ("incompleteFrom", incompleteFrom.map(JSONValue.count)),
        ]
    }
}
