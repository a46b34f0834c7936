import Warehouse

/// The places along which a chart runs: days, weeks, steps.
struct ChartAxis: Sendable {
    /// `date`, `week`, `month`, `hour`, `number` or `text`.
    let unit: String
    var label: String?
    let values: [JSONValue]

    var json: JSONValue {
        .compact([("unit", .text(unit)), ("label", label.map(JSONValue.text)), ("values", .array(values))])
    }
}

/// The measure of a chart: what its values are, in which unit.
struct ChartMeasure: Sendable {
    let label: String
    /// `share`, `seconds`, `minutes`, `ratio`, `log10`, or a count such as `listeners`.
    let unit: String
    var minimum: Double?
    var maximum: Double?
    /// Whether the axis reaches down to zero where the values do not.
    var startsAtZero = true

    var json: JSONValue {
        .compact([
            ("label", .text(label)), ("unit", .text(unit)), ("min", minimum.map(JSONValue.double)),
            ("max", maximum.map(JSONValue.double)),
            ("zero", startsAtZero ? nil : .bool(false)),
        ])
    }
}
