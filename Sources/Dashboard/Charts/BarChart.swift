import Formatting
import Warehouse

/// Bars from zero, with their intervals: lying for names, standing for hours and days.
struct BarChart: ChartSpec {
    static let kind = "bar"
    let category: ChartAxis
    let value: ChartMeasure
    let values: [Double?]
    var isStanding = false
    var low: [Double?]?
    var high: [Double?]?
    /// How many cases are behind each bar.
    var counts: [Int]?
    /// One line that all bars are compared with.
    var reference: (value: Double, label: String)?
    /// The bars that matter; the others are grey.
    var highlight: [Int]?
    /// Where each bar leads.
    var links: [String]?

    var parts: [(String, JSONValue?)] {
        [
            ("orientation", .text(isStanding ? "vertical" : "horizontal")), ("category", category.json),
            ("value", value.json),
            ("values", .numbers(values)), ("low", low.map(JSONValue.numbers)), ("high", high.map(JSONValue.numbers)),
            ("counts", counts.map(JSONValue.counts)),
            ("reference", reference.map { .object([("value", .double($0.value)), ("label", .text($0.label))]) }),
            ("highlight", highlight.map(JSONValue.counts)), ("links", links.map(JSONValue.texts)),
        ]
    }
}
