import Foundation
import Insights
import Listening
import Warehouse

/// A service in which nothing changes and nothing differs, but for what is planted: listeners of different tastes and habits, all alike by hour,
/// weekday, genre and artist, and over time.
struct NoiseService {
    var seed = 1
    var listeners = 120
    var days = 70
    /// Factor of the days on which a listener listens, in the last 28 complete days.
    var lately = 1.0
    /// Factor of the length of plays at weekends.
    var weekend = 1.0
    /// The probability of a skip of the first genre, more than of others.
    var genreSkips = 0.0
    /// The share of sessions that begin at 20:00 instead of at any hour.
    var evening = 0.0
    /// The share of plays of the last 14 complete days that go to the artist 3 instead of to any.
    var rising = 0.0

    /// The last day with a play; the day before is the last complete one.
    static let lastDay = "2025-12-01"

    func warehouse() async throws -> DuckDBWarehouse {
        let warehouse = try await DuckDBWarehouse.inMemory()
        try await warehouse.write { connection in
            for text in statements { _ = try connection.execute(Statement(text)) }
            try Marts.refresh(.everything, on: connection)
        }
        return warehouse
    }

    func fixture() async throws -> DashboardFixture {
        DashboardFixture(
            warehouse: try await warehouse(),
            modelsDirectory: FileManager.default.temporaryDirectory.appending(path: "segue-models-\(UUID().uuidString)")
        )
    }

    /// A number in 0 ..< 1 that follows from the seed and what it is about.
    private func chance(_ about: String) -> String { "(hash(\(seed), \(about)) % 1000003) / 1000003.0" }

    private var statements: [String] {
        let last = "DATE '\(Self.lastDay)'"
        return [
            "INSERT INTO artists (artist_key, name, import_key) SELECT range, 'Artist ' || range, 1 FROM range(1, 13)",
            """
            INSERT INTO tracks (track_key, track_id, name, artist_key, genre, duration_ms, import_key)
            SELECT range, 't' || range, 'Track ' || range, 1 + range % 12, 'genre ' || (range // 12 % 6), 200000, 1 FROM range(0, 144)
            """,
            "INSERT INTO listeners (listener_key, listener_id, zone, import_key) SELECT range, 'l' || range, 'UTC', 1 FROM range(1, \(listeners + 1))",
            """
            INSERT INTO imports (import_key, format, source, imported_at, rows_read, rows_new, rows_duplicate, rows_invalid, rows_ignored)
            VALUES (1, 'csv', 'noise.csv', TIMESTAMP '2025-12-01 12:00:00', 1, 1, 0, 0, 0)
            """,
            """
            INSERT INTO plays (play_key, import_key, listener_key, track_key, session_key, session_position, started_at, ended_at, ms_played,
                local_date, local_hour, local_weekday, platform, time_precision, skip_kind, skipped)
            WITH people AS (
                SELECT range AS listener, 0.1 + 0.5 * \(chance("range, 'habit'")) AS habit, 0.15 + 0.4 * \(chance("range, 'skips'")) AS skippiness,
                    60 + 100 * \(chance("range, 'length'")) AS length
                FROM range(1, \(listeners + 1))
            ),
            days AS (SELECT CAST(\(last) - CAST(range AS INTEGER) AS DATE) AS day, range AS back FROM range(0, \(days))),
            sittings AS (
                SELECT *, CASE WHEN \(chance("listener, back, 'evening'")) < \(evening) THEN 20 ELSE hash(\(seed), listener, back, 'hour') % 24 END AS hour
                FROM people CROSS JOIN days
                WHERE \(chance("listener, back, 'active'")) < habit * CASE WHEN back BETWEEN 1 AND 28 THEN \(lately) ELSE 1 END
            ),
            listened AS (
                SELECT *, ROW_NUMBER() OVER (ORDER BY listener, back, place) AS number,
                    CASE WHEN back BETWEEN 1 AND 14 AND \(chance("listener, back, place, 'rising'")) < \(rising)
                        THEN 2 + 12 * (hash(\(seed), listener, back, place, 'track') % 12)
                        ELSE hash(\(seed), listener, back, place, 'track') % 144 END AS track
                FROM (SELECT *, UNNEST(range(1, 2 + CAST(hash(\(seed), listener, back, 'plays') % 9 AS BIGINT))) AS place FROM sittings)
            ),
            judged AS (
                SELECT *, \(chance("number, 'skip'")) < skippiness + CASE WHEN track // 12 % 6 = 0 THEN \(genreSkips) ELSE 0 END AS skipped FROM listened
            )
            SELECT number, 1, listener, track, 1 + (listener * 1000 + back), place, moment, moment + INTERVAL 3 MINUTE,
                CAST(CASE WHEN skipped THEN 12000 ELSE 1000 * length * (0.5 + \(chance("number, 'time'")))
                    * CASE WHEN isodow(day) >= 6 THEN \(weekend) ELSE 1 END END AS BIGINT),
                day, hour, isodow(day), 'custom', 'second', CASE WHEN skipped THEN 'early' ELSE 'none' END, skipped
            FROM (SELECT *, CAST(day AS TIMESTAMP) + to_hours(CAST(hour AS INTEGER)) + to_minutes(CAST(4 * place AS INTEGER)) AS moment FROM judged)
            """,
        ]
    }
}

/// The sentences of a page that name a finding.
enum Claims {
    static func isOne(_ text: String) -> Bool {
        let words =
            /(more|fewer|less|longer) than (in )?the|points (more|less)|listeners (rose|fell) from|at weekends|peaks around|is the most played|is rising|artists are rising|come back (more|less)|exceed|skipped( early)? most|Most are lost|Sessions predicted at|Of plays predicted at|miss by/
        return text.firstMatch(of: words) != nil
    }

    /// The titles of a page, its first sentences, and its coloured arrows.
    static func found(_ html: String) -> [String] {
        let titles = html.matches(of: /<h[12][^>]*>([^<]*)<|<p class="lead">([^<]*)</).compactMap { $0.1 ?? $0.2 }.map(
            String.init)
        let arrows = html.matches(of: /change-(up|down)[^>]*>/).map { String($0.0) }
        return titles.filter(isOne) + arrows
    }
}
