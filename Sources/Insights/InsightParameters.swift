import Warehouse

/// The values that an insight is asked with, by what its header says of them.
package enum InsightParameters {
    /// What a text parameter of an insight takes; nil for a free text, and for a parameter that the insight does not have.
    package static func choices(_ name: String, of insight: String) -> [String]? {
        InsightCatalogue.neutral.first { $0.name == insight }?.parameter(name)?.choices
    }

    private static let mostTextBytes = 1000

    /// - Throws: `insights.parameter` where a text is longer than any name, or holds what not every engine can look for.
    static func check(text: String, _ name: String) throws(InsightError) {
        guard text.utf8.count <= mostTextBytes else {
            throw .parameter(name, "\(text.prefix(40))…", "at most \(mostTextBytes) bytes")
        }
        guard !text.utf8.contains(0) else { throw .parameter(name, "a text with a NUL character", "one without") }
    }

    /// The values to bind for an insight: what was given, else the default.
    /// - Throws: `insights.parameter` where a value is none that the parameter takes.
    static func values(for insight: Insight, given: [String: Value], filter: [String: Value]) throws(InsightError)
        -> [String: Value]
    {
        var values: [String: Value] = [:]
        for parameter in insight.parameters {
            let name = parameter.name
            guard let value = given[name] ?? filter[name] ?? parameter.defaultValue else {
                throw .parameter(name, "missing", parameter.meaning)
            }
            try parameter.check(value)
            values[name] = value
        }
        return values
    }
}
