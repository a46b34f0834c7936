import Warehouse

/// Whether the server can answer, for whoever watches it.
enum HealthAPI {
    static func health(_ facts: DataFacts) -> JSONValue {
        .object([
            ("status", .text("ok")), ("schema", .count(facts.schemaVersion)), ("engine", .text(facts.engine)),
            ("plays", .integer(facts.plays)),
            ("last_day", .optional(facts.days?.upperBound.description)),
        ])
    }
}
