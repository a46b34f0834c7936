import Formatting
import Foundation
import Insights
import Listening
import Warehouse

/// The insights for programs: the document that `segue insights … --json` writes.
enum InsightAPI {
    static func endpoints(_ services: ServerServices) -> [Endpoint] {
        let listed = JSONSchema.object(fields: [
            ("name", .string()), ("title", .string()), ("grain", .string()), ("parameters", .array(of: .string())),
        ])
        return [
            Endpoint(
                .get, "/api/insights", .read, "All insights",
                answer: .json("What can be asked.", .object(fields: [("insights", .array(of: listed))]))
            ) { _ in Responses.json(list(services.questions)) },
            Endpoint(
                .get, "/api/insights/{insight}", .read, "An insight by its name",
                parameters: [.path("insight", .string("The insight's name.", choices: services.questions.map(\.name)))],
                answer: .json("Its answer.", .object())
            ) { request in
                // A known one has a route of its own.
                _ = try InsightCatalogue.insight(request.path("insight"), dialect: services.insights.dialect)
                throw ServerError.notFound
            },
        ] + services.questions.map { endpoint($0, services) }
    }

    /// The address of one insight, with its own parameters and columns.
    private static func endpoint(_ insight: Insight, _ services: ServerServices) -> Endpoint {
        Endpoint(
            .get, "/api/insights/\(insight.name)", .read, insight.title,
            parameters: insight.parameters.map { .query($0.name, schema($0), isRequired: $0.isRequired) },
            answer: .json(
                insight.grain,
                .object(fields: [
                    ("insight", .string()), ("title", .string()), ("grain", .string()), ("definition", .string()),
                    (
                        "data",
                        .object(fields: [
                            ("first_day", .day()), ("last_day", .day()),
                            ("complete_day", .day("The last one that is over.")),
                        ])
                    ),
                    ("parameters", .object("As they were used, defaults included.")),
                    ("columns", .array(of: .object())),
                    ("rows", .array(of: .object(fields: insight.columns.map { ($0.name, column($0)) }))),
                ]))
        ) { request in
            let filter = try filter(request.query)
            let values = try ParameterReader.values(request.query, for: insight)
            let answer = try await services.insights.snapshot().timed(insight.name, filter, values).answer
            return Responses.json(answer.json)
        }
    }

    /// What a parameter takes and what it is where it is left out, as the header says.
    private static func schema(_ parameter: InsightParameter) -> JSONSchema {
        let schema: JSONSchema =
            switch parameter.unit {
            case "date": .day(parameter.meaning)
            case "text": .string(parameter.meaning, choices: parameter.choices ?? [])
            case "ratio", "share", "number": .number(parameter.meaning, bounds: parameter.bounds)
            default: .integer(parameter.meaning, bounds: parameter.bounds)
            }
        // NULL cannot be written in an address: it is the parameter left out.
        guard let value = parameter.defaultValue, !value.isNull else { return schema }
        return schema.withDefault(JSONValue(value))
    }

    /// Any cell may be null: what a source does not record is not 0.
    private static func column(_ column: Insight.Column) -> JSONSchema {
        switch column.unit {
        case "text": JSONSchema.string(column.meaning).orNull
        case "date": JSONSchema.day(column.meaning).orNull
        default: JSONSchema.number("\(column.meaning) (\(column.unit))").orNull
        }
    }

    /// Unlike a page, a question for programs is about all days unless it names some.
    private static func filter(_ query: QueryItems) throws -> InsightFilter {
        let filter = try InsightFilter(
            from: query["first_day"], to: query["last_day"], tier: query["tier"], country: query["country"],
            platform: query["platform"])
        let first = filter.firstDay ?? CalendarDay(daysSinceEpoch: 0)
        let last = filter.lastDay ?? max(first, CalendarDay(daysSinceEpoch: 0))
        guard filter.firstDay == nil && filter.lastDay == nil || last.days(since: first) < InsightFilter.mostDays else {
            throw ServerError.tooManyDays
        }
        return filter
    }

    private static func list(_ insights: [Insight]) -> JSONValue {
        .object([
            (
                "insights",
                .array(
                    insights.map { insight in
                        .object([
                            ("name", .text(insight.name)), ("title", .text(insight.title)),
                            ("grain", .text(insight.grain)),
                            ("parameters", .array(insight.parameters.map { .text($0.name) })),
                        ])
                    })
            )
        ])
    }
}
