import Formatting
import Warehouse

/// What a chart draws, as `Assets/charts.js` reads it. The drawing itself is the browser's.
protocol ChartSpec: Sendable {
    /// The name under which `Assets/charts.js` knows the kind of chart.
    static var kind: String { get }
    /// What is drawn. Parts that are nil are left out.
    var parts: [(String, JSONValue?)] { get }
}

extension ChartSpec {
    var json: JSONValue { .compact([("kind", .text(Self.kind))] + parts) }
}

extension JSONValue {
    /// An object without the fields that are nil.
    static func compact(_ fields: [(String, JSONValue?)]) -> JSONValue {
        .object(fields.compactMap { name, value in value.map { (name, $0) } })
    }

    /// Numbers, where nil is unknown.
    static func numbers(_ numbers: [Double?]) -> JSONValue { .array(numbers.map { JSONValue.optional($0) }) }

    /// Texts.
    static func texts(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.text)) }

    /// Counts, such as the places of bars.
    static func counts(_ counts: [Int]) -> JSONValue { .array(counts.map(JSONValue.count)) }
}

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

/// A chart with its title, its table and the ways to question it.
struct ChartBlock: TemplateView {
    let id: String
    /// What is seen, as a finding; a plain name where nothing stands out.
    let title: String
    var subtitle: String?
    var isHalf = false
    /// What is drawn; nil shows ``empty``.
    var chart: (any ChartSpec)?
    var table: Table?
    var choices: [Choices] = []
    var question: QuestionLink?
    var rowsURL: String?
    var remark: String?
    var empty: EmptyState?

    var fields: [String: Any] {
        let isDrawn = chart != nil
        var fields = named([
            "id": id, "half": isHalf, "title": title, "subtitle": subtitle, "spec_json": nil,
            "table": isDrawn ? table?.fields : nil,
            "choices": choices.fields, "question": question?.fields, "rows_url": rowsURL, "remark": remark,
            "empty": isDrawn ? nil : (empty ?? EmptyState(words: "There is nothing to show for these filters.")).fields,
        ])
        // The one value that is not HTML: JSON that escapes itself.
        if let chart { fields["spec_json"] = chart.json.serialized() }
        return fields
    }
}
