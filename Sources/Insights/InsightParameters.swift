import Listening
package import Warehouse

/// The values that a question takes beyond the filter, with their defaults and bounds.
package enum InsightParameters {
    /// A text parameter takes one of these.
    package static let choices: [String: [String]] = [
        "cohort": ["week", "month"],
        "kind": ["on", "unbounded", "bracket"],
        "ordering": ["ordered", "strict", "any"],
        "dimension": [
            "genre", "hour", "weekday", "device", "energy", "tier", "context", "platform", "country", "reason_start",
            "position",
        ],
        "step": ["play", "stream", "skip", "complete", "session"]
            + EventKind.allCases.map(\.rawValue).filter { !["play", "skip", "complete"].contains($0) },
    ]

    /// What a text parameter of an insight takes; nil where it takes any text.
    package static func choices(_ name: String, of insight: String) -> [String]? {
        // A curve by days has no calendar periods.
        if insight == "retention_curve", name == "kind" { return ["unbounded", "on"] }
        return choices[name.hasPrefix("step_") ? "step" : name]
    }

    /// The default of a parameter of an insight.
    private static func standard(_ name: String, of insight: String) -> Value? {
        insight == "retention_curve" && name == "kind" ? "unbounded" : defaults[name]
    }

    /// The values to ask an insight with where none may be left out: a drill-down to plays that names no dimension lists the plays of all groups.
    package static func opened(_ insight: String, _ given: [String: Value]) -> [String: Value] {
        guard ["play_rows", "play_totals"].contains(insight), given["dimension"] == nil else { return given }
        return given.merging(["dimension": .null]) { given, _ in given }
    }

    private static let defaults: [String: Value] = [
        "cohort": "week", "kind": "bracket", "periods": 12, "days": 60, "steps": 10, "window_days": 14,
        "window_hours": 168, "ordering": "ordered",
        "dimension": "genre", "limit": 20, "offset": 0, "recent_days": 14, "base_days": 42, "min_growth": 1.5,
        "min_listeners": 3, "max_p_value": 0.05,
        "group_name": nil, "step_1": "play", "step_2": nil, "step_3": nil, "step_4": nil, "step_5": nil, "step_6": nil,
    ]

    private static let bounds: [String: ClosedRange<Int64>] = [
        "periods": 1...520, "days": 1...3650, "steps": 2...200, "window_days": 1...3650, "window_hours": 1...87_600,
        "limit": 1...100_000,
        "offset": 0...1_000_000_000, "recent_days": 1...3650, "base_days": 1...3650, "min_listeners": 0...1_000_000_000,
    ]

    /// Days that a question can be about: from these, every span of days stays within what engines hold.
    private static let days: ClosedRange<Int32> = -25_567...84_370
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
            let value = given[name] ?? filter[name] ?? standard(name, of: insight.name)
            guard let value else { throw .parameter(name, "missing", parameter.meaning) }
            try check(name, value, insight)
            values[name] = value
        }
        return values
    }

    private static func check(_ name: String, _ value: Value, _ insight: Insight) throws(InsightError) {
        if let text = value.text { try check(text: text, name) }
        if case .day(let day) = value, !days.contains(day) {
            throw .parameter(name, value.description, "a day of the years 1900 to 2200")
        }
        // The drill-down may leave its dimension open.
        if let text = value.text, let choices = choices(name, of: insight.name), !choices.contains(text) {
            throw .parameter(name, text, "one of " + choices.joined(separator: ", "))
        }
        if let number = value.integer, let bounds = bounds[name], !bounds.contains(number) {
            throw .parameter(name, "\(number)", "\(bounds.lowerBound) to \(bounds.upperBound)")
        }
    }
}
