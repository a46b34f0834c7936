import Formatting
import Warehouse

/// How often each range of a value occurs.
struct HistogramChart: ChartSpec {
    struct Bin: Sendable {
        let from: Double
        let to: Double
        let count: Int
    }

    static let kind = "histogram"
    let value: ChartMeasure
    let count: ChartMeasure
    let bins: [Bin]
    /// Values that mean something, with their names.
    var marks: [(value: Double, label: String)] = []

    var parts: [(String, JSONValue?)] {
        [
            ("value", value.json), ("count", count.json),
            (
                "bins",
                .array(
                    bins.map {
                        .object([("from", .double($0.from)), ("to", .double($0.to)), ("count", .count($0.count))])
                    })
            ),
            ("marks", .array(marks.map { .object([("value", .double($0.value)), ("label", .text($0.label))]) })),
        ]
    }
}
