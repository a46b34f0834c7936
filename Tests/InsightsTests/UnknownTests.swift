import Foundation
import Listening
import TestSupport
import Testing
import Warehouse

@testable import Insights

/// What a source does not record is unknown: NULL in an answer, never 0.
@Suite("Insights over sources that lack something")
struct UnknownTests {
    private static let warehouses = Task {
        var made: [PartialSource: DuckDBWarehouse] = [:]
        for source in PartialSource.allCases { made[source] = try await source.warehouse() }
        return made
    }

    private func ask(
        _ name: String, _ source: PartialSource, _ parameters: [String: Value] = [:],
        filter: InsightFilter = InsightFilter()
    )
        async throws -> ColumnBatch
    {
        let warehouse = try #require(try await Self.warehouses.value[source])
        return try await InsightService(warehouse).ask(name, filter: filter, parameters).rows
    }

    private func values(_ rows: ColumnBatch, _ column: String) -> [Value] {
        (0..<rows.rowCount).map { rows.value(column, at: $0) }
    }

    /// Columns that nobody can know where no play has a time: whatever the insight, they hold no number.
    private static let ofTime: Set<String> = [
        "minutes", "streams", "skips", "skip_rate", "stream_share", "minutes_per_listener_day", "mean_minutes",
        "median_minutes",
        "skips_per_session", "ms_played", "skipped", "low_skip", "previous_minutes", "previous_skip_rate",
        "previous_stream_share",
        "previous_minutes_per_listener_day",
    ]

    private static let given: [String: Value] = [
        "cohort_day": .text("2025-09-01"), "period": 1, "day": .text("2025-09-08"),
    ]

    private func parameters(_ insight: Insight) -> [[String: Value]] {
        let own = Set(insight.parameters.map(\.name))
        var variants: [[String: Value]] = [Self.given.filter { own.contains($0.key) }]
        for parameter in insight.parameters where !parameter.name.hasPrefix("step_") {
            guard let choices = parameter.choices else { continue }
            variants = choices.flatMap { choice in
                variants.map { $0.merging([parameter.name: .text(choice)]) { given, _ in given } }
            }
        }
        return variants
    }

    @Test(
        "no insight shows a number of time, streams or skips of a source without times, but for days without a play",
        arguments: InsightCatalogue.all(dialect: "duckdb").map(\.name))
    func withoutTimes(_ name: String) async throws {
        let insight = try InsightCatalogue.insight(name, dialect: "duckdb")
        for variant in parameters(insight) {
            let rows = try await ask(name, .scrobbles, variant)
            for column in rows.names where Self.ofTime.contains(column) {
                for row in 0..<rows.rowCount {
                    // A day on which nothing was played has 0 minutes, and that is known.
                    if rows.names.contains("plays"), rows.value("plays", at: row).integer == 0 { continue }
                    #expect(rows.value(column, at: row).isNull, "\(name) \(variant), \(column), row \(row)")
                }
            }
        }
    }

    @Test("every insight answers over every source, and no rate lies outside 0 to 1", arguments: PartialSource.allCases)
    func answers(_ source: PartialSource) async throws {
        for insight in InsightCatalogue.all(dialect: "duckdb") {
            for variant in parameters(insight) {
                let rows = try await ask(insight.name, source, variant)
                for column in insight.columns where column.unit == "share" && column.name != "share_change" {
                    for value in values(rows, column.name) {
                        #expect(value.double.map { (0...1).contains($0) } ?? true, "\(insight.name) \(column.name)")
                    }
                }
            }
        }
    }

    @Test("a source without times has sessions and no length of them")
    func sessions() async throws {
        let daily = try await ask("sessions_daily", .scrobbles)
        #expect(values(daily, "sessions").contains { ($0.integer ?? 0) > 0 })
        #expect(values(daily, "timed_sessions").allSatisfy { $0.integer == 0 })
        let lengths = try await ask("session_lengths", .scrobbles)
        #expect(values(lengths, "sessions").allSatisfy(\.isNull) && values(lengths, "share").allSatisfy(\.isNull))
        #expect((lengths.value("unknown_sessions", at: 0).integer ?? 0) > 50)
    }

    @Test("the mean length of a service's sessions is that of the sessions whose length is known")
    func meanLength() async throws {
        let mixed = try #require(try await Self.warehouses.value[.mixed])
        let known = try await mixed.read {
            try $0.query(
                Statement(
                    """
                    SELECT AVG(seconds) AS seconds, COUNT(*) - COUNT(seconds) AS unknown FROM sessions
                    WHERE local_date < (SELECT MAX(local_date) FROM plays)
                    """))
        }
        let wanted = try await mixed.read {
            try $0.query(
                Statement(
                    """
                    SELECT AVG(date_diff('second', starts, ends)) AS seconds FROM (
                        SELECT session_key, MIN(started_at) AS starts, MAX(ended_at) AS ends, MIN(local_date) AS day FROM plays
                        GROUP BY session_key HAVING COUNT(ms_played) > 0
                    ) WHERE day < (SELECT MAX(local_date) FROM plays
                    )
                    """))
        }
        #expect((known.value("unknown", at: 0).integer ?? 0) > 50)
        #expect(known.value("seconds", at: 0).double == wanted.value("seconds", at: 0).double)
        let daily = try await ask("sessions_daily", .mixed)
        let weighted = (0..<daily.rowCount).reduce(0.0) {
            $0 + (daily.value("mean_minutes", at: $1).double ?? 0) * (daily.value("timed_sessions", at: $1).double ?? 0)
        }
        let count = values(daily, "timed_sessions").reduce(0.0) { $0 + ($1.double ?? 0) }
        #expect(abs(weighted / count * 60 - (known.value("seconds", at: 0).double ?? 0)) < 1e-6)
    }

    @Test("time of a service with untimed listeners is that of the timed ones, by their days")
    func mixedTime() async throws {
        let rows = try await ask("summary", .mixed)
        let mixed = try #require(try await Self.warehouses.value[.mixed])
        let plain = try await mixed.read {
            try $0.query(
                Statement(
                    """
                    SELECT SUM(ms_played) / 60000.0 AS minutes, COUNT(ms_played) AS timed,
                        COUNT(DISTINCT CASE WHEN ms_played IS NOT NULL THEN (listener_key, local_date) END) AS days FROM plays
                    WHERE local_date < (SELECT MAX(local_date) FROM plays)
                    """))
        }
        let minutes = try #require(plain.value("minutes", at: 0).double),
            days = try #require(plain.value("days", at: 0).double)
        #expect(rows.value("timed_plays", at: 0) == plain.value("timed", at: 0))
        #expect((rows.value("timed_plays", at: 0).integer ?? 0) < (rows.value("plays", at: 0).integer ?? 0))
        #expect(abs((rows.value("minutes", at: 0).double ?? 0) - minutes) < 1e-6)
        #expect(abs((rows.value("minutes_per_listener_day", at: 0).double ?? 0) - minutes / days) < 1e-9)
    }

    @Test("an account history shows early skips, and neither mid nor late ones nor plays to the end")
    func accountHistory() async throws {
        let rows = try await ask("skip_kinds", .accountHistory)
        let kinds = values(rows, "skip_kind").map(\.description)
        #expect(kinds == ["early", "mid", "late", "none", "not_early", "unknown"])
        let plays = values(rows, "plays")
        #expect(
            (plays[0].integer ?? 0) > 0 && plays[1].isNull && plays[2].isNull && plays[3].isNull
                && (plays[4].integer ?? 0) > 0)
        #expect(plays[5].integer == 0)
        let moments = try await ask("skip_moments", .accountHistory)
        for row in 0..<moments.rowCount {
            let isEarly = (moments.value("from_seconds", at: row).integer ?? 0) < 30
            #expect(
                moments.value("plays", at: row).isNull == !isEarly && moments.value("cumulative_share", at: row).isNull)
        }
        let summary = try await ask("summary", .accountHistory)
        #expect(summary.value("unseen_skips", at: 0) == plays[4])
        let groups = try await ask("skip_rates", .accountHistory, ["dimension": "hour"])
        #expect(values(groups, "unseen_skips").reduce(0) { $0 + ($1.integer ?? 0) } == plays[4].integer)
    }

    @Test("with lengths and reasons every skip is seen, and kinds are counts")
    func seen() async throws {
        let rows = try await ask("skip_kinds", .withoutGenres)
        #expect(values(rows, "plays").allSatisfy { !$0.isNull })
        #expect(values(rows, "plays")[4].integer == 0)
        #expect(try await ask("summary", .withoutGenres).value("unseen_skips", at: 0).integer == 0)
    }

    @Test("a funnel does not lose listeners at a step that their source does not record")
    func funnel() async throws {
        let scrobbles = try await ask("activation_funnel", .scrobbles)
        let listeners = values(scrobbles, "listeners")
        #expect(listeners[0].integer == 1 && listeners[1].isNull && listeners[2].integer == 1 && listeners[3].isNull)
        #expect(listeners[4].integer == 1, "the steps that are not recorded are passed over")
        let mixed = try await ask("activation_funnel", .mixed)
        #expect(mixed.value("listeners", at: 0).integer == 4 && mixed.value("listeners", at: 1).integer == 2)
        #expect(mixed.value("conversion_from_previous", at: 1).double == 1, "both of whom it is recorded")
        #expect(mixed.value("listeners", at: 2).integer == 4)
        let own = try await ask("custom_funnel", .scrobbles, ["step_1": "play", "step_2": "skip", "step_3": "like"])
        #expect(
            own.value("listeners", at: 0).integer == 1 && own.value("listeners", at: 1).isNull
                && own.value("listeners", at: 2).isNull)
        let runs = try await ask("playlist_drop_off", .scrobbles)
        #expect(runs.value("runs", at: 0).isNull)
    }

    @Test(
        "names that the source withholds are plays, and no artist or track",
        arguments: ["top_artists", "top_tracks", "emerging_artists"])
    func withheld(_ name: String) async throws {
        let rows = try await ask(
            name, .accountHistory,
            name == "emerging_artists"
                ? ["min_growth": .double(0.1), "min_listeners": 1, "max_p_value": 1, "limit": 100, "base_days": 40]
                : ["limit": 100])
        #expect(rows.rowCount >= 20)
        #expect(values(rows, "artist").allSatisfy { !$0.description.lowercased().contains("unknown") })
        if name != "emerging_artists" {
            let shown = values(rows, "plays").reduce(0) { $0 + ($1.integer ?? 0) }
            let all = try await ask("summary", .accountHistory).value("plays", at: 0).integer ?? 0
            if name == "top_artists" { #expect(shown < all && shown > all / 2) }
        }
        #expect(try await ask("summary", .accountHistory).value("artists", at: 0).integer == 20)
    }

    @Test("a period outside the data is unknown, whether before it or after it")
    func outside() async throws {
        let whole = try await ask("summary", .withoutGenres)
        for column in whole.names where column.hasPrefix("previous_") && column != "previous_complete" {
            #expect(whole.value(column, at: 0).isNull, "\(column): the period before lies before the data")
        }
        let later = try await ask(
            "summary", .withoutGenres,
            filter: try InsightFilter(from: "2030-01-01", to: "2030-01-31", tier: nil, country: nil, platform: nil))
        #expect(later.value("listeners", at: 0).isNull && later.value("minutes", at: 0).isNull)
    }
}
