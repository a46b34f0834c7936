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
