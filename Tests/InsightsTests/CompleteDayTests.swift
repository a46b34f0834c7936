import Listening
import Simulation
import Testing
import Warehouse

@testable import Insights

@Suite("Complete days")
struct CompleteDayTests {
    private func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }
    private let evening = Instant("2026-01-04T19:20:00Z") ?? Instant(microseconds: 0)

    @Test(
        "a day is complete once it is over by the slowest clock, and one listener further east ends nobody else's day")
    func slowest() throws {
        #expect(
            DataDays.lastDay(begunBy: evening, [("Europe/London", 60), ("Australia/Sydney", 40)])
                == (try day("2026-01-04")))
        #expect(DataDays.lastDay(begunBy: evening, [("Australia/Sydney", 40)]) == (try day("2026-01-05")))
        let night = try #require(Instant("2026-01-05T03:00:00Z"))
        #expect(
            DataDays.lastDay(begunBy: night, [("Europe/London", 60), ("America/New_York", 40)])
                == (try day("2026-01-04")))
    }

    @Test("the slowest hundredth of listeners holds nobody up, and one listener more does")
    func hundredth() throws {
        let night = try #require(Instant("2026-01-05T03:00:00Z"))
        #expect(
            DataDays.lastDay(begunBy: night, [("Europe/London", 99), ("America/New_York", 1)])
                == (try day("2026-01-05")))
        #expect(
            DataDays.lastDay(begunBy: night, [("Europe/London", 98), ("America/New_York", 2)])
                == (try day("2026-01-04")))
    }

    @Test("without days named a range ends on the last complete day, and the previous range has as many")
    func ranges() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        _ = try await Simulator(try SimulationRequest(plays: 6000, listeners: 80, days: 60)).run(
            into: warehouse, at: Instant(seconds: 1_760_000_000))
        let desk = InsightService(warehouse), days = try #require(try await desk.days())
        #expect(days.lastComplete < days.played.upperBound)
        let all = try await desk.ask("summary")
        #expect(all.parameters["last_day"] == .day(days.lastComplete.daysSinceEpoch))
        // The same numbers whether the unfinished days are asked for or not.
        let first = days.lastComplete.advanced(days: -9)
        let complete = try await desk.ask("summary", filter: InsightFilter(firstDay: first, lastDay: days.lastComplete))
            .rows
        let wider = try await desk.ask(
            "summary", filter: InsightFilter(firstDay: first, lastDay: days.played.upperBound)
        ).rows
        for (one, other) in zip(complete.columns, wider.columns) {
            #expect(one.value(at: 0) == other.value(at: 0), "\(one.name)")
        }
        #expect(complete.value("days", at: 0).integer == 10)
        #expect(complete.value("dau_on", at: 0) == .day(days.lastComplete.daysSinceEpoch))
        #expect(complete.value("previous_dau_on", at: 0) == .day(first.advanced(days: -1).daysSinceEpoch))
        let before = try await desk.ask(
            "summary", filter: InsightFilter(firstDay: first.advanced(days: -10), lastDay: first.advanced(days: -1))
        ).rows
        for name in ["listeners", "plays", "mean_dau", "wau", "skip_rate", "minutes_per_listener_day"] {
            #expect(complete.value("previous_" + name, at: 0) == before.value(name, at: 0), "\(name)")
        }
    }

    @Test("one mean for every reader: the summary's is that of the complete days of the activity")
    func oneMean() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        _ = try await Simulator(try SimulationRequest(plays: 6000, listeners: 80, days: 60)).run(
            into: warehouse, at: Instant(seconds: 1_760_000_000))
        let desk = InsightService(warehouse), days = try #require(try await desk.days())
        let filter = InsightFilter(firstDay: days.lastComplete.advanced(days: -13), lastDay: days.played.upperBound)
        let rows = try await desk.ask("activity", filter: filter).rows
        let complete = (0..<rows.rowCount).filter { rows.value("dau_complete", at: $0).integer == 1 }
        #expect(complete.count == 14 && rows.rowCount > 14)
        let mean = complete.reduce(0.0) { $0 + (rows.value("dau", at: $1).double ?? 0) } / 14
        let summary = try await desk.ask("summary", filter: filter).rows,
            changes = try await desk.ask("period_changes", filter: filter).rows
        #expect(summary.value("mean_dau", at: 0).double == mean && changes.value("now", at: 0).double == mean)
    }

    @Test("where no day is over yet, what there is so far is shown, and no mean of it")
    func soFar() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        try await warehouse.write { connection in
            for text in [
                "INSERT INTO listeners (listener_key, listener_id, zone, import_key) VALUES (1, 'ann', 'UTC', 1)",
                "INSERT INTO artists (artist_key, name, import_key) VALUES (1, 'A', 1)",
                "INSERT INTO tracks (track_key, track_id, name, artist_key, import_key) VALUES (1, 'a', 'A', 1, 1)",
                """
                INSERT INTO plays (play_key, import_key, listener_key, track_key, session_key, session_position, started_at, ended_at, ms_played,
                    local_date, local_hour, local_weekday, platform, time_precision) VALUES (1, 1, 1, 1, 0, 1, TIMESTAMP '2025-09-01 10:00:00',
                    TIMESTAMP '2025-09-01 10:03:00', 180000, DATE '2025-09-01', 10, 1, 'custom', 'second')
                """,
            ] { try connection.execute(Statement(text)) }
            try Marts.refresh(.everything, on: connection)
        }
        let desk = InsightService(warehouse), summary = try await desk.ask("summary").rows
        #expect(summary.value("plays", at: 0).integer == 1 && summary.value("listeners", at: 0).integer == 1)
        #expect(summary.value("mean_dau", at: 0).isNull && summary.value("dau_on", at: 0).isNull)
        #expect(try await desk.ask("period_changes").rows.rowCount == 0)
    }
}
