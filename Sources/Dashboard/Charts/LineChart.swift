import Warehouse

/// Lines over days or steps; what is not over yet is dashed.
struct LineChart: ChartSpec {
    struct Series: Sendable {
        let name: String
        let values: [Double?]
        var low: [Double?]?
        var high: [Double?]?
    }

    static let kind = "line"
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
                            ("name", .text(one.name)), ("values", .numbers(one.values)), ("low", one.low.map(JSONValue.numbers)),
                            ("high", one.high.map(JSONValue.numbers)),
                        ])
                    })
            ),
            ("incompleteFrom", incompleteFrom.map(JSONValue.count)),
        ]
    }
}
