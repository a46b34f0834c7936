import Formatting
import Listening
import Warehouse

/// What the health of the server is told by.
struct HealthFacts: Sendable {
    let schemaVersion: Int
    let engine: String
    let plays: Int64
    let lastDay: CalendarDay?

    static func read(on connection: any WarehouseConnection) throws -> HealthFacts {
        let last = try connection.query(Statement("SELECT MAX(local_date) AS last_day FROM listener_days"))
        var lastDay: CalendarDay?
        if last.rowCount > 0, case .day(let days) = last.value("last_day", at: 0) {
            lastDay = CalendarDay(daysSinceEpoch: days)
        }
        return HealthFacts(
            schemaVersion: Int(
                clamping: try connection.integer(Statement("SELECT MAX(version) AS version FROM schema_migrations"))
                    ?? 0),
            engine: connection.dialect.name,
            plays: try connection.integer(Statement("SELECT COUNT(*) AS plays FROM plays")) ?? 0,
            lastDay: lastDay)
    }
}

/// Whether the server can answer, for what watches it.
enum HealthAPI {
    static func endpoints(_ services: ServerServices) -> [Endpoint] {
        [
            Endpoint(
                .get, "/health", .read, "Whether the server can answer",
                answer: .json(
                    "It can.",
                    .object(fields: [
                        ("status", .string(choices: ["ok"])),
                        ("schema", .integer("Version of the warehouse's schema.")),
                        ("engine", .string("Name of the engine.")), ("plays", .integer("Plays in the warehouse.")),
                        ("last_day", .day("Last listener-local day with a play.").orNull),
                    ])), isPrompt: true
            ) { _ in Responses.json(health(try await services.insights.healthFacts())) }
        ]
    }

    static func health(_ facts: HealthFacts) -> JSONValue {
        .object([
            ("status", .text("ok")), ("schema", .count(facts.schemaVersion)), ("engine", .text(facts.engine)),
            ("plays", .integer(facts.plays)),
            ("last_day", .optional(facts.lastDay?.description)),
        ])
    }
}
