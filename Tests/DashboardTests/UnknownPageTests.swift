import Foundation
import HummingbirdTesting
import Insights
import Listening
import TestSupport
import Testing
import Warehouse

@testable import Dashboard

/// Pages name no number and no finding that the source cannot know.
@Suite("Pages over sources that lack something")
struct UnknownPageTests {
    private static let fixtures = Task {
        var made: [PartialSource: DashboardFixture] = [:]
        for source in PartialSource.allCases {
            made[source] = DashboardFixture(
                warehouse: try await source.warehouse(),
                modelsDirectory: FileManager.default.temporaryDirectory.appending(
                    path: "segue-models-\(UUID().uuidString)"))
        }
        return made
    }

    /// All days, so that the range holds data whatever the day of the test.
    private static let days = "first_day=2025-09-01&last_day=2025-11-09"
    private static let paths =
        [
            "/overview", "/retention", "/skips", "/funnels", "/models", "/data",
            "/funnels?step=play&step=stream&step=skip&step=like",
        ]
        + (InsightParameters.choices("dimension", of: "skip_rates") ?? []).map { "/skips?dimension=\($0)" }
    /// The rows behind every question, and where it comes from.
    private static let behind = InsightCatalogue.all(dialect: "duckdb").map(\.name).filter {
        !RowsKind.needsValues.contains($0)
    }.flatMap {
        ["/rows/\($0)", "/explain/\($0)"]
    }

    private func get(_ path: String, _ source: PartialSource) async throws -> TestResponse {
        let fixture = try #require(try await Self.fixtures.value[source])
        return try await fixture.get("\(path)\(path.contains("?") ? "&" : "?")\(Self.days)")
    }

    /// The words of a page, without tags and with plain spaces.
    private func words(_ html: String) -> String {
        let body = html.components(separatedBy: "<main").last?.components(separatedBy: "</main>").first ?? html
        return body.replacing(/<script[^>]*>.*?<\/script>/.dotMatchesNewlines(), with: " ").replacing(
            /<[^>]*>/, with: " "
        )
        .replacing("\u{202F}", with: " ").replacing(/\s+/, with: " ")
    }

    private static let pairs = (paths + behind).flatMap { path in PartialSource.allCases.map { (path, $0) } }

    @Test("every page answers over every source", arguments: pairs)
    func answers(_ path: String, _ source: PartialSource) async throws {
        let answer = try await get(path, source)
        #expect(answer.status == .ok, "\(answer.text.prefix(500))")
        #expect(!answer.text.contains("Optional(") && !answer.text.contains("nan"))
    }

    @Test(
        "a source without times has no minutes, no streams, no skips and no share of them on any page", arguments: paths
    )
    func withoutTimes(_ path: String) async throws {
        let text = words(try await get(path, .scrobbles).text)
        for claim in [
            "\\b0 s\\b", "\\b0 min", "of listening on a day", "listened for", "of the plays (were|are) skipped",
            "[Ss]kips? (come|happen)",
            "are skipped", "is skipped", "Most are lost before “First (stream|like)",
        ] {
            let found = text.range(of: claim, options: .regularExpression)
            #expect(found == nil, "\(path): \(found.map { String(text[$0]) } ?? "")")
        }
    }

    @Test("the overview of a source without times says that times and ends are not recorded")
    func overviewWithoutTimes() async throws {
        let answer = try await get("/overview", .scrobbles)
        #expect(answer.number("minutes") == nil && answer.number("skip-rate") == nil)
        let text = words(answer.text)
        #expect(
            text.contains("How long was listened to is not recorded.")
                && text.contains("How plays ended is not recorded."))
        #expect(text.contains("The source does not record how long plays lasted."))
    }

    @Test(
        "an account history: the skip rate is at least, mid and late are not recorded, nothing is claimed of when skips come"
    )
    func accountHistory() async throws {
        let answer = try await get("/skips", .accountHistory)
        let text = words(answer.text)
        #expect(text.firstMatch(of: /At least \d+\.\d % of the plays are skipped/) != nil)
        #expect(answer.number("skip-rate")?.hasPrefix("≥") == true && answer.number("half") == nil)
        #expect(text.contains("The source records neither the length of tracks nor, of all plays, why they ended"))
        #expect(
            text.contains("Mid: before half not recorded not recorded")
                && text.contains("Late: after half not recorded not recorded"))
        #expect(text.contains("Not skipped not recorded not recorded"))
        for claim in ["of the skips come in the first", "Half of all skips", "came after a minute"] {
            #expect(!text.contains(claim))
        }
        #expect(words(try await get("/overview", .accountHistory).text).contains("Skip rate at least"))
    }

    @Test("where the source records lengths and reasons nothing is hedged")
    func whole() async throws {
        let text = words(try await get("/skips", .withoutGenres).text)
        #expect(!text.contains("not recorded") && !text.contains("At least") && !text.contains("≥"))
        let overview = words(try await get("/overview", .withoutGenres).text)
        for hedge in ["Skip rate at least", "at least: ", "≥", "is not recorded"] {
            #expect(!overview.contains(hedge), "\(hedge)")
        }
    }

    @Test("a mixed service says of how many plays the time is recorded")
    func mixed() async throws {
        let answer = try await get("/overview", .mixed)
        #expect(words(answer.text).firstMatch(of: /at least: the time of \d+\.\d % of the plays is recorded/) != nil)
        #expect(answer.number("minutes") != nil)
        let funnels = words(try await get("/funnels", .mixed).text)
        #expect(funnels.contains("Not recorded by the source: “First like, save or playlist add”."))
    }

    @Test("withheld names lead no table", arguments: ["/overview", "/rows/top_artists", "/rows/top_tracks"])
    func withheld(_ path: String) async throws {
        #expect(!words(try await get(path, .accountHistory).text).lowercased().contains("unknown artist"))
    }

    @Test("rows have headings for people", arguments: InsightCatalogue.all(dialect: "duckdb").map(\.name))
    func headings(_ name: String) throws {
        for column in try InsightCatalogue.insight(name, dialect: "duckdb").columns {
            let heading = PageCopy.column(column.name)
            #expect(!heading.contains("_") && heading.first?.isLowercase == false, "\(heading)")
            for code in ["Dau", "Wau", "Mau", "Ms played"] { #expect(!heading.contains(code), "\(heading)") }
        }
    }

    @Test("the CSV of plays holds every play, however many there are")
    func everyRow() async throws {
        let fixture = try await DashboardFixture.empty()
        let count = RowsExport.chunk * 2 + 17
        try await fixture.warehouse.write { connection in
            try connection.execute(
                Statement("INSERT INTO artists (artist_key, name, import_key) VALUES (1, 'A, \"B\"', 1)"))
            try connection.execute(
                Statement(
                    "INSERT INTO tracks (track_key, track_id, name, artist_key, import_key) VALUES (1, 'a', 'Two\nlines', 1, 1)"
                ))
            try connection.execute(
                Statement(
                    "INSERT INTO listeners (listener_key, listener_id, zone, import_key) VALUES (1, 'ann', 'UTC', 1)"))
            _ = try connection.execute(
                Statement(
                    """
                    INSERT INTO plays (play_key, import_key, listener_key, track_key, session_key, session_position, started_at, ended_at,
                        ms_played, local_date, local_hour, local_weekday, platform, time_precision)
                    SELECT range, 1, 1, 1, 0, range, TIMESTAMP '2025-09-01 00:00:00', TIMESTAMP '2025-09-01 00:00:00', range, DATE '2025-09-01',
                        0, 1, 'custom', 'second' FROM range(\(count))
                    """))
            try Marts.refresh(.everything, on: connection)
        }
        let csv = try await fixture.get("/rows/plays.csv?first_day=2025-09-01&last_day=2025-09-01")
        #expect(csv.status == .ok && csv.headers[.contentDisposition]?.contains("segue-plays.csv") == true)
        let rows = csv.text.components(separatedBy: "ann,2025-09-01")
        #expect(rows.count - 1 == count && rows[0].hasPrefix("listener_id,"))
        #expect(csv.text.components(separatedBy: "listener_id,").count == 2, "one heading")
        let lengths = Set(
            rows.dropFirst().compactMap { $0.split(separator: "\"").last?.split(separator: ",").first.map(String.init) }
        )
        #expect(lengths.count == count, "each play once")
    }
}
