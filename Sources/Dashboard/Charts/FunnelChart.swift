import Formatting
import Warehouse

/// How many get how far.
struct FunnelChart: ChartSpec {
    struct Step: Sendable {
        let label: String
        let count: Int
        /// Of the first step.
        let share: Double
        var isHighlighted = false
        /// The median time since the step before.
        var seconds: Double?
        /// Words behind the loss before a highlighted step.
        var note: String?
    }

    static let kind = "funnel"
    let value: ChartMeasure
    let steps: [Step]

    var parts: [(String, JSONValue?)] {
        [
            ("value", value.json),
            (
                "steps",
                .array(
                    steps.map { step in
                        .compact([
                            ("label", .text(step.label)), ("value", .count(step.count)), ("share", .double(step.share)),
                            ("highlight", step.isHighlighted ? .bool(true) : nil),
                            ("seconds", step.seconds.map(JSONValue.double)),
                            ("note", step.note.map(JSONValue.text)),
                        ])
                    })
            ),
        ]
    }
}
