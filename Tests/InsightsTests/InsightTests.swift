import Foundation
import Listening
import Simulation
import Testing
import Warehouse

@testable import Insights

@Suite("Insights against plain answers")
struct InsightTests {
    /// One simulated service for the whole suite.
    private static let service = Task {
        let warehouse = try await DuckDBWarehouse.inMemory()
        let summary = try await Simulator(try SimulationRequest(plays: 30_000, listeners: 500, days: 60)).run(
            into: warehouse, at: Instant(seconds: 1_760_000_000))
        return (warehouse, summary, try await ReferenceQueries(warehouse))
    }

    private func ask(_ name: String, filter: InsightFilter = InsightFilter(), _ given: [String: Value] = [:])
        async throws -> ColumnBatch
    {
        try await InsightService(try await Self.service.value.0).ask(name, filter: filter, given).rows
    }

    @Test("daily, weekly and monthly active listeners are exact on every day")
    func activity() async throws {
        let plain = try await Self.service.value.2
        let rows = try await ask("activity")
        #expect(rows.rowCount == plain.completeDay - plain.firstDay + 1 && plain.completeDay < plain.lastDay)
        for row in 0..<rows.rowCount {
            let day = plain.firstDay + row
            #expect(rows.value("day", at: row) == .day(Int32(day)))
            #expect(rows.value("dau", at: row).integer == Int64(plain.active(on: day, window: 1)))
            #expect(rows.value("wau", at: row).integer == Int64(plain.active(on: day, window: 7)))
            #expect(rows.value("mau", at: row).integer == Int64(plain.active(on: day, window: 30)))
            #expect(rows.value("dau_complete", at: row).integer == 1)
        }
    }

    @Test("a filter of days counts the trailing windows with the days before it")
    func trailing() async throws {
        let plain = try await Self.service.value.2
        let first = CalendarDay(daysSinceEpoch: Int32(plain.firstDay + 35))
        let rows = try await ask("activity", filter: InsightFilter(firstDay: first, lastDay: first.advanced(days: 3)))
        #expect(rows.rowCount == 4)
        for row in 0..<4 {
            #expect(
                rows.value("mau", at: row).integer == Int64(plain.active(on: plain.firstDay + 35 + row, window: 30)))
        }
    }

    @Test("daily active listeners are those whom the simulator knows to have played")
    func planted() async throws {
        let warehouse = try await Self.service.value.0
        let truth = try await warehouse.read {
            try $0.query(Statement("SELECT local_date, listeners FROM truth_days ORDER BY local_date"))
        }
        let lastDay = CalendarDay(daysSinceEpoch: Int32(try await Self.service.value.2.lastDay))
        let rows = try await ask("activity", filter: InsightFilter(lastDay: lastDay))
        let dau = Dictionary(
            uniqueKeysWithValues: (0..<rows.rowCount).map {
                (rows.value("day", at: $0), rows.value("dau", at: $0).integer)
            })
        #expect(truth.rowCount > 50)
        for row in 0..<truth.rowCount {
            #expect(dau[truth.value("local_date", at: row)] == truth.value("listeners", at: row).integer)
        }
    }

    @Test("retention comes out as planted, within its sampling error")
    func plantedRetention() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        let summary = try await Simulator(try SimulationRequest(plays: 150_000, listeners: 3000)).run(
            into: warehouse, at: Instant(seconds: 1_760_000_000))
        let rows = try await InsightService(warehouse).ask("retention_curve", ["days": 28, "kind": "on"]).rows
        #expect(summary.retention.map(\.day) == [1, 7, 14, 28])
        for planted in summary.retention {
            let rate = rows.value("rate", at: planted.day - 1).double ?? 0
            let error = (planted.expected * (1 - planted.expected) / Double(planted.eligible)).squareRoot()
            #expect(
                abs(rate - planted.expected) < 3.5 * error,
                "day \(planted.day): \(rate), planted \(planted.expected) ± \(error)")
        }
    }

    @Test("the retention curve is exact, on the day and on the day or later")
    func retention() async throws {
        let plain = try await Self.service.value.2
        let later = try await ask("retention_curve", ["days": 40]),
            exact = try await ask("retention_curve", ["days": 40, "kind": "on"])
        #expect(later.rowCount == 40 && exact.rowCount == 40)
        for row in 0..<40 {
            let expected = plain.retention(day: row + 1)
            #expect(later.value("day", at: row).integer == Int64(row + 1))
            #expect(later.value("eligible", at: row).integer == Int64(expected.eligible))
            #expect(later.value("retained", at: row).integer == Int64(expected.after))
            #expect(exact.value("retained", at: row).integer == Int64(expected.on))
        }
        await #expect { try await ask("retention_curve", ["kind": "bracket"]) } throws: {
            ($0 as? InsightError)?.code == "insights.parameter"
        }
    }

    @Test("day 0 of every cohort is whole, and no cohort's bracket exceeds its unbounded retention")
    func cohorts() async throws {
        for cohort in ["week", "month"] {
            let unbounded = try await ask("retention", ["cohort": .text(cohort), "kind": "unbounded", "periods": 6])
            let on = try await ask("retention", ["cohort": .text(cohort), "kind": "on", "periods": 6])
            #expect(unbounded.rowCount == on.rowCount && on.rowCount > 6)
            for row in 0..<on.rowCount {
                let retained = on.value("retained", at: row).integer ?? 0
                #expect(retained <= unbounded.value("retained", at: row).integer ?? 0)
                if on.value("period", at: row).integer == 0 {
                    #expect(retained == on.value("eligible", at: row).integer)
                }
            }
        }
    }

    @Test("playlist runs are counted as a plain walk through the plays counts them, and the planted drop-off is found")
    func playlists() async throws {
        let plain = try await Self.service.value.2.playlistRuns(steps: 10)
        let all = InsightFilter(lastDay: CalendarDay(daysSinceEpoch: Int32(try await Self.service.value.2.lastDay)))
        let rows = try await ask("playlist_funnel", filter: all, ["steps": 10])
        #expect((0..<10).map { rows.value("runs", at: $0).integer } == plain.map { Int64($0) })
        let drop = try await ask("playlist_drop_off")
        #expect((drop.value("low", at: 0).double ?? 1) < 0.23 && (drop.value("high", at: 0).double ?? 0) > 0.23)
    }

    @Test("skip rates by hour add up to the plays, and leave out what is unknown")
    func skips() async throws {
        let plain = try await Self.service.value.2
        let rows = try await ask("skip_rates", ["dimension": "hour"])
        let byHour = Dictionary(
            grouping: plain.plays.filter { $0.skipped != nil && $0.day <= plain.completeDay }, by: \.hour)
        #expect(rows.rowCount == byHour.count)
        for row in 0..<rows.rowCount {
            let hour = Int64(rows.value("group_name", at: row).description) ?? -1
            #expect(rows.value("plays", at: row).integer == byHour[hour].map { Int64($0.count) })
            #expect(
                rows.value("skips", at: row).integer
                    == byHour[hour].map { plays in Int64(plays.count { $0.skipped == true }) })
        }
    }

    @Test("artists who grow faster than a sampling error allows lead the emerging ones, the planted among them")
    func emerging() async throws {
        let summary = try await Self.service.value.1
        let all = try await ask("emerging_artists", ["limit": 8, "max_p_value": 1]),
            clear = try await ask("emerging_artists")
        let found = Set((0..<all.rowCount).map { all.value("artist", at: $0).description })
        #expect(found.intersection(summary.emergingArtists).count >= 3)
        // What is more than chance makes of so many artists is planted, all of it.
        let named = Set((0..<clear.rowCount).map { clear.value("artist", at: $0).description })
        #expect(named.isSubset(of: summary.emergingArtists) && clear.rowCount < all.rowCount)
    }

    @Test(
        "every insight answers with exactly the columns that its header documents, and without rows too",
        arguments: InsightCatalogue.all(dialect: "duckdb").map(\.name))
    func documented(_ name: String) async throws {
        let insight = try InsightCatalogue.insight(name, dialect: "duckdb")
        let given: [String: Value] = ["day": .day(20_400), "cohort_day": .day(20_400), "period": 1]
        for filter in [InsightFilter(), InsightFilter(tier: "no such tier", country: "ZZ")] {
            let rows = try await ask(name, filter: filter, given)
            if !rows.names.isEmpty { #expect(rows.names == insight.columns.map(\.name)) }
        }
        #expect(
            !insight.title.isEmpty && !insight.definition.isEmpty && !insight.grain.isEmpty
                && insight.columns.allSatisfy { !$0.unit.isEmpty })
    }

    @Test(
        "values that a parameter does not take are refused, with those that it does",
        arguments: [
            ("retention", "cohort", "decade"), ("skip_rates", "dimension", "mood'; DROP TABLE plays; --"),
            ("custom_funnel", "step_2", "dance"),
        ])
    func refused(_ name: String, _ parameter: String, _ value: String) async throws {
        await #expect { try await ask(name, [parameter: .text(value)]) } throws: {
            ($0 as? InsightError)?.code == "insights.parameter"
        }
    }

    @Test("an unknown insight, an empty warehouse and impossible days are refused with the remedy")
    func errors() async throws {
        await #expect { try await ask("nonsense") } throws: { "\($0)".contains("retention") }
        let empty = InsightService(try await DuckDBWarehouse.inMemory())
        await #expect { try await empty.ask("activity") } throws: {
            ($0 as? InsightError)?.code == "insights.empty" && "\($0)".contains("segue simulate")
        }
        #expect { try InsightFilter(from: "2025-02-30", to: nil, tier: nil, country: nil, platform: nil) } throws: {
            "\($0)".contains("2025-02-30")
        }
        #expect {
            try InsightFilter(from: "2025-02-03", to: "2025-02-01", tier: nil, country: nil, platform: nil)
        } throws: { "\($0)".contains("2025-02-01") }
    }

    @Test("days are bounded, and texts too")
    func bounds() throws {
        let data = try #require(CalendarDay("2025-01-01"))...(try #require(CalendarDay("2025-12-31")))
        for (from, to) in [(nil, "9999-12-31"), ("0001-01-01", nil), ("0001-01-01", "9999-12-31")]
            as [(String?, String?)]
        {
            let filter = try InsightFilter(from: from, to: to, tier: nil, country: nil, platform: nil)
            let error = #expect(throws: InsightError.self) {
                try filter.parameters(in: DataDays(played: data, lastComplete: data.upperBound))
            }
            #expect(error?.code == "insights.parameter" && error?.message.contains("36,600") == true)
        }
        _ = try InsightFilter().parameters(
            in: DataDays(played: CalendarDay(daysSinceEpoch: -700_000)...data.upperBound, lastComplete: data.upperBound)
        )
        for tier in ["a\u{0}", String(repeating: "x", count: 1001)] {
            #expect(throws: InsightError.self) {
                try InsightFilter(from: nil, to: nil, tier: tier, country: nil, platform: nil)
            }
        }
    }
}
