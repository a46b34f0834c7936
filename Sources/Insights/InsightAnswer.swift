package import Formatting
package import Listening
package import Warehouse

/// An answer, with everything needed to question it.
package struct InsightAnswer: Sendable {
    package let insight: Insight
    package let parameters: [String: Value]
    package let rows: ColumnBatch
    /// The days of the data, and how many of them are over.
    package let days: DataDays
    /// The first and last listener-local day of the data.
    package var data: ClosedRange<CalendarDay> { days.played }

    /// One JSON document: the question, its parameters, its columns and its rows.
    package var json: JSONValue {
        .object([
            ("insight", .text(insight.name)), ("title", .text(insight.title)), ("grain", .text(insight.grain)),
            ("definition", .text(insight.definition)),
            (
                "data",
                .object([
                    ("first_day", .text(data.lowerBound.description)), ("last_day", .text(data.upperBound.description)),
                    ("complete_day", .text(days.lastComplete.description)),
                ])
            ),
            ("parameters", .object(insight.parameters.map { ($0.name, JSONValue(parameters[$0.name] ?? .null)) })),
            (
                "columns",
                .array(
                    insight.columns.map {
                        .object([("name", .text($0.name)), ("unit", .text($0.unit)), ("meaning", .text($0.meaning))])
                    })
            ),
            ("rows", rows.jsonRows),
        ])
    }
}
