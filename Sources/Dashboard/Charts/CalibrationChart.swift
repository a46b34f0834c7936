import Formatting
import Warehouse

/// What was predicted against what happened.
struct CalibrationChart: ChartSpec {
    struct Bin: Sendable {
        let predicted: Double
        let observed: Double
        let low: Double
        let high: Double
        let count: Int
    }

    static let kind = "calibration"
    /// `share` or `minutes`.
    let unit: String
    let bins: [Bin]
    let xLabel: String
    let yLabel: String
    let countLabel: String

    var parts: [(String, JSONValue?)] {
        [
            ("unit", .text(unit)), ("x", .object([("label", .text(xLabel))])),
            ("y", .object([("label", .text(yLabel))])),
            ("countLabel", .text(countLabel)),
            (
                "bins",
                .array(
                    bins.map { bin in
                        .object([
                            ("predicted", .double(bin.predicted)), ("observed", .double(bin.observed)),
                            ("low", .double(bin.low)),
                            ("high", .double(bin.high)), ("count", .count(bin.count)),
                        ])
                    })
            ),
        ]
    }
}
