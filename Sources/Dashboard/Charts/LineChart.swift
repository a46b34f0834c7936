import Formatting
import Warehouse

/// Lines over days or steps; what is not over yet is dashed.
struct LineChart: ChartSpec {
    struct Series: Sendable {
        /// How an interval is drawn.
        enum Interval: String, Sendable {
            /// A shaded band.
            case band
            /// Two dashed lines.
            case dashed
            /// A point with whiskers at each value, without a line between them.
            case whiskers
        }

        let name: String
        let values: [Double?]
        var low: [Double?]?
        var high: [Double?]?
        var interval = Interval.band
        /// A line that the others are compared with.
        var isReference = false
    }

    static let kind = "line"
    let x: ChartAxis
    let y: ChartMeasure
    let series: [Series]
    /// The first place whose values are not final.
    var incompleteFrom: Int?
    /// Places that mean something, with their names.
    var marks: [(x: String, label: String)] = []

    var parts: [(String, JSONValue?)] {
        [
            ("x", x.json), ("y", y.json),
            (
                "series",
                .array(
                    series.map { one in
                        .compact([
                            ("name", .text(one.name)), ("values", .numbers(one.values)),
                            ("low", one.low.map(JSONValue.numbers)),
                            ("high", one.high.map(JSONValue.numbers)),
                            ("interval", one.interval == .band ? nil : .text(one.interval.rawValue)),
                            ("role", one.isReference ? .text("reference") : nil),
                        ])
                    })
            ),
            ("incompleteFrom", incompleteFrom.map(JSONValue.count)),
            (
                "marks",
                marks.isEmpty ? nil : .array(marks.map { .object([("x", .text($0.x)), ("label", .text($0.label))]) })
            ),
        ]
    }
}
